/** Lies and losses inside well-formed JSON-RPC: what a node that is wrong, old or hostile answers. */
import type { RpcCall, RpcReply } from './jsonRpcFaultProxy.ts';
import { keccak256 } from '../../adapters/protocol/index.ts';

export interface AnswerFault {
  readonly layer: 'answer';
  readonly methods: readonly string[];
  /** The faulty answer; `next` asks the node behind the proxy (or the next fault). */
  answer(call: RpcCall, next: (call: RpcCall) => Promise<RpcReply>): Promise<RpcReply>;
}

type Json = Readonly<Record<string, unknown>>;
type LogRecord = { readonly address: string; readonly topics: readonly string[]; readonly data: string };

/** keccak of `PacketSent(bytes,bytes,address)`. */
const PACKET_SENT = '0x1ab700d4ced0c005b164c0f789fd09fcbb0156d4c2041b8a3bfbcd961cd1567f';
const RECEIPTS = ['eth_getBlockReceipts', 'eth_getTransactionReceipt'];
const BLOCKS = ['eth_getBlockByNumber', 'eth_getBlockByHash'];

/** Raises the amount in every PacketSent that is read, as a node would that wants an unbacked mint signed. */
export function forgedPacketAmount(): AnswerFault {
  return changedLogs((logs) =>
    logs.map((log) => (log.topics[0] === PACKET_SENT ? withForgedAmount(log) : log)),
  );
}

/** Hides every log of the given topic (default PacketSent). */
export function droppedLogs(topic: string = PACKET_SENT): AnswerFault {
  return changedLogs((logs) => logs.filter((log) => log.topics[0] !== topic));
}

/** Exchanges the first two logs of every receipt. */
export function reorderedLogs(): AnswerFault {
  return changedLogs(([first, second, ...rest]) =>
    first === undefined || second === undefined
      ? [first, second].filter((log) => log !== undefined)
      : [second, first, ...rest],
  );
}

/** Leaves out whole receipts of the blocks that are read, from position `from` on. */
export function droppedReceipts(from = 0): AnswerFault {
  return changedResult(['eth_getBlockReceipts'], (result) =>
    Array.isArray(result) ? result.slice(0, from) : result,
  );
}

/** Says something else in one header field, of every block or of one height. */
export function alteredHeader(args: { field: string; value: unknown; height?: bigint }): AnswerFault {
  return changedResult(BLOCKS, (result) => {
    if (result === null) return result;
    const block = result as Json;
    const concerned = args.height === undefined || BigInt(block['number'] as string) === args.height;
    return concerned ? { ...block, [args.field]: args.value } : block;
  });
}

/** Answers another chain id. */
export function wrongChainId(chainId: bigint): AnswerFault {
  return changedResult(['eth_chainId'], () => `0x${chainId.toString(16)}`);
}

/** Does not know the `finalized` tag: an error as old nodes give, or null as a node before its first finality. */
export function withoutFinality(how: 'error' | 'null' = 'error'): AnswerFault {
  return {
    layer: 'answer',
    methods: ['eth_getBlockByNumber'],
    async answer(call, next) {
      if (call.params[0] !== 'finalized') return next(call);
      return how === 'null'
        ? { result: null }
        : { error: { code: -32000, message: 'finalized block not found' } };
    },
  };
}

/** Stays at `height` for the given tags, as a node does that has lost its peers. */
export function staleHead(height: bigint, tags: readonly string[] = ['latest', 'finalized']): AnswerFault {
  return {
    layer: 'answer',
    methods: ['eth_getBlockByNumber'],
    answer(call, next) {
      const tagged = tags.includes(call.params[0] as string);
      return next(tagged ? { ...call, params: [`0x${height.toString(16)}`, ...call.params.slice(1)] } : call);
    },
  };
}

