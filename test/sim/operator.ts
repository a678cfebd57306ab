/**
 * One operator of the simulated quorum: the production relayer over simulated ports. Its disks survive crashes, its memory does not.
 */
import type { ChainProvider, Clock, ExpiringTxSigner } from '@cxt-bridge/adapters/core';
import { bridgeId, type Eid } from '@cxt-bridge/adapters/protocol';
import type { SeededRandomness, SimProvider, SimWorld } from '@cxt-bridge/adapters/sim';
import { createProviderQuorum } from '../../relayer/src/chainio/providerQuorum.ts';
import type { ChainPort, EnginePorts, EngineSettings, Log } from '../../relayer/src/engine/ports.ts';
import type { Relayer } from '../../relayer/src/engine/readModel.ts';
import { createRelayer } from '../../relayer/src/engine/relayer.ts';
import {
  type AttesterSigner,
  createMemorySignJournal,
  MemoryJournalDisk,
  type SignJournal,
} from '../../relayer/src/signer/index.ts';
import { createMemoryStore, MemoryDisk } from '../../relayer/src/store/memoryStore.ts';
import type { Store } from '../../relayer/src/store/store.ts';
import { createLife, type Life } from './life.ts';
import type { Network } from './network.ts';
import { recover } from './recover.ts';
import { SVM } from './svmChain.ts';

export interface OperatorParameters {
  readonly name: string;
  readonly world: SimWorld;
  readonly clock: Clock;
  readonly random: SeededRandomness;
  readonly attester: AttesterSigner;
  readonly submitter: string;
  readonly network: Network;
  readonly providers: ReadonlyMap<Eid, readonly SimProvider[]>;
  readonly providerQuorum: number;
  readonly crashRate: () => number;
  readonly storeLossRate: () => number;
  readonly restartMs: number;
  readonly pageBlocks: bigint;
  /** Changes the submitter account of the Solana-like chain: planted bugs. */
  readonly alterSigner?: (signer: ExpiringTxSigner) => ExpiringTxSigner;
  readonly trace: (line: string) => void;
}

export class Operator {
  readonly name: string;
  readonly journalDisk = new MemoryJournalDisk();
  storeDisk = new MemoryDisk();
  crashes = 0;
  /** Transactions that were not concluded when last measured. */
  openTransactions = 0;
  relayer: Relayer | null = null;
  readonly #parameters: OperatorParameters;
  #life: Life | null = null;

  constructor(parameters: OperatorParameters) {
    this.name = parameters.name;
    this.#parameters = parameters;
  }

