import { ChainError, type ChainProvider } from '@cxt-bridge/adapters/core';
import { VirtualClock } from '@cxt-bridge/adapters/sim';
import { expect, test } from 'vitest';
import { waitForChains } from './waitForChains.ts';

const ATTESTER = `0x${'11'.repeat(20)}` as const;

interface Answers {
  networkId: () => Promise<string>;
  deploymentProblem: () => Promise<string | null>;
  members: readonly `0x${string}`[];
}

/** A provider that is well, but for `answers`. */
function provider(label: string, answers: Partial<Answers> = {}): ChainProvider {
  const {
    networkId = async () => '31337',
    deploymentProblem = async () => null,
    members = [ATTESTER],
  } = answers;
  const block = { height: 7n, hash: '0x01', parentHash: '0x00', timestamp: 0n } as const;
  return {
    label,
    deployment: { networkId: '31337', gateway: '0x0b', token: '0x0a' },
    networkId,
    deploymentProblem,
    heads: async () => ({ latest: block, finalized: block }),
    signerSet: async () => ({ epoch: 1n, setHash: '0x02', threshold: 1, members }),
  } as unknown as ChainProvider;
}

const silent = async (): Promise<never> => {
  throw new ChainError('CXT_CHAIN_UNREACHABLE', 'no answer');
};

function wait(options: { chains: Record<string, ChainProvider[]>; required?: number; wait?: boolean }): {
  clock: VirtualClock;
  states: (string | null)[];
  done: Promise<void>;
  stop: AbortController;
} {
  const clock = new VirtualClock();
  const states: (string | null)[] = [];
  const stop = new AbortController();
  const done = waitForChains({
    chains: Object.entries(options.chains).map(([key, providers]) => ({
      key,
      providers,
      required: options.required ?? 1,
    })),
    attester: ATTESTER.toUpperCase().replace('0X', '0x'),
    clock,
    signal: stop.signal,
    wait: options.wait ?? true,
    onState: ({ waitingFor }) => states.push(waitingFor),
  });
  done.catch(() => undefined);
  return { clock, states, done, stop };
}

test('chains that are well are not waited for', async () => {
  const { done, states } = wait({ chains: { ethereum: [provider('a')], bsc: [provider('b')] } });
  await done;
  expect(states).toEqual([]);
});

test('a silent chain is waited for with one line per change', async () => {
  let asked = 0;
  const networkId = (): Promise<string> => {
    asked += 1;
    return asked < 5 ? silent() : Promise.resolve('31337');
  };
  const { clock, done, states } = wait({ chains: { ethereum: [provider('a', { networkId })] } });
  await clock.advance(60_000);
  await done;
  expect(states).toEqual([expect.stringContaining('no answer'), null]);
  expect(asked).toBe(5);
});

test('enough good providers are enough', async () => {
  const providers = [provider('a'), provider('b', { networkId: silent }), provider('c')];
  const { done, states } = wait({ chains: { ethereum: providers }, required: 2 });
  await done;
  expect(states).toEqual([]);
});

test.each([
  ['another chain', { networkId: async () => '1' }, 'CXT_CHAIN_WRONG_NETWORK'],
  ['no code', { deploymentProblem: async () => 'there is no code' }, 'CXT_CHAIN_NO_CODE'],
  ['a set without us', { members: [`0x${'22'.repeat(20)}`] as const }, 'CXT_CONFIG_ATTESTER_NOT_IN_SET'],
])('%s at a single provider ends the start, whatever else is waited for', async (_, answers, code) => {
  const wrong = provider('b', answers);
  const { clock, done } = wait({
    chains: { ethereum: [provider('a'), wrong], bsc: [provider('c', { networkId: silent })] },
  });
  await expect(done).rejects.toMatchObject({ code });
  expect(clock.sleeping).toBe(0);
});

test('without waiting, silence ends the start', async () => {
  const { done } = wait({ chains: { ethereum: [provider('a', { networkId: silent })] }, wait: false });
  await expect(done).rejects.toMatchObject({ code: 'CXT_CHAIN_UNREACHABLE' });
});

test('a stop ends the waiting with its reason', async () => {
  const { clock, done, stop } = wait({ chains: { ethereum: [provider('a', { networkId: silent })] } });
  await clock.advance(5_000);
  stop.abort(new Error('asked to stop'));
  await expect(done).rejects.toThrow('asked to stop');
  expect(clock.sleeping).toBe(0);
});
