/** The deployed bridge on Solana, as tests and the demo use it. */
import { type Keypair, PublicKey, type TransactionInstruction } from '@solana/web3.js';

import { programCall } from './gatewayProgram.ts';
import type { SolanaAddresses } from './solanaAddresses.ts';
import type { SolanaDeployment } from './deploySolana.ts';
import type { SolanaChain } from './solanaChain.ts';

export class SolanaBridge {
  readonly chain: SolanaChain;
  readonly addresses: SolanaAddresses;
  readonly deployment: SolanaDeployment;
  readonly mint: PublicKey;
  /** Upgrade authority of the programs. */
  readonly authority: Keypair;

  constructor(parts: {
    chain: SolanaChain;
    addresses: SolanaAddresses;
    deployment: SolanaDeployment;
    authority: Keypair;
  }) {
    this.chain = parts.chain;
    this.addresses = parts.addresses;
    this.deployment = parts.deployment;
    this.authority = parts.authority;
    this.mint = new PublicKey(parts.addresses.mint);
  }

  /** An instruction of the gateway; accounts with seeds or fixed addresses are filled in. */
  async gateway(
    name: string,
    args: readonly unknown[],
    accounts: Readonly<Record<string, PublicKey | null>>,
  ): Promise<TransactionInstruction> {
    return programCall({ program: this.deployment.program, name, args, accounts });
  }

  /** Account of the lane to and from a chain. */
  lane(eid: number): PublicKey {
    const seed = Buffer.alloc(4);
    seed.writeUInt32LE(eid);
    return this.address('lane', seed);
  }

  /** Address of the gateway program for these seeds. */
  address(...seeds: readonly (string | Uint8Array)[]): PublicKey {
    const bytes = seeds.map((seed) => (typeof seed === 'string' ? Buffer.from(seed) : seed));
    return PublicKey.findProgramAddressSync(bytes, this.deployment.program.programId)[0];
  }
}
