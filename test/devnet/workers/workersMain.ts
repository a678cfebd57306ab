/**
 * The process in which the devnet's compute nodes run: `node workersMain.ts CONFIG_FILE`. They share one view of the chain, the mining thread, a
 * blob store and a vote board; each has its own key and journal. Ends on SIGTERM.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { systemClock } from '../../../relayer/src/clock/systemClock.ts';
import { createLogger } from '../../../relayer/src/observability/logger.ts';
import { createBlobClient, openFileBlobStore, startBlobServer } from '../../../worker/src/blobs/index.ts';
import { openHomeChain } from '../../../worker/src/chain/homeChain.ts';
import { createBlobAccess } from '../../../worker/src/engine/blobAccess.ts';
import { createJobKit } from '../../../worker/src/engine/jobKit.ts';
import { createMiner } from '../../../worker/src/engine/miner.ts';
import { createCourtBoard, createVoteBoards } from '../../../worker/src/engine/voteBoards.ts';
import { WorkerNode } from '../../../worker/src/engine/workerNode.ts';
import { openWorkerJournal } from '../../../worker/src/journal/workerJournal.ts';
import { workerKey } from '../../../worker/src/keys/workerKey.ts';
import { characters } from './characters.ts';
import { payday } from './payday.ts';
import { nodePolicy } from './nodePolicy.ts';
import type { NodeConfig, WorkersConfig } from './workersConfig.ts';

const POLL_MS = 150;
const MAX_FEE_PER_GAS_WEI = 500n * 10n ** 9n;

const config = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as WorkersConfig;
const clock = systemClock();
const log = createLogger({ level: 'info', clock });
const stopping = new AbortController();
const { signal } = stopping;
process.once('SIGTERM', () => stopping.abort());
process.once('SIGINT', () => stopping.abort());

const fromBlock = BigInt(config.fromBlock);
const chain = await openHomeChain({
  chainId: config.chainId,
  rpcUrls: [config.rpcUrl],
  miningPool: config.miningPool,
  port: null,
  fromBlock,
  pollMs: POLL_MS,
  clock,
  log,
});
const store = await openFileBlobStore({ folder: join(config.dataDir, 'blobs') });
const board = createCourtBoard(chain);
const server = await startBlobServer({ store, votes: board });
const blobs = createBlobAccess(createBlobClient({ stores: [store], allowLoopback: true }));
const kit = createJobKit(blobs);
const boards = createVoteBoards({ own: board, servers: [], log });
const behaviours = characters();
const miner = createMiner({ threads: 1 });

function nodeOf({ name, privateKey, character }: NodeConfig): WorkerNode {
  const key = workerKey({ privateKey, allowDevKey: true });
  const identity = { address: key.address, chainId: config.chainId, market: chain.contracts.jobMarket };
  return new WorkerNode({
    key,
    chain,
    journal: openWorkerJournal({ path: join(config.dataDir, name, 'journal.sqlite'), identity }),
    kit,
    boards,
    miner,
    policy: nodePolicy(character),
    behaviour: behaviours[character],
    log: log.child({ node: name }),
    signal,
    fromBlock,
    maxFeePerGasWei: MAX_FEE_PER_GAS_WEI,
  });
}

const nodes = config.nodes.map(nodeOf);
const running = [chain.run(signal), ...nodes.map((node) => node.run())];
writeFileSync(`${config.readyFile}.new`, JSON.stringify({ blobUrl: server.url }), { mode: 0o600 });
renameSync(`${config.readyFile}.new`, config.readyFile);
await payday({ nodes, chain, policy: nodePolicy('honest'), payouts: config.payouts, log, signal }).catch(
  (error: unknown) => {
    if (!signal.aborted) throw error;
  },
);
await Promise.all(running);
await server.close();
process.exit(0);
