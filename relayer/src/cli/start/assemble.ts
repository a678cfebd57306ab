/**
 * The composition root: from a checked config to a relayer with all its ports, nothing started and nothing served yet. `start`, the
 * devnet and the tests use the same one.
 *
 * Guarantee: it holds the locks of key, journal and store when it returns, and none of them when it throws.
 */
import type { Clock } from '@cxt-bridge/adapters/core';
import { bridgeId } from '@cxt-bridge/adapters/protocol';
import { systemClock, systemRandomness } from '../../clock/systemClock.ts';
import { loadKeys, type RelayerConfig } from '../../config/index.ts';
import type { EnginePorts, EngineSettings, Heartbeats, Log } from '../../engine/ports.ts';
import type { Relayer } from '../../engine/readModel.ts';
import { createRelayer } from '../../engine/relayer.ts';
import { VERSION } from '../../engine/version.ts';
import { createLiveness, type Liveness } from '../../observability/liveness.ts';
import { createMetrics, type Metrics } from '../../observability/metrics.ts';
import { createHttpTransport } from '../../peers/httpTransport.ts';
import {
  createLocalSigner,
  createRecoverFast,
  lockSignerKey,
  openFileSignJournal,
} from '../../signer/index.ts';
import { createSqliteStore } from '../../store/sqliteStore.ts';
import { type AssembledChain, assembleChains } from './chainPorts.ts';
import { dataPaths, keyLockFolder } from './dataPaths.ts';
import { createEngineMetrics } from './engineMetrics.ts';
import { meteredPeers } from './meteredPeers.ts';

export interface AssembledRelayer {
  readonly relayer: Relayer;
  readonly ports: EnginePorts;
  readonly chains: readonly AssembledChain[];
  readonly metrics: Metrics;
  readonly liveness: Liveness;
  readonly clock: Clock;
  /** Gives back files and locks, last opened first. Stop the relayer before. Idempotent. */
  close(): Promise<void>;
}

/**
 * Opens keys, sign journal and store, and wires the engine. No chain is asked yet.
 * @throws CXT_CONFIG_*, CXT_KEY*, CXT_JOURNAL_*, CXT_STORE_*
 */
export async function buildRelayer(parameters: {
  config: RelayerConfig;
  log: Log;
  clock?: Clock;
}): Promise<AssembledRelayer> {
  const { config, log, clock = systemClock() } = parameters;
  const opened: (() => void | Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (let undo = opened.pop(); undo !== undefined; undo = opened.pop()) await undo();
  };
  try {
    return { ...(await open({ config, log, clock, opened })), clock, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function open(parameters: {
  config: RelayerConfig;
  log: Log;
  clock: Clock;
  /** What must be undone, in the order of opening. */
  opened: (() => void | Promise<void>)[];
}): Promise<Omit<AssembledRelayer, 'close' | 'clock'>> {
  const { config, log, clock, opened } = parameters;
  const { network, dataDir } = config;
  const id = bridgeId(network.name);
  const keys = await loadKeys(config);
  const metrics = createMetrics({ process: true });
  metrics.buildInfo.set({ version: VERSION, network: network.name, operator: config.operator }, 1);
  const chains = await assembleChains({ config, keys, metrics, clock });
  const { address } = keys.attester;
  const folder = keyLockFolder({ dataDir, profile: network.profile });
  const keyLock = lockSignerKey({ address, bridgeId: id, folder });
  opened.push(() => keyLock.release());
  const paths = dataPaths(dataDir);
  // WHY: the store first. A folder that does not exist or is in use shall not be reported as a lost journal.
  const store = createSqliteStore({ path: paths.store });
  opened.push(() => store.close());
  const journal = await openFileSignJournal({ path: paths.journal, bridgeId: id });
  opened.push(() => journal.close());
  const liveness = createLiveness({ clock });
  const ports: EnginePorts = {
    clock,
    randomness: systemRandomness(),
    store,
    journal,
    attester: createLocalSigner(keys.attester.privateKey),
    peers: meteredPeers({
      transport: createHttpTransport({ peers: otherOperators({ config, address }) }),
      metrics,
    }),
    chains: chains.map(({ port }) => port),
    log,
    metrics: createEngineMetrics(metrics),
    liveness: heartbeats(liveness),
    recover: createRecoverFast(),
  };
  const relayer = await createRelayer({ ports, settings: settingsOf({ config, id }) });
  return { relayer, ports, chains, metrics, liveness };
}

/** One list of operators may serve all of them: whoever reads it is not a peer of himself. */
function otherOperators(options: { config: RelayerConfig; address: string }): RelayerConfig['peers'] {
  return options.config.peers.filter(({ attester }) => attester !== options.address);
}

function heartbeats(liveness: Liveness): Heartbeats {
  return {
    beat: (loop) => liveness.beat(loop),
    stale: () => liveness.tasks().flatMap(({ name, stale }) => (stale ? [name] : [])),
  };
}

function settingsOf(options: { config: RelayerConfig; id: `0x${string}` }): EngineSettings {
  const { config, id } = options;
  const home = config.chains.find(({ key }) => key === config.network.home);
  if (home === undefined) throw new Error('the network has no home chain');
  return {
    ...config.tuning,
    bridgeId: id,
    homeEid: home.network.eid as EngineSettings['homeEid'],
    operator: config.operator,
    network: config.network.name,
  };
}
