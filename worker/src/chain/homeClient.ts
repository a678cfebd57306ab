import { createPublicClient, defineChain, fallback, http, type PublicClient } from 'viem';
import { WorkerError } from '../errors/workerError.ts';

export type HomeClient = PublicClient;

/** A block as the node told it, with the highest one that is final. */
export interface Head {
  readonly number: bigint;
  /** Unix seconds; all windows of the contracts are measured against it. */
  readonly timestamp: bigint;
  /** Height of the last final block. */
  readonly finalized: bigint;
}

const TIMEOUT_MS = 15_000;

/** A client over several RPC URLs: the first that answers. Calls of one moment share a request. */
export function createHomeClient(parameters: { chainId: number; rpcUrls: readonly string[] }): HomeClient {
  const { chainId, rpcUrls } = parameters;
  const transports = rpcUrls.map((url) =>
    http(url, { batch: { batchSize: 100, wait: 2 }, timeout: TIMEOUT_MS, retryCount: 1 }),
  );
  const chain = defineChain({
    id: chainId,
    name: 'home',
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: [...rpcUrls] } },
  });
  // WHY cacheTime 0: a cached block number would hide a block for seconds.
  return createPublicClient({ chain, transport: fallback(transports), cacheTime: 0 }) as PublicClient;
}

/** Latest and finalized head. @throws what the transport throws */
export async function readHead(client: HomeClient): Promise<Head> {
  const [latest, finalized] = await Promise.all([
    client.getBlock({ blockTag: 'latest' }),
    // WHY: a young chain has no finalized block yet.
    client.getBlock({ blockTag: 'finalized' }).catch(() => null),
  ]);
  const { number, timestamp } = latest;
  return { number, timestamp, finalized: min(finalized?.number ?? 0n, number) };
}

/** Refuses a node of another chain. @throws WORKER_CHAIN_WRONG, WORKER_CHAIN_UNREACHABLE */
export async function assertChain(parameters: { client: HomeClient; chainId: number }): Promise<void> {
  const { client, chainId } = parameters;
  let found: number;
  try {
    found = await client.getChainId();
  } catch (error) {
    throw new WorkerError('WORKER_CHAIN_UNREACHABLE', {
      message: 'no RPC URL of the config answers',
      hint: 'check chain.rpc and the network connection',
      cause: error,
    });
  }
  if (found === chainId) return;
  throw new WorkerError('WORKER_CHAIN_WRONG', {
    message: `the RPC URL leads to chain ${found}, the config says ${chainId}`,
    hint: 'correct chain.id or chain.rpc',
  });
}

const min = (a: bigint, b: bigint): bigint => (a < b ? a : b);
