/** One node's answers, good and bad: skipped slots, a node that is behind, limits, refusals, and what leaves in errors. */
import { Keypair, PublicKey, SystemProgram, TransactionMessage, VersionedTransaction } from '@solana/web3.js';
import { describe, expect, it } from 'vitest';
import { bytesToHex } from '../protocol/index.ts';
import { createSolanaProvider } from './createSolanaProvider.ts';
import { type Script, scriptedNode } from './testing/scriptedNode.ts';
import { TEST_DEPLOYMENT } from './testing/testDeployment.ts';

const SECRET = 'https://user:pass@solana.example.org/v1/0123456789abcdef?api-key=fedcba9876543210';
const HASH = (slot: number) => new PublicKey(Uint8Array.from({ length: 32 }, () => slot % 251)).toBase58();
const skipped = {
  error: { code: -32_007, message: 'Slot 7 was skipped, or missing due to ledger jump to recent snapshot' },
};

function provider(script: Script) {
  return createSolanaProvider({ url: SECRET, deployment: TEST_DEPLOYMENT, fetch: scriptedNode(script) });
}

/** Slots with a block, up to `confirmed`. */
function chain(at: { slots: readonly number[]; confirmed: number; finalized: number }): Script {
  return {
    getSlot: ([config]) => ({
      result: (config as { commitment: string }).commitment === 'finalized' ? at.finalized : at.confirmed,
    }),
    getBlock: ([slot]) => {
      if (!at.slots.includes(slot as number)) return skipped;
      const parent = at.slots.filter((other) => other < (slot as number)).at(-1) ?? 0;
      return {
        result: {
          blockhash: HASH(slot as number),
          previousBlockhash: HASH(parent),
          blockTime: 1_795_000_000 + (slot as number),
        },
      };
    },
    getBlocks: ([start, end]) => ({
      result: at.slots.filter((slot) => slot >= (start as number) && slot <= (end as number)),
    }),
  };
}

describe('slots without a block', () => {
  const script = chain({ slots: [1, 5, 300, 305], confirmed: 306, finalized: 299 });

  it('are null, and stepped over to the block before, however many there are', async () => {
    const { blockAt, blockAtOrBefore } = provider(script);
    expect(await blockAt(7n)).toBeNull();
    expect(await blockAt(5n)).toMatchObject({ height: 5n, timestamp: 1_795_000_005n });
    expect(await blockAtOrBefore(5n)).toMatchObject({ height: 5n });
    expect(await blockAtOrBefore(299n)).toMatchObject({ height: 5n });
    expect(await blockAtOrBefore(304n)).toMatchObject({ height: 300n });
    expect(await blockAtOrBefore(307n)).toBeNull();
  });

  it('do not hide the heads', async () => {
    const { finalized, latest } = await provider(script).heads();
    expect([finalized.height, latest.height]).toEqual([5n, 305n]);
  });

  it('are told from a quota that is used up, which some services number alike', async () => {
    const limited = { error: { code: -32_007, message: '50/second request limit reached' } };
    await expect(provider({ getBlock: () => limited }).blockAt(5n)).rejects.toMatchObject({
      code: 'CXT_CHAIN_RATE_LIMITED',
    });
  });

  it('have the time from its own method where the block lacks it or writes it in another unit', async () => {
    for (const blockTime of [null, 1_795_000]) {
      const block = { blockhash: HASH(5), previousBlockhash: HASH(1), blockTime };
      const { blockAt } = provider({
        getBlock: () => ({ result: block }),
        getBlockTime: () => ({ result: 1_795_000_777 }),
      });
      expect(await blockAt(5n)).toMatchObject({ timestamp: 1_795_000_777n });
    }
  });
});

