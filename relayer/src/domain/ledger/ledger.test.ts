import type {
  BridgeEvent,
  ObservedPage,
  ObservedTransaction,
  SupplyState,
  TokenFlow,
} from '@cxt-bridge/adapters/core';
import {
  bytesToHex,
  decodePacket,
  eid,
  encodeMessage,
  encodePacket,
  evmAddressToBytes32,
  leafHash,
  nonce,
  TOTAL_SUPPLY_WEI,
  units,
  type Eid,
  type Guid,
  type Leaf,
  type Wei,
} from '@cxt-bridge/adapters/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adopt, applyPage } from './applyPage.ts';
import { emptyLedger, lockedWei, type Ledger } from './book.ts';
import { LedgerBreach } from './breach.ts';
import { entryFromJson, entryToJson, totalsFromJson, totalsToJson } from './codec.ts';
import { mayCredit, staleUnmatched, supplyDeltaWei, totalIsExact } from './gate.ts';
import { reconcile } from './reconcile.ts';

const HOME = eid(40161);
const BSC = eid(40102);
const ARB = eid(40231);
const GATEWAY = evmAddressToBytes32('0x8f22d78ecf9bbd03f00dec14b801d8ddf2fdf824');
const USER = evmAddressToBytes32('0x9949444508627d0db49c9bc31b7f99ec27910b3d');
const WEI_PER_UNIT = 10n ** 9n;

interface Sent {
  readonly srcEid: Eid;
  readonly dstEid: Eid;
  readonly nonce: bigint;
  readonly guid: Guid;
  readonly leaf: Leaf;
  readonly amountWei: Wei;
  readonly event: BridgeEvent;
}

function sent(route: { srcEid: Eid; dstEid: Eid; nonce: bigint; units: bigint }): Sent {
  const packet = encodePacket({
    nonce: nonce(route.nonce),
    srcEid: route.srcEid,
    sender: GATEWAY,
    dstEid: route.dstEid,
    receiver: GATEWAY,
    message: encodeMessage({ sendTo: USER, amountUnits: units(route.units) }),
  });
  const { guid } = decodePacket(packet);
  const amountWei = (route.units * WEI_PER_UNIT) as Wei;
  const event: BridgeEvent = {
    type: 'packetSent',
    srcEid: route.srcEid,
    dstEid: route.dstEid,
    nonce: nonce(route.nonce),
    guid,
    packet,
    execution: 0,
    feeWei: 0n as Wei,
    transitFeeWei: 0n as Wei,
    sender: bytesToHex(packet.subarray(13, 33)),
  };
  return { ...route, guid, amountWei, leaf: leafHash({ execution: 0, packet }), event };
}

const delivered = ({ srcEid, guid, leaf, amountWei, ...rest }: Sent): BridgeEvent => ({
  type: 'delivered',
  srcEid,
  nonce: nonce(rest.nonce),
  guid,
  leaf,
  amountWei,
});
const transit = ({ srcEid, dstEid, leaf, amountWei, ...rest }: Sent): BridgeEvent => ({
  type: 'transit',
  srcEid,
  dstEid,
  nonce: nonce(rest.nonce),
  leaf,
  amountWei,
});
const queued = ({ srcEid, guid, leaf, amountWei, ...rest }: Sent): BridgeEvent => ({
  type: 'queued',
  srcEid,
  nonce: nonce(rest.nonce),
  guid,
  leaf,
  amountWei,
  releaseAt: 5n,
});
const flow = (kind: TokenFlow['kind'], amountWei: bigint): TokenFlow => ({
  kind,
  amountWei: amountWei as Wei,
});

function page(chain: Eid, ...transactions: { events?: BridgeEvent[]; flows?: TokenFlow[] }[]): ObservedPage {
  const block = { height: 1n, hash: '0x01', parentHash: '0x00', timestamp: 1n } as const;
  return {
    eid: chain,
    from: { ...block, height: 0n },
    to: block,
    transactions: transactions.map(
      ({ events = [], flows = [] }, index): ObservedTransaction => ({
        height: 1n,
        blockHash: '0x01',
        timestamp: 1n,
        txHash: `0x${index}`,
        index,
        gasUsed: 0n,
        events,
        flows,
      }),
    ),
  };
}

