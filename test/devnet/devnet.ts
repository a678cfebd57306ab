/**
 * A running devnet: three EVM chains and, if asked for, Solana, the contracts and programs, four relayers, a watcher. Used by `npm start`, the bench and the end-to-end tests.
 *
 * Guarantee: `stop` (and a failure or an abort while starting) leaves no process, no port and no folder behind, unless the logs of a
 * failure are kept.
 */
import { join } from 'node:path';
import pc from 'picocolors';

import type { EvmChainKey } from './chain/chainSpec.ts';
import { CHAINS, HOME, NETWORK_NAME } from './chain/chainSpec.ts';
import { startAnvil } from './chain/anvil.ts';
import { BLOCK_MS } from './chain/blockProducer.ts';
import { userAccounts } from './chain/devAccounts.ts';
import { DevChain } from './chain/devChain.ts';
import { type DeploymentAddresses, deploymentAddresses } from './deploy/addresses.ts';
import { type Deployment, deployBridge } from './deploy/deployBridge.ts';
import { DevnetFolder } from './devnetFolder.ts';
import { writeManifest } from './manifest.ts';
import { PortPool } from './process/freePorts.ts';
import { MemorySampler } from './process/memorySampler.ts';
import { Watchdog } from './process/watchdog.ts';
import { deployOnSolana, startSolana } from './solana/bringUpSolana.ts';
import type { SolanaBridge } from './solana/solanaBridge.ts';
import { prepareRelayers } from './relayer/prepareRelayers.ts';
import type { RelayerProcess } from './relayer/relayerProcess.ts';
import { type EconomyCut, proveEconomy } from './supply/economyCut.ts';
import { type ChainSupply, type SupplyProof, proveSupply } from './supply/proveSupply.ts';
import { readCut } from './supply/readCut.ts';
import type { Progress } from './terminal/progress.ts';
import { approveGateway } from './users/approveGateway.ts';
import { TestUser } from './users/testUser.ts';
import { BridgeWatcher, type WatchedChain } from './watch/bridgeWatcher.ts';
import { firstPayouts, untilPaid } from './workers/firstIncome.ts';
import { startWorkers, type WorkersProcess } from './workers/workersProcess.ts';

export interface StartDevnetParameters {
  readonly dir: string;
  readonly portBase: number | null;
  readonly signal: AbortSignal;
  readonly progress: Progress;
  /** Test users with CXT and allowances; default 10. */
  readonly users?: number;
  /** With Solana; default: without. */
  readonly solana?: boolean;
}

/** With the parts of the home economy. */
export interface WholeSupplyProof extends SupplyProof {
  readonly economy: EconomyCut;
}

export class Devnet {
  readonly folder: DevnetFolder;
  readonly chains: readonly DevChain[];
  readonly deployments: readonly Deployment[];
  /** Null on a devnet without Solana. */
  readonly solana: SolanaBridge | null;
  readonly addresses: DeploymentAddresses;
  readonly users: readonly TestUser[];
  readonly relayers: readonly RelayerProcess[];
  readonly workers: WorkersProcess;
  readonly watcher: BridgeWatcher;
  readonly memory: MemorySampler;
  readonly manifestPath: string;
  /** From the call of `startDevnet` until all relayers were ready to sign. */
  readonly readySeconds: number;
  readonly #resources: AsyncDisposableStack;

  constructor(parts: DevnetParts & { resources: AsyncDisposableStack }) {
    this.folder = parts.folder;
    this.chains = parts.chains;
    this.deployments = parts.deployments;
    this.solana = parts.solana;
    this.addresses = parts.addresses;
    this.users = parts.users;
    this.relayers = parts.relayers;
    this.workers = parts.workers;
    this.watcher = parts.watcher;
    this.memory = parts.memory;
    this.manifestPath = parts.manifestPath;
    this.readySeconds = parts.readySeconds;
    this.#resources = parts.resources;
  }

  chain(key: EvmChainKey): DevChain {
    return this.chains.find((chain) => chain.key === key) as DevChain;
  }

  user(index: number): TestUser {
    return this.users[index] as TestUser;
  }

  /** The supply at the finalised blocks of this moment. */
  async proveSupply(): Promise<WholeSupplyProof> {
    const { addresses, solana } = this;
    const proof = proveSupply(await readCut({ chains: this.watched(), addresses, solana }));
    const { height } = proof.perChain.get(HOME) as ChainSupply;
    const { cut: economy, faults } = await proveEconomy({ home: this.chain(HOME), addresses, height });
    return {
      ...proof,
      economy,
      exact: proof.exact && faults.length === 0,
      faults: [...proof.faults, ...faults],
    };
  }

  /** The chains with the height from which on there are events. */
  watched(): WatchedChain[] {
    return this.chains.map((chain, index) => ({
      chain,
      startHeight: (this.deployments[index] as Deployment).startHeight,
    }));
  }

  /** Writes the manifest again: a relayer that was started anew has another pid. */
  refreshManifest(): void {
    writeManifest(this);
  }

  /** Ends everything that was started. */
  async stop(options: { keepLogs: boolean } = { keepLogs: false }): Promise<void> {
    await this.#resources.disposeAsync();
    this.folder.close(options);
  }
}

type DevnetParts = {
  -readonly [Key in
    | 'folder'
    | 'chains'
    | 'deployments'
    | 'solana'
    | 'addresses'
    | 'users'
    | 'relayers'
    | 'workers'
    | 'watcher'
    | 'memory'
    | 'manifestPath'
    | 'readySeconds']: Devnet[Key];
};

