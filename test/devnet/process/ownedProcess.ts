/**
 * A child process that the devnet owns: registered with the watchdog, stopped by pid, its output kept in a file.
 *
 * Guarantee: `stop` resolves only when the process is gone. Children run in a session of their own, so that Ctrl-C reaches only
 * the devnet, which then ends them in order.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';

import type { Watchdog } from './watchdog.ts';

export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface OwnedProcessParameters {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly watchdog: Watchdog;
  /** Both outputs are appended to it. */
  readonly logFile: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

export class OwnedProcess {
  readonly name: string;
  /** Resolves when the process is gone, however it ended. */
  readonly ended: Promise<ProcessEnd>;
  readonly #child: ChildProcess;
  #end: ProcessEnd | null = null;

  constructor(parameters: OwnedProcessParameters) {
    const { name, command, args, watchdog, logFile, env, cwd } = parameters;
    this.name = name;
    const log = openSync(logFile, 'a');
    try {
      this.#child = spawn(command, [...args], {
        stdio: ['ignore', log, log],
        detached: process.platform !== 'win32',
        env: { ...process.env, ...env },
        ...(cwd === undefined ? {} : { cwd }),
      });
    } finally {
      closeSync(log);
    }
    const { pid } = this.#child;
    if (pid !== undefined) watchdog.add(pid);
    this.ended = new Promise((resolve) => {
      const finish = (end: ProcessEnd): void => {
        if (this.#end !== null) return;
        this.#end = end;
        if (pid !== undefined) watchdog.remove(pid);
        resolve(end);
      };
      this.#child.once('error', () => finish({ code: 127, signal: null }));
      this.#child.once('exit', (code, signal) => finish({ code, signal }));
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** How it ended; null while it runs. */
  get end(): ProcessEnd | null {
    return this.#end;
  }

  /** SIGTERM, then SIGKILL after `graceMs`. */
  async stop(options: { graceMs: number }): Promise<ProcessEnd> {
    if (this.#end !== null) return this.#end;
    this.#child.kill('SIGTERM');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), options.graceMs);
    try {
      return await this.ended;
    } finally {
      clearTimeout(timer);
    }
  }

  /** kill -9. */
  async kill(): Promise<ProcessEnd> {
    if (this.#end === null) this.#child.kill('SIGKILL');
    return this.ended;
  }
}