  async start(): Promise<void> {
    const { random, crashRate, attester, network, trace } = this.#parameters;
    const life = createLife({ random, crashRate, onCrash: (at) => this.#crashed(at) });
    this.#life = life;
    // A crash while booting leaves the promise pending for ever; the restart makes a new one.
    const relayer = await createRelayer({ ports: this.#ports(life), settings: this.#settings() });
    if (!life.alive) return;
    this.relayer = relayer;
    network.attach(attester.address, relayer.peerHandler);
    void relayer.failed.then((error) => trace(`${this.name} FAILED ${error.stack}`));
    void relayer.start().catch((error: unknown) => trace(`${this.name} start: ${String(error)}`));
  }

  /** kill -9. */
  kill(): void {
    if (this.#life === null) return;
    this.#life.kill();
    this.#down();
  }

  #crashed(at: string): void {
    const { clock, restartMs, random, storeLossRate, trace } = this.#parameters;
    this.crashes += 1;
    const loseStore = random.chance(storeLossRate());
    trace(`${this.name} crashes ${at}${loseStore ? ' and loses its store' : ''}`);
    this.#down();
    if (loseStore) this.storeDisk = new MemoryDisk();
    void clock.sleep(restartMs).then(() => this.start());
  }

  #down(): void {
    this.#parameters.network.attach(this.#parameters.attester.address, null);
    this.storeDisk.crash();
    this.journalDisk.crash();
    this.relayer = null;
  }

  #ports(life: Life): EnginePorts {
    const { clock, random, attester, network, trace, name } = this.#parameters;
    const log = simLog((line) => life.alive && trace(`${name} ${line}`));
    const transport = network.transport(attester.address);
    return {
      clock: lifeClock(life, clock),
      randomness: random,
      store: lifeStore(life, createMemoryStore({ disk: this.storeDisk })),
      journal: lifeJournal(life, createMemorySignJournal({ disk: this.journalDisk })),
      attester: {
        address: attester.address,
        sign: (digest) => life.effect('sign', () => attester.sign(digest)),
      },
      peers: {
        peers: transport.peers,
        requestSignature: (request) => life.effect('ask peer', () => transport.requestSignature(request)),
        publish: (message) => life.effect('publish', () => transport.publish(message)),
      },
      chains: this.#chains(life),
      log,
      metrics: {
        ...SILENT,
        levels: ({ chains }) => {
          this.openTransactions = chains.reduce((sum, chain) => sum + chain.openTransactions, 0);
        },
      },
      liveness: { beat: () => {}, stale: () => [] },
      recover,
    };
  }

  #chains(life: Life): ChainPort[] {
    const { world, clock, providers, providerQuorum, submitter } = this.#parameters;
    return world.eids.map((eid) => {
      const deployment = world.deployment(eid);
      const own = (providers.get(eid) ?? []).map((provider) => lifeProvider(life, provider));
      return {
        key: String(eid),
        eid,
        view: createProviderQuorum({
          eid,
          chain: String(eid),
          providers: own,
          required: providerQuorum,
          clock,
        }),
        ...(eid === SVM ? this.#svmSubmission() : { signer: world.signer({ eid, account: submitter }) }),
        startHeight: deployment.startHeight,
        maxFeePerGas: 10n ** 14n,
        pollMs: 700,
        maxLagBlocks: null,
        maxLagMs: 60_000,
      };
    });
  }

  #svmSubmission(): Pick<ChainPort, 'signer' | 'bundle' | 'composesSeparately'> {
    const { world, submitter, alterSigner } = this.#parameters;
    const signer = world.expiringSigner({ eid: SVM, account: submitter });
    return {
      signer: alterSigner === undefined ? signer : alterSigner(signer),
      bundle: { maxItems: 12 },
      composesSeparately: true,
    };
  }

  #settings(): EngineSettings {
    const { world, name, pageBlocks } = this.#parameters;
    return {
      bridgeId: bridgeId('simulation'),
      homeEid: world.homeEid,
      operator: name,
      network: 'simulation',
      batchWindowMs: 250,
      maxItems: 64,
      maxBundleGas: 20_000_000n,
      rankDelayMs: 3_000,
      slotSeconds: 4n,
      attestationSeconds: 3_600n,
      unmatchedGraceMs: 20_000,
      pageBlocks,
      peerTimeoutMs: 1_500,
      replaceAfterBlocks: 4n,
    };
  }
}

const nothing = (): void => {};
const SILENT: EnginePorts['metrics'] = {
  stage: nothing,
  signature: nothing,
  message: nothing,
  bundle: nothing,
  transaction: nothing,
  error: nothing,
  levels: nothing,
};

function lifeClock(life: Life, clock: Clock): Clock {
  return {
    nowMs: () => clock.nowMs(),
    sleep: (ms, signal) => life.read(() => clock.sleep(ms, signal)),
  };
}

function lifeStore(life: Life, store: Store): Store {
  return {
    commit: (writes) => life.effect('commit', () => store.commit(writes)),
    get: (table, key) => life.read(() => store.get(table, key)),
    scan: (table, options) => life.read(() => store.scan(table, options)),
    count: (table, prefix) => life.read(() => store.count(table, prefix)),
    check: () => life.read(() => store.check()),
    close: () => life.read(() => store.close()),
  };
}

function lifeJournal(life: Life, journal: SignJournal): SignJournal {
  return {
    reserve: (entries) => life.effect('journal', () => journal.reserve(entries)),
    get size() {
      return journal.size;
    },
    close: () => life.read(() => journal.close()),
  };
}

/** Reads pass, broadcasts are effects. */
function lifeProvider(life: Life, provider: SimProvider): ChainProvider {
  return new Proxy<ChainProvider>(provider, {
    get(target, key) {
      const member: unknown = Reflect.get(target, key, target);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]) => {
        const run = (): Promise<unknown> => Reflect.apply(member, target, args) as Promise<unknown>;
        return key === 'broadcast' ? life.effect('broadcast', run) : life.read(run);
      };
    },
  });
}

function simLog(write: (line: string) => void): Log {
  const at =
    (level: string) =>
    (fields: Record<string, unknown>, message: string): void =>
      write(`${level} ${message} ${describe(fields)}`);
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

function describe(fields: Record<string, unknown>): string {
  return Object.entries(fields)
    .map(
      ([key, value]) =>
        `${key}=${value instanceof Error ? value.message : typeof value === 'object' ? JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? String(inner) : inner)) : String(value)}`,
    )
    .join(' ');
}
