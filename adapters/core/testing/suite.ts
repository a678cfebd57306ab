/** What the parts of the suite share. */
import type { ChainDriver } from './chainDriver.ts';
import type { ChainWorld } from './chainWorld.ts';

/** The running world and a driver for each of its chains. */
export interface Suite {
  readonly world: ChainWorld;
  readonly home: ChainDriver;
  readonly spokeA: ChainDriver;
  readonly spokeB: ChainDriver;
}