const fresh = (): Ledger =>
  emptyLedger({ homeEid: HOME, spokeEids: [BSC, ARB], totalSupplyWei: TOTAL_SUPPLY_WEI });

function book(ledger: Ledger, observed: ObservedPage, nowMs = 0): void {
  adopt({ ledger, delta: applyPage({ ledger, page: observed, nowMs }) });
}

function breachOf(run: () => void): string {
  try {
    run();
  } catch (error) {
    if (error instanceof LedgerBreach) return error.breach.kind;
    throw error;
  }
  return 'none';
}

/** Lock 100 units at home for BSC and credit them there. */
function funded(): Ledger {
  const ledger = fresh();
  const first = sent({ srcEid: HOME, dstEid: BSC, nonce: 1n, units: 100n });
  book(ledger, page(HOME, { events: [first.event], flows: [flow('vaultIn', first.amountWei)] }));
  book(ledger, page(BSC, { events: [delivered(first)], flows: [flow('mint', first.amountWei)] }));
  return ledger;
}

describe('the accountant books', () => {
  it('a lock, its credit, a return and its release; nothing stays open', () => {
    const ledger = funded();
    expect(ledger.totals.spokes.get(BSC)?.supplyWei).toBe(100n * WEI_PER_UNIT);
    expect(ledger.open.size).toBe(0);
    const back = sent({ srcEid: BSC, dstEid: HOME, nonce: 1n, units: 100n });
    book(ledger, page(BSC, { events: [back.event], flows: [flow('burn', back.amountWei)] }));
    expect(ledger.totals.pendingInWei.get(HOME)).toBe(back.amountWei);
    expect(totalIsExact(ledger)).toBe(true);
    book(ledger, page(HOME, { events: [delivered(back)], flows: [flow('vaultOut', back.amountWei)] }));
    expect(lockedWei(ledger.totals)).toBe(0n);
    expect(ledger.totals.home.vaultWei).toBe(0n);
    expect(ledger.open.size).toBe(0);
  });

  it('a transfer between spokes in either order of credit and transit', () => {
    for (const transitFirst of [true, false]) {
      const ledger = funded();
      const hop = sent({ srcEid: BSC, dstEid: ARB, nonce: 1n, units: 40n });
      book(ledger, page(BSC, { events: [hop.event], flows: [flow('burn', hop.amountWei)] }));
      const steps = [
        page(HOME, { events: [transit(hop)] }),
        page(ARB, { events: [delivered(hop)], flows: [flow('mint', hop.amountWei)] }),
      ];
      for (const step of transitFirst ? steps : steps.toReversed()) {
        book(ledger, step);
        expect(totalIsExact(ledger)).toBe(true);
      }
      expect(ledger.open.size).toBe(0);
      expect(ledger.totals.spokes.get(ARB)?.outstandingWei).toBe(hop.amountWei);
    }
  });

  it('a queue at home: reserved, still locked, released once', () => {
    const ledger = funded();
    const back = sent({ srcEid: BSC, dstEid: HOME, nonce: 1n, units: 60n });
    book(ledger, page(BSC, { events: [back.event], flows: [flow('burn', back.amountWei)] }));
    book(ledger, page(HOME, { events: [queued(back)] }));
    expect(ledger.totals.home.queuedWei).toBe(back.amountWei);
    expect(lockedWei(ledger.totals)).toBe(100n * WEI_PER_UNIT);
    book(ledger, page(HOME, { events: [delivered(back)], flows: [flow('vaultOut', back.amountWei)] }));
    expect(ledger.totals.home.queuedWei).toBe(0n);
    expect(lockedWei(ledger.totals)).toBe(40n * WEI_PER_UNIT);
  });

  it("a holder's own burn and a donation as what they are, not as a breach", () => {
    const ledger = funded();
    book(ledger, page(BSC, { flows: [flow('burn', 7n * WEI_PER_UNIT)] }));
    book(ledger, page(HOME, { flows: [flow('vaultIn', 5n), flow('burn', 3n)] }));
    expect(ledger.totals.spokes.get(BSC)?.burnedExternallyWei).toBe(7n * WEI_PER_UNIT);
    expect(ledger.totals.home.burnedWei).toBe(3n);
    expect(totalIsExact(ledger)).toBe(true);
  });

  it('nothing of a page that breaches', () => {
    const ledger = funded();
    const before = JSON.stringify(totalsToJson(ledger.totals));
    const kind = breachOf(() =>
      book(ledger, page(BSC, { flows: [flow('burn', 1n)] }, { flows: [flow('mint', 1n)] })),
    );
    expect(kind).toBe('MINT_WITHOUT_DELIVERY');
    expect(JSON.stringify(totalsToJson(ledger.totals))).toBe(before);
  });
});

