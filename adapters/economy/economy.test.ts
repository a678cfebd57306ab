import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { advance, apply, type Operation } from './apply.ts';
import { type Economy, fork, newEconomy } from './economy.ts';
import { figuresOf } from './figures.ts';
import { type Account, CXT_WEI, DAILY_RATE, SUPPLY_WEI } from './parameters.ts';
import { brokenSums } from './sums.ts';

const account = (index: number): Account => `0x${index.toString(16).padStart(40, '0')}`;
const [pool, baseWork, stakeRegistry, workCourt, jobMarket, port, vault] = [1, 2, 3, 4, 5, 6, 7].map(
  account,
) as [Account, Account, Account, Account, Account, Account, Account];
const PEOPLE = [20, 21, 22, 23].map(account);

const genesis = (): Economy =>
  newEconomy({
    wiring: { pool, baseWork, stakeRegistry, workCourt, jobMarket, port, vault },
    emission: {
      epochSeconds: 100n,
      rate: DAILY_RATE,
      initialTarget: 20n,
      minimumTarget: 16n,
      claimEpochs: 5n,
    },
    stake: {
      unbondingSeconds: 200n,
      jailSeconds: 300n,
      decayPeriodSeconds: 500n,
      referenceUnits: 20n,
      maxValidators: 3n,
    },
    court: {
      seats: [3n, 5n, 7n],
      quorums: [2n, 3n, 4n],
      seatBondWei: 100n * CXT_WEI,
      minValidators: 2n,
      minValidatorStakeWei: 200n * CXT_WEI,
      seatLockSeconds: 50n,
    },
    market: {
      minAcceptSeconds: 2n,
      maxAcceptSeconds: 60n,
      maxComputeSeconds: 60n,
      revealSeconds: 10n,
      voteSeconds: 10n,
      standardDisputeSeconds: 10n,
      highDisputeSeconds: 20n,
      minPriceUnits: 1n,
      bidLimit: 5n,
      blockMilliseconds: 1_000n,
    },
    randomness: { delayBlocks: 2n, windowBlocks: 256n },
    bridgeId: `0x${'11'.repeat(32)}`,
    homeEid: 1n,
    startsAt: 1_000n,
  });

const person = fc.constantFrom(...PEOPLE);
const wei = fc.bigInt(0n, 30_000n).map((amount) => amount * CXT_WEI + (amount % 7n));
const units = fc.bigInt(0n, 40n);
const callerOr = <T extends Account>(right: T): fc.Arbitrary<Account> =>
  fc.oneof({ weight: 9, arbitrary: fc.constant(right) }, person);

const operation: fc.Arbitrary<Operation> = fc.oneof<fc.Arbitrary<Operation>[]>(
  fc.record({
    kind: fc.constant('recordBase' as const),
    caller: callerOr(baseWork),
    node: person,
    workUnits: units,
  }),
  fc.record({
    kind: fc.constant('recordPaid' as const),
    caller: callerOr(jobMarket),
    node: person,
    workUnits: units,
    qualityBps: fc.constantFrom(0n, 10_000n),
    weightBps: fc.constantFrom(0n, 10_000n),
    sunkWei: wei,
  }),
  fc.record({ kind: fc.constant('recordDuties' as const), caller: callerOr(workCourt), duties: units }),
  fc.record({
    kind: fc.constant('payDuty' as const),
    caller: callerOr(workCourt),
    epoch: fc.bigInt(0n, 6n),
    node: person,
    duties: units,
  }),
  fc
    .record({ kind: fc.constant('claim' as const), caller: person, epoch: fc.bigInt(0n, 6n) })
    .map(({ caller: node, epoch }): Operation => ({ kind: 'claim', caller: node, node, epochs: [epoch] })),
  fc.record({ kind: fc.constant('closeEpoch' as const), first: fc.bigInt(0n, 8n), count: fc.constant(1n) }),
  fc.record({ kind: fc.constant('sweep' as const), epoch: fc.bigInt(0n, 4n) }),
  fc.record({ kind: fc.constant('donate' as const), caller: person, amountWei: wei }),
  fc.record({
    kind: fc.constant('transfer' as const),
    caller: person,
    to: fc.constantFrom(pool, jobMarket, stakeRegistry, ...PEOPLE),
    amountWei: wei,
  }),
  fc.record({ kind: fc.constant('burn' as const), caller: person, amountWei: wei }),
  fc.constant<Operation>({ kind: 'skim' }),
  fc.record({ kind: fc.constant('stake' as const), caller: person, amountWei: wei }),
  fc.record({ kind: fc.constant('requestUnstake' as const), caller: person, amountWei: wei }),
  fc.record({ kind: fc.constant('withdrawUnbonding' as const), node: person, id: fc.bigInt(0n, 3n) }),
  fc.record({
    kind: fc.constant('bond' as const),
    caller: callerOr(jobMarket),
    node: person,
    amountWei: wei,
  }),
  fc.record({
    kind: fc.constant('unbond' as const),
    caller: callerOr(jobMarket),
    node: person,
    amountWei: wei,
  }),
  fc.record({
    kind: fc.constant('slash' as const),
    caller: callerOr(workCourt),
    node: person,
    amountWei: wei,
    fromBond: fc.boolean(),
    beneficiary: person,
  }),
  fc.record({ kind: fc.constant('joinValidators' as const), caller: person, replaced: person }),
);

