/** Slots without blocks, transactions that expire, and what a reorg does to both. */
import { describe, expect, it } from 'vitest';
import type { Hex, TxStep } from '../core/index.ts';
import { bytesToHex, encodeItem, type Nonce, WEI_PER_CXT } from '../protocol/index.ts';
import { svmTransactionBytes } from './svmTransactionBytes.ts';
import { SVM, signOn, svmWorld } from './svmTestWorld.ts';
import { HOME, SPOKE_A } from './testWorld.ts';
import { namedKey } from './worldGenesis.ts';

const RULES = { anchorLifeBlocks: 3, skippedSlotRate: 0, dropRate: 0 };
const OPEN_ACCOUNT: TxStep = { label: 'open', payload: JSON.stringify({ kind: 'openTokenAccount' }) };
const opened = (count: number): TxStep => ({
  label: `${count}`,
  payload: JSON.stringify({ kind: 'transfer', to: namedKey('nobody'), amountWei: String(count) }),
});

describe('slots', () => {
  it('are heights; a skipped one has no block and parents link over it', () => {
    const { chain } = svmWorld();
    const first = chain.mine();
    chain.skipSlot();
    chain.skipSlot();
    const second = chain.mine();
    expect(second.ref).toMatchObject({ height: 4n, parentHash: first.ref.hash });
    expect([first.number, second.number]).toEqual([1n, 2n]);
    expect([2n, 3n].map((height) => chain.blockAt(height))).toEqual([null, null]);
    expect(chain.ledger.blockAtOrBefore(3n)).toBe(first);
    expect(chain.head).toBe(second);
  });

  it('make blocks final by depth in slots, and only blocks', () => {
    const { chain } = svmWorld({ finalityDepth: 2 });
    chain.mine();
    chain.skipSlot();
    chain.mine();
    expect(chain.finalizedHeight).toBe(1n);
    chain.skipSlot();
    expect(chain.finalizedHeight).toBe(1n);
    chain.skipSlot();
    expect(chain.finalizedHeight).toBe(3n);
    expect(chain.openBlocks).toBe(0);
  });

  it('pass without a block as often as told, and never on an EVM-like chain', () => {
    const { world, chain } = svmWorld({ svm: { ...RULES, skippedSlotRate: 0.5 } });
    const made = Array.from({ length: 200 }, () => chain.passHeight()).filter((block) => block !== null);
    expect(made.length).toBeGreaterThan(60);
    expect(made.length).toBeLessThan(140);
    chain.setSlotFaults({ skippedSlotRate: 0 });
    expect(chain.passHeight()?.ref.height).toBe(201n);
    expect(() => world.chain(HOME).skipSlot()).toThrow(RangeError);
    expect(() => world.chain(SPOKE_A).setSlotFaults({})).toThrow(RangeError);
  });

  it('pass again after a reorg, on a fork of their own', () => {
    const { chain } = svmWorld({ finalityDepth: 6 });
    const kept = chain.mine();
    const gone = chain.mine();
    chain.skipSlot();
    chain.mine();
    chain.setSlotFaults({ skippedSlotRate: 1 });
    expect(chain.reorg({ depth: 2 }).replacements).toEqual([]);
    expect(chain.head).toBe(kept);
    chain.setSlotFaults({ skippedSlotRate: 0 });
    expect(chain.mine().ref).toMatchObject({ height: 5n, parentHash: kept.ref.hash });
    expect(chain.ledger.blockByHash(gone.ref.hash)).toBeNull();
  });
});