describe('the accountant breaches on', () => {
  const out = sent({ srcEid: HOME, dstEid: BSC, nonce: 2n, units: 10n });
  const back = sent({ srcEid: BSC, dstEid: HOME, nonce: 1n, units: 10n });
  const tooMuch = sent({ srcEid: BSC, dstEid: HOME, nonce: 1n, units: 101n });
  const cases: { name: string; kind: string; pages: ObservedPage[] }[] = [
    {
      name: 'a mint that nothing was delivered for',
      kind: 'MINT_WITHOUT_DELIVERY',
      pages: [page(BSC, { flows: [flow('mint', 1n)] })],
    },
    {
      name: 'a mint on home',
      kind: 'MINT_WITHOUT_DELIVERY',
      pages: [page(HOME, { flows: [flow('mint', 1n)] })],
    },
    {
      name: 'a send that burned too little',
      kind: 'SENT_WITHOUT_BURN',
      pages: [page(BSC, { events: [back.event], flows: [flow('burn', 1n)] })],
    },
    {
      name: 'a lock that moved nothing',
      kind: 'LOCK_WITHOUT_TRANSFER',
      pages: [page(HOME, { events: [out.event] })],
    },
    {
      name: 'a payment out of the vault',
      kind: 'RELEASE_WITHOUT_DELIVERY',
      pages: [page(HOME, { flows: [flow('vaultOut', 1n)] })],
    },
    {
      name: 'a delivery that minted nothing',
      kind: 'DELIVERY_WITHOUT_MINT',
      pages: [page(BSC, { events: [delivered(out)] })],
    },
    {
      name: 'a release above what the spoke has outstanding',
      kind: 'RELEASE_ABOVE_OUTSTANDING',
      pages: [page(HOME, { events: [delivered(tooMuch)], flows: [flow('vaultOut', tooMuch.amountWei)] })],
    },
    {
      name: 'a second credit of one message',
      kind: 'CREDIT_TWICE',
      pages: [
        page(BSC, { events: [delivered(out)], flows: [flow('mint', out.amountWei)] }),
        page(BSC, { events: [delivered(out)], flows: [flow('mint', out.amountWei)] }),
      ],
    },
  ];
  for (const { name, kind, pages } of cases) {
    it(name, () => {
      const ledger = funded();
      expect(breachOf(() => pages.forEach((observed) => book(ledger, observed)))).toBe(kind);
    });
  }
});

