import { eid, INITIAL_LANE_HASH, leaf, nextLaneHash } from '@cxt-bridge/adapters/protocol';
import { describe, expect, it } from 'vitest';
import { backoffMs } from './backoff.ts';
import { bundleGas, type DueLeg, selectBundle } from './batching.ts';
import { extendLane } from './lane.ts';
import type { Leg, Message } from './message/message.ts';
import { proposerRank, turn } from './rank.ts';

const HOME = eid(40161);
const BSC = eid(40102);
const ARB = eid(40231);

const leg = (attempts = 0): Leg => ({
  executesAt: HOME,
  state: 'final',
  sinceMs: 0,
  notBeforeMs: 0,
  attempts,
  reason: null,
  txHash: null,
  height: null,
  timestamp: null,
  gasUsed: null,
  releaseAt: null,
  root: null,
});

function due(parameters: {
  srcEid: typeof HOME;
  dstEid: typeof HOME;
  nonce: number;
  at?: number;
  gas?: number;
  attempts?: number;
}): DueLeg {
  const { srcEid, dstEid, nonce, at = 0, gas = 0, attempts = 0 } = parameters;
  const own = leg(attempts);
  const isTransit = dstEid !== HOME;
  const message = {
    srcEid,
    dstEid,
    nonce: String(nonce),
    execution: gas,
    packet: `0x${'00'.repeat(153)}`,
    source: { timestamp: String(at) },
    deliver: isTransit ? leg() : own,
    transit: isTransit ? own : null,
  } as unknown as Message;
  return { message, leg: own };
}

const place = ({ message }: DueLeg): string => `${message.srcEid}→${message.dstEid}#${message.nonce}`;

describe('a bundle', () => {
  const limits = { maxItems: 64, maxGas: 30_000_000n };

  it('takes transits first, older lanes first, lanes together, nonces ascending', () => {
    const bundle = selectBundle({
      due: [
        due({ srcEid: BSC, dstEid: HOME, nonce: 2 }),
        due({ srcEid: ARB, dstEid: BSC, nonce: 9, at: 5 }),
        due({ srcEid: BSC, dstEid: ARB, nonce: 4, at: 7 }),
        due({ srcEid: BSC, dstEid: HOME, nonce: 1 }),
        due({ srcEid: ARB, dstEid: BSC, nonce: 8, at: 9 }),
      ],
      limits,
    });
    expect(bundle.map(place)).toEqual([
      '40231→40102#8',
      '40231→40102#9',
      '40102→40231#4',
      '40102→40161#1',
      '40102→40161#2',
    ]);
  });

  it('closes at the number of items and at the gas budget', () => {
    const many = Array.from({ length: 100 }, (_, index) =>
      due({ srcEid: BSC, dstEid: HOME, nonce: index + 1 }),
    );
    expect(selectBundle({ due: many, limits })).toHaveLength(64);
    const heavy = Array.from({ length: 10 }, (_, index) =>
      due({ srcEid: BSC, dstEid: HOME, nonce: index + 1, gas: 5_000_000 }),
    );
    const bundle = selectBundle({ due: heavy, limits });
    expect(bundle.length).toBeGreaterThan(0);
    expect(bundleGas(bundle)).toBeLessThanOrEqual(limits.maxGas);
  });

  it('never refuses the only item for its gas', () => {
    expect(
      selectBundle({
        due: [due({ srcEid: BSC, dstEid: HOME, nonce: 1, gas: 5_000_000 })],
        limits: { maxItems: 64, maxGas: 1n },
      }),
    ).toHaveLength(1);
  });

  it('lets a leg that keeps failing travel alone, so that it holds nobody up', () => {
    const stubborn = due({ srcEid: BSC, dstEid: HOME, nonce: 1, attempts: 3 });
    const fine = due({ srcEid: BSC, dstEid: HOME, nonce: 2 });
    expect(selectBundle({ due: [stubborn, fine], limits }).map(place)).toEqual(['40102→40161#1']);
    expect(
      selectBundle({
        due: [due({ srcEid: ARB, dstEid: HOME, nonce: 1, at: -1 }), stubborn, fine],
        limits,
      }).map(place),
    ).toEqual(['40231→40161#1', '40102→40161#2']);
  });
});

describe('the proposer', () => {
  const members = [
    '0x1111111111111111111111111111111111111111',
    '0x2222222222222222222222222222222222222222',
    '0x3333333333333333333333333333333333333333',
  ];

  it('is exactly one per rank, another one by slot and by chain', () => {
    const firsts = new Set<string>();
    for (let slot = 0n; slot < 40n; slot += 1n) {
      const ranks = members.map((attester) => proposerRank({ dstEid: HOME, slot, attester, members }));
      expect(ranks.toSorted()).toEqual([0, 1, 2]);
      firsts.add(members[ranks.indexOf(0)] as string);
    }
    expect(firsts.size).toBe(3);
  });

  it('waits rank times delta and comes back every round', () => {
    const base = { rank: 2, members: 3, rankDelayMs: 100 };
    expect(turn({ ...base, elapsedMs: 199 })).toEqual({ due: false, inMs: 1 });
    expect(turn({ ...base, elapsedMs: 200 })).toEqual({ due: true, inMs: 300 });
    expect(turn({ ...base, elapsedMs: 450 })).toEqual({ due: true, inMs: 50 });
  });
});

describe('a lane', () => {
  const leaves = [1, 2, 3].map((byte) => leaf(`0x${String(byte).padStart(2, '0').repeat(32)}`));
  const sent = leaves.map((own, index) => ({ nonce: BigInt(index + 1), leaf: own }));
  const from = { nonce: 0n, laneHash: INITIAL_LANE_HASH };
  const laneHash = leaves.reduce((hash, own) => nextLaneHash(hash, own), INITIAL_LANE_HASH);

  it('is accepted when its events lead to the state on chain', () => {
    expect(extendLane({ from, sent, onChain: { nonce: 3n, laneHash } })).toEqual({
      ok: true,
      head: { nonce: 3n, laneHash },
    });
  });

  it('is refused for a gap, a missing, a forged, a reordered or an invented event', () => {
    const onChain = { nonce: 3n, laneHash };
    const [first, second, third] = sent;
    if (!first || !second || !third) throw new Error('three were made');
    expect(extendLane({ from, sent: [first, third], onChain })).toMatchObject({ ok: false, fault: 'gap' });
    expect(extendLane({ from, sent: [first, second], onChain })).toMatchObject({ ok: false, fault: 'hash' });
    const forged = [first, { ...second, leaf: third.leaf }, third];
    expect(extendLane({ from, sent: forged, onChain })).toMatchObject({ ok: false, fault: 'hash' });
    const swapped = [first, { ...third, nonce: 2n }, { ...second, nonce: 3n }];
    expect(extendLane({ from, sent: swapped, onChain })).toMatchObject({ ok: false, fault: 'hash' });
    expect(extendLane({ from, sent, onChain: { nonce: 2n, laneHash } })).toMatchObject({
      ok: false,
      fault: 'hash',
    });
  });
});

describe('backoff', () => {
  it('doubles from half a second to half a minute', () => {
    expect([1, 2, 3, 7, 50].map(backoffMs)).toEqual([500, 1_000, 2_000, 30_000, 30_000]);
  });
});
