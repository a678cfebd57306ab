import { zeroAddress, zeroHash } from 'viem';
import { describe, expect, test } from 'vitest';
import type { JobRecord, JobView } from '../chain/jobView.ts';
import { TEST_POLICY } from '../testing/testFleet.ts';
import { type EpochState, epochDuties, type NodeState } from './epochDuties.ts';
import { askOf, jobDuties, type JobDutyParameters } from './jobDuties.ts';
import { turnDelaySeconds } from './turn.ts';

const ME = '0x1111111111111111111111111111111111111111';
const OTHER = '0x2222222222222222222222222222222222222222';
const HASH = `0x${'ab'.repeat(32)}` as const;
const CXT = 10n ** 18n;

const STATE: EpochState = {
  epoch: 5n,
  startsAt: 1_000n,
  endsAt: 1_100n,
  nextToClose: 5n,
  seed: HASH,
  latestSnapshot: 5n,
  validators: [],
  validatorThresholdWei: 100n * CXT,
  windowBlocks: 256n,
  delayBlocks: 2n,
};
const NODE: NodeState = {
  address: ME,
  balanceWei: 0n,
  allowanceWei: 0n,
  stakeWei: 0n,
  freeStakeWei: 0n,
  isValidator: false,
  jailedUntil: 0n,
  commitments: [],
  claims: [],
  creditWei: 0n,
};
const epochKinds = (state: Partial<EpochState>, node: Partial<NodeState>, now = 1_060n): string[] =>
  epochDuties({
    state: { ...STATE, ...state },
    node: { ...NODE, ...node },
    policy: TEST_POLICY,
    now,
    block: 50n,
  }).map(({ kind }) => kind);

describe('duties of an epoch', () => {
  test('seed, then mine; not in the last quarter, not twice', () => {
    expect(epochKinds({ seed: zeroHash }, {})).toEqual(['seedEpoch']);
    expect(epochKinds({}, {})).toEqual(['mine']);
    expect(epochKinds({}, {}, 1_080n)).toEqual([]);
    const mined = { root: HASH, beaconBlock: 60n, epoch: 5n, rows: 8, isOpened: false };
    expect(epochKinds({}, { commitments: [mined] })).toEqual([]);
  });

  test('an opening is due after its beacon and within the window only', () => {
    const at = (beaconBlock: bigint) =>
      epochKinds({}, { commitments: [{ root: HASH, beaconBlock, epoch: 5n, rows: 8, isOpened: false }] });
    expect(at(49n)).toEqual(['openWork']);
    expect(at(50n)).toEqual([]);
    expect(
      epochKinds(
        { windowBlocks: 10n },
        {
          commitments: [{ root: HASH, beaconBlock: 40n, epoch: 5n, rows: 8, isOpened: false }],
        },
      ),
    ).toEqual([]);
  });

  test('stake follows balance and allowance, and stops in jail', () => {
    const poor = {
      ...NODE,
      commitments: [{ root: HASH, beaconBlock: 99n, epoch: 5n, rows: 8, isOpened: true }],
    };
    expect(epochKinds({}, { ...poor, balanceWei: 50n * CXT })).toEqual(['approveStake']);
    expect(epochKinds({}, { ...poor, balanceWei: 50n * CXT, allowanceWei: 50n * CXT })).toEqual(['stake']);
    expect(epochKinds({}, { ...poor, stakeWei: 200n * CXT })).toEqual(['joinValidators']);
    expect(epochKinds({}, { ...poor, balanceWei: 50n * CXT, jailedUntil: 9_999n })).toEqual([]);
  });
});

const JOB: JobView = {
  id: HASH,
  request: {
    jobId: HASH,
    requester: `0x${'00'.repeat(12)}${'33'.repeat(20)}`,
    refundee: zeroAddress,
    jobType: 2,
    redundancy: 1,
    window: 1,
    flags: 0,
    namedExecutor: zeroAddress,
    maxUnits: 100n,
    price: 1_000n,
    acceptSeconds: 100,
    computeSeconds: 100,
    specHash: HASH,
    inputHash: zeroHash,
    canary: zeroHash,
  },
  uri: '',
  acceptEnds: 1_100n,
  bidders: [],
  executors: [],
  computeEnds: 0n,
  commitments: new Map(),
  reveals: new Map(),
  attested: null,
  lockedLevels: [],
  ended: null,
  timeline: [],
};
const RECORD: JobRecord = {
  status: 1,
  reason: 0,
  level: 0,
  round: 0,
  redraws: 0,
  bids: 0,
  drawn: 0,
  committed: 0,
  revealed: 0,
  price: 0n,
  refund: 0n,
  deadline: 1_100n,
  beaconBlock: 500n,
  units: 0n,
  snapshotEpoch: 4n,
  contentHash: HASH,
};
const RESULT = { resultHash: `0x${'cd'.repeat(32)}`, units: 16n } as const;
const KNOWN = {
  suits: { isDoable: true, units: 16n },
  result: null,
  bench: null,
  isComputed: false,
} as const;

