/** A node between us and a real runtime that leaves out, changes and invents: what is refused, and what does not matter. */
import { Keypair } from '@solana/web3.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BlockRef, ObservedPage } from '../core/index.ts';
import { eventsOf } from '../core/testing/chainDriver.ts';
import { evmAddressToBytes32 } from '../protocol/index.ts';
import { createSolanaProvider, type SolanaProviderOptions } from './createSolanaProvider.ts';
import { createSolanaTxSigner, gatewayAddresses, programCodeHash, transactionIdToBase58 } from './index.ts';
import type { FetchLike } from '../rpc/jsonRpcClient.ts';
import { createLonelySolana, type LonelySolana } from './testing/lonelySolana.ts';
import { rpcCall } from './testing/rpcCall.ts';
import { lyingNode } from './testing/scriptedNode.ts';
import { programCode } from './testing/testPrograms.ts';

const CXT = 10n ** 18n;
type Change = Parameters<typeof lyingNode>[0];
type Tree = Record<string, never>;

let solana: LonelySolana;
let from: BlockRef;
let to: BlockRef;
let truth: ObservedPage;

beforeAll(async () => {
  solana = await createLonelySolana();
  const { chain, inbound, deliver, run, homeEid } = solana;
  const { provider } = chain;
  await chain.finalize();
  from = (await provider.heads()).finalized;
  await run(await deliver([inbound({ nonce: 1n, amountWei: 5n * CXT })]));
  const recipient = evmAddressToBytes32(`0x${'51'.repeat(20)}`);
  await chain.send({ dstEid: homeEid, recipient, amountWei: CXT });
  await chain.finalize();
  to = (await provider.heads()).finalized;
  truth = await provider.observe({ from, to });
}, 60_000);
afterAll(() => solana.chain.surfnet.stop());

/** A provider of a node that changes answers. */
function through(change: Change) {
  const { url, deployment } = solana.chain;
  return createSolanaProvider({ url, deployment, fetch: lyingNode(change) });
}

/** Changes transactions only. */
const inTransactions =
  (edit: (transaction: Tree) => void): Change =>
  ({ method, result }) => {
    if (method !== 'getTransaction' || result === null) return result;
    const copy = structuredClone(result) as Tree;
    edit(copy);
    return copy;
  };

interface Meta {
  logMessages: string[] | null;
  innerInstructions:
    | { instructions: { data: string; accounts: number[]; programIdIndex: number }[] }[]
    | null;
  postTokenBalances: { uiTokenAmount: { amount: string } }[];
}
const metaOf = (transaction: Tree): Meta => transaction['meta'] as unknown as Meta;