/** @throws DevnetError with one line for a person, or the signal's reason when aborted. */
export async function startDevnet(parameters: StartDevnetParameters): Promise<Devnet> {
  const startedAtMs = Date.now();
  const folder = DevnetFolder.open(parameters.dir);
  const resources = new AsyncDisposableStack();
  try {
    const parts = await bringUp({ ...parameters, folder, resources, startedAtMs });
    return new Devnet({ ...parts, resources });
  } catch (error) {
    await resources.disposeAsync();
    folder.close({ keepLogs: !parameters.signal.aborted });
    throw error;
  }
}

type Assembly = StartDevnetParameters & {
  folder: DevnetFolder;
  resources: AsyncDisposableStack;
  startedAtMs: number;
};

async function bringUp(assembly: Assembly): Promise<DevnetParts> {
  const { folder, resources, progress, signal } = assembly;
  const watchdog = new Watchdog();
  resources.defer(() => watchdog.close());
  const ports = new PortPool(assembly.portBase);
  const addresses = deploymentAddresses(NETWORK_NAME, { solana: assembly.solana === true });
  const users = userAccounts(assembly.users ?? 10).map((account) => new TestUser(account));

  const [chains, solanaChain] = await progress.step(`starting ${names(addresses)}`, () =>
    Promise.all([
      startChains({ assembly, ports, watchdog }),
      addresses.solana === null ? null : startSolana({ folder, watchdog, resources, signal }),
    ]),
  );
  const [deployments, solana] = await progress.step('deploying CXT and the gateways', () =>
    Promise.all([
      Promise.all(chains.map((chain) => deployBridge({ chain, addresses }))),
      solanaChain === null ? null : deployOnSolana({ chain: solanaChain, addresses, users }),
    ]),
  );
  signal.throwIfAborted();
  const relayers = await prepareRelayers({
    folder,
    ports,
    watchdog,
    chains,
    deployments,
    solana,
    addresses,
  });
  resources.defer(async () => void (await Promise.all(relayers.map((relayer) => relayer.stop()))));
  for (const relayer of relayers) relayer.start();
  const home = chains.find(({ key }) => key === HOME) as DevChain;
  const payouts = firstPayouts(users.map(({ address }) => address));
  const starting = startWorkers({ home, addresses, payouts, folder, watchdog, signal });
  resources.defer(async () =>
    starting.then(
      (workers) => workers.stop(),
      () => {},
    ),
  );
  let workersPid = (): number => 0;
  void starting.then(
    (workers) => {
      workersPid = () => workers.pid;
    },
    () => {},
  );
  const memory = new MemorySampler(() => [
    process.pid,
    ...[
      watchdog.pid ?? 0,
      ...chains.map((chain) => chain.process.pid),
      solana?.chain.process.pid ?? 0,
      workersPid(),
      ...relayers.map(({ pid }) => pid),
    ].filter((pid) => pid > 0),
  ]);
  resources.defer(() => memory.stop());
  const watcher = watch({ chains, deployments, solana, addresses });
  resources.defer(() => watcher.stop());
  await progress.step('starting four relayers', async (report) => {
    let ready = 0;
    const one = async (relayer: RelayerProcess): Promise<void> => {
      await relayer.untilReady(signal);
      report(`${++ready} of ${relayers.length} relayers are ready to sign`);
    };
    await Promise.all(relayers.map(one));
  });
  const workers = await starting;
  const readySeconds = (Date.now() - assembly.startedAtMs) / 1000;
  const parts = { folder, chains, deployments, solana, addresses, relayers, workers, users };
  const manifestPath = writeManifest(parts);
  progress.note(pc.bold(`ready after ${readySeconds.toFixed(1)} s`));
  await progress.step('compute nodes mine the first CXT', (report) =>
    Promise.all([
      untilPaid({ home, addresses, payouts, report, signal }),
      approveGateway({ chains, addresses, users }),
    ]),
  );
  return { ...parts, watcher, memory, manifestPath, readySeconds };
}

async function startChains(parameters: {
  assembly: Assembly;
  ports: PortPool;
  watchdog: Watchdog;
}): Promise<DevChain[]> {
  const { assembly, ports, watchdog } = parameters;
  const { folder, resources, signal } = assembly;
  const start = async (spec: (typeof CHAINS)[number], index: number): Promise<DevChain> => {
    const logFile = folder.logFile(spec.key);
    const anvil = await startAnvil({
      name: spec.key,
      chainId: spec.chainId,
      ports,
      watchdog,
      logFile,
      stateFolder: join(folder.path, 'chains', spec.key),
      signal,
    });
    const chain = new DevChain({ spec, anvil });
    resources.defer(() => chain.stop());
    await chain.warmUp();
    chain.producer.start((index * BLOCK_MS) / CHAINS.length);
    return chain;
  };
  const outcomes = await Promise.allSettled(CHAINS.map(start));
  return outcomes.map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  });
}

const names = (addresses: DeploymentAddresses): string =>
  addresses.solana === null ? 'Ethereum, BSC and Arbitrum' : 'Ethereum, BSC, Arbitrum and Solana';

function watch(parts: Pick<DevnetParts, 'chains' | 'deployments' | 'solana' | 'addresses'>): BridgeWatcher {
  const { chains, deployments, solana, addresses } = parts;
  const watcher = new BridgeWatcher({
    gateway: addresses.gateway,
    solana: solana && { chain: solana.chain, program: solana.addresses.program },
    chains: chains.map((chain, index) => ({
      chain,
      startHeight: (deployments[index] as Deployment).startHeight,
    })),
  });
  watcher.start();
  return watcher;
}