describe('refusals of a node', () => {
  it.each([
    ['HTTP 429', { status: 429 }, 'CXT_CHAIN_RATE_LIMITED'],
    ['HTTP 502', { status: 502 }, 'CXT_CHAIN_UNREACHABLE'],
    [
      'a node that is behind',
      { error: { code: -32_005, message: 'Node is behind by 42 slots' } },
      'CXT_CHAIN_STATE_UNAVAILABLE',
    ],
    [
      'a slot not reached',
      { error: { code: -32_016, message: 'Minimum context slot has not been reached' } },
      'CXT_CHAIN_STATE_UNAVAILABLE',
    ],
    [
      'history thrown away',
      { error: { code: -32_001, message: 'Block 5 cleaned up' } },
      'CXT_CHAIN_STATE_UNAVAILABLE',
    ],
    [
      'a method that it lacks',
      { error: { code: -32_601, message: 'Method not found' } },
      'CXT_CHAIN_BAD_ANSWER',
    ],
    ['nonsense', { result: { height: 'tall' } }, 'CXT_CHAIN_BAD_ANSWER'],
  ] as const)('%s', async (_, answer, code) => {
    const error = await provider({ getSlot: () => answer })
      .heads()
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code });
    expect(JSON.stringify([String(error), error])).not.toMatch(/pass|0123456789abcdef|fedcba/);
  });

  it('of a finalized head above the confirmed one is no answer', async () => {
    const script = chain({ slots: [1, 5], confirmed: 4, finalized: 5 });
    await expect(provider(script).heads()).rejects.toMatchObject({ code: 'CXT_CHAIN_BAD_ANSWER' });
  });

  it('of a page that is not final there yet', async () => {
    const script = chain({ slots: [1, 5, 9], confirmed: 9, finalized: 5 });
    const { blockAt, observe } = provider(script);
    const [from, to] = [await blockAt(1n), await blockAt(9n)];
    if (from === null || to === null) throw new Error('no blocks');
    await expect(observe({ from, to })).rejects.toMatchObject({ code: 'CXT_CHAIN_STATE_UNAVAILABLE' });
    const forged = { ...from, hash: `0x${'ab'.repeat(32)}` as const };
    await expect(observe({ from: forged, to: from })).rejects.toMatchObject({
      code: 'CXT_CHAIN_BLOCKS_NOT_LINKED',
    });
  });

  it('of a program that is not there, or not this one', async () => {
    const none = () => ({ result: { context: { slot: 5 }, value: [null, null, null, null] } });
    expect(await provider({ getMultipleAccounts: none }).deploymentProblem()).toBe(
      `there is no program at ${TEST_DEPLOYMENT.programId}`,
    );
    expect(() =>
      createSolanaProvider({
        url: SECRET,
        deployment: { ...TEST_DEPLOYMENT, token: TEST_DEPLOYMENT.gateway },
      }),
    ).toThrow(/the token of program/);
    expect(() =>
      createSolanaProvider({ url: SECRET, deployment: { ...TEST_DEPLOYMENT, programId: '0x12' } }),
    ).toThrow(TypeError);
  });
});