interface Step {
  readonly operation: Operation;
  readonly seconds: bigint;
}

const steps = fc.array(fc.record({ operation, seconds: fc.bigInt(1n, 60n) }), {
  minLength: 10,
  maxLength: 60,
});

/** Runs all; after each, the sums must hold and a refusal must have changed nothing. */
function run(list: readonly Step[], plant: (economy: Economy) => void = () => undefined): Economy {
  let economy = genesis();
  for (const { operation: next, seconds } of list) {
    const before = advance(economy, { now: economy.now + seconds, block: economy.block + 1n });
    const outcome = apply(before, next);
    if (outcome.refusal !== null) expect(outcome.economy).toBe(before);
    economy = outcome.economy;
    plant(economy);
    expect(brokenSums(figuresOf(economy))).toEqual([]);
  }
  return economy;
}

/** Enough to have money and stakes: work, close, claim, stake. */
const founded: Step[] = [
  ...PEOPLE.map((node) => ({
    operation: { kind: 'recordBase', caller: baseWork, node, workUnits: 9n } as const,
    seconds: 1n,
  })),
  { operation: { kind: 'closeEpoch', first: 0n, count: 1n }, seconds: 100n },
  ...PEOPLE.map((node) => ({
    operation: { kind: 'claim', caller: node, node, epochs: [0n] } as const,
    seconds: 1n,
  })),
  ...PEOPLE.map((caller) => ({
    operation: { kind: 'stake', caller, amountWei: 4_000n * CXT_WEI } as const,
    seconds: 1n,
  })),
];

describe('the economy', () => {
  it('keeps I1, I2 and I23 after every operation, exactly', () => {
    fc.assert(
      fc.property(steps, (list) => {
        run([...founded, ...list]);
      }),
      { numRuns: 300 },
    );
  });

  it('does not touch the state it was given', () => {
    const economy = run(founded);
    const text = (state: Economy): string =>
      JSON.stringify(fork(state), (_, value: unknown) =>
        value instanceof Map
          ? [...value]
          : value instanceof Set
            ? [...value]
            : typeof value === 'bigint'
              ? String(value)
              : value,
      );
    fc.assert(
      fc.property(operation, (next) => {
        const later = advance(economy, { now: economy.now + 500n, block: economy.block + 1n });
        const shown = text(later);
        apply(later, next);
        expect(text(later)).toBe(shown);
      }),
    );
  });

  it('burns and pays exactly what it slashes (I20)', () => {
    const economy = run(founded);
    const [node, beneficiary] = PEOPLE as [Account, Account];
    fc.assert(
      fc.property(wei, fc.boolean(), (amountWei, fromBond) => {
        const call = { kind: 'slash', caller: workCourt, node, amountWei, fromBond, beneficiary } as const;
        const { economy: after, returned } = apply(economy, call);
        const { takenWei, paidWei } = returned as { takenWei: bigint; paidWei: bigint };
        expect(paidWei).toBe(takenWei / 2n);
        expect(after.burnedWei - economy.burnedWei).toBe(takenWei - paidWei);
        expect(economy.registry.stakeWei - after.registry.stakeWei).toBe(takenWei);
      }),
    );
  });

  it('changes no budget by a transfer until it is accounted (I10)', () => {
    const economy = run(founded);
    const gift = { kind: 'transfer', caller: PEOPLE[0] as Account, to: pool, amountWei: CXT_WEI } as const;
    const given = apply(economy, gift).economy;
    expect(given.pool.remainingWei).toBe(economy.pool.remainingWei);
    const skimmed = apply(given, { kind: 'skim' }).economy;
    expect(skimmed.pool.remainingWei).toBe(economy.pool.remainingWei + CXT_WEI);
  });

  it.each<[string, (economy: Economy) => void]>([
    ['a wei more in the pool than was paid in', ({ pool: state }) => (state.remainingWei += 1n)],
    ['a burn that is not counted', (economy) => (economy.burnedWei = 0n)],
    [
      'a balance out of nothing',
      ({ balances }) => void balances.set(account(99), (balances.get(account(99)) ?? 0n) + 1n),
    ],
    ['a credit without money', ({ market }) => void market.credits.set(account(98), SUPPLY_WEI)],
    ['a vault that lacks what is locked', ({ bridge }) => (bridge.lockedWei = 1n)],
  ])('notices %s', (_name, plant) => {
    const slashed: Step = {
      operation: {
        kind: 'slash',
        caller: workCourt,
        node: PEOPLE[0] as Account,
        amountWei: CXT_WEI,
        fromBond: false,
        beneficiary: PEOPLE[1] as Account,
      },
      seconds: 1n,
    };
    expect(() => run([...founded, slashed])).not.toThrow();
    expect(() => run([...founded, slashed], plant)).toThrow();
  });
});
