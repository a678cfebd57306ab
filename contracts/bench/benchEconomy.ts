/**
 * The compute economy deployed on one chain for measurements: token, pool, registry, court, market and the real beacon, with 32
 * validators and three executors who hold CXT that base work released.
 *
 * Guarantees production shape: real signatures, headers proven against block hashes, no shortcut into storage. The account that
 * deploys stands in for `BaseWork`, so that there is CXT to begin with.
 */
import { type Abi, type Hex, keccak256, toHex } from 'viem';

import { privateKeyToAddress } from '../../adapters/protocol/index.ts';
import { type Artifact, readArtifact } from './artifact.ts';
import { type BenchChain, callData, creation, type Mined } from './benchChain.ts';

/** Wei of whole CXT. */
const CXT = 10n ** 18n;
/** WHY as many: so that five of seven seats fall on five validators, and every run costs the same. */
const VALIDATOR_COUNT = 32;
const DAY_SECONDS = 86_400;
/** Blocks between the naming of a beacon and its block. */
export const DELAY_BLOCKS = 4;

type Name = 'token' | 'pool' | 'registry' | 'court' | 'market';
const CONTRACTS: Readonly<Record<Name, string>> = {
  token: 'CXT',
  pool: 'MiningPool',
  registry: 'StakeRegistry',
  court: 'WorkCourt',
  market: 'JobMarket',
};

/** The economy and who acts in it. */
export interface BenchEconomy {
  readonly chain: BenchChain;
  readonly requester: Hex;
  readonly executors: readonly Hex[];
  readonly keyOf: ReadonlyMap<string, Hex>;
  call(name: Name, functionName: string, args: readonly unknown[]): Promise<unknown>;
  send(from: Hex, name: Name, functionName: string, args: readonly unknown[]): Promise<Mined>;
  pass(seconds: number, blocks: number): Promise<void>;
}

async function deployedAt(chain: BenchChain, artifact: Artifact, args: readonly unknown[]): Promise<Hex> {
  const mined = await chain.mine({ from: chain.accounts[0] as Hex, data: creation(artifact, args) });
  if (mined.contractAddress === null) throw new Error(`${artifact.contractName} was not deployed`);
  return mined.contractAddress;
}

function argumentsOf(
  at: Record<Name, Hex>,
  others: { baseWork: Hex; beacon: Hex; port: Hex },
): Record<Name, unknown[]> {
  const { baseWork, beacon, port } = others;
  const emission = {
    epochSeconds: DAY_SECONDS,
    rate: 474_645_662_939_839n,
    initialTarget: 1_000_000n,
    minimumTarget: 1000n,
    claimEpochs: 365,
  };
  const stake = {
    unbondingSeconds: 14 * DAY_SECONDS,
    jailSeconds: 90 * DAY_SECONDS,
    decayPeriodSeconds: 7 * DAY_SECONDS,
    referenceUnits: 1000n,
    maxValidators: 64,
  };
  const court = {
    seats: [7, 15, 31],
    quorums: [5, 10, 20],
    seatBondWei: 60n * CXT,
    minValidators: VALIDATOR_COUNT,
    minValidatorStakeWei: 1000n * CXT,
    seatLockSeconds: DAY_SECONDS,
  };
  const market = {
    minAcceptSeconds: 12,
    maxAcceptSeconds: 3600,
    maxComputeSeconds: DAY_SECONDS,
    revealSeconds: 120,
    voteSeconds: 300,
    standardDisputeSeconds: 1800,
    highDisputeSeconds: DAY_SECONDS,
    minPriceUnits: 1_000_000n,
    bidLimit: 16,
    blockMilliseconds: 12_000,
  };
  const bridgeId = keccak256(toHex('bench economy'));
  return {
    token: [at.pool],
    pool: [at.token, baseWork, at.market, at.court, at.registry, emission],
    registry: [at.token, at.pool, at.market, at.court, stake],
    court: [at.pool, at.registry, at.market, beacon, court],
    market: [at.token, at.pool, at.registry, at.court, beacon, port, bridgeId, 40161, market],
  };
}

