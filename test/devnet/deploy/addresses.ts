/** Where everything of this deployment is: the same on every chain, known before anything is deployed. */
import { type Address, getContractAddress } from 'viem';

import { deployer } from '../chain/devAccounts.ts';
import { type SolanaAddresses, solanaAddresses } from '../solana/solanaAddresses.ts';
import { contractSalt, create3Address } from './create3.ts';

const NAMES = [
  'gateway',
  'token',
  'quorum',
  'composeCaller',
  'feeSettlement',
  'randomness',
  'miningPool',
  'baseWork',
  'stakeRegistry',
  'workCourt',
  'jobMarket',
  'homeComputePort',
] as const;

export type ContractName = (typeof NAMES)[number];

export type DeploymentAddresses = {
  /** Name that makes the bridge id (protocol §2) and the salts. */
  readonly networkName: string;
  readonly factory: Address;
  /** Null on a devnet without Solana. */
  readonly solana: SolanaAddresses | null;
} & { readonly [Name in ContractName]: Address };

/** Predicted addresses. From `feeSettlement` on they exist at home only; `homeComputePort` is where it will be: nothing is there yet. */
export function deploymentAddresses(
  networkName: string,
  options: { solana: boolean } = { solana: false },
): DeploymentAddresses {
  const from = deployer().address;
  const factory = getContractAddress({ opcode: 'CREATE', from, nonce: 0n });
  const of = (contract: ContractName): Address =>
    create3Address({ factory, deployer: from, salt: contractSalt({ networkName, contract }) });
  const contracts = Object.fromEntries(NAMES.map((name) => [name, of(name)])) as Record<
    ContractName,
    Address
  >;
  return { networkName, factory, solana: options.solana ? solanaAddresses() : null, ...contracts };
}
