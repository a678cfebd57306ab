/** Runs seeded sequences of operations against chain and model. */
import { type Economy, epochEndsAt, currentEpoch, isEnded } from '@cxt-bridge/adapters/economy';

import { found } from './beginnings.ts';
import { ChainUnderTest } from './chainUnderTest.ts';
import { type Focus, planOperation } from './planOperation.ts';
import { RandomSource } from './randomSource.ts';
import { type Coverage, Twin, TwinError } from './twin.ts';

const FOCUS: readonly Focus[] = ['jobs', 'all', 'jobs', 'pool', 'stake'];
/** Of ten sequences, how many begin at the genesis. */
const FROM_GENESIS = 1;

export interface RunOptions {
  readonly seed: number;
  readonly sequences: number;
  readonly operations: number;
  readonly onSequence?: (done: number) => void;
}

export interface RunResult {
  readonly sequences: number;
  readonly operations: number;
  readonly coverage: Coverage;
}

/** @throws TwinError naming seed, operation and difference */
export async function runSequences(options: RunOptions): Promise<RunResult> {
  const coverage: Coverage = new Map();
  const chain = await ChainUnderTest.start();
  try {
    const genesis = await Twin.begin(chain, coverage);
    let checkpoint = await chain.call('evm_snapshot');
    const back = async (): Promise<void> => {
      await chain.call('evm_revert', [checkpoint]);
      checkpoint = await chain.call('evm_snapshot');
    };
    const genesisSequences = Math.ceil((options.sequences * FROM_GENESIS) / 10);
    let operations = 0;
    for (let index = 0; index < options.sequences; index += 1) {
      const isGenesis = index < genesisSequences;
      if (index === genesisSequences) {
        await back();
        await found(genesis);
        checkpoint = await chain.call('evm_snapshot');
      } else {
        await back();
      }
      const seed = options.seed + index;
      const focus = isGenesis ? 'pool' : (FOCUS[index % FOCUS.length] ?? 'all');
      operations += await runOne({ twin: genesis.branch(), seed, focus, operations: options.operations });
      options.onSequence?.(index + 1);
    }
    return { sequences: options.sequences, operations, coverage };
  } finally {
    await chain.stop();
  }
}

async function runOne(args: { twin: Twin; seed: number; focus: Focus; operations: number }): Promise<number> {
  const { twin, seed, focus } = args;
  const random = new RandomSource(seed);
  let done = 0;
  for (; done < args.operations; done += 1) {
    if (random.chance(0.3)) await twin.idle(random.whole(1, 3));
    if (random.chance(0.001)) await twin.idle(260);
    const now = nextMoment(twin.economy, random);
    const economy = twin.next(now);
    const operation = await planOperation(
      { economy, random, hashOf: async (block) => twin.hashOf(block) },
      focus,
    );
    if (operation === null) continue;
    try {
      await twin.step(operation, now);
    } catch (error) {
      if (error instanceof TwinError) {
        throw new TwinError(`seed ${seed} (${focus}), operation ${done}: ${error.message}`);
      }
      throw error;
    }
  }
  await twin.compareAll();
  return done;
}

/** Mostly soon; often just before, at or just after a moment at which something ends. */
function nextMoment(economy: Economy, random: RandomSource): bigint {
  const { now } = economy;
  const soon = now + BigInt(random.whole(1, 4));
  if (random.chance(0.72)) return soon;
  const ends = endings(economy).filter((end) => end > now + 1n);
  if (ends.length === 0 || random.chance(0.05)) return now + BigInt(random.whole(5, 250));
  const moment = random.pick(ends) + BigInt(random.whole(-1, 2));
  return moment > now ? moment : soon;
}

function endings(economy: Economy): bigint[] {
  const { market, court, registry, params } = economy;
  const jobs = [...market.jobs.values()].filter(({ status }) => !isEnded(status));
  return [
    epochEndsAt(economy, currentEpoch(economy)),
    ...jobs.flatMap(({ deadline }) => [deadline, deadline, deadline + params.market.revealSeconds]),
    ...[...court.verdicts.values()].map(({ lock }) => lock?.until ?? 0n),
    ...[...court.late.values()].map(({ deadline, isOpen }) => (isOpen ? deadline : 0n)),
    ...[...registry.nodes.values()].flatMap(({ jailedUntil, unbondings }) => [
      jailedUntil,
      ...unbondings.map((unbonding) => unbonding?.releaseAt ?? 0n),
    ]),
  ];
}
