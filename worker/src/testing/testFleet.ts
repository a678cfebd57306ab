/** Several nodes in one process on one chain, as a devnet has them: shared chain follower, mining threads, blobs and vote board. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@cxt-bridge/relayer/clock';
import { createLogger, type Logger, type LogLevel } from '@cxt-bridge/relayer/logging';
import { createBlobClient, openFileBlobStore, type BlobStore } from '../blobs/index.ts';
import { type HomeChain, openHomeChain } from '../chain/homeChain.ts';
import type { Behaviour } from '../engine/behaviour.ts';
import { createBlobAccess } from '../engine/blobAccess.ts';
import { createJobKit } from '../engine/jobKit.ts';
import { createMiner } from '../engine/miner.ts';
import type { NodePolicy } from '../engine/nodePolicy.ts';
import { createCourtBoard, createVoteBoards } from '../engine/voteBoards.ts';
import { WorkerNode } from '../engine/workerNode.ts';
import { openWorkerJournal, type WorkerJournal } from '../journal/workerJournal.ts';
import { type WorkerKey, workerKey } from '../keys/workerKey.ts';
import { CXT, type EconomyAddresses } from './deployEconomy.ts';
import { HOME_CHAIN_ID } from './startHome.ts';

export interface FleetMember {
  readonly key: WorkerKey;
  readonly node: WorkerNode;
  readonly journal: WorkerJournal;
}

export interface Fleet {
  readonly chain: HomeChain;
  readonly blobs: BlobStore;
  readonly members: readonly FleetMember[];
  stop(): Promise<void>;
}

export const TEST_POLICY: NodePolicy = {
  mine: { enabled: true, rows: 8 },
  jobs: { enabled: true, types: [1, 2, 3, 4], floorMicroUnits: 0n, namedOnly: false, most: 4 },
  stake: { targetWei: 3_000n * CXT, keepWei: 0n },
  validate: true,
  auditPercent: 0,
  leastClaimWei: 1n,
  chores: true,
  staggerSeconds: 1,
};

export interface FleetParameters {
  readonly rpcUrl: string;
  readonly addresses: Pick<EconomyAddresses, 'miningPool'>;
  readonly privateKeys: readonly `0x${string}`[];
  /** By place of the node. */
  readonly policies?: Readonly<Record<number, Partial<NodePolicy>>>;
  readonly behaviours?: Readonly<Record<number, Behaviour>>;
  readonly logLevel?: LogLevel;
}

export async function startFleet(parameters: FleetParameters): Promise<Fleet> {
  const { rpcUrl, addresses, privateKeys } = parameters;
  const folder = await mkdtemp(join(tmpdir(), 'cxt-fleet-'));
  const stopping = new AbortController();
  const log = createLogger({ level: parameters.logLevel ?? 'silent', clock: systemClock() });
  const chain = await openHomeChain({
    chainId: HOME_CHAIN_ID,
    rpcUrls: [rpcUrl],
    miningPool: addresses.miningPool,
    port: null,
    fromBlock: 0n,
    pollMs: 150,
    clock: systemClock(),
    log,
  });
  const blobs = await openFileBlobStore({ folder: join(folder, 'blobs') });
  const shared = { chain, blobs, board: createCourtBoard(chain), miner: createMiner({ threads: 1 }) };
  const members = privateKeys.map((privateKey, place) =>
    member({ parameters, shared, folder, log, place, privateKey, signal: stopping.signal }),
  );
  const running = [chain.run(stopping.signal), ...members.map(({ node }) => node.run())];
  return {
    chain,
    blobs,
    members,
    stop: async () => {
      stopping.abort(new Error('the test is over'));
      await Promise.allSettled(running);
      for (const { journal } of members) journal.close();
      await rm(folder, { recursive: true });
    },
  };
}

function member(options: {
  parameters: FleetParameters;
  shared: {
    chain: HomeChain;
    blobs: BlobStore;
    board: ReturnType<typeof createCourtBoard>;
    miner: ReturnType<typeof createMiner>;
  };
  folder: string;
  log: Logger;
  place: number;
  privateKey: `0x${string}`;
  signal: AbortSignal;
}): FleetMember {
  const { parameters, shared, folder, place, privateKey, signal } = options;
  const { chain, blobs, board, miner } = shared;
  const key = workerKey({ privateKey, allowDevKey: true });
  const log = options.log.child({ node: place });
  const identity = { address: key.address, chainId: chain.chainId, market: chain.contracts.jobMarket };
  const journal = openWorkerJournal({ path: join(folder, `node-${place}`, 'journal.sqlite'), identity });
  const behaviour = parameters.behaviours?.[place];
  const node = new WorkerNode({
    key,
    chain,
    journal,
    kit: createJobKit(createBlobAccess(createBlobClient({ stores: [blobs] }))),
    boards: createVoteBoards({ own: board, servers: [], log }),
    miner,
    policy: { ...TEST_POLICY, ...parameters.policies?.[place] },
    log,
    signal,
    fromBlock: 0n,
    maxFeePerGasWei: 200n * 10n ** 9n,
    ...(behaviour === undefined ? {} : { behaviour }),
  });
  return { key, node, journal };
}
