/** What the process of the devnet's compute nodes is told: one JSON file. */
import type { Address, Hex } from 'viem';

/** How a node of the devnet behaves. All but `honest` exist to be caught. */
export type NodeCharacter = 'honest' | 'silent' | 'lying';

export interface NodeConfig {
  readonly name: string;
  readonly privateKey: Hex;
  readonly character: NodeCharacter;
}

/** CXT that the nodes pay to somebody out of what they earned. */
export interface Payout {
  readonly to: Address;
  /** wei, decimal */
  readonly amount: string;
}

export interface WorkersConfig {
  readonly rpcUrl: string;
  readonly chainId: number;
  readonly miningPool: Address;
  readonly fromBlock: string;
  readonly dataDir: string;
  /** Written when the nodes run; must not exist. */
  readonly readyFile: string;
  readonly nodes: readonly NodeConfig[];
  readonly payouts: readonly Payout[];
}

/** Content of the ready file. */
export interface WorkersReady {
  readonly blobUrl: string;
}
