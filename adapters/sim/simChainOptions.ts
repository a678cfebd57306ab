/** What one simulated chain is made of, and what a reorg of it leaves behind. */
import type { Clock } from '../core/index.ts';
import type { SvmRules } from './anchoredInclusion.ts';
import type { Genesis } from './blockLedger.ts';
import type { SeededRandomness } from './seededRandomness.ts';
import type { SimBlock } from './simBlock.ts';

/** Rules of a chain. */
export interface SimChainOptions {
  readonly genesis: Genesis;
  readonly clock: Clock;
  readonly randomness: SeededRandomness;
  /** Heights between the newest one and the newest final one; 0 = instant finality. */
  readonly finalityDepth: number;
  /** How often the simulator is expected to call `passHeight`, ms. */
  readonly blockMs: number;
  readonly blockGasLimit: bigint;
  /** How many blocks can be unwound or looked back at; at least the finality depth. */
  readonly keepBlocks: number;
  /** Solana-like chains only. */
  readonly svm?: SvmRules;
}

/** What a reorg did. */
export interface ReorgResult {
  /** Blocks that are gone, oldest first. */
  readonly orphaned: readonly SimBlock[];
  /** Hashes of transactions that no pool remembers any more. */
  readonly dropped: readonly string[];
  /** Blocks that took their place, oldest first. */
  readonly replacements: readonly SimBlock[];
}