/** Answers the block below the one asked for. */
export function shiftedBlocks(): AnswerFault {
  return {
    layer: 'answer',
    methods: ['eth_getBlockByNumber'],
    answer(call, next) {
      const [height] = call.params;
      const numbered = typeof height === 'string' && /^0x[0-9a-f]+$/.test(height) && height !== '0x0';
      return next(numbered ? { ...call, params: [`0x${(BigInt(height) - 1n).toString(16)}`, false] } : call);
    },
  };
}

/** Answers a genuine block, but always the one at `height`, when asked by hash. */
export function otherBlockByHash(height: bigint): AnswerFault {
  return {
    layer: 'answer',
    methods: ['eth_getBlockByHash'],
    answer: (call, next) =>
      next({ ...call, method: 'eth_getBlockByNumber', params: [`0x${height.toString(16)}`, false] }),
  };
}

/** Alters the last byte of the last node of every storage proof. */
export function forgedStorageProof(): AnswerFault {
  return changedResult(['eth_getProof'], (result) => {
    const proof = result as { storageProof: readonly { proof: readonly string[] }[] };
    return {
      ...proof,
      storageProof: proof.storageProof.map((entry) => ({
        ...entry,
        proof: entry.proof.map((node, index) =>
          index === entry.proof.length - 1 ? flipLastDigit(node) : node,
        ),
      })),
    };
  });
}

/** Refuses the given methods with one error. */
export function refused(args: { methods: readonly string[]; code: number; message: string }): AnswerFault {
  const { methods, code, message } = args;
  return { layer: 'answer', methods, answer: async () => ({ error: { code, message } }) };
}

/** Answers the given methods with one result, whatever the node says. */
export function answered(args: { methods: readonly string[]; result: unknown }): AnswerFault {
  return { layer: 'answer', methods: args.methods, answer: async () => ({ result: args.result }) };
}

/** Answers the receipt of `hash`, whichever is asked for. */
export function otherReceipt(hash: string): AnswerFault {
  return {
    layer: 'answer',
    methods: ['eth_getTransactionReceipt'],
    answer: (call, next) => next({ ...call, params: [hash] }),
  };
}

/** Passes the transaction on, then answers an error. */
export function sendErrorButIncluded(): AnswerFault {
  return {
    layer: 'answer',
    methods: ['eth_sendRawTransaction'],
    async answer(call, next) {
      await next(call);
      return { error: { code: -32603, message: 'internal error' } };
    },
  };
}

/** Answers the hash and drops the transaction. */
export function sendOkButDropped(): AnswerFault {
  return {
    layer: 'answer',
    methods: ['eth_sendRawTransaction'],
    answer: async (call) => ({ result: keccak256(call.params[0] as `0x${string}`) }),
  };
}

function changedLogs(change: (logs: readonly LogRecord[]) => readonly LogRecord[]): AnswerFault {
  const inReceipt = (receipt: unknown) => {
    const { logs, ...rest } = receipt as Json;
    return { ...rest, logs: change(logs as readonly LogRecord[]) };
  };
  return changedResult([...RECEIPTS, 'eth_getLogs'], (result, call) => {
    if (result === null) return result;
    if (call.method === 'eth_getLogs') return change(result as readonly LogRecord[]);
    return Array.isArray(result) ? result.map(inReceipt) : inReceipt(result);
  });
}

function changedResult(
  methods: readonly string[],
  change: (result: unknown, call: RpcCall) => unknown,
): AnswerFault {
  return {
    layer: 'answer',
    methods,
    async answer(call, next) {
      const reply = await next(call);
      return 'result' in reply ? { result: change(reply.result, call) } : reply;
    },
  };
}

/** The amount's top byte in a PacketSent: three words of ABI head, the length, 113 bytes of header, 32 of recipient. */
function withForgedAmount(log: LogRecord): LogRecord {
  const at = 2 + 2 * (3 * 32 + 32 + 113 + 32 + 2);
  return { ...log, data: `${log.data.slice(0, at)}01${log.data.slice(at + 2)}` };
}

function flipLastDigit(hex: string): string {
  return `${hex.slice(0, -1)}${hex.endsWith('0') ? '1' : '0'}`;
}
