import { describe, expect, it } from 'vitest';
import { configRoot, feesRoot, heldRoot, pauseRoot, rotationRoot, unpauseRoot } from './attestationRoots.ts';
import { bridgeId } from './domain.ts';
import { isProtocolError } from './errors.ts';
import { feeTable } from './fees.ts';
import { eid } from './ids.ts';
import { keccakText } from './keccak.ts';
import { settlementCutLeaf, settlementRoot } from './settlement.ts';
import { supplyRoot } from './supply.ts';
import { refusal } from './testing.ts';

const word = keccakText('word');

describe('roots of attestations', () => {
  it('differ by kind and by every field', () => {
    const pause = { scope: 1, laneEid: 40168, until: 5n };
    const config = { seq: 1n, field: 1, laneEid: 40168, value: word };
    const ones = Array.from({ length: 8 }, () => 1n);
    const roots = [
      pauseRoot(pause),
      unpauseRoot(pause),
      pauseRoot({ ...pause, scope: 2 }),
      pauseRoot({ ...pause, laneEid: 0 }),
      pauseRoot({ ...pause, until: 6n }),
      configRoot(config),
      configRoot({ ...config, field: 2 }),
      configRoot({ ...config, seq: 2n }),
      heldRoot({ leaf: word, action: 1 }),
      heldRoot({ leaf: word, action: 2 }),
      rotationRoot({ newSetHash: word, notBefore: 1n, graceSeconds: 1 }),
      rotationRoot({ newSetHash: word, notBefore: 2n, graceSeconds: 1 }),
      feesRoot({ eid: 1, dstEid: 2, table: feeTable(ones) }),
      feesRoot({ eid: 2, dstEid: 1, table: feeTable(ones) }),
      feesRoot({ eid: 1, dstEid: 2, table: feeTable(ones.with(7, 2n)) }),
    ];
    expect(new Set(roots).size).toBe(roots.length);
  });

  it('are refused for values that do not exist', () => {
    expect(refusal(() => pauseRoot({ scope: 3, laneEid: 0, until: 0n }))).toBe('CXT_WIRE_PAUSE_SCOPE');
    for (const field of [0, 10]) {
      expect(refusal(() => configRoot({ seq: 1n, field, laneEid: 0, value: word }))).toBe(
        'CXT_WIRE_CONFIG_FIELD',
      );
    }
    for (const action of [0, 4])
      expect(refusal(() => heldRoot({ leaf: word, action }))).toBe('CXT_WIRE_HELD_ACTION');
    const grace = (graceSeconds: number) =>
      refusal(() => rotationRoot({ newSetHash: word, notBefore: 0n, graceSeconds }));
    expect([grace(86_400), grace(86_401)]).toEqual(['accepted', 'CXT_WIRE_INTEGER_RANGE']);
  });
});

describe('checkpoint and settlement', () => {
  const chain = (id: number) => ({ eid: eid(id), height: 1n, blockHash: word });
  const supply = (id: number) => ({
    ...chain(id),
    supplyWei: 1n,
    lockedWei: 0n,
    pendingInWei: 0n,
    burnedWei: 0n,
  });

  it('name every chain once, in order', () => {
    expect(refusal(() => supplyRoot([supply(1), supply(2)]))).toBe('accepted');
    expect(refusal(() => supplyRoot([supply(2), supply(1)]))).toBe('CXT_WIRE_CHAIN_ORDER');
    expect(refusal(() => supplyRoot([supply(1), supply(1)]))).toBe('CXT_WIRE_CHAIN_ORDER');
    expect(refusal(() => supplyRoot([]))).toBe('CXT_WIRE_TREE_COUNT');
    const cut = { epoch: 4n, previousPostedEpoch: 2n, cut: [chain(2), chain(1)] };
    expect(refusal(() => settlementCutLeaf(cut))).toBe('CXT_WIRE_CHAIN_ORDER');
  });

  it('number payouts by their place in their epoch', () => {
    const settlement = { epoch: 4n, previousPostedEpoch: 2n, cut: [chain(1)] };
    const payout = (epoch: bigint, index: number) => ({
      epoch,
      index,
      payout: `0x${'00'.repeat(20)}` as const,
      amountWei: 0n,
    });
    const of = (...payouts: ReturnType<typeof payout>[]) =>
      refusal(() => settlementRoot({ ...settlement, payouts }));
    expect(of(payout(4n, 0), payout(4n, 1))).toBe('accepted');
    expect(of(payout(4n, 1), payout(4n, 0))).toBe('CXT_WIRE_PAYOUT_INDEX');
    expect(of(payout(3n, 0))).toBe('CXT_WIRE_PAYOUT_INDEX');
    expect(refusal(() => settlementCutLeaf({ ...settlement, previousPostedEpoch: 4n }))).toBe(
      'CXT_WIRE_SETTLEMENT_EPOCH',
    );
  });
});

it('a refusal says what, where and what to do', () => {
  for (const name of ['', 'x'.repeat(65), 'line\nbreak'])
    expect(refusal(() => bridgeId(name))).toBe('CXT_WIRE_NETWORK_NAME');
  try {
    eid(0);
    expect.unreachable();
  } catch (error) {
    if (!isProtocolError(error, 'CXT_WIRE_EID_INVALID')) throw error;
    expect(error.message).toBe('CXT_WIRE_EID_INVALID: not an endpoint id (value=0)');
    expect(error.hint).toBe('an endpoint id is an integer from 1 to 4294967295');
    expect(error.context).toEqual({ value: 0 });
  }
});
