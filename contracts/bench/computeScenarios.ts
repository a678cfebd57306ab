/**
 * What base work and the pool cost: whole transactions on a chain of their own, with every contract of the economy but the market, whose part an
 * account plays. The beacon is Ethereum's: prevRandao, proven by the header of a real block.
 */
import type { Abi, Hex } from 'viem';

import { readArtifact } from './artifact.ts';
import { type BenchChain, callData, creation, type Mined } from './benchChain.ts';
import { cxt } from './benchBridge.ts';
import { mine } from './benchMiner.ts';
import { headerOf } from './blockHeader.ts';
import type { GasFigures } from './gasScenarios.ts';

const DAY = 86_400;
const SMALL_ROWS = 64;
const LARGE_ROWS = 2048;
const NAMES = ['CXT', 'RandaoBeacon', 'MiningPool', 'BaseWork', 'StakeRegistry', 'WorkCourt'] as const;

type Name = (typeof NAMES)[number];
type Places = Readonly<Record<Name, Hex>>;

function constructorArguments(places: Places, market: Hex): Record<Name, readonly unknown[]> {
  const { CXT, RandaoBeacon, MiningPool, BaseWork, StakeRegistry, WorkCourt } = places;
  const emission = {
    epochSeconds: DAY,
    rate: 474_645_662_939_839n,
    initialTarget: 1000n,
    minimumTarget: 100n,
    claimEpochs: 365,
  };
  const stake = {
    unbondingSeconds: 14 * DAY,
    jailSeconds: 90 * DAY,
    decayPeriodSeconds: 7 * DAY,
    referenceUnits: 1000n,
    maxValidators: 64,
  };
  const court = {
    seats: [7, 15, 31],
    quorums: [5, 10, 20],
    seatBondWei: cxt(60),
    minValidators: 1,
    minValidatorStakeWei: cxt(100),
    seatLockSeconds: DAY,
  };
  return {
    CXT: [MiningPool],
    RandaoBeacon: [4],
    MiningPool: [CXT, BaseWork, market, WorkCourt, StakeRegistry, emission],
    BaseWork: [MiningPool, RandaoBeacon],
    StakeRegistry: [CXT, MiningPool, market, WorkCourt, stake],
    WorkCourt: [MiningPool, StakeRegistry, market, RandaoBeacon, court],
  };
}

/** One run over a fresh economy with one node. */
class ComputeMeasurement {
  readonly figures: GasFigures = {};
  readonly #chain: BenchChain;
  readonly #places: Places;

  constructor(chain: BenchChain, places: Places) {
    this.#chain = chain;
    this.#places = places;
  }

  get node(): Hex {
    return this.#chain.accounts[1] as Hex;
  }

  get market(): Hex {
    return this.#chain.accounts[2] as Hex;
  }

  async call(name: Name, functionName: string, args: readonly unknown[], from = this.node): Promise<Mined> {
    const data = callData(readArtifact(name).abi, functionName, args);
    return await this.#chain.mine({ from, to: this.#places[name], data });
  }