describe('a node that', () => {
  it('tells the truth shows a delivery and a message', () => {
    expect(truth.transactions).toHaveLength(2);
    expect(eventsOf(truth.transactions, 'delivered')).toHaveLength(1);
    expect(eventsOf(truth.transactions, 'packetSent')).toHaveLength(1);
  });

  it('cuts off or invents logs changes nothing', async () => {
    const cut = through(
      inTransactions((transaction) => (metaOf(transaction).logMessages = ['Log truncated'])),
    );
    expect(await cut.observe({ from, to })).toEqual(truth);
    const none = through(inTransactions((transaction) => (metaOf(transaction).logMessages = null)));
    expect(await none.observe({ from, to })).toEqual(truth);
  });

  it('does not record inner instructions is refused', async () => {
    const without = through(inTransactions((transaction) => (metaOf(transaction).innerInstructions = null)));
    await expect(without.observe({ from, to })).rejects.toMatchObject({ code: 'CXT_CHAIN_BAD_ANSWER' });
  });

  it('leaves out the mint, or changes its amount, is refused: the balances do not add up', async () => {
    const hidden = through(
      inTransactions((transaction) => {
        for (const group of metaOf(transaction).innerInstructions ?? [])
          group.instructions = group.instructions.slice(1);
      }),
    );
    await expect(hidden.observe({ from, to })).rejects.toMatchObject({ code: 'CXT_CHAIN_BAD_ANSWER' });
    const more = through(
      inTransactions((transaction) => {
        for (const { uiTokenAmount } of metaOf(transaction).postTokenBalances) uiTokenAmount.amount += '0';
      }),
    );
    await expect(more.observe({ from, to })).rejects.toMatchObject({ code: 'CXT_CHAIN_BAD_ANSWER' });
  });

  it('writes an event that the gateway did not sign is refused', async () => {
    const forged = through(
      inTransactions((transaction) => {
        for (const { instructions } of metaOf(transaction).innerInstructions ?? []) {
          for (const instruction of instructions)
            if (instruction.accounts.length === 1) instruction.accounts = [0];
        }
      }),
    );
    await expect(forged.observe({ from, to })).rejects.toMatchObject({ code: 'CXT_CHAIN_EVENT_MALFORMED' });
  });

  it('shows another transaction, another slot, or none yet is refused', async () => {
    const moved = through(inTransactions((transaction) => (transaction['slot'] = 1 as never)));
    await expect(moved.observe({ from, to })).rejects.toMatchObject({ code: 'CXT_CHAIN_BAD_ANSWER' });
    const late = through(({ method, result }) => (method === 'getTransaction' ? null : result));
    await expect(late.observe({ from, to })).rejects.toMatchObject({ code: 'CXT_CHAIN_STATE_UNAVAILABLE' });
    const elsewhere = through(({ method, result }) =>
      method === 'getBlock' ? { ...(result as object), signatures: [] } : result,
    );
    await expect(elsewhere.observe({ from, to })).rejects.toMatchObject({ code: 'CXT_CHAIN_BAD_ANSWER' });
  });

  it('leaves out transactions is caught: they do not lead to its own accounts', async () => {
    const blind = through(({ method, result }) => (method === 'getSignaturesForAddress' ? [] : result));
    const page = await blind.observe({ from, to });
    expect(page.transactions).toEqual([]);
    for (const read of [blind.outboundLanes(to), blind.supplyState(to)])
      await expect(read).rejects.toMatchObject({ code: 'CXT_CHAIN_STATE_UNAVAILABLE' });
  });

  it('invents a message since the block is refused by the lane account', async () => {
    const { chain, homeEid } = solana;
    const recipient = evmAddressToBytes32(`0x${'52'.repeat(20)}`);
    // The node hides the first of two messages sent since.
    const sent: string[] = [];
    const hiding = through(({ method, result }) =>
      method === 'getSignaturesForAddress'
        ? (result as { signature: string }[]).filter(({ signature }) => !sent.includes(signature))
        : result,
    );
    await hiding.outboundLanes(to);
    const known = new Set((await programSignatures()).map(({ signature }) => signature));
    await chain.send({ dstEid: homeEid, recipient, amountWei: CXT });
    sent.push(
      ...(await programSignatures())
        .map(({ signature }) => signature)
        .filter((signature) => !known.has(signature)),
    );
    await chain.send({ dstEid: homeEid, recipient, amountWei: CXT });
    await expect(hiding.outboundLanes(to)).rejects.toMatchObject({ code: 'CXT_CHAIN_PROOF_FORGED' });
    expect((await chain.provider.outboundLanes(from))[0]?.nonce).toBe(0n);
  });

  it('has another program, code, mint or endpoint than the deployment says is told so, each apart', async () => {
    const { url, deployment } = solana.chain;
    const expected = `0x${'ab'.repeat(32)}` as const;
    const actual = programCodeHash(programCode('cxt_gateway'));
    const problemOf = (options: Partial<SolanaProviderOptions>) =>
      createSolanaProvider({ url, deployment, ...options }).deploymentProblem();
    expect(await problemOf({ codeHash: actual })).toBeNull();
    expect(await problemOf({ codeHash: expected })).toBe(
      `the program ${deployment.programId} has code with hash ${actual}, not ${expected}`,
    );
    expect(await problemOf({ deployment: { ...deployment, homeEid: deployment.eid } })).toBe(
      `the gateway ${deployment.gateway} is endpoint ${deployment.eid} with home ${deployment.homeEid}, ` +
        `not ${deployment.eid} with home ${deployment.eid}`,
    );
    const wallet = solana.chain.userKey.publicKey.toBase58();
    const addresses = gatewayAddresses(wallet);
    const [gateway, token] = [addresses.config.toBase58(), addresses.mint.toBase58()];
    const elsewhere = { ...deployment, programId: wallet, gateway, token };
    expect(await problemOf({ deployment: elsewhere })).toBe(`the account ${wallet} is no program`);
  });

  it('hides the config or the mint of the gateway is told so', async () => {
    const { deployment } = solana.chain;
    const without = (index: number) =>
      through(({ method, result }) => {
        if (method !== 'getMultipleAccounts') return result;
        const { context, value } = result as { context: unknown; value: unknown[] };
        return { context, value: value.map((account, at) => (at === index ? null : account)) };
      }).deploymentProblem();
    expect(await without(1)).toBe(
      `the program ${deployment.programId} has no gateway ${deployment.gateway}: it was not initialised`,
    );
    expect(await without(2)).toBe(`there is no mint at ${deployment.token}`);
    expect(await without(3)).toBeNull();
  });
});

describe('a submitter', () => {
  it('gets in with the same bytes what a node took and lost', async () => {
    const { chain, inbound, deliver } = solana;
    const { provider, submitter, url, deployment } = chain;
    const [step] = await submitter.plan(await deliver([inbound({ nonce: 8n, amountWei: CXT })]));
    if (step === undefined) throw new Error('nothing to do');
    const { raw, hash } = await submitter.sign({ step, anchor: await provider.anchor() });
    const swallowing: FetchLike = async (target, init) => {
      const { id, method } = JSON.parse(String(init.body)) as { id: number; method: string };
      if (method !== 'sendTransaction') return fetch(target, init);
      return Response.json({ jsonrpc: '2.0', id, result: transactionIdToBase58(hash) });
    };
    const losing = createSolanaProvider({ url, deployment, fetch: swallowing });
    expect(await losing.broadcast(raw)).toEqual({ outcome: 'accepted' });
    await chain.mine(5);
    expect(await provider.txStatus(hash)).toEqual({ state: 'unknown' });
    expect(await provider.broadcast(raw)).toEqual({ outcome: 'accepted' });
    for (let block = 0; block < 50 && (await provider.txStatus(hash)).state !== 'included'; block++)
      await chain.mine(1);
    expect(await provider.txStatus(hash)).toMatchObject({ state: 'included', success: true });
    expect(await provider.broadcast(raw)).toEqual({ outcome: 'known' });
  });

  it('gets by on the second node when the first does not answer', async () => {
    const { chain, inbound, deliver } = solana;
    const signer = createSolanaTxSigner({
      secretKey: Keypair.generate().secretKey,
      deployment: chain.deployment,
      nodes: [{ url: 'http://127.0.0.1:9' }, { url: chain.url }],
      lookupTable: chain.lookupTable,
    });
    const steps = await signer.plan(await deliver([inbound({ nonce: 9n, amountWei: CXT })]));
    expect(steps.map(({ label }) => label)).toEqual(['deliver']);
  });
});

async function programSignatures(): Promise<readonly { signature: string }[]> {
  const { url, deployment } = solana.chain;
  return rpcCall(url, 'getSignaturesForAddress', [deployment.programId, { limit: 10 }]);
}
