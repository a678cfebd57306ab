import { type BlockRef, ChainError, type ChainProvider, type Heads } from '@cxt-bridge/adapters/core';
import { eid } from '@cxt-bridge/adapters/protocol';
import { describe, expect, it } from 'vitest';
import { isBridgeError } from '../errors/index.ts';
import { createProviderQuorum } from './providerQuorum.ts';

const block = (height: number, fork = 'a'): BlockRef => ({
  height: BigInt(height),
  hash: `0x${fork}${height}`,
  parentHash: `0x${fork}${height - 1}`,
  timestamp: BigInt(height),
});

/** A node by its answers; what is not given fails as unreachable. */
function node(
  label: string,
  answers: {
    heads?: () => Heads;
    blockAtOrBefore?: (height: bigint) => BlockRef | null;
    noncesUsed?: boolean[];
  },
): ChainProvider {
  const down = (): never => {
    throw new ChainError('CXT_CHAIN_UNREACHABLE', `${label}: refuses connections`);
  };
  const known: Partial<ChainProvider> = {
    label,
    heads: async () => answers.heads?.() ?? down(),
    blockAtOrBefore: async (height) =>
      answers.blockAtOrBefore === undefined ? down() : answers.blockAtOrBefore(height),
    noncesUsed: async () => answers.noncesUsed ?? down(),
  };
  return known as ChainProvider;
}

const at = (latest: number, finalized: number, fork = 'a') => ({
  heads: (): Heads => ({ latest: block(latest, fork), finalized: block(finalized, fork) }),
  blockAtOrBefore: (height: bigint): BlockRef | null =>
    height > BigInt(latest) ? null : block(Number(height), fork),
});

const quorum = (required: number, ...providers: ChainProvider[]) =>
  createProviderQuorum({
    eid: eid(40161),
    chain: 'ethereum',
    providers,
    required,
    clock: { nowMs: () => 1, sleep: async () => undefined },
  });

async function codeOf(run: Promise<unknown>): Promise<string> {
  try {
    await run;
  } catch (error) {
    return isBridgeError(error) ? `${error.code} ${error.message}` : String(error);
  }
  return 'answered';
}

describe('q of m providers', () => {
  it('choose the highest height that q of them call final', async () => {
    const view = quorum(2, node('n1', at(12, 10)), node('n2', at(11, 9)), node('n3', at(9, 7)));
    expect((await view.heads()).finalized).toEqual(block(9));
  });

  it('refuse when fewer than q answer, and name the silent ones', async () => {
    const outcome = await codeOf(quorum(2, node('n1', at(12, 10)), node('n2', {})).heads());
    expect(outcome).toContain('CXT_RPC_QUORUM_TOO_FEW');
    expect(outcome).toContain('n2');
  });

  it('refuse when q of them do not agree on the hash of the chosen height', async () => {
    const outcome = await codeOf(quorum(2, node('n1', at(12, 10)), node('n2', at(12, 10, 'b'))).heads());
    expect(outcome).toContain('CXT_RPC_QUORUM_DISAGREES');
  });

  it('outvote one liar of three and remember who it was', async () => {
    const view = quorum(2, node('liar', at(12, 10, 'b')), node('n2', at(12, 10)), node('n3', at(12, 10)));
    expect((await view.heads()).finalized).toEqual(block(10));
    expect(await view.blockAtOrBefore(8n)).toEqual(block(8));
    expect(view.health.map(({ dissents }) => dissents)).toEqual([1, 0, 0]);
  });

  it('call two quorums that contradict each other a disagreement, not a choice', async () => {
    const view = quorum(1, node('n1', at(12, 10)), node('n2', at(12, 10, 'b')));
    expect(await codeOf(view.blockAtOrBefore(5n))).toContain('CXT_RPC_QUORUM_DISAGREES');
  });

  it('agree below a height that has no block, and wait for a node that has not come there', async () => {
    const skipping = (latest: number) => ({
      heads: (): Heads => ({ latest: block(latest), finalized: block(latest) }),
      blockAtOrBefore: (height: bigint): BlockRef | null =>
        height > BigInt(latest) ? null : block(height === 9n ? 8 : Number(height)),
    });
    const view = quorum(2, node('n1', skipping(12)), node('n2', skipping(11)), node('behind', skipping(7)));
    expect(await view.blockAtOrBefore(9n)).toEqual(block(8));
    expect(await codeOf(view.blockAtOrBefore(12n))).toContain('CXT_RPC_QUORUM_TOO_FEW');
  });

  it('count who takes finality back', async () => {
    let finalized = 10;
    const moving = node('n1', { heads: () => ({ latest: block(12), finalized: block(finalized) }) });
    const view = quorum(1, moving);
    expect((await view.heads()).regressed).toBe(0);
    finalized = 8;
    expect((await view.heads()).regressed).toBe(1);
  });

  it('let any one answer what only helps submission', async () => {
    const view = quorum(2, node('n1', {}), node('n2', { noncesUsed: [true] }));
    expect(await view.any((provider) => provider.noncesUsed([]))).toEqual([true]);
    expect(view.health[0]?.error).toContain('CXT_CHAIN_UNREACHABLE');
  });
});
