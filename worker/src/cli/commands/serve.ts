/** `serve`: the whole node, with its blob server and vote board, until SIGTERM or Ctrl-C. */
import { join, resolve } from 'node:path';
import { listenForStop } from '@cxt-bridge/relayer/terminal';
import { createBlobClient, openFileBlobStore, startBlobServer } from '../../blobs/index.ts';
import { policyOf } from '../../config/loadWorkerConfig.ts';
import { createBlobAccess } from '../../engine/blobAccess.ts';
import { createJobKit } from '../../engine/jobKit.ts';
import { createMiner } from '../../engine/miner.ts';
import { createCourtBoard, createVoteBoards } from '../../engine/voteBoards.ts';
import { WorkerNode } from '../../engine/workerNode.ts';
import { type CommandContext, type CommonOptions, configOf, loggerOf } from '../commandOptions.ts';
import { maxFeePerGasWei, openSession } from '../session.ts';
import { threadsOf } from '../threads.ts';

export async function serveCommand(parameters: {
  context: CommandContext;
  options: CommonOptions;
}): Promise<void> {
  const { context, options } = parameters;
  const loaded = configOf(options);
  const { config, folder } = loaded;
  const log = loggerOf(context, config.log.level);
  const stop = listenForStop();
  const session = await openSession(loaded, log);
  try {
    const { chain, key, journal } = session;
    const store = await openFileBlobStore({ folder: join(resolve(folder, config.dataDir), 'blobs') });
    const board = createCourtBoard(chain);
    const { host, port, servers, boards, ipfsGateway } = config.blobs;
    const server = await startBlobServer({ store, votes: board, host, port });
    const client = createBlobClient({
      stores: [store],
      servers,
      allowLoopback: config.chain.isDevnet,
      ...(ipfsGateway === undefined ? {} : { ipfsGateway }),
    });
    const node = new WorkerNode({
      key,
      chain,
      journal,
      kit: createJobKit(createBlobAccess(client)),
      boards: createVoteBoards({ own: board, servers: boards, log }),
      miner: createMiner({ threads: threadsOf(config.mine.threads) }),
      policy: policyOf(config),
      log,
      signal: stop.signal,
      fromBlock: BigInt(config.chain.fromBlock),
      maxFeePerGasWei: maxFeePerGasWei(loaded),
    });
    context.terminal.out(
      JSON.stringify({ ready: true, node: key.address, blobs: server.url, pid: process.pid }),
    );
    await Promise.all([chain.run(stop.signal), node.run()]);
    await server.close();
    log.info({}, 'stopped');
  } finally {
    session.close();
    stop.release();
  }
}
