/** Where everything of this deployment is on Solana: derived from the program's address, known before anything is deployed. */
import { PublicKey } from '@solana/web3.js';
import type { Hex } from 'viem';

import { GATEWAY_PROGRAM, programArtifact } from './programArtifact.ts';

export interface SolanaAddresses {
  /** Base58. */
  readonly program: string;
  /** The config account, which is the gateway's identity. */
  readonly config: string;
  /** The same as on the wire. */
  readonly gateway: Hex;
  readonly mint: string;
}

/** @throws DevnetError when the programs were never built. */
export function solanaAddresses(): SolanaAddresses {
  const program = new PublicKey(programArtifact(GATEWAY_PROGRAM).address);
  const at = (seed: string): PublicKey => PublicKey.findProgramAddressSync([Buffer.from(seed)], program)[0];
  const config = at('config');
  return {
    program: program.toBase58(),
    config: config.toBase58(),
    gateway: `0x${config.toBuffer().toString('hex')}`,
    mint: at('mint').toBase58(),
  };
}