describe('the gate', () => {
  it('signs what was sent, for its amount, and nothing else', () => {
    const ledger = funded();
    const back = sent({ srcEid: BSC, dstEid: HOME, nonce: 1n, units: 10n });
    const { leaf, amountWei } = back;
    expect(mayCredit({ ledger, leaf, amountWei })).toBe('UNKNOWN');
    book(ledger, page(BSC, { events: [back.event], flows: [flow('burn', amountWei)] }));
    expect(mayCredit({ ledger, leaf, amountWei })).toBeNull();
    expect(mayCredit({ ledger, leaf, amountWei: amountWei + 1n })).toBe('LEDGER');
  });

  it('is shut while a credit waits for its send, and calls it a breach after the grace', () => {
    const ledger = funded();
    const unbacked = sent({ srcEid: HOME, dstEid: BSC, nonce: 2n, units: 10n });
    const honest = sent({ srcEid: BSC, dstEid: HOME, nonce: 1n, units: 10n });
    book(ledger, page(BSC, { events: [honest.event], flows: [flow('burn', honest.amountWei)] }));
    book(
      ledger,
      page(BSC, { events: [delivered(unbacked)], flows: [flow('mint', unbacked.amountWei)] }),
      1_000,
    );
    expect(mayCredit({ ledger, leaf: honest.leaf, amountWei: honest.amountWei })).toBe('LEDGER');
    const grace = { ledger, graceMs: 500 };
    const upTo = (ms: number) => new Map([[HOME, ms]]);
    expect(staleUnmatched({ ...grace, nowMs: 1_499, caughtUpAtMs: upTo(1_499) })).toBeNull();
    // The source has not been read that far yet: not its fault.
    expect(staleUnmatched({ ...grace, nowMs: 9_000, caughtUpAtMs: upTo(1_499) })).toBeNull();
    expect(staleUnmatched({ ...grace, nowMs: 1_500, caughtUpAtMs: upTo(1_500) })?.breach.kind).toBe(
      'CREDIT_WITHOUT_SEND',
    );
    book(ledger, page(HOME, { events: [unbacked.event], flows: [flow('vaultIn', unbacked.amountWei)] }));
    expect(staleUnmatched({ ...grace, nowMs: 9_000, caughtUpAtMs: upTo(9_000) })).toBeNull();
    expect(mayCredit({ ledger, leaf: honest.leaf, amountWei: honest.amountWei })).toBeNull();
  });

  it('refuses a credit of another amount than was sent', () => {
    const ledger = funded();
    const real = sent({ srcEid: HOME, dstEid: BSC, nonce: 2n, units: 10n });
    const forged = { ...delivered(real), amountWei: (real.amountWei + 1n) as Wei } as BridgeEvent;
    book(ledger, page(HOME, { events: [real.event], flows: [flow('vaultIn', real.amountWei)] }));
    const minted = page(BSC, { events: [forged], flows: [flow('mint', real.amountWei + 1n)] });
    expect(breachOf(() => book(ledger, minted))).toBe('AMOUNT_CHANGED');
  });
});

describe('reconciling with the chain', () => {
  const state = (change: Partial<SupplyState> = {}): SupplyState => ({
    totalSupplyWei: TOTAL_SUPPLY_WEI,
    vaultWei: (100n * WEI_PER_UNIT) as Wei,
    lockedWei: (100n * WEI_PER_UNIT) as Wei,
    outstandingWei: new Map([
      [BSC, (100n * WEI_PER_UNIT) as Wei],
      [ARB, 0n as Wei],
    ]),
    ...change,
  });
  const check = (at: Eid, figures: SupplyState): string =>
    breachOf(() => reconcile({ totals: funded().totals, eid: at, height: 1n, state: figures }));

  it('accepts the same figures and refuses every other', () => {
    expect(check(HOME, state())).toBe('none');
    expect(check(BSC, state({ totalSupplyWei: (100n * WEI_PER_UNIT) as Wei }))).toBe('none');
    expect(check(BSC, state({ totalSupplyWei: (100n * WEI_PER_UNIT + 1n) as Wei }))).toBe('SUPPLY_EXCESS');
    expect(check(BSC, state({ totalSupplyWei: 1n as Wei }))).toBe('SUPPLY_MISMATCH');
    expect(check(HOME, state({ totalSupplyWei: (TOTAL_SUPPLY_WEI + 1n) as Wei }))).toBe('SUPPLY_EXCESS');
    expect(check(HOME, state({ vaultWei: 0n as Wei }))).toBe('SUPPLY_MISMATCH');
    expect(check(HOME, state({ outstandingWei: new Map() }))).toBe('SUPPLY_MISMATCH');
  });
});

