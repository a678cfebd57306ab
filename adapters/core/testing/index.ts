/**
 * Conformance suite of the chain port (vitest). Every adapter passes it unchanged; the port's doc comments are the spec.
 *
 * The tests of one world run in order and build on each other, as the life of a bridge does.
 */
import { afterAll, beforeAll, describe } from 'vitest';
import { createChainDriver } from './chainDriver.ts';
import type { ChainWorld } from './chainWorld.ts';
import { describeBlocks } from './describeBlocks.ts';
import { describeComposes } from './describeComposes.ts';
import { describeExpiringSubmission } from './describeExpiringSubmission.ts';
import { describeLedger } from './describeLedger.ts';
import { describeOrderedSubmission } from './describeOrderedSubmission.ts';
import { describeQueue } from './describeQueue.ts';
import { describeSubmission } from './describeSubmission.ts';
import { describeTransfers } from './describeTransfers.ts';
import type { Suite } from './suite.ts';

export {
  type ChainWorld,
  WORLD_LIMITS,
  WORLD_USER_WEI,
  type WorldChain,
  type WorldTransfer,
} from './chainWorld.ts';
export { createTestQuorum, type TestQuorum } from './testQuorum.ts';

/** Registers the suite for one adapter. `createWorld` is called once. */
export function describeChainAdapter(options: {
  readonly name: string;
  readonly createWorld: () => Promise<ChainWorld>;
  /** How the transactions of spoke A live. Default `ordered` by account nonces. */
  readonly transactions?: 'ordered' | 'expiring';
  /** For starting the world. Default 60,000. */
  readonly startTimeoutMs?: number;
}): void {
  describe(`chain adapter: ${options.name}`, () => {
    let suite: Suite | undefined;
    const get = (): Suite => {
      if (suite === undefined) throw new Error('the world did not start');
      return suite;
    };
    beforeAll(async () => {
      const world = await options.createWorld();
      suite = {
        world,
        home: await createChainDriver(world.home),
        spokeA: await createChainDriver(world.spokeA),
        spokeB: await createChainDriver(world.spokeB),
      };
    }, options.startTimeoutMs ?? 60_000);
    afterAll(async () => suite?.world.stop());

    describeBlocks(get);
    describeTransfers(get);
    describeComposes(get);
    describeQueue(get);
    describeSubmission(get);
    if (options.transactions === 'expiring') describeExpiringSubmission(get);
    else describeOrderedSubmission(get);
    describeLedger(get);
  });
}
