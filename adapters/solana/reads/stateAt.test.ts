/**
 * States of final blocks out of a node that does not agree with itself: accounts and list of transactions of different moments.
 * Between us and a real runtime stands a node that hides what is newest in its list, or answers old accounts for a new slot.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { BlockRef, ChainProvider, OutboundLaneState } from '../../core/index.ts';
import { evmAddressToBytes32 } from '../../protocol/index.ts';
import { createSolanaProvider } from '../createSolanaProvider.ts';
import { sendInstruction } from '../send.ts';
import { createLonelySolana, type LonelySolana } from '../testing/lonelySolana.ts';
import { lyingNode } from '../testing/scriptedNode.ts';

const CXT = 10n ** 18n;
const TWIN = 2n * CXT;
const recipient = evmAddressToBytes32(`0x${'51'.repeat(20)}`);

let solana: LonelySolana;

beforeAll(async () => {
  solana = await createLonelySolana();
  const { inbound, deliver, run } = solana;
  await run(await deliver([inbound({ nonce: 1n, amountWei: 900n * CXT })]));
}, 60_000);
beforeEach(() => allFinal());
afterAll(() => solana.chain.surfnet.stop());

interface Listed {
  readonly signature: string;
  readonly slot: number;
}

/** A node whose faults can be switched on. */
function troubledNode() {
  const fault = {
    /** Not listed yet. */
    hidden: new Set<string>(),
    /** Lists of an address that are still answered without what is hidden. */
    hidesFor: Number.POSITIVE_INFINITY,
    /** Answers of accounts of the gateway that are still old. */
    staleFor: 0,
    padded: false,
  };
  let accounts: { value: unknown } | null = null;
  const fetch = lyingNode(({ method, params, result }) => {
    if (method === 'getMultipleAccounts' && (params[1] as { minContextSlot?: number }).minContextSlot) {
      const answer = result as { context: unknown; value: unknown };
      const old = accounts;
      if (fault.staleFor <= 0 || old === null) accounts = answer;
      // The slot is the one being filled, the accounts are of before.
      return fault.staleFor-- > 0 && old !== null ? { ...answer, value: old.value } : answer;
    }
    if (method !== 'getSignaturesForAddress') return result;
    const isHidden = ({ signature }: Listed) => fault.hidden.has(signature) && fault.hidesFor > 0;
    const shown = (result as Listed[]).filter((entry) => !isHidden(entry));
    if (shown.length < (result as Listed[]).length) fault.hidesFor -= 1;
    // As many failed ones, very long ago, as make a history long.
    const failed = { signature: '1'.repeat(64), slot: 0, err: 'Failed' };
    return fault.padded ? [...shown, ...Array.from({ length: 1_000 }, () => failed)].slice(0, 1_000) : shown;
  });
  const { url, deployment } = solana.chain;
  return { fault, provider: createSolanaProvider({ url, deployment, fetch }) };
}

/** Sends so many messages in one transaction; resolves with its slot. */
async function sendTwins(count: number): Promise<bigint> {
  const { chain, homeEid: dstEid } = solana;
  const transfer = { dstEid, recipient, amountWei: TWIN };
  const { deployment, userKey } = chain;
  const owner = userKey.publicKey.toBase58();
  const one = sendInstruction({ deployment, owner, transfer, maxFeeWei: 1_000n * CXT });
  return chain.execute(Array.from({ length: count }, () => one));
}

async function newestSignatures(slot: bigint): Promise<readonly string[]> {
  const { url, deployment } = solana.chain;
  const body = { jsonrpc: '2.0', id: 1, method: 'getSignaturesForAddress', params: [deployment.programId] };
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const { result } = (await answer.json()) as { result: Listed[] };
  return result.filter((entry) => entry.slot === Number(slot)).map(({ signature }) => signature);
}

/** Everything so far is final, and so is the slot that answers are from. */
async function allFinal(): Promise<void> {
  await solana.chain.mine(2);
  await solana.chain.finalize();
}

async function finalBlock(): Promise<BlockRef> {
  return (await solana.chain.provider.heads()).finalized;
}

/** Nonce towards home and supply, as somebody tells them who is never wrong about them: long after. */
async function figures(at: { provider: ChainProvider; block: BlockRef }) {
  const [lanes, supply] = await Promise.all([
    at.provider.outboundLanes(at.block),
    at.provider.supplyState(at.block),
  ]);
  const { nonce, laneHash } = lanes.find(({ dstEid }) => dstEid === solana.homeEid) as OutboundLaneState;
  return { nonce, laneHash, supplyWei: supply.totalSupplyWei };
}

