/** One anvil with a block every half second, stopped by its own process id. */
import { type ChildProcess, spawn } from 'node:child_process';
import { foundryBinary } from '../../../contracts/toolchain/foundryBinary.ts';

export interface RunningHome {
  readonly rpcUrl: string;
  stop(): Promise<void>;
}

/** The devnet's beacon refuses any other. */
export const HOME_CHAIN_ID = 31_337;

export async function startHome(): Promise<RunningHome> {
  const args = [
    ['--host', '127.0.0.1', '--port', '0', '--chain-id', String(HOME_CHAIN_ID)],
    ['--accounts', '30', '--threads', '1', '--slots-in-an-epoch', '1', '--block-time', '0.5'],
    ['--gas-limit', '60000000'],
  ].flat();
  const child = spawn(foundryBinary('anvil'), args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const port = await listeningPort(child);
  child.stdout.resume();
  child.stderr.resume();
  return { rpcUrl: `http://127.0.0.1:${port}`, stop: () => stop(child) };
}

function listeningPort(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`anvil ended with ${code}: ${text.slice(-500)}`)));
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
