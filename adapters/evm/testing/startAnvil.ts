/** One anvil on a free loopback port, stopped by its own process id. */
import { type ChildProcess, spawn } from 'node:child_process';
import { foundryBinary } from '../../../contracts/toolchain/foundryBinary.ts';

export interface RunningAnvil {
  readonly url: string;
  stop(): Promise<void>;
}

/** Resolves when the node listens. Finalized is latest − 2; every transaction makes a block until told otherwise. */
export async function startAnvil(options: { readonly chainId: number }): Promise<RunningAnvil> {
  const args = [
    '--host',
    '127.0.0.1',
    '--port',
    '0',
    '--chain-id',
    String(options.chainId),
    '--slots-in-an-epoch',
    '1',
  ];
  const child = spawn(foundryBinary('anvil'), [...args, '--accounts', '1', '--threads', '1'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const port = await listeningPort(child);
  child.stdout.resume();
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () => stop(child),
  };
}

function listeningPort(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`anvil ended with ${code}: ${text.slice(-500)}`)));
    child.stderr?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const port = /Listening on 127\.0\.0\.1:(\d+)/.exec(text)?.[1];
      if (port !== undefined) resolve(port);
    });
  });
}

function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });
}