describe('the ledger as a model', () => {
  it('is exact after any honest history, in any order in which the chains are read', () => {
    const eids = [HOME, BSC, ARB];
    const step = fc.record({
      from: fc.integer({ min: 0, max: 2 }),
      to: fc.integer({ min: 1, max: 2 }),
      units: fc.bigInt({ min: 1n, max: 40n }),
    });
    const history = fc.record({
      steps: fc.array(step, { maxLength: 12 }),
      reading: fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 60 }),
    });
    fc.assert(
      fc.property(history, ({ steps, reading }) => {
        const pages = honestHistory(steps, eids);
        const ledger = fresh();
        const next = new Map(eids.map((chain) => [chain, 0]));
        const readOne = (chain: Eid): void => {
          const at = next.get(chain) ?? 0;
          const observed = pages.get(chain)?.[at];
          if (observed === undefined) return;
          next.set(chain, at + 1);
          book(ledger, observed);
          expect(supplyDeltaWei(ledger)).toBe(0n);
        };
        // Home first in its own order is not demanded: any interleaving, then the rest.
        for (const index of reading) readOne(eids[index] as Eid);
        for (const chain of eids) for (const _ of pages.get(chain) ?? []) readOne(chain);
        expect(ledger.open.size).toBe(0);
        expect(ledger.unmatched.size).toBe(0);
      }),
      { numRuns: 2_000 },
    );
  });

  it('survives the store', () => {
    const ledger = funded();
    const open = sent({ srcEid: HOME, dstEid: ARB, nonce: 1n, units: 9n });
    book(ledger, page(HOME, { events: [open.event], flows: [flow('vaultIn', open.amountWei)] }));
    expect(totalsFromJson(JSON.parse(JSON.stringify(totalsToJson(ledger.totals))))).toEqual(ledger.totals);
    const [entry] = [...ledger.open.values()];
    if (entry === undefined) throw new Error('one is open');
    expect(entryFromJson(JSON.parse(JSON.stringify(entryToJson(entry))))).toEqual(entry);
  });
});

/** Each transfer sends, is recorded as transit at home where due, and is credited, in that order on each chain. */
function honestHistory(
  steps: readonly { from: number; to: number; units: bigint }[],
  eids: readonly Eid[],
): Map<Eid, ObservedPage[]> {
  const pages = new Map<Eid, ObservedPage[]>(eids.map((chain) => [chain, []]));
  const balance = new Map<Eid, bigint>(eids.map((chain) => [chain, chain === HOME ? 1_000n : 0n]));
  const nonces = new Map<string, bigint>();
  for (const { from, to, units: amount } of steps) {
    const srcEid = eids[from] as Eid;
    const dstEid = eids[(from + to) % 3] as Eid;
    if ((balance.get(srcEid) ?? 0n) < amount) continue;
    const lane = `${srcEid}:${dstEid}`;
    const next = (nonces.get(lane) ?? 0n) + 1n;
    nonces.set(lane, next);
    const message = sent({ srcEid, dstEid, nonce: next, units: amount });
    balance.set(srcEid, (balance.get(srcEid) ?? 0n) - amount);
    balance.set(dstEid, (balance.get(dstEid) ?? 0n) + amount);
    const leaving = srcEid === HOME ? 'vaultIn' : 'burn';
    pages
      .get(srcEid)
      ?.push(page(srcEid, { events: [message.event], flows: [flow(leaving, message.amountWei)] }));
    if (srcEid !== HOME && dstEid !== HOME) pages.get(HOME)?.push(page(HOME, { events: [transit(message)] }));
    const arriving = dstEid === HOME ? 'vaultOut' : 'mint';
    pages
      .get(dstEid)
      ?.push(page(dstEid, { events: [delivered(message)], flows: [flow(arriving, message.amountWei)] }));
  }
  return pages;
}
