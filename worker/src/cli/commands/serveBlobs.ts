/** `blobs serve`: the blob store of the config over HTTP, without a node. */
import { join, resolve } from 'node:path';
import { listenForStop } from '@cxt-bridge/relayer/terminal';
import { openFileBlobStore, startBlobServer } from '../../blobs/index.ts';
import { type CommandContext, type CommonOptions, configOf } from '../commandOptions.ts';

export async function serveBlobsCommand(parameters: {
  context: CommandContext;
  options: CommonOptions;
}): Promise<void> {
  const { context, options } = parameters;
  const { config, folder } = configOf(options);
  const stop = listenForStop();
  try {
    const store = await openFileBlobStore({ folder: join(resolve(folder, config.dataDir), 'blobs') });
    const { host, port } = config.blobs;
    const server = await startBlobServer({ store, host, port });
    context.terminal.out(JSON.stringify({ ready: true, blobs: server.url, pid: process.pid }));
    await new Promise<void>((resolveStop) => {
      stop.signal.addEventListener('abort', () => resolveStop(), { once: true });
    });
    await server.close();
  } finally {
    stop.release();
  }
}
