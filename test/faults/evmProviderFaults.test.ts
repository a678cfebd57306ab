/** The EVM provider behind a lying, broken or slow node: refuses with the right code, or is not disturbed. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { BlockRef, ChainErrorCode, ChainProvider } from '../../adapters/core/index.ts';
import { createEvmProvider, type EvmProviderOptions } from '../../adapters/evm/index.ts';
import { createEvmWorld, type EvmWorld } from '../../adapters/evm/testing/evmWorld.ts';
import * as lies from './answerFaults.ts';
import { type FaultProxy, type Fault, startFaultProxy } from './jsonRpcFaultProxy.ts';

const CXT = 10n ** 18n;
let world: EvmWorld;
let proxy: FaultProxy;
let range: { from: BlockRef; to: BlockRef };

beforeAll(async () => {
  world = await createEvmWorld();
  const { home, spokeA } = world;
  const from = (await home.provider.heads()).latest;
  for (const amountWei of [3n * CXT, 4n * CXT]) {
    await home.send({ dstEid: spokeA.deployment.eid, recipient: spokeA.user, amountWei });
  }
  await home.finalize();
  range = { from, to: (await home.provider.heads()).finalized };
  proxy = await startFaultProxy({ upstreamUrl: home.url });
});

afterEach(() => proxy.setFaults([]));

afterAll(async () => {
  await proxy?.stop();
  await world?.stop();
});

function provider(options: Partial<EvmProviderOptions> = {}): ChainProvider {
  return createEvmProvider({
    url: proxy.url,
    deployment: world.home.deployment,
    timeoutMs: 2_000,
    ...options,
  });
}

const coded = (code: ChainErrorCode) => expect.objectContaining({ name: 'ChainError', code });
const observe = (options?: Partial<EvmProviderOptions>) => provider(options).observe(range);
const heads = (options?: Partial<EvmProviderOptions>) => provider(options).heads();
const transport = (fault: object) => ({ layer: 'transport', ...fault }) as Fault;

describe('without faults', () => {
  it('the proxy changes nothing', async () => {
    expect(await observe()).toEqual(await world.home.provider.observe(range));
    expect(await provider().outboundLanes(range.to)).toEqual(
      await world.home.provider.outboundLanes(range.to),
    );
    expect(proxy.asked.get('eth_getBlockReceipts')).toBeGreaterThan(0);
  });
});

describe('forged logs', () => {
  it('names provider, block and both roots when an amount is raised', async () => {
    proxy.setFaults([lies.forgedPacketAmount()]);
    const error = await observe({ label: 'node-7' }).catch((thrown: unknown) => thrown);
    expect(error).toEqual(coded('CXT_CHAIN_RECEIPTS_FORGED'));
    const height = range.from.height + 1n;
    expect(error).toMatchObject({
      message: expect.stringContaining(`node-7: receipts of block ${height}`),
      context: {
        provider: 'node-7',
        height: String(height),
        computedRoot: expect.any(String),
        headerRoot: expect.any(String),
      },
    });
    const { context } = error as { context: Record<string, string> };
    expect(context['computedRoot']).not.toBe(context['headerRoot']);
  });

  it.each([
    ['a PacketSent is hidden', () => lies.droppedLogs()],
    [
      'a FeePaid is hidden',
      () => lies.droppedLogs('0x2d3b62e16841af4bef7fef72def987d8f6f4d945102e0fc44938b417e92b29d6'),
    ],
    [
      'the token logs are hidden',
      () => lies.droppedLogs('0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef'),
    ],
    ['logs change places', () => lies.reorderedLogs()],
    ['receipts are left out', () => lies.droppedReceipts()],
  ] as const)('when %s', async (_, fault) => {
    proxy.setFaults([fault()]);
    await expect(observe()).rejects.toEqual(coded('CXT_CHAIN_RECEIPTS_FORGED'));
  });

  it('cannot be hidden by an empty bloom or another receipts root', async () => {
    for (const [field, value] of [
      ['logsBloom', `0x${'00'.repeat(256)}`],
      ['receiptsRoot', `0x${'12'.repeat(32)}`],
    ]) {
      proxy.setFaults([lies.alteredHeader({ field: field as string, value })]);
      await expect(observe()).rejects.toEqual(coded('CXT_CHAIN_HEADER_FORGED'));
    }
  });
});

describe('forged blocks', () => {
  it.each([
    ['stateRoot', `0x${'12'.repeat(32)}`],
    ['timestamp', '0x1'],
    ['parentHash', `0x${'12'.repeat(32)}`],
    ['extraData', '0x1234'],
  ])('refuses a header with another %s', async (field, value) => {
    proxy.setFaults([lies.alteredHeader({ field, value })]);
    await expect(heads()).rejects.toEqual(coded('CXT_CHAIN_HEADER_FORGED'));
    await expect(observe()).rejects.toEqual(coded('CXT_CHAIN_HEADER_FORGED'));
    await expect(provider().outboundLanes(range.to)).rejects.toEqual(coded('CXT_CHAIN_HEADER_FORGED'));
  });

  it('refuses other blocks than asked for', async () => {
    proxy.setFaults([lies.shiftedBlocks()]);
    await expect(provider().blockAt(range.to.height)).rejects.toEqual(coded('CXT_CHAIN_BAD_ANSWER'));
    await expect(observe()).rejects.toEqual(coded('CXT_CHAIN_BLOCKS_NOT_LINKED'));
  });

  it('says so when the node has lost a block or its receipts', async () => {
    proxy.setFaults([lies.answered({ methods: ['eth_getBlockByNumber'], result: null })]);
    await expect(observe()).rejects.toEqual(coded('CXT_CHAIN_STATE_UNAVAILABLE'));
    proxy.setFaults([lies.answered({ methods: ['eth_getBlockReceipts'], result: null })]);
    await expect(observe()).rejects.toEqual(coded('CXT_CHAIN_STATE_UNAVAILABLE'));
  });
});

describe('network and finality', () => {
  it('passes another chain id on, for the caller to refuse', async () => {
    proxy.setFaults([lies.wrongChainId(56n)]);
    expect(await provider().networkId()).toBe('56');
  });

  it.each(['error', 'null'] as const)('refuses a node without finality (%s)', async (how) => {
    proxy.setFaults([lies.withoutFinality(how)]);
    await expect(heads()).rejects.toEqual(coded('CXT_CHAIN_NO_FINALITY'));
  });

  it('does not take a refusal for other reasons for missing finality', async () => {
    proxy.setFaults([
      lies.refused({ methods: ['eth_getBlockByNumber'], code: -32005, message: 'limit exceeded' }),
    ]);
    await expect(heads()).rejects.toEqual(coded('CXT_CHAIN_RATE_LIMITED'));
  });

  it('reports a stale head as it is', async () => {
    proxy.setFaults([lies.staleHead(range.from.height)]);
    const stale = await heads();
    expect(stale.latest).toEqual(range.from);
    expect(stale.finalized).toEqual(range.from);
  });

  it('refuses a finalized block above the latest', async () => {
    proxy.setFaults([lies.staleHead(range.from.height, ['latest'])]);
    await expect(heads()).rejects.toEqual(coded('CXT_CHAIN_BAD_ANSWER'));
  });
});

describe('lane state', () => {
  it('refuses the state of another block', async () => {
    proxy.setFaults([lies.otherBlockByHash(range.from.height)]);
    await expect(provider().outboundLanes(range.to)).rejects.toEqual(coded('CXT_CHAIN_HEADER_FORGED'));
  });

  it('refuses a forged proof', async () => {
    proxy.setFaults([lies.forgedStorageProof()]);
    await expect(provider().outboundLanes(range.to)).rejects.toEqual(coded('CXT_CHAIN_PROOF_FORGED'));
  });

  it.each([
    [-32601, 'the method eth_getProof does not exist/is not available'],
    [-32602, 'distance to target block exceeds maximum proof window'],
    [-32000, 'missing trie node 12 (path ) state 0x12 is not available, not found'],
  ])(
    'falls back to the word of the node where it serves no proof (%i), unless proofs are required',
    async (code, message) => {
      proxy.setFaults([lies.refused({ methods: ['eth_getProof'], code, message })]);
      expect(await provider().outboundLanes(range.to)).toEqual(
        await world.home.provider.outboundLanes(range.to),
      );
      await expect(provider({ requireProofs: true }).outboundLanes(range.to)).rejects.toEqual(
        coded('CXT_CHAIN_STATE_UNAVAILABLE'),
      );
    },
  );

  it('names a missing contract', async () => {
    proxy.setFaults([lies.answered({ methods: ['eth_call', 'eth_getCode'], result: '0x' })]);
    expect(await provider().deploymentProblem()).toMatch(/^there is no code at the (gateway|token) 0x/);
    await expect(provider().signerSet()).rejects.toEqual(coded('CXT_CHAIN_NO_CODE'));
  });

  it('refuses answers that do not decode', async () => {
    proxy.setFaults([lies.answered({ methods: ['eth_call'], result: '0x1234' })]);
    await expect(provider().supplyState(range.to)).rejects.toEqual(coded('CXT_CHAIN_BAD_ANSWER'));
  });
});

describe('transport', () => {
  it.each([
    ['rateLimit', {}, 'CXT_CHAIN_RATE_LIMITED'],
    ['serverError', { status: 503 }, 'CXT_CHAIN_UNREACHABLE'],
    ['serverError', { status: 401 }, 'CXT_CHAIN_UNREACHABLE'],
    ['truncatedJson', {}, 'CXT_CHAIN_BAD_ANSWER'],
    ['notJson', {}, 'CXT_CHAIN_BAD_ANSWER'],
    ['cutConnection', {}, 'CXT_CHAIN_UNREACHABLE'],
    ['redirect', { location: 'http://127.0.0.1:9/' }, 'CXT_CHAIN_UNREACHABLE'],
  ] as const)('%s %j is %s', async (kind, parameters, code) => {
    proxy.setFaults([transport({ kind, ...parameters })]);
    await expect(heads()).rejects.toEqual(coded(code));
    await expect(observe()).rejects.toEqual(coded(code));
  });

  it.each([
    ['latency', { ms: 5_000 }],
    ['halfOpen', {}],
    ['drip', { bytesPerSecond: 1 }],
  ])('%s ends at the timeout', async (kind, parameters) => {
    proxy.setFaults([transport({ kind, ...parameters })]);
    await expect(heads({ timeoutMs: 150 })).rejects.toEqual(coded('CXT_CHAIN_TIMEOUT'));
  });

  it('bears latency below the timeout and batches in any order', async () => {
    const expected = await world.home.provider.observe(range);
    proxy.setFaults([transport({ kind: 'latency', ms: 30 })]);
    expect(await observe()).toEqual(expected);
    proxy.setFaults([transport({ kind: 'reversedBatch' })]);
    expect(await observe()).toEqual(expected);
    expect(await observe({ maxBatch: 1 })).toEqual(expected);
  });

  it('stops reading an answer that is too long', async () => {
    proxy.setFaults([transport({ kind: 'hugeAnswer', bytes: 200 * 1024 * 1024 })]);
    await expect(heads({ maxAnswerBytes: 256 * 1024 })).rejects.toEqual(coded('CXT_CHAIN_BAD_ANSWER'));
  });

  it('ends at once when the caller gives up', async () => {
    proxy.setFaults([transport({ kind: 'halfOpen' })]);
    const controller = new AbortController();
    const pending = provider().heads({ signal: controller.signal });
    const reason = new Error('stopped');
    controller.abort(reason);
    await expect(pending).rejects.toBe(reason);
  });

  it('says when nobody listens', async () => {
    const gone = await startFaultProxy({ upstreamUrl: world.home.url });
    await gone.stop();
    await expect(heads({ url: gone.url })).rejects.toMatchObject({
      code: 'CXT_CHAIN_UNREACHABLE',
      context: { reason: 'ECONNREFUSED' },
    });
  });
});

describe('broadcast', () => {
  async function signed() {
    const { provider: direct, submitter } = world.home;
    const { maxFeePerGas, maxPriorityFeePerGas } = await direct.feeQuote();
    const nonce = await direct.accountNonce(submitter.account);
    return submitter.sign({
      call: { kind: 'selfSend' },
      nonce,
      gasLimit: 60_000n,
      maxFeePerGas,
      maxPriorityFeePerGas,
    });
  }

  it('knows what the node has although it answered an error', async () => {
    const { raw, hash } = await signed();
    proxy.setFaults([lies.sendErrorButIncluded()]);
    expect(await provider().broadcast(raw)).toEqual({ outcome: 'known' });
    await world.home.mine(1);
    expect(await provider().txStatus(hash)).toMatchObject({ state: 'included', success: true });
  });

  it('lets the status show that accepted bytes were dropped, and takes them again', async () => {
    const { raw, hash } = await signed();
    proxy.setFaults([lies.sendOkButDropped()]);
    expect(await provider().broadcast(raw)).toEqual({ outcome: 'accepted' });
    expect(await provider().txStatus(hash)).toEqual({ state: 'unknown' });
    proxy.setFaults([]);
    expect(await provider().broadcast(raw)).toEqual({ outcome: 'accepted' });
    await world.home.mine(1);
    expect(await provider().txStatus(hash)).toMatchObject({ state: 'included' });
  });

  it('does not take the receipt of another transaction', async () => {
    const first = await signed();
    await provider().broadcast(first.raw);
    await world.home.mine(1);
    proxy.setFaults([lies.otherReceipt(first.hash)]);
    await expect(provider().txStatus(`0x${'12'.repeat(32)}`)).rejects.toEqual(coded('CXT_CHAIN_BAD_ANSWER'));
  });

  it('throws what says nothing about the bytes, and rejects what does', async () => {
    const { raw } = await signed();
    const methods = ['eth_sendRawTransaction'];
    proxy.setFaults([lies.refused({ methods, code: 429, message: 'slow down' })]);
    await expect(provider().broadcast(raw)).rejects.toEqual(coded('CXT_CHAIN_RATE_LIMITED'));
    proxy.setFaults([lies.answered({ methods, result: `0x${'12'.repeat(32)}` })]);
    await expect(provider().broadcast(raw)).rejects.toEqual(coded('CXT_CHAIN_BAD_ANSWER'));
    proxy.setFaults([lies.refused({ methods, code: -32000, message: 'txpool is full' })]);
    expect(await provider().broadcast(raw)).toEqual({
      outcome: 'rejected',
      reason: 'other',
      detail: 'txpool is full',
    });
  });
});

describe('credentials in the URL', () => {
  const KEY = 'Zk3yInThePath0123456789';
  const PASSWORD = 'hunter2-password';

  it.each([
    ['rateLimit', transport({ kind: 'rateLimit' })],
    ['serverError', transport({ kind: 'serverError', status: 500 })],
    ['notJson', transport({ kind: 'notJson' })],
    ['cutConnection', transport({ kind: 'cutConnection' })],
    ['redirect', transport({ kind: 'redirect', location: 'http://127.0.0.1:9/' })],
    ['halfOpen', transport({ kind: 'halfOpen' })],
    [
      'echo',
      lies.refused({
        methods: ['eth_getBlockByNumber', 'eth_getBlockByHash', 'eth_sendRawTransaction'],
        code: -32603,
        message: `key ${KEY} (${PASSWORD}) is not valid for http://x:${PASSWORD}@127.0.0.1/v3/${KEY}`,
      }),
    ],
  ] as const)('never leave with an error (%s)', async (_, fault) => {
    proxy.setFaults([fault]);
    const url = proxy.url.replace('http://', `http://operator:${PASSWORD}@`);
    const hidden = provider({ url: `${url}/v3/${KEY}?key=${KEY}`, timeoutMs: 150 });
    const outcomes = await Promise.allSettled([
      hidden.heads(),
      hidden.observe(range),
      hidden.outboundLanes(range.to),
      hidden.broadcast('0x12'),
    ]);
    for (const outcome of outcomes) {
      const error = outcome.status === 'rejected' ? (outcome.reason as Error) : null;
      const text = [error?.message, error?.stack, String(error?.cause), JSON.stringify(outcome)].join('\n');
      expect(text).not.toContain(KEY);
      expect(text).not.toContain(PASSWORD);
    }
    expect(outcomes[0].status).toBe('rejected');
    expect(hidden.label).toBe(new URL(proxy.url).host);
  });

  it('reach the node all the same', async () => {
    const url = `${proxy.url.replace('http://', `http://operator:${PASSWORD}@`)}/v3/${KEY}`;
    expect(await provider({ url }).networkId()).toBe(world.home.deployment.networkId);
  });
});
