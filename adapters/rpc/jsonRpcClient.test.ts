import { afterEach, describe, expect, it, vi } from 'vitest';
import { ChainError } from '../core/chainError.ts';
import { createJsonRpcClient, type FetchLike, type RpcRequest } from './jsonRpcClient.ts';
import type { FaultError } from './rpcFault.ts';

const faultError: FaultError = ({ label, method, fault }) =>
  new ChainError('CXT_CHAIN_NO_FINALITY', `${label} ${method} ${fault.message} (${fault.code})`);

type Sent = { readonly id: number; readonly method: string };
type Reply = { readonly body: unknown; readonly status?: number };

const A: RpcRequest = { method: 'a', params: [] };
const B: RpcRequest = { method: 'b', params: [1] };

function client(reply: (sent: readonly Sent[], init: RequestInit) => Reply, maxBatch = 50) {
  const sizes: number[] = [];
  const fetch: FetchLike = async (_url, init) => {
    const parsed = JSON.parse(init.body as string) as Sent | readonly Sent[];
    const sent = Array.isArray(parsed) ? (parsed as readonly Sent[]) : [parsed as Sent];
    sizes.push(sent.length);
    const { body, status = 200 } = reply(sent, init);
    return new Response(typeof body === 'string' ? body : JSON.stringify(body), { status });
  };
  const limits = { timeoutMs: 1_000, maxAnswerBytes: 10_000, maxBatch, faultError };
  return {
    sizes,
    rpc: createJsonRpcClient({ url: 'http://node.example/key', label: 'node', fetch, ...limits }),
  };
}

const bad = expect.objectContaining({ code: 'CXT_CHAIN_BAD_ANSWER' });

afterEach(() => {
  vi.useRealTimers();
});

describe('JSON-RPC client', () => {
  it('leaves no timer and no listener behind, however a request ends', async () => {
    vi.useFakeTimers();
    const controller = new AbortController();
    const remove = vi.spyOn(controller.signal, 'removeEventListener');
    const good = client(([first]) => ({ body: { id: first?.id, result: 1 } }));
    expect(await good.rpc.ask(A, controller)).toBe(1);
    await expect(client(() => ({ body: '{' })).rpc.ask(A, controller)).rejects.toEqual(bad);
    expect(vi.getTimerCount()).toBe(0);
    expect(remove).toHaveBeenCalledTimes(2);
  });

  it('matches answers by id, in any order, and keeps refusals apart', async () => {
    const { rpc } = client(([first, second]) => ({
      body: [
        { jsonrpc: '2.0', id: second?.id, error: { code: -32000, message: 'no', data: '0x12' } },
        { jsonrpc: '2.0', id: first?.id, result: null },
      ],
    }));
    expect(await rpc.askAll([A, B])).toEqual([
      { ok: true, result: null },
      { ok: false, fault: { code: -32000, message: 'no', data: '0x12' } },
    ]);
  });

  it('cuts batches and sends single requests bare', async () => {
    const { rpc, sizes } = client((sent) => {
      const answers = sent.map(({ id, method }) => ({ id, result: method }));
      return { body: answers.length === 1 ? answers[0] : answers };
    }, 2);
    const outcomes = await rpc.askAll([A, B, A, B, A]);
    expect(outcomes.map((outcome) => outcome.ok && outcome.result)).toEqual(['a', 'b', 'a', 'b', 'a']);
    expect(sizes).toEqual([2, 2, 1]);
    expect(await rpc.askAll([])).toEqual([]);
  });

  it.each([
    ['an answer is missing', ([first]: readonly Sent[]) => [{ id: first?.id, result: 1 }]],
    [
      'an answer comes twice',
      ([first]: readonly Sent[]) => [
        { id: first?.id, result: 1 },
        { id: first?.id, result: 2 },
      ],
    ],
    [
      'an id is foreign',
      ([first]: readonly Sent[]) => [
        { id: first?.id, result: 1 },
        { id: 999_999, result: 2 },
      ],
    ],
    [
      'an id is a text',
      ([first, second]: readonly Sent[]) => [
        { id: first?.id, result: 1 },
        { id: String(second?.id), result: 2 },
      ],
    ],
    ['an answer has neither result nor error', (sent: readonly Sent[]) => sent.map(({ id }) => ({ id }))],
    [
      'an error has no code',
      (sent: readonly Sent[]) => sent.map(({ id }) => ({ id, error: { message: 'x' } })),
    ],
    ['the answer is null', () => null],
    ['the answer is a number', () => 7],
    ['the answer is empty', () => ''],
  ])('refuses when %s', async (_, body) => {
    const { rpc } = client((sent) => ({ body: body(sent) }));
    await expect(rpc.askAll([A, B])).rejects.toEqual(bad);
  });

  it('gives one refusal of a whole batch to each of its requests', async () => {
    const { rpc } = client(() => ({
      body: { jsonrpc: '2.0', id: null, error: { code: -32600, message: 'batch too large' } },
    }));
    const outcomes = await rpc.askAll([A, B]);
    expect(outcomes.map(({ ok }) => ok)).toEqual([false, false]);
  });

  it('reads a JSON-RPC error that comes with an HTTP error, but no result', async () => {
    const refused = client(([first]) => ({
      status: 400,
      body: { id: first?.id, error: { code: 3, message: 'execution reverted' } },
    }));
    expect(await refused.rpc.askAll([A])).toMatchObject([{ ok: false, fault: { code: 3 } }]);
    const contradictory = client(([first]) => ({ status: 502, body: { id: first?.id, result: '0x1' } }));
    await expect(contradictory.rpc.ask(A)).rejects.toMatchObject({
      code: 'CXT_CHAIN_UNREACHABLE',
      context: { httpStatus: '502' },
    });
  });

  it('leaves what a refusal means to the kind of chain', async () => {
    const { rpc } = client(([first]) => ({ body: { id: first?.id, error: { code: -7, message: 'no' } } }));
    await expect(rpc.ask(A)).rejects.toMatchObject({
      code: 'CXT_CHAIN_NO_FINALITY',
      message: 'node a no (-7)',
    });
  });

  it('asks with the URL as it is, follows no redirect and repeats nothing', async () => {
    let init: RequestInit | undefined;
    const { rpc, sizes } = client((_, seen) => {
      init = seen;
      return { body: 'x', status: 500 };
    });
    await expect(rpc.ask(A)).rejects.toMatchObject({ code: 'CXT_CHAIN_UNREACHABLE', retry: 'backoff' });
    expect(init).toMatchObject({ method: 'POST', redirect: 'error' });
    expect(sizes).toEqual([1]);
  });

  it('does not start when the caller has stopped', async () => {
    const { rpc, sizes } = client(() => ({ body: {} }));
    const reason = new Error('stopped');
    await expect(rpc.ask(A, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(sizes).toEqual([]);
  });
});