describe('a transaction', () => {
  it('is included once, however often its bytes come, and uses no nonce', async () => {
    const { world, chain } = svmWorld();
    const { raw, hash } = await signOn(world, OPEN_ACCOUNT);
    expect(chain.broadcast(raw)).toEqual({ outcome: 'accepted' });
    expect(chain.broadcast(raw)).toEqual({ outcome: 'known' });
    const block = chain.mine();
    expect(block.transactions.map(({ tx }) => tx.hash)).toEqual([hash]);
    expect(chain.broadcast(raw)).toEqual({ outcome: 'known' });
    expect(chain.mine().transactions).toEqual([]);
    expect(chain.account(block.transactions[0]?.tx.from ?? '').nonce).toBe(0n);
  });

  it('can be included in the last block of its life and not in the next, counted in blocks and not in slots', async () => {
    const { world, chain } = svmWorld({ svm: RULES });
    const anchor = chain.anchor();
    const last = await signOn(world, opened(1));
    const late = await signOn(world, opened(2));
    expect(anchor?.expiresAt).toBe(3n);
    for (let slot = 0; slot < 20; slot++) chain.skipSlot();
    chain.mine();
    chain.mine();
    expect(chain.broadcast(last.raw)).toEqual({ outcome: 'accepted' });
    chain.mine();
    expect(chain.receipt(last.hash)).not.toBeNull();
    expect(chain.broadcast(late.raw)).toMatchObject({ outcome: 'rejected', detail: 'blockhash not found' });
  });

  it('dies while it waits', async () => {
    const { world, chain } = svmWorld({ svm: { ...RULES, dropRate: 1 } });
    const { raw, hash } = await signOn(world, OPEN_ACCOUNT);
    chain.broadcast(raw);
    chain.mine();
    expect(chain.txStatus(hash)).toEqual({ state: 'unknown' });
    chain.setSlotFaults({ dropRate: 0 });
    for (let block = 0; block < 3; block++) chain.mine();
    expect(chain.broadcast(raw)).toMatchObject({ outcome: 'rejected' });
  });

  it('dies with the block it names when that is reorganised away', async () => {
    const { world, chain } = svmWorld({ finalityDepth: 4 });
    chain.mine();
    const { raw, hash } = await signOn(world, OPEN_ACCOUNT);
    chain.broadcast(raw);
    chain.mine();
    expect(chain.txStatus(hash)).toMatchObject({ state: 'included', height: 2n });
    chain.reorg({ depth: 2 });
    chain.mine();
    expect(chain.txStatus(hash)).toEqual({ state: 'unknown' });
    expect(chain.broadcast(raw)).toMatchObject({ outcome: 'rejected', detail: 'blockhash not found' });
  });

  it('comes back after a reorg above the block it names', async () => {
    const { world, chain } = svmWorld({ finalityDepth: 4 });
    chain.mine();
    const { raw, hash } = await signOn(world, OPEN_ACCOUNT);
    chain.broadcast(raw);
    chain.mine();
    const before = chain.txStatus(hash);
    chain.reorg({ depth: 1 });
    expect(chain.txStatus(hash)).toMatchObject({ state: 'included' });
    expect(chain.txStatus(hash)).not.toEqual(before);
  });

  it('must fit a packet: four plain items do with five signatures, a fifth does not', () => {
    const body = new Uint8Array(40).fill(1);
    const item = bytesToHex(
      encodeItem({ srcEid: HOME, dstEid: SVM, nonce: 1n as Nonce, execution: 0, body }),
    ).slice(2);
    const of = (items: number): number =>
      svmTransactionBytes({
        kind: 'deliver',
        attestation: `0x${'00'.repeat(65)}`,
        signatures: `0x${'00'.repeat(4 + 5 * 64)}`,
        items: `0x${item.repeat(items)}`,
      });
    expect(of(4)).toBe(1_197);
    expect(of(5)).toBeGreaterThan(1_232);
  });

  it('is refused when it is too large, and when its payer has nothing', async () => {
    const { world, chain } = svmWorld();
    const user = world.users[0] as Hex;
    const from = world.account({ eid: SVM, user });
    const long = { composeMsg: `0x${'11'.repeat(900)}`, composeGas: 1 } as const;
    const sent = world.send({ from, srcEid: SVM, dstEid: HOME, to: user, amountWei: WEI_PER_CXT, ...long });
    expect(sent.result).toMatchObject({ outcome: 'rejected', detail: expect.stringContaining('too large') });
    const poor = world.submit({ eid: SVM, from: namedKey('poor'), call: { kind: 'openTokenAccount' } });
    expect(poor.result).toMatchObject({ outcome: 'rejected', reason: 'insufficientFunds' });
    expect(chain.mine().transactions).toEqual([]);
  });
});
