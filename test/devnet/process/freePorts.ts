/**
 * Loopback ports for child processes.
 *
 * WHY not port 0: the kernel gives ephemeral ports, which any outgoing connection may take between our look and the child's bind.
 * These come from below the ephemeral range of the usual systems (Linux from 32768, macOS and Windows from 49152).
 */
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

import { DevnetError } from '../devnetError.ts';

const LOWEST = 15_000;
const HIGHEST = 32_000;

/** Whether nothing listens on that port of 127.0.0.1. */
export async function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** Hands out ports that were free a moment ago, each once. */
export class PortPool {
  readonly #base: number | null;
  readonly #given = new Set<number>();
  #next: number;

  /** @param base First of consecutive ports to use; null for free ones anywhere. */
  constructor(base: number | null) {
    this.#base = base;
    this.#next = base ?? 0;
  }

  /** @throws DevnetError when a demanded port is taken or no free one was found. */
  async take(): Promise<number> {
    if (this.#base !== null) return this.#takeNext();
    for (let attempt = 0; attempt < 200; attempt++) {
      const port = randomInt(LOWEST, HIGHEST);
      if (this.#given.has(port) || !(await isPortFree(port))) continue;
      this.#given.add(port);
      return port;
    }
    throw new DevnetError(
      'no free port on 127.0.0.1',
      'close programs that listen, or name ports with --port-base',
    );
  }

  async #takeNext(): Promise<number> {
    const port = this.#next++;
    if (await isPortFree(port)) return port;
    throw new DevnetError(
      `port ${port} is taken`,
      'choose another --port-base, or leave it out for free ports',
    );
  }
}
