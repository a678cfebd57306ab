/** The proof must fail when the books are cooked: one planted lie for each equation. */
import type { Hex } from 'viem';
import { describe, expect, it } from 'vitest';

import type { ChainKey } from '../chain/chainSpec.ts';
import { TransferBook } from '../watch/transferBook.ts';
import type { Sighting, TransferRecord } from '../watch/transferRecord.ts';
import { proveSupply } from './proveSupply.ts';
import type { BridgeCut, ChainCut, HomeCut } from './readCut.ts';

const TOTAL = 10n ** 26n;
const seen: Sighting = { txHash: '0x01', height: 1n, atMs: 0 };

interface Story {
  readonly from: ChainKey;
  readonly to: ChainKey;
  readonly amountWei: bigint;
  readonly deliveries?: number;
  readonly transit?: boolean;
}

function record(story: Story, index: number): TransferRecord {
  const id: Hex = `0x${(index + 1).toString(16).padStart(64, '0')}`;
  return {
    guid: id,
    leaf: id,
    from: story.from,
    to: story.to,
    nonce: 1n,
    amountWei: story.amountWei,
    hasCompose: false,
    packet: '0x',
    execution: 0,
    sent: seen,
    finalAtMs: 0,
    queued: null,
    claimable: null,
    transitQueued: null,
    delivered: Array.from({ length: story.deliveries ?? 1 }, () => seen),
    transit: story.transit === true ? seen : null,
    failure: null,
    composeOk: false,
    composeFailures: 0,
  };
}

/**
 * 100 to BSC (delivered), 40 to Arbitrum (on its way), 30 from BSC to Arbitrum (transit recorded, on its way), 20 from BSC home
 * (delivered). So BSC has 50, home owes BSC 50 and Arbitrum 70.
 */
const STORIES: readonly Story[] = [
  { from: 'ethereum', to: 'bsc', amountWei: 100n },
  { from: 'ethereum', to: 'arbitrum', amountWei: 40n, deliveries: 0 },
  { from: 'bsc', to: 'arbitrum', amountWei: 30n, deliveries: 0, transit: true },
  { from: 'bsc', to: 'ethereum', amountWei: 20n },
];

interface Lie {
  readonly stories?: readonly Story[];
  readonly ethereum?: Partial<ChainCut>;
  readonly bsc?: Partial<ChainCut>;
  readonly home?: Partial<HomeCut>;
  readonly unmatched?: readonly Hex[];
}

function cut(lie: Lie = {}): BridgeCut {
  const book = new TransferBook();
  for (const [index, story] of (lie.stories ?? STORIES).entries()) {
    const own = record(story, index);
    book.byGuid.set(own.guid, own);
  }
  book.unmatched.push(...(lie.unmatched ?? []));
  return {
    book,
    chains: [
      { key: 'ethereum', height: 9n, supplyWei: TOTAL, mintedWei: TOTAL, burnedWei: 0n, ...lie.ethereum },
      { key: 'bsc', height: 9n, supplyWei: 50n, mintedWei: 100n, burnedWei: 50n, ...lie.bsc },
      { key: 'arbitrum', height: 9n, supplyWei: 0n, mintedWei: 0n, burnedWei: 0n },
    ],
    home: {
      vaultWei: 120n,
      lockedWei: 120n,
      queuedWei: 0n,
      outstandingWei: new Map<ChainKey, bigint>([
        ['bsc', 50n],
        ['arbitrum', 70n],
      ]),
      ...lie.home,
    },
  };
}

describe('the supply proof', () => {
  it('is exact for an honest cut, with messages on their way', () => {
    const proof = proveSupply(cut());
    expect(proof.faults).toEqual([]);
    expect(proof.exact).toBe(true);
    expect(proof.perChain.get('arbitrum')?.pendingInWei).toBe(70n);
    expect(proof.perChain.get('ethereum')?.lockedWei).toBe(120n);
  });

  it('books a holder who burns his own tokens, and a donation to the vault, as no breach', () => {
    const burned = proveSupply(cut({ bsc: { supplyWei: 45n, burnedWei: 55n } }));
    expect(burned.faults).toEqual([]);
    expect(burned.perChain.get('bsc')?.burnedWei).toBe(5n);
    expect(proveSupply(cut({ home: { vaultWei: 1_000n } })).faults).toEqual([]);
  });

  const lies: readonly (readonly [what: string, lie: Lie, fault: RegExp])[] = [
    ['an unbacked mint', { bsc: { supplyWei: 51n, mintedWei: 101n } }, /bsc: minted and delivered differ/],
    ['an empty vault', { home: { vaultWei: 119n } }, /the vault holds 119 wei/],
    [
      'a second home supply',
      { ethereum: { supplyWei: TOTAL + 1n, mintedWei: TOTAL + 1n } },
      /whole supply differ/,
    ],
    [
      'a supply that its own events deny',
      { bsc: { supplyWei: 49n } },
      /bsc: supply and mints less burns differ/,
    ],
    [
      'a ledger that owes too much',
      {
        home: {
          outstandingWei: new Map([
            ['bsc', 51n],
            ['arbitrum', 69n],
          ]),
        },
      },
      /bsc: outstanding at home and its ledger differ: 51 and 50/,
    ],
    [
      'a lock that nobody owes',
      { home: { lockedWei: 121n, vaultWei: 121n } },
      /locked and outstanding \+ queued differ/,
    ],
    [
      'a message credited twice',
      { stories: [{ ...(STORIES[0] as Story), deliveries: 2 }, ...STORIES.slice(1)] },
      /was credited 2 times/,
    ],
    ['a credit without a send', { unmatched: ['0xabcd'] }, /leaf 0xabcd was credited and never sent/],
    [
      'a transit that was never recorded',
      { stories: STORIES.map((story) => ({ ...story, transit: false })) },
      /arbitrum: outstanding at home and its ledger differ/,
    ],
    [
      'a send that burned nothing',
      { bsc: { supplyWei: 70n, burnedWei: 30n } },
      /20 wei were sent and not burned/,
    ],
  ];

  it.each(lies)('sees %s', (_what, lie, fault) => {
    const proof = proveSupply(cut(lie));
    expect(proof.exact).toBe(false);
    expect(proof.faults.join('\n')).toMatch(fault);
  });
});