describe('the state of a final block', () => {
  it('is the same for a provider that knows an older one and for one that begins, several messages in one slot', async () => {
    const { provider } = troubledNode();
    const before = await figures({ provider, block: await finalBlock() });
    const block = await finalBlock();
    await sendTwins(2);
    await sendTwins(3);
    // Not final yet: five messages are in the accounts and are taken back.
    expect(await figures({ provider, block })).toEqual(before);
    expect(await figures({ provider: troubledNode().provider, block })).toEqual(before);
    await allFinal();
    const after = await figures({ provider, block: await finalBlock() });
    expect(after.nonce).toBe(before.nonce + 5n);
    expect(after.supplyWei).toBeLessThan(before.supplyWei - 5n * TWIN + CXT);
    expect(await figures({ provider: troubledNode().provider, block: await finalBlock() })).toEqual(after);
  });

  it.each(['known', 'new'] as const)(
    'is read again by a %s provider when the accounts are older than the end of the list, whatever repeats itself',
    async (kind) => {
      const { provider, fault } = troubledNode();
      const block = await finalBlock();
      const before = await figures({ provider, block });
      // WHY twins: two reads in a row are wrong by the same amount, so that they agree with each other.
      await sendTwins(1);
      fault.staleFor = 2;
      const asked = kind === 'known' ? provider : troubledNode().provider;
      expect(await figures({ provider: asked, block })).toEqual(before);
    },
  );

  it('is read again while the newest message is in the accounts and not in the list', async () => {
    const { provider, fault } = troubledNode();
    const block = await finalBlock();
    const before = await figures({ provider, block });
    for (const signature of await newestSignatures(await sendTwins(1))) fault.hidden.add(signature);
    fault.hidesFor = 4;
    expect(await figures({ provider, block })).toEqual(before);
    expect(fault.hidesFor).toBe(0);
  });

  it('is an error, and never a wrong figure, while the list stays behind; right at once when it has come', async () => {
    const { provider, fault } = troubledNode();
    const block = await finalBlock();
    const before = await figures({ provider, block });
    const slot = await sendTwins(1);
    for (const signature of await newestSignatures(slot)) fault.hidden.add(signature);
    const unavailable = { code: 'CXT_CHAIN_STATE_UNAVAILABLE' };
    await expect(provider.outboundLanes(block)).rejects.toMatchObject(unavailable);
    await sendTwins(1);
    await allFinal();
    const later = await finalBlock();
    expect(later.height).toBeGreaterThanOrEqual(slot);
    // One is listed, the one before it is not.
    await expect(provider.supplyState(later)).rejects.toMatchObject({ code: 'CXT_CHAIN_PROOF_FORGED' });
    fault.hidden.clear();
    const after = await figures({ provider, block: later });
    expect(after.nonce).toBe(before.nonce + 2n);
    expect(await figures({ provider: troubledNode().provider, block: later })).toEqual(after);
  });

  it('agrees with the events up to it whenever both are read, although messages come in all the time', async () => {
    const { provider, fault } = troubledNode();
    let from = await finalBlock();
    let { nonce } = await figures({ provider, block: from });
    const first = nonce;
    const sender = (async () => {
      for (let round = 0; round < 12; round++) {
        const slot = await sendTwins(1 + (round % 3));
        if (round % 6 !== 0) {
          await solana.chain.mine(3);
          continue;
        }
        // The index of the node lags now and then, past finality.
        const late = await newestSignatures(slot);
        for (const signature of late) fault.hidden.add(signature);
        setTimeout(() => fault.hidden.clear(), 1_200);
      }
    })();
    const refusals = new Set<unknown>();
    while (nonce < first + 24n) {
      const to = await finalBlock();
      try {
        // As the relayer reads them: at the same time.
        const [page, lanes] = await Promise.all([provider.observe({ from, to }), provider.outboundLanes(to)]);
        const sent = page.transactions.flatMap(({ events }) =>
          events.filter(({ type }) => type === 'packetSent'),
        );
        nonce += BigInt(sent.length);
        expect(lanes.find(({ dstEid }) => dstEid === solana.homeEid)?.nonce).toBe(nonce);
        from = to;
      } catch (error) {
        const { code } = error as { code?: string };
        if (code !== 'CXT_CHAIN_STATE_UNAVAILABLE' && code !== 'CXT_CHAIN_PROOF_FORGED') throw error;
        refusals.add(code);
      }
    }
    await sender;
    expect(nonce).toBe(first + 24n);
    expect(refusals.size).toBeGreaterThan(0);
  }, 60_000);

  it('is not told after one read where the history is too long to begin with, and is after two that agree', async () => {
    const { provider, fault } = troubledNode();
    fault.padded = true;
    const block = await finalBlock();
    await expect(provider.outboundLanes(block)).rejects.toMatchObject({
      code: 'CXT_CHAIN_STATE_UNAVAILABLE',
    });
    await solana.chain.mine(2);
    await sendTwins(1);
    await allFinal();
    const later = await finalBlock();
    expect(await figures({ provider, block: later })).toEqual(
      await figures({ provider: solana.chain.provider, block: later }),
    );
  });

  it('is begun anew when what was read once does not lead to what is read next', async () => {
    const { provider, fault } = troubledNode();
    fault.padded = true;
    const unavailable = { code: 'CXT_CHAIN_STATE_UNAVAILABLE' };
    const askedInVain = async () =>
      expect(provider.outboundLanes(await finalBlock())).rejects.toMatchObject(unavailable);
    await askedInVain();
    await solana.chain.mine(2);
    for (const signature of await newestSignatures(await sendTwins(1))) fault.hidden.add(signature);
    await allFinal();
    await askedInVain();
    fault.hidden.clear();
    await askedInVain();
    await allFinal();
    const block = await finalBlock();
    const told = await figures({ provider, block });
    expect(told).toEqual(await figures({ provider: solana.chain.provider, block }));
  });
});
