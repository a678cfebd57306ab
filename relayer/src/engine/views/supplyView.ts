/** The supply as this relayer's ledger knows it, held against the chains' own figures at every page it adopted (protocol §8). */
import { supplyDeltaWei } from '../../domain/ledger/gate.ts';
import { lockedWei } from '../../domain/ledger/book.ts';
import { type EngineContext, chainKey } from '../context.ts';
import type { SupplyView } from '../readModel.ts';

export function supplyView(context: EngineContext): SupplyView {
  const { ledger, cursors, halts } = context.state;
  const { totals } = ledger;
  const height = (eid: number): string => cursors.get(eid as never)?.block.height.toString() ?? '0';
  const pendingIn = (eid: number): string => (totals.pendingInWei.get(eid as never) ?? 0n).toString();
  const perChain: SupplyView['perChain'] = {
    [chainKey(context, totals.homeEid)]: {
      supply: totals.home.totalSupplyWei.toString(),
      locked: lockedWei(totals).toString(),
      pendingIn: pendingIn(totals.homeEid),
      burned: totals.home.burnedWei.toString(),
      height: height(totals.homeEid),
    },
  };
  for (const [eid, book] of totals.spokes) {
    perChain[chainKey(context, eid)] = {
      supply: book.supplyWei.toString(),
      locked: '0',
      pendingIn: pendingIn(eid),
      burned: book.burnedExternallyWei.toString(),
      height: height(eid),
    };
  }
  const delta = supplyDeltaWei(ledger);
  return {
    exact: delta === 0n && ledger.unmatched.size === 0 && !halts.has('all'),
    delta: delta.toString(),
    perChain,
  };
}
