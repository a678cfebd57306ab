/** What the chains of one simulated deployment start from: addresses, peers, tariffs, limits, accounts. */
import type { Clock, Hex, Randomness } from '../core/index.ts';
import type { SvmRules } from './anchoredInclusion.ts';
import {
  bridgeId,
  type Eid,
  type FeeTable,
  keccakText,
  type Recover,
  type SignerSet,
  TOTAL_SUPPLY_WEI,
  type Vm,
  WEI_PER_CXT,
} from '../protocol/index.ts';
import type { Genesis, GenesisAccount } from './blockLedger.ts';
import { accountToBytes32 } from './gatewayConfig.ts';
import type { SignatureCheck } from './signatureCheck.ts';
import { assertBucketLimits, type BucketLimits } from './tokenBucket.ts';

/** One value for all chains, or one by chain. */
export type PerChain<Value> = Value | ReadonlyMap<Eid, Value>;

/** A lane between two chains. */
export type Lane = { readonly srcEid: Eid; readonly dstEid: Eid };

/** What a simulated deployment is made of. Amounts in wei, times in ms unless named otherwise. */
export interface SimWorldOptions {
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly homeEid: Eid;
  readonly spokeEids: readonly Eid[];
  /** Those of the spokes that are Solana-like. Default none. */
  readonly svmEids?: readonly Eid[];
  /** Rules of those. Default `DEFAULT_SVM_RULES`. */
  readonly svm?: SvmRules;
  readonly signerSet: SignerSet;
  /** Default `simulation`. */
  readonly networkName?: string;
  /** Native recovery, if there is one. */
  readonly recover?: Recover;
  /** Default 4 blocks. */
  readonly finalityDepth?: PerChain<number>;
  /** First height that can hold bridge events. Default 1. */
  readonly startHeight?: PerChain<bigint>;
  /** Default 1,000. */
  readonly blockMs?: PerChain<number>;
  readonly feeTable?: (lane: Lane) => FeeTable;
  /** Limits of a lane at its destination (for transits: at home, by source). */
  readonly inboundLimits?: (lane: Lane) => BucketLimits;
  /** Home: cap of each destination. Default: the supply. */
  readonly destinationCapWei?: bigint;
  /** Spokes: supply above which credits are queued. Default: the supply. */
  readonly supplyCapWei?: bigint;
  /** Default 8; each gets `userTokenWei` on home and gas everywhere. */
  readonly userCount?: number;
  readonly userTokenWei?: bigint;
  /** Accounts with gas on every chain, e.g. the relayers' submitters. */
  readonly nativeAccounts?: readonly { readonly account: string; readonly nativeWei: bigint }[];
  readonly blockGasLimit?: bigint;
  readonly baseFeePerGas?: bigint;
  /** How many blocks of state are kept below the head. Default 256. */
  readonly keepBlocks?: number;
}

/** Addresses that are the same on every chain of one VM. */
export interface WorldAddresses {
  readonly gateway: Hex;
  readonly token: Hex;
  readonly feeSettlement: Hex;
  readonly pool: Hex;
}

const USER_NATIVE_WEI = 10n ** 24n;
const GWEI = 10n ** 9n;
/** Native units per compute unit. */
const SVM_FEE = 1n;

/** A flat tariff: 0.01 CXT and a little for bytes and gas. */
export const DEFAULT_FEE_TABLE: FeeTable = {
  base: WEI_PER_CXT / 100n,
  perByte: 10n ** 12n,
  perGas: 10n ** 10n,
  account: WEI_PER_CXT / 50n,
  transit: WEI_PER_CXT / 200n,
  returnBase: WEI_PER_CXT / 100n,
  returnPerByte: 10n ** 12n,
  returnPerGas: 10n ** 10n,
};

/** Wide open: nothing is ever queued. */
export const DEFAULT_LIMITS: BucketLimits = {
  capacityWei: TOTAL_SUPPLY_WEI,
  refillWeiPerSecond: 1_000n * WEI_PER_CXT,
  thresholdWei: TOTAL_SUPPLY_WEI,
  delaySeconds: 60n,
};

/** Transactions live for 30 blocks; every slot has its block, nothing is lost. */
export const DEFAULT_SVM_RULES: SvmRules = { anchorLifeBlocks: 30, skippedSlotRate: 0, dropRate: 0 };

/** An address that nobody has the key of, from a name. */
export function namedAddress(name: string): Hex {
  return `0x${keccakText(name).slice(26)}`;
}

