/**
 * Is all of the supply accounted for? Recomputed from the chains' own states and from the simulator's ground truth (what was
 * sent and credited), never from what a relayer believes (protocol §8).
 */
import type { Eid } from '../protocol/index.ts';
import { GENESIS_SUPPLY_WEI, laneKey } from './gatewayState.ts';
import type { SimChain } from './simChain.ts';

/** Thrown when wei appeared or vanished. */
export class ConservationBroken extends Error {
  override readonly name = 'ConservationBroken';
}

/** Figures of one chain, wei. */
export interface ChainTotals {
  readonly supplyWei: bigint;
  readonly burnedExternallyWei: bigint;
  /** Home: the gateway's balance. */
  readonly vaultWei: bigint;
  /** Home: Σ outstanding + queued. */
  readonly lockedWei: bigint;
  /** Sent to this chain and not credited. */
  readonly pendingInWei: bigint;
}

type Chains = ReadonlyMap<Eid, SimChain>;

/** Figures of every chain at its head. */
export function chainTotals(at: { chains: Chains; homeEid: Eid }): ReadonlyMap<Eid, ChainTotals> {
  const totals = new Map<Eid, ChainTotals>();
  for (const [eid, chain] of at.chains) {
    const { state, genesis } = chain.ledger;
    const atHome = eid === at.homeEid;
    let pendingInWei = 0n;
    for (const srcEid of at.chains.keys()) pendingInWei += pendingWei(at.chains, { srcEid, dstEid: eid });
    totals.set(eid, {
      supplyWei: state.figure('totalSupplyWei'),
      burnedExternallyWei: state.figure('burnedExternallyWei'),
      vaultWei: atHome ? (state.tokenWei.get(genesis.config.gateway) ?? 0n) : 0n,
      lockedWei: atHome ? state.lockedWei() : 0n,
      pendingInWei,
    });
  }
  return totals;
}

/** Throws `ConservationBroken` with the figures unless every equation of protocol §8 holds at the heads. */
export function assertConservation(at: { chains: Chains; homeEid: Eid }): void {
  const totals = chainTotals(at);
  const home = totals.get(at.homeEid) as ChainTotals;
  equal('home supply + burned', home.supplyWei + home.burnedExternallyWei, GENESIS_SUPPLY_WEI);
  if (home.vaultWei < home.lockedWei)
    throw new ConservationBroken(`vault ${home.vaultWei} < ${home.lockedWei}`);
  let accountedWei = 0n;
  for (const [eid, figures] of totals) {
    if (figures.pendingInWei < 0n) throw new ConservationBroken(`${eid} credited more than was sent to it`);
    accountedWei += figures.pendingInWei;
    assertBalances(at.chains.get(eid) as SimChain);
    if (eid === at.homeEid) continue;
    accountedWei += figures.supplyWei + figures.burnedExternallyWei;
    assertSpoke({ ...at, eid, figures });
  }
  equal('locked = supplies + burned + pending', home.lockedWei, accountedWei);
}

function assertSpoke(at: { chains: Chains; homeEid: Eid; eid: Eid; figures: ChainTotals }): void {
  const { chains, homeEid, eid, figures } = at;
  const home = (chains.get(homeEid) as SimChain).ledger.state;
  let expectedWei = figures.supplyWei + figures.burnedExternallyWei;
  for (const other of chains.keys()) {
    if (other === eid) continue;
    const out = { srcEid: eid, dstEid: other };
    const into = { srcEid: other, dstEid: eid };
    expectedWei += sentWei(chains, out) - home.totalsOf(laneKey(out)).takenWei;
    const recordedWei = other === homeEid ? sentWei(chains, into) : home.totalsOf(laneKey(into)).transitWei;
    expectedWei += recordedWei - creditedWei(chains, into);
  }
  equal(`outstanding[${eid}]`, home.outstandingWei.get(eid) ?? 0n, expectedWei);
}

function assertBalances(chain: SimChain): void {
  const { state, genesis } = chain.ledger;
  let sumWei = 0n;
  for (const [account, amountWei] of state.tokenWei.entries()) {
    if (amountWei < 0n) throw new ConservationBroken(`${account} holds ${amountWei}`);
    sumWei += amountWei;
  }
  equal(`balances on ${genesis.config.localEid}`, sumWei, state.figure('totalSupplyWei'));
}

type Lane = { readonly srcEid: Eid; readonly dstEid: Eid };

function pendingWei(chains: Chains, lane: Lane): bigint {
  return sentWei(chains, lane) - creditedWei(chains, lane);
}

function sentWei(chains: Chains, lane: Lane): bigint {
  return chains.get(lane.srcEid)?.ledger.state.totalsOf(laneKey(lane)).sentWei ?? 0n;
}

function creditedWei(chains: Chains, lane: Lane): bigint {
  return chains.get(lane.dstEid)?.ledger.state.totalsOf(laneKey(lane)).creditedWei ?? 0n;
}

function equal(what: string, actualWei: bigint, expectedWei: bigint): void {
  if (actualWei !== expectedWei) {
    throw new ConservationBroken(
      `${what}: ${actualWei} is not ${expectedWei} (${actualWei - expectedWei} too many)`,
    );
  }
}
