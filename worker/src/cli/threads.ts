import { availableParallelism } from 'node:os';

/** Threads of the config, else all cores. */
export function threadsOf(configured: number | undefined): number {
  return configured ?? availableParallelism();
}
