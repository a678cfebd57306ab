/**
 * One relayer of the devnet: its files, and the process `cxt-relayer start` while it runs. It can be stopped, killed and started again
 * as often as a test likes; the files stay.
 */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { DevnetError } from '../devnetError.ts';
import { FRUGAL, nodeBinary } from '../process/nodeBinary.ts';
import { OwnedProcess, type ProcessEnd } from '../process/ownedProcess.ts';
import type { Watchdog } from '../process/watchdog.ts';
import type { SupplyProof } from '../supply/proveSupply.ts';

const COMMAND = fileURLToPath(new URL('../../../relayer/bin/cxt-relayer.js', import.meta.url));
const COMPILE_CACHE = fileURLToPath(new URL('../../../node_modules/.cache/node-compile', import.meta.url));
/** Longer than a relayer takes to finish what it does on SIGTERM. */
const STOP_GRACE_MS = 12_000;
const READY_TIMEOUT_MS = 60_000;
const POLL_MS = 60;

export interface RelayerProcessParameters {
  readonly operator: string;
  readonly attester: string;
  readonly submitter: string;
  readonly apiUrl: string;
  readonly configFile: string;
  readonly dataDir: string;
  readonly logFile: string;
  readonly watchdog: Watchdog;
}

export class RelayerProcess {
  readonly operator: string;
  readonly attester: string;
  readonly submitter: string;
  readonly apiUrl: string;
  readonly configFile: string;
  readonly dataDir: string;
  readonly logFile: string;
  readonly #watchdog: Watchdog;
  #process: OwnedProcess | null = null;
  #stopping = false;
  #onEnd: ((end: ProcessEnd) => void) | null = null;

  constructor(parameters: RelayerProcessParameters) {
    this.operator = parameters.operator;
    this.attester = parameters.attester;
    this.submitter = parameters.submitter;
    this.apiUrl = parameters.apiUrl;
    this.configFile = parameters.configFile;
    this.dataDir = parameters.dataDir;
    this.logFile = parameters.logFile;
    this.#watchdog = parameters.watchdog;
  }

  get metricsUrl(): string {
    return `${this.apiUrl}/metrics`;
  }

  /** 0 while it does not run. */
  get pid(): number {
    return this.#process === null || this.#process.end !== null ? 0 : this.#process.pid;
  }

  /** How the last process ended; null while it runs or before the first start. */
  get end(): ProcessEnd | null {
    return this.#process?.end ?? null;
  }

  start(): void {
    if (this.pid !== 0) return;
    this.#stopping = false;
    const started = new OwnedProcess({
      name: this.operator,
      command: nodeBinary(),
      args: [...FRUGAL, COMMAND, 'start', '--config', this.configFile],
      watchdog: this.#watchdog,
      logFile: this.logFile,
      // A shared cache of compiled modules makes every start but the first one of a clone quicker.
      env: { NODE_OPTIONS: '', NO_COLOR: '1', NODE_COMPILE_CACHE: COMPILE_CACHE },
    });
    this.#process = started;
    void started.ended.then((end) => {
      if (!this.#stopping) this.#onEnd?.(end);
    });
  }

  /** SIGTERM, and SIGKILL when that is not enough. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#process?.stop({ graceMs: STOP_GRACE_MS });
  }

  /** kill -9. */
  async kill(): Promise<void> {
    await this.#process?.kill();
  }

  /** Resolves when the running process has ended by itself, or with null after `timeoutMs`. */
  async untilEnded(timeoutMs: number): Promise<ProcessEnd | null> {
    if (this.#process === null) return null;
    const { promise, resolve } = Promise.withResolvers<null>();
    const timer = setTimeout(() => resolve(null), timeoutMs);
    try {
      return await Promise.race([this.#process.ended, promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** One line whenever the process ends without having been stopped. */
  tellWhenEnded(note: (text: string) => void): void {
    this.#onEnd = ({ code, signal }) =>
      note(
        `${this.operator} ended (${signal ?? `exit code ${code}`}); start it again with: npx cxt-relayer start --config ${this.configFile}`,
      );
  }

  /** Waits until it is ready to sign. @throws DevnetError when it ends, or is not ready in a minute. */
  async untilReady(signal: AbortSignal): Promise<void> {
    const deadline = Date.now() + READY_TIMEOUT_MS;
    for (;;) {
      signal.throwIfAborted();
      const answer = await this.get<{ ready: boolean; reasons: string[] }>('/readyz').catch(() => null);
      if (answer?.status === 200) return;
      if (this.pid === 0) {
        throw new DevnetError(
          `${this.operator} ended at start`,
          `${this.lastLogLine()} (log: ${this.logFile})`,
        );
      }
      if (Date.now() > deadline) {
        const why = answer?.body.reasons?.join('; ') ?? 'it does not answer';
        throw new DevnetError(
          `${this.operator} is not ready after a minute`,
          `${why} (log: ${this.logFile})`,
        );
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  /** Asks the HTTP API. @throws TypeError when nobody answers */
  async get<T>(path: string): Promise<{ status: number; body: T }> {
    const response = await fetch(`${this.apiUrl}${path}`, { signal: AbortSignal.timeout(5_000) });
    return { status: response.status, body: (await response.json()) as T };
  }

  /** What its supply ledger says against the proof; null when both agree to the wei. Meaningful while nothing moves. */
  async supplyFault(proof: SupplyProof): Promise<string | null> {
    type Figures = Record<'supply' | 'locked' | 'pendingIn' | 'burned', string>;
    const answer = await this.get<{ exact: boolean; perChain: Record<string, Figures> }>('/v1/supply').catch(
      () => null,
    );
    if (answer === null || answer.status !== 200) return `${this.operator} does not answer /v1/supply`;
    if (!answer.body.exact) return `${this.operator} says the supply is not exact`;
    for (const [key, chain] of proof.perChain) {
      const own = answer.body.perChain[key];
      const isSame =
        own !== undefined &&
        own.supply === String(chain.supplyWei) &&
        own.locked === String(chain.lockedWei) &&
        own.pendingIn === String(chain.pendingInWei) &&
        own.burned === String(chain.burnedWei);
      if (!isSame) return `${this.operator} has other figures for ${key} than the chain`;
    }
    return null;
  }

  /** The last thing it said. */
  lastLogLine(): string {
    if (!existsSync(this.logFile)) return 'it said nothing';
    return readFileSync(this.logFile, 'utf8').trimEnd().split('\n').at(-1) ?? 'it said nothing';
  }
}
