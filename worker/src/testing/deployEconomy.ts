/**
 * Deploys the compute economy on a fresh anvil, for tests: seconds instead of days, classes of 2 of 3, committees from three validators
 * on. The deployer has sent nothing before, so that every address is known before anything is there.
 */
import { readFileSync } from 'node:fs';
import {
  type Abi,
  type Address,
  createWalletClient,
  encodeDeployData,
  getContractAddress,
  type Hex,
  http,
  keccak256,
  publicActions,
  toHex,
} from 'viem';
import { privateKeyToAccount } from 'viem/accounts';

const NAMES = [
  'randomness',
  'token',
  'miningPool',
  'baseWork',
  'stakeRegistry',
  'workCourt',
  'jobMarket',
] as const;

export type EconomyContract = (typeof NAMES)[number];
export type EconomyAddresses = { readonly [Name in EconomyContract]: Address };

/** First account of the mnemonic that anvil funds. */
const DEPLOYER_KEY: Hex = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80';

export const CXT = 10n ** 18n;

/** Parameters that a test may want otherwise. */
export const ECONOMY = {
  delayBlocks: 2n,
  emission: {
    epochSeconds: 30n,
    rate: 4n * 10n ** 15n,
    initialTarget: 256n,
    minimumTarget: 16n,
    claimEpochs: 1_000,
  },
  stake: {
    unbondingSeconds: 30n,
    jailSeconds: 600n,
    decayPeriodSeconds: 604_800n,
    referenceUnits: 1_000n,
    maxValidators: 32,
  },
  court: {
    seats: [3, 5, 7],
    quorums: [2, 3, 4],
    seatBondWei: 500n * CXT,
    minValidators: 3,
    minValidatorStakeWei: 1_000n * CXT,
    seatLockSeconds: 10,
  },
  market: {
    minAcceptSeconds: 2,
    maxAcceptSeconds: 600,
    maxComputeSeconds: 600,
    revealSeconds: 20,
    voteSeconds: 90,
    standardDisputeSeconds: 6,
    highDisputeSeconds: 30,
    minPriceUnits: 1_000n,
    bidLimit: 8,
    blockMilliseconds: 500,
  },
} as const;

export type EconomyParameters = typeof ECONOMY;

/** Anvil must mine on its own meanwhile. */
export async function deployEconomy(parameters: {
  rpcUrl: string;
  chainId: number;
  economy?: EconomyParameters;
}): Promise<EconomyAddresses> {
  const { rpcUrl, chainId, economy = ECONOMY } = parameters;
  const account = privateKeyToAccount(DEPLOYER_KEY);
  const chain = {
    id: chainId,
    name: 'anvil',
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: [rpcUrl] } },
  };
  const client = createWalletClient({ account, chain, transport: http(rpcUrl) }).extend(publicActions);
  const first = await client.getTransactionCount({ address: account.address });
  const at = Object.fromEntries(
    NAMES.map((name, index) => [
      name,
      getContractAddress({ from: account.address, nonce: BigInt(first + index) }),
    ]),
  ) as EconomyAddresses;
  for (const name of NAMES) {
    const { contract, args } = PLAN[name]({ at, economy });
    const { abi, bytecode } = artifact(contract);
    const hash = await client.sendTransaction({
      data: encodeDeployData({ abi, bytecode, args }),
      gas: 12_000_000n,
    });
    const receipt = await client.waitForTransactionReceipt({ hash, pollingInterval: 50 });
    if (receipt.status !== 'success' || receipt.contractAddress?.toLowerCase() !== at[name].toLowerCase())
      throw new Error(`${contract} was not deployed at ${at[name]} (${receipt.status})`);
  }
  return at;
}

interface Planned {
  readonly contract: string;
  readonly args: readonly unknown[];
}

type Plan = (deployment: { at: EconomyAddresses; economy: EconomyParameters }) => Planned;

const HOME_EID = 40_161;
const NO_PORT: Address = '0x000000000000000000000000000000000000dEaD';

const PLAN: Readonly<Record<EconomyContract, Plan>> = {
  randomness: ({ economy }) => ({ contract: 'DevnetBeacon', args: [economy.delayBlocks] }),
  token: ({ at }) => ({ contract: 'CXT', args: [at.miningPool] }),
  miningPool: ({ at, economy }) => ({
    contract: 'MiningPool',
    args: [at.token, at.baseWork, at.jobMarket, at.workCourt, at.stakeRegistry, economy.emission],
  }),
  baseWork: ({ at }) => ({ contract: 'BaseWork', args: [at.miningPool, at.randomness] }),
  stakeRegistry: ({ at, economy }) => ({
    contract: 'StakeRegistry',
    args: [at.token, at.miningPool, at.jobMarket, at.workCourt, economy.stake],
  }),
  workCourt: ({ at, economy }) => ({
    contract: 'WorkCourt',
    args: [at.miningPool, at.stakeRegistry, at.jobMarket, at.randomness, economy.court],
  }),
  jobMarket: ({ at, economy }) => ({
    contract: 'JobMarket',
    args: [
      at.token,
      at.miningPool,
      at.stakeRegistry,
      at.workCourt,
      at.randomness,
      NO_PORT,
      keccak256(toHex('CXT-BRIDGE/v1/devnet')),
      HOME_EID,
      economy.market,
    ],
  }),
};

function artifact(contractName: string): { abi: Abi; bytecode: Hex } {
  const url = new URL(`../../../contracts/artifacts/${contractName}.json`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8')) as { abi: Abi; bytecode: Hex };
}