describe('handing over a transaction', () => {
  const payer = Keypair.generate();
  const message = new TransactionMessage({
    payerKey: payer.publicKey,
    recentBlockhash: HASH(5),
    instructions: [
      SystemProgram.transfer({ fromPubkey: payer.publicKey, toPubkey: payer.publicKey, lamports: 1 }),
    ],
  });
  const transaction = new VersionedTransaction(message.compileToV0Message());
  transaction.sign([payer]);
  const raw = bytesToHex(transaction.serialize());
  const unseen = () => ({ result: { context: { slot: 5 }, value: [null] } });
  const rich = () => ({ result: { context: { slot: 5 }, value: 1_000_000_000 } });

  it('says that the payer has nothing, which a node without preflight does not', async () => {
    const poor = () => ({ result: { context: { slot: 5 }, value: 4_999 } });
    const { broadcast } = provider({ getSignatureStatuses: unseen, getBalance: poor });
    expect(await broadcast(raw)).toMatchObject({ outcome: 'rejected', reason: 'insufficientFunds' });
  });

  it('passes on why the node took no such bytes', async () => {
    const refused = () => ({
      error: { code: -32_002, message: 'Transaction simulation failed: Blockhash not found' },
    });
    const { broadcast } = provider({
      getSignatureStatuses: unseen,
      getBalance: rich,
      sendTransaction: refused,
    });
    expect(await broadcast(raw)).toMatchObject({
      outcome: 'rejected',
      reason: 'other',
      detail: expect.stringContaining('Blockhash not found'),
    });
  });

  it('knows bytes that a block has already, whatever the node says of them', async () => {
    const seen = () => ({
      result: { context: { slot: 5 }, value: [{ slot: 4, err: null, confirmationStatus: 'confirmed' }] },
    });
    expect(await provider({ getSignatureStatuses: seen }).broadcast(raw)).toEqual({ outcome: 'known' });
    let asked = 0;
    const refused = () => ({ error: { code: -32_002, message: 'already processed' } });
    const late = () => (asked++ === 0 ? unseen() : seen());
    const { broadcast } = provider({
      getSignatureStatuses: late,
      getBalance: rich,
      sendTransaction: refused,
    });
    expect(await broadcast(raw)).toEqual({ outcome: 'known' });
  });

  it('does not believe a node that answers another signature, and throws where it does not know', async () => {
    const other = () => ({ result: HASH(9) });
    const answered = provider({ getSignatureStatuses: unseen, getBalance: rich, sendTransaction: other });
    await expect(answered.broadcast(raw)).rejects.toMatchObject({ code: 'CXT_CHAIN_BAD_ANSWER' });
    const limited = provider({
      getSignatureStatuses: unseen,
      getBalance: rich,
      sendTransaction: () => ({ status: 429 }),
    });
    await expect(limited.broadcast(raw)).rejects.toMatchObject({ code: 'CXT_CHAIN_RATE_LIMITED' });
  });

  it('is pending until its block is confirmed and the node has stored it', async () => {
    const status = (confirmationStatus: string) => () => ({
      result: { context: { slot: 5 }, value: [{ slot: 4, err: null, confirmationStatus }] },
    });
    const stored = () => ({ result: null });
    for (const kind of ['processed', 'confirmed']) {
      const { txStatus } = provider({ getSignatureStatuses: status(kind), getTransaction: stored });
      expect(await txStatus('1'.repeat(64))).toEqual({ state: 'pending' });
    }
  });
});

describe('the end of an anchor', () => {
  it('is counted in final blocks, not in slots', async () => {
    const { anchor, anchorExpired } = provider({
      getLatestBlockhash: () => ({
        result: { context: { slot: 900 }, value: { blockhash: HASH(7), lastValidBlockHeight: 500 } },
      }),
      getBlockHeight: ([config]) => ({
        result: (config as { commitment: string }).commitment === 'finalized' ? 500 : 999,
      }),
    });
    const named = await anchor();
    expect(named).toEqual({ hash: HASH(7), expiresAt: 500n });
    expect(await anchorExpired(named)).toBe(false);
    expect(await anchorExpired({ ...named, expiresAt: 499n })).toBe(true);
  });
});

describe('a fee quote', () => {
  const quoted = (fees: readonly number[], maxPriorityFee?: bigint) =>
    createSolanaProvider({
      url: SECRET,
      deployment: TEST_DEPLOYMENT,
      fetch: scriptedNode({
        getRecentPrioritizationFees: () => ({
          result: fees.map((prioritizationFee, slot) => ({ slot, prioritizationFee })),
        }),
      }),
      ...(maxPriorityFee === undefined ? {} : { maxPriorityFee }),
    }).feeQuote();

  it('is what three quarters of those who bid paid less than, at least 1 and never above the cap', async () => {
    expect(await quoted([])).toEqual({ baseFeePerGas: 0n, maxPriorityFeePerGas: 1n, maxFeePerGas: 1n });
    expect((await quoted([0, 0, 0, 40, 10, 20, 30])).maxPriorityFeePerGas).toBe(40n);
    expect((await quoted([0, 5_000], 100n)).maxPriorityFeePerGas).toBe(100n);
  });
});