async function deployAll(chain: BenchChain): Promise<{ at: Record<Name, Hex>; abis: Record<Name, Abi> }> {
  const from = chain.accounts[0] as Hex;
  const factoryArtifact = readArtifact('Create3Factory');
  const factory = await deployedAt(chain, factoryArtifact, []);
  const beacon = await deployedAt(chain, readArtifact('RandaoBeacon'), [DELAY_BLOCKS]);
  const names = Object.keys(CONTRACTS) as Name[];
  const at = {} as Record<Name, Hex>;
  const abis = {} as Record<Name, Abi>;
  for (const name of names) {
    abis[name] = readArtifact(CONTRACTS[name]).abi;
    const args = [from, keccak256(toHex(name))];
    const { abi } = factoryArtifact;
    at[name] = (await chain.client.readContract({
      address: factory,
      abi,
      functionName: 'predict',
      args,
    })) as Hex;
  }
  const constructorArguments = argumentsOf(at, { baseWork: from, beacon, port: chain.accounts[9] as Hex });
  for (const name of names) {
    const initCode = creation(readArtifact(CONTRACTS[name]), constructorArguments[name]);
    const data = callData(factoryArtifact.abi, 'deploy', [keccak256(toHex(name)), initCode]);
    await chain.mine({ from, to: factory, data });
  }
  return { at, abis };
}

/** Deploys the economy and brings it to where jobs can be submitted. */
export async function deployBenchEconomy(chain: BenchChain): Promise<BenchEconomy> {
  const { at, abis } = await deployAll(chain);
  const [baseWork, requester, ...others] = chain.accounts as [Hex, Hex, ...Hex[]];
  const executors = others.slice(0, 3);
  const keys = Array.from({ length: VALIDATOR_COUNT }, (_, index) =>
    keccak256(toHex(`bench validator ${index}`)),
  );
  const keyOf = new Map(keys.map((key) => [privateKeyToAddress(key).toLowerCase(), key]));
  const request = chain.client.request as (call: { method: string; params: unknown[] }) => Promise<unknown>;
  const economy: BenchEconomy = {
    chain,
    requester,
    executors,
    keyOf,
    async call(name, functionName, args) {
      return await chain.client.readContract({ address: at[name], abi: abis[name], functionName, args });
    },
    async send(from, name, functionName, args) {
      return await chain.mine({ from, to: at[name], data: callData(abis[name], functionName, args) });
    },
    async pass(seconds, blocks) {
      await request({ method: 'evm_increaseTime', params: [seconds] });
      await request({ method: 'anvil_mine', params: [toHex(blocks)] });
    },
  };

  await economy.send(baseWork, 'pool', 'recordBase', [baseWork, 1_000_000n]);
  await economy.pass(DAY_SECONDS, 1);
  await economy.send(baseWork, 'pool', 'closeEpoch', [0n, 1n]);
  await economy.send(baseWork, 'pool', 'claim', [baseWork, [0n]]);
  const approveAll = 2n ** 256n - 1n;
  const give = async (to: Hex, spender: Hex): Promise<void> => {
    await economy.send(baseWork, 'token', 'transfer', [to, 950n * CXT]);
    await economy.send(to, 'token', 'approve', [spender, approveAll]);
  };
  for (const node of [...[...keyOf.keys()].map((address) => address as Hex), ...executors]) {
    await chain.impersonate(node);
    await give(node, at.registry);
    await economy.send(node, 'registry', 'stake', [900n * CXT]);
    const zero = '0x0000000000000000000000000000000000000000';
    if (keyOf.has(node.toLowerCase())) await economy.send(node, 'registry', 'joinValidators', [zero]);
  }
  await give(requester, at.market);
  await economy.send(baseWork, 'court', 'snapshot', []);
  return economy;
}