function kinds(change: Partial<JobDutyParameters>): string[] {
  return jobDuties({
    now: 1_050n,
    block: 50n,
    me: ME,
    job: JOB,
    record: RECORD,
    known: KNOWN,
    policy: { ...TEST_POLICY, staggerSeconds: 0 },
    validators: [],
    isChallenger: true,
    freeStakeWei: CXT,
    isJailed: false,
    busy: 0,
    bidLimit: 8,
    delayBlocks: 2n,
    ...change,
  }).map(({ kind }) => kind);
}

describe('duties of a job', () => {
  test('looks before it bids, and bids only what it can do and hold', () => {
    expect(kinds({ known: { ...KNOWN, suits: null } })).toEqual(['inspect']);
    expect(kinds({})).toEqual(['bid']);
    expect(kinds({ known: { ...KNOWN, suits: { isDoable: false, units: 0n } } })).toEqual([]);
    expect(kinds({ known: { ...KNOWN, suits: { isDoable: true, units: 101n } } })).toEqual([]);
    expect(kinds({ freeStakeWei: 0n })).toEqual([]);
    expect(kinds({ isJailed: true })).toEqual([]);
    expect(kinds({ busy: 4 })).toEqual([]);
    expect(kinds({ job: { ...JOB, bidders: [ME] } })).toEqual([]);
  });

  test('waits until the ask is its floor', () => {
    const policy = { ...TEST_POLICY, jobs: { ...TEST_POLICY.jobs, floorMicroUnits: 50_000_000n } };
    expect(askOf({ job: JOB, now: 1_000n })).toBe(500n);
    expect(askOf({ job: JOB, now: 1_060n })).toBe(800n);
    expect(kinds({ policy, now: 1_050n })).toEqual([]);
    expect(kinds({ policy, now: 1_060n })).toEqual(['bid']);
  });

  test('after the window: expires without bids, assigns with them, a draw after its beacon', () => {
    const over = { now: 1_100n } as const;
    expect(kinds(over)).toEqual(['expire']);
    expect(kinds({ ...over, record: { ...RECORD, bids: 1 } })).toEqual(['assign']);
    expect(kinds({ ...over, record: { ...RECORD, bids: 2 } })).toEqual([]);
    expect(kinds({ ...over, block: 501n, record: { ...RECORD, bids: 2 } })).toEqual(['assign']);
  });

  test('an executor computes, commits, waits for the others, reveals', () => {
    const record = { ...RECORD, status: 2, deadline: 1_200n };
    const job = { ...JOB, executors: [ME, OTHER], computeEnds: 1_200n } as const;
    const known = { ...KNOWN, result: RESULT, isComputed: true };
    const mine = new Map([[ME, HASH]]);
    expect(kinds({ record, job })).toEqual(['execute']);
    expect(kinds({ record, job, known })).toEqual(['commitResult']);
    expect(kinds({ record, job: { ...job, commitments: mine }, known })).toEqual([]);
    const all = new Map([...mine, [OTHER, HASH] as const]);
    expect(kinds({ record, job: { ...job, commitments: all }, known })).toEqual(['revealResult']);
    expect(kinds({ record, job: { ...job, executors: [ME] }, known })).toEqual(['revealResult']);
  });

  test('disputes what it computed otherwise, not what it did not compute', () => {
    const record = { ...RECORD, status: 4 };
    const reveals = new Map([[OTHER, { ...RESULT, uri: '' }]]);
    const attested = (resultHash: `0x${string}`, units: bigint) =>
      ({ ...JOB, executors: [OTHER], reveals, attested: { resultHash, units, level: 0 } }) as const;
    const known = { ...KNOWN, result: RESULT, isComputed: true };
    expect(kinds({ record, known, job: attested(RESULT.resultHash, 16n) })).toEqual([]);
    expect(kinds({ record, known, job: attested(zeroHash, 0n) })).toEqual(['dispute']);
    expect(kinds({ record, known, job: attested(RESULT.resultHash, 17n) })).toEqual(['dispute']);
    expect(kinds({ record, job: attested(zeroHash, 0n) })).toEqual([]);
  });
});

test('turns: one node at a time, those who gain first', () => {
  const nodes = [ME, OTHER, '0x3333333333333333333333333333333333333333'] as const;
  const delays = nodes.map((me) =>
    turnDelaySeconds({ subject: 'close:7', me, first: [OTHER], others: nodes, staggerSeconds: 10 }),
  );
  expect(delays[1]).toBe(0n);
  expect(delays.toSorted((left, right) => Number(left - right))).toEqual([0n, 10n, 20n]);
});