/** An account of a Solana-like chain that nobody has the key of, from a name: 32 bytes. */
export function namedKey(name: string): Hex {
  return keccakText(name);
}

/** Which VM a chain of the deployment runs. */
export function vmIn(options: Pick<SimWorldOptions, 'svmEids'>, eid: number): Vm {
  return options.svmEids?.some((other) => other === eid) ? 'svm' : 'evm';
}

/** The account of a user on a chain: his EVM address, or the key that goes with it. */
export function accountOf(at: { user: Hex; vm: Vm }): Hex {
  return at.vm === 'evm' ? at.user : namedKey(`owner/${at.user}`);
}

/** Addresses of a deployment on the chains of one VM. */
export function worldAddresses(networkName: string, vm: Vm = 'evm'): WorldAddresses {
  const of = (what: string): Hex => (vm === 'evm' ? namedAddress : namedKey)(`${networkName}/${what}`);
  return { gateway: of('gateway'), token: of('token'), feeSettlement: of('feeSettlement'), pool: of('pool') };
}

/** The value of one chain. */
export function valueFor<Value>(perChain: PerChain<Value>, eid: Eid): Value {
  if (!(perChain instanceof Map)) return perChain as Value;
  if (!perChain.has(eid)) throw new RangeError(`no value for chain ${eid}`);
  return perChain.get(eid) as Value;
}

/** Genesis of one chain of the deployment. */
export function chainGenesis(at: {
  options: SimWorldOptions;
  eid: Eid;
  users: readonly Hex[];
  checkSignatures: SignatureCheck;
}): Genesis {
  const { options, eid, users, checkSignatures } = at;
  const { homeEid, spokeEids, signerSet, clock, networkName = 'simulation' } = options;
  const { feeTable = () => DEFAULT_FEE_TABLE, inboundLimits = () => DEFAULT_LIMITS } = options;
  const vm = vmIn(options, eid);
  const { pool, ...addresses } = worldAddresses(networkName, vm);
  const gatewayOf = (other: Eid): Hex => worldAddresses(networkName, vmIn(options, other)).gateway;
  const remotes = [homeEid, ...spokeEids].filter((other) => other !== eid);
  const limits = new Map(remotes.map((srcEid) => [srcEid, inboundLimits({ srcEid, dstEid: eid })]));
  for (const entry of limits.values()) assertBucketLimits(entry);
  return {
    config: {
      ...addresses,
      localEid: eid,
      homeEid,
      bridgeId: bridgeId(networkName),
      vm,
      vmOf: (other) => vmIn(options, other),
      peers: new Map(remotes.map((other) => [other, accountToBytes32(gatewayOf(other))])),
      feeTables: new Map(remotes.map((dstEid) => [dstEid, feeTable({ srcEid: eid, dstEid })])),
      inboundLimits: limits,
      signerSet,
      destinationCapWei: options.destinationCapWei ?? TOTAL_SUPPLY_WEI,
      supplyCapWei: options.supplyCapWei ?? TOTAL_SUPPLY_WEI,
    },
    networkId: networkIdOf(eid),
    timestamp: BigInt(Math.floor(clock.nowMs() / 1000)),
    baseFeePerGas: vm === 'svm' ? SVM_FEE : (options.baseFeePerGas ?? GWEI),
    accounts: genesisAccounts({ options, eid, users }),
    tokenAccounts: vm === 'svm' ? users.map((user) => accountOf({ user, vm })) : [],
    pool,
    checkSignatures,
  };
}

/** Decimal chain id of a simulated chain. */
export function networkIdOf(eid: Eid): string {
  return String(1_000_000 + eid);
}

function genesisAccounts(at: {
  options: SimWorldOptions;
  eid: Eid;
  users: readonly Hex[];
}): GenesisAccount[] {
  const { options, eid, users } = at;
  const { userTokenWei = 10_000n * WEI_PER_CXT, nativeAccounts = [], homeEid } = options;
  const tokenWei = eid === homeEid ? userTokenWei : 0n;
  return [
    ...users.map((user) => ({
      account: accountOf({ user, vm: vmIn(options, eid) }),
      nativeWei: USER_NATIVE_WEI,
      tokenWei,
    })),
    ...nativeAccounts.map(({ account, nativeWei }) => ({ account, nativeWei, tokenWei: 0n })),
  ];
}
