/**
 * The supply proof: do the tokens of all chains add up, to the wei? Computed from chain reads at finalised blocks; no relayer is asked.
 *
 * The equations are those of protocol §8, each with a name, so that a failure says which one.
 */
import { type ChainKey, HOME } from '../chain/chainSpec.ts';
import { TOTAL_SUPPLY_WEI } from '../deploy/parameters.ts';
import type { TransferRecord } from '../watch/transferRecord.ts';
import type { BridgeCut, ChainCut } from './readCut.ts';

export interface ChainSupply {
  readonly supplyWei: bigint;
  readonly lockedWei: bigint;
  /** Sent to this chain and not credited. */
  readonly pendingInWei: bigint;
  /** Home: missing from 100,000,000 CXT. Spokes: burned by holders. */
  readonly burnedWei: bigint;
  readonly height: bigint;
}

export interface SupplyProof {
  readonly exact: boolean;
  /** One sentence for each equation that does not hold. */
  readonly faults: readonly string[];
  readonly perChain: ReadonlyMap<ChainKey, ChainSupply>;
}

const sum = (values: Iterable<bigint>): bigint => [...values].reduce((total, value) => total + value, 0n);

/** Checks a cut. */
export function proveSupply(cut: BridgeCut): SupplyProof {
  const records = [...cut.book.byGuid.values()];
  const perChain = new Map(cut.chains.map((chain) => [chain.key, chainSupply({ chain, cut, records })]));
  const faults = [
    ...homeFaults({ cut, perChain }),
    ...cut.chains
      .filter(({ key }) => key !== HOME)
      .flatMap((chain) => spokeFaults({ chain, cut, perChain, records })),
    ...messageFaults(cut, records),
  ];
  return { exact: faults.length === 0, faults, perChain };
}

function chainSupply(parameters: {
  chain: ChainCut;
  cut: BridgeCut;
  records: readonly TransferRecord[];
}): ChainSupply {
  const { chain, cut, records } = parameters;
  const isHome = chain.key === HOME;
  const into = records.filter(({ to, delivered }) => to === chain.key && delivered.length === 0);
  const sent = sum(records.filter(({ from }) => from === chain.key).map(({ amountWei }) => amountWei));
  return {
    supplyWei: chain.supplyWei,
    lockedWei: isHome ? cut.home.lockedWei : 0n,
    pendingInWei: sum(into.map(({ amountWei }) => amountWei)),
    burnedWei: isHome ? TOTAL_SUPPLY_WEI - chain.supplyWei : chain.burnedWei - sent,
    height: chain.height,
  };
}

function homeFaults(parameters: { cut: BridgeCut; perChain: ReadonlyMap<ChainKey, ChainSupply> }): string[] {
  const { cut, perChain } = parameters;
  const { lockedWei, vaultWei, queuedWei, outstandingWei } = cut.home;
  const chains = [...perChain.entries()];
  const spokes = chains.filter(([key]) => key !== HOME).map(([, supply]) => supply);
  const circulating = sum(spokes.map(({ supplyWei, burnedWei }) => supplyWei + burnedWei));
  const flying = sum(chains.map(([, { pendingInWei }]) => pendingInWei));
  const home = cut.chains.find(({ key }) => key === HOME) as ChainCut;
  return [
    ...unlessEqual('home: supply and mints less burns', home.supplyWei, home.mintedWei - home.burnedWei),
    ...unlessEqual('home: minted and the whole supply', home.mintedWei, TOTAL_SUPPLY_WEI),
    ...unlessEqual(
      'home: locked and outstanding + queued',
      lockedWei,
      sum(outstandingWei.values()) + queuedWei,
    ),
    ...unlessEqual('all: locked and spokes + in flight', lockedWei, circulating + flying),
    ...(vaultWei < lockedWei ? [`home: the vault holds ${vaultWei} wei, locked are ${lockedWei} wei`] : []),
  ];
}

/** The ledger of one spoke at home, term by term. */
function spokeFaults(parameters: {
  chain: ChainCut;
  cut: BridgeCut;
  perChain: ReadonlyMap<ChainKey, ChainSupply>;
  records: readonly TransferRecord[];
}): string[] {
  const { chain, cut, perChain, records } = parameters;
  const own = perChain.get(chain.key) as ChainSupply;
  const amount = (chosen: readonly TransferRecord[]): bigint => sum(chosen.map(({ amountWei }) => amountWei));
  const leaving = records.filter((record) => record.from === chain.key && !hasLeftLedger(record));
  const arriving = records.filter((record) => record.to === chain.key);
  const waiting = arriving.filter(
    (record) => isInLedgerOfDestination(record) && record.delivered.length === 0,
  );
  const ahead = arriving.filter((record) => !isInLedgerOfDestination(record) && record.delivered.length > 0);
  const wanted = own.supplyWei + own.burnedWei + amount(leaving) + amount(waiting) - amount(ahead);
  return [
    ...unlessEqual(
      `${chain.key}: outstanding at home and its ledger`,
      cut.home.outstandingWei.get(chain.key) ?? 0n,
      wanted,
    ),
    ...unlessEqual(
      `${chain.key}: supply and mints less burns`,
      chain.supplyWei,
      chain.mintedWei - chain.burnedWei,
    ),
    ...unlessEqual(
      `${chain.key}: minted and delivered`,
      chain.mintedWei,
      amount(arriving.filter(({ delivered }) => delivered.length > 0)),
    ),
    ...(own.burnedWei < 0n ? [`${chain.key}: ${-own.burnedWei} wei were sent and not burned`] : []),
  ];
}

/** Whether home has taken the amount out of the source spoke's ledger: released, queued or moved by transit. */
function hasLeftLedger(record: TransferRecord): boolean {
  if (record.to === HOME) return record.queued !== null || record.delivered.length > 0;
  return record.transit !== null || record.transitQueued !== null;
}

/** Whether home has put the amount into the destination spoke's ledger: by the send itself, or by transit. */
function isInLedgerOfDestination(record: TransferRecord): boolean {
  return record.from === HOME || record.transit !== null;
}

function messageFaults(cut: BridgeCut, records: readonly TransferRecord[]): string[] {
  return [
    ...records
      .filter(({ delivered }) => delivered.length > 1)
      .map(({ guid, delivered }) => `${guid} was credited ${delivered.length} times`),
    ...cut.book.unmatched.map((leaf) => `leaf ${leaf} was credited and never sent`),
  ];
}

function unlessEqual(what: string, left: bigint, right: bigint): string[] {
  return left === right ? [] : [`${what} differ: ${left} and ${right} wei`];
}
