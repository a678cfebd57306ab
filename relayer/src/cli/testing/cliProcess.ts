/** The command line as a real process. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const BIN = fileURLToPath(new URL('../../../bin/cxt-relayer.js', import.meta.url));

export interface CliProcess {
  readonly child: ChildProcess;
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** Resolves when `pattern` has been written to stdout or stderr; rejects when the process ends before. */
  seen(pattern: RegExp): Promise<string>;
}

export function startCli(parameters: {
  args: readonly string[];
  nodeArgs?: readonly string[];
  env?: Readonly<Record<string, string>>;
}): CliProcess {
  const { args, nodeArgs = [], env = {} } = parameters;
  const child = spawn(process.execPath, [...nodeArgs, BIN, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1', ...env },
  });
  const text = { stdout: '', stderr: '' };
  const watchers = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (chunk: string) => {
      text[name] += chunk;
      for (const look of watchers) look();
    });
  }
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  const seen = (pattern: RegExp): Promise<string> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const match = pattern.exec(`${text.stdout}\n${text.stderr}`);
        if (match === null) return;
        watchers.delete(look);
        resolve(match[1] ?? match[0]);
      };
      watchers.add(look);
      void ended.then(() => reject(new Error(`ended without ${pattern}: ${text.stdout}${text.stderr}`)));
      look();
    });
  return { child, stdout: () => text.stdout, stderr: () => text.stderr, ended, seen };
}
