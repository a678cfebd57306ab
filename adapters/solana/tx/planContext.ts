/** What planning a call needs. */
import type { AddressLookupTableAccount, PublicKey } from '@solana/web3.js';
import type { GatewayAddresses } from '../program/addresses.ts';
import type { SolanaRpc } from '../rpc/solanaRpc.ts';
import type { SolanaDeployment } from '../solanaDeployment.ts';

export interface PlanContext {
  readonly rpc: SolanaRpc;
  readonly deployment: SolanaDeployment;
  readonly addresses: GatewayAddresses;
  /** Fee payer and payer of rent. */
  readonly payer: PublicKey;
  /** May be of tables that the steps before create. */
  readonly tables: readonly AddressLookupTableAccount[];
}
