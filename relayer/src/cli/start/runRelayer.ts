/**
 * One life of a relayer process: assemble, serve, wait for the chains, run, stop. The ports answer from the second step on, so that
 * `/livez` and `/readyz` say what a start is waiting for.
 */
import type { RelayerConfig } from '../../config/index.ts';
import type { Log } from '../../engine/ports.ts';
import { type AssembledRelayer, buildRelayer } from './assemble.ts';
import { metricsEndpoint } from './metricsEndpoint.ts';
import { type RelayerServices, serveRelayer } from './serveRelayer.ts';
import { createStartupReasons, type StartupReasons, withStartupReasons } from './startupReasons.ts';
import { waitForChains } from './waitForChains.ts';
import { watchPurses } from './watchPurses.ts';

export interface RunParameters {
  readonly config: RelayerConfig;
  readonly log: Log;
  /** Aborted = stop. */
  readonly signal: AbortSignal;
  /** False: a chain that cannot be reached at start is an error. */
  readonly wait: boolean;
  /** What is being done, for a person who waits. */
  readonly onPhase: (phase: string) => void;
  readonly onReady: (running: { services: RelayerServices; attester: string }) => void;
}

const STOP_LIMIT_MS = 7_000;

/** Resolves after a stop that was asked for; throws what ended the run otherwise. Leaves nothing open either way. */
export async function runRelayer(parameters: RunParameters): Promise<void> {
  const { config, log, signal, onPhase } = parameters;
  onPhase('opening keys, journal and store');
  const assembled = await buildRelayer({ config, log });
  let services: RelayerServices | null = null;
  const background = new AbortController();
  const reasons = createStartupReasons();
  try {
    signal.throwIfAborted();
    services = await serveRelayer(servicesOf({ assembled, parameters, reasons }));
    log.info(addressesOf(services), 'ports are open');
    await startEngine({ assembled, parameters, reasons, background: background.signal });
    const attester = assembled.ports.attester.address;
    parameters.onReady({ services, attester });
    await untilStopped({ failed: assembled.relayer.failed, signal });
  } catch (error) {
    // WHY: whatever fails because it was told to stop has done as it was told.
    if (!signal.aborted) throw error;
  } finally {
    onPhase('stopping');
    background.abort();
    await stopAll({ assembled, services, log });
  }
}

async function startEngine(options: {
  assembled: AssembledRelayer;
  parameters: RunParameters;
  reasons: StartupReasons;
  background: AbortSignal;
}): Promise<void> {
  const { assembled, parameters, reasons, background } = options;
  const { chains, clock, metrics, ports, relayer } = assembled;
  const { log, signal, onPhase } = parameters;
  onPhase('checking chains');
  await waitForChains({
    chains: chains.map(({ port, providers }) => ({ key: port.key, providers, required: port.view.required })),
    attester: ports.attester.address,
    clock,
    signal,
    wait: parameters.wait,
    onState: (state) => {
      reasons.set(state);
      if (state.waitingFor === null) log.info({ chain: state.chain }, 'chain is there now');
      else log.warn({ chain: state.chain, reason: state.waitingFor }, 'waiting for a chain');
      onPhase(state.waitingFor === null ? 'checking chains' : `waiting for ${state.chain}`);
    },
  });
  void watchPurses({ chains: ports.chains, metrics, log, clock, signal: background });
  onPhase('reading the chains');
  await Promise.race([relayer.start(), untilStopped({ failed: relayer.failed, signal })]);
  signal.throwIfAborted();
}

/** Resolves on the stop signal, throws when a loop has ended for good. */
async function untilStopped(options: { failed: Promise<Error>; signal: AbortSignal }): Promise<void> {
  const { failed, signal } = options;
  const stopped = Promise.withResolvers<null>();
  const onAbort = (): void => stopped.resolve(null);
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });
  const error = await Promise.race([failed, stopped.promise]);
  signal.removeEventListener('abort', onAbort);
  if (error !== null) throw error;
}

// SAFETY: ingest first, then the ports, then the files: what the engine has begun can still be journaled.
async function stopAll(options: {
  assembled: AssembledRelayer;
  services: RelayerServices | null;
  log: Log;
}): Promise<void> {
  const { assembled, services, log } = options;
  const { relayer, clock } = assembled;
  const limit = new AbortController();
  const stopped = relayer.stop().then(
    () => true,
    (error: unknown) => {
      log.warn({ err: error }, 'the engine did not stop cleanly');
      return true;
    },
  );
  const late = clock.sleep(STOP_LIMIT_MS, limit.signal).then(
    () => false,
    () => true,
  );
  const inTime = await Promise.race([stopped, late]);
  limit.abort();
  if (!inTime)
    log.warn({ limitMs: STOP_LIMIT_MS }, 'the engine is still busy, closing anyway; journals are safe');
  await services?.close();
  await assembled.close();
}

function servicesOf(options: {
  assembled: AssembledRelayer;
  parameters: RunParameters;
  reasons: StartupReasons;
}): Parameters<typeof serveRelayer>[0] {
  const { assembled, parameters, reasons } = options;
  const { config, log } = parameters;
  const { relayer, clock, ports } = assembled;
  const { adminApi } = config;
  return {
    relayer,
    read: withStartupReasons({ read: relayer.read, reasons }),
    api: config.api,
    peers: config.peersApi,
    admin: adminApi && { host: adminApi.host, port: adminApi.port, token: adminApi.token.reveal() },
    clock,
    log,
    metrics: metricsEndpoint(assembled),
    stalledLoops: () => ports.liveness.stale(),
  };
}

function addressesOf(services: RelayerServices): Record<string, string | null> {
  return { api: services.api.url, peers: services.peers.url, admin: services.admin?.url ?? null };
}