  async read<T>(name: Name, functionName: string, args: readonly unknown[]): Promise<T> {
    const abi: Abi = readArtifact(name).abi;
    return (await this.#chain.client.readContract({
      address: this.#places[name],
      abi,
      functionName,
      args,
    })) as T;
  }

  async rpc(method: string, params: readonly unknown[]): Promise<unknown> {
    const request = this.#chain.client.request as (call: {
      method: string;
      params: unknown;
    }) => Promise<unknown>;
    return await request({ method, params });
  }

  async record(name: string, done: Promise<Mined>): Promise<void> {
    this.figures[name] = Number((await done).gasUsed);
  }

  /** Seeds the running epoch and does the base work of it; records `commit…` and `open…`. */
  async work(epoch: bigint, rows: number, label: string): Promise<void> {
    await this.call('BaseWork', 'seedEpoch', []);
    const epochSeed = await this.read<Hex>('BaseWork', 'seedOf', [epoch]);
    const mined = mine({ epochSeed, node: this.node, rows });
    await this.record(`baseWorkCommit${label}`, this.call('BaseWork', 'commit', [epoch, mined.root, rows]));
    const { beaconBlock } = await this.read<{ beaconBlock: bigint }>('BaseWork', 'commitmentOf', [
      this.node,
      epoch,
    ]);
    await this.rpc('anvil_mine', ['0x5']);
    const block = await this.rpc('eth_getBlockByNumber', [`0x${beaconBlock.toString(16)}`, false]);
    const header = headerOf(block as Record<string, unknown>);
    const beacon = await this.read<Hex>('RandaoBeacon', 'beacon', [beaconBlock, header]);
    const [drawn] = await this.read<[bigint[], bigint[]]>('BaseWork', 'drawsOf', [this.node, epoch, beacon]);
    const openings = drawn.map((row) => ({ row: mined.rowAt(Number(row)), path: mined.pathOf(Number(row)) }));
    await this.record(`baseWorkOpen${label}`, this.call('BaseWork', 'open', [epoch, header, openings]));
  }

  /** To the next epoch; records the close of the one that ended and the node's claim of it. */
  async finish(epoch: bigint, label: string): Promise<void> {
    await this.rpc('evm_increaseTime', [DAY]);
    await this.rpc('anvil_mine', ['0x1']);
    await this.record(`closeEpoch${label}`, this.call('MiningPool', 'closeEpoch', [epoch, 1]));
    await this.record(`claim${label}`, this.call('MiningPool', 'claim', [this.node, [epoch]]));
  }
}

async function deployEconomy(chain: BenchChain): Promise<Places> {
  const from = chain.accounts[0] as Hex;
  const factoryArtifact = readArtifact('Create3Factory');
  const { contractAddress: factory } = await chain.mine({ from, data: creation(factoryArtifact, []) });
  const saltOf = (index: number): Hex => `0x${String(index + 1).padStart(64, '0')}`;
  const { abi } = factoryArtifact;
  const address = factory as Hex;
  const places: Partial<Record<Name, Hex>> = {};
  for (const [index, name] of NAMES.entries()) {
    const args = [from, saltOf(index)];
    places[name] = (await chain.client.readContract({ address, abi, functionName: 'predict', args })) as Hex;
  }
  const all = places as Places;
  const args = constructorArguments(all, chain.accounts[2] as Hex);
  // the registry and the court read each other's addresses only; the token comes last, as it mints to the pool
  for (const name of NAMES.toReversed()) {
    const initCode = creation(readArtifact(name), args[name]);
    const data = callData(abi, 'deploy', [saltOf(NAMES.indexOf(name)), initCode]);
    await chain.mine({ from, to: address, data });
  }
  return all;
}

/** Runs the scenarios on a chain that nobody has used yet. */
export async function measureCompute(chain: BenchChain): Promise<GasFigures> {
  const run = new ComputeMeasurement(chain, await deployEconomy(chain));
  await run.work(0n, SMALL_ROWS, 'Cold');
  await run.finish(0n, 'Cold');
  const registry = await run.read<readonly Hex[]>('MiningPool', 'wiring', []);
  await run.call('CXT', 'approve', [registry[4], cxt(1000)]);
  await run.call('StakeRegistry', 'stake', [cxt(1000)]);
  await run.call('StakeRegistry', 'joinValidators', [`0x${'0'.repeat(40)}`]);
  await run.call('WorkCourt', 'snapshot', []);
  await run.work(1n, SMALL_ROWS, '');
  await run.call('MiningPool', 'recordPaid', [run.node, 500, 10_000, 10_000, cxt(1)], run.market);
  await run.finish(1n, '');
  await run.work(2n, LARGE_ROWS, `${LARGE_ROWS}Rows`);
  return run.figures;
}
