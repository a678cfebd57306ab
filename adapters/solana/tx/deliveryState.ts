/** What the chain has of a batch already: used nonces, pages, the stored root; and how much room is left. */
import type { Hex } from '../../protocol/index.ts';
import { CLOCK_SYSVAR } from '../program/addresses.ts';
import type { AttestedRootAccount } from '../program/gatewayAccounts.ts';
import { accountsNow } from '../reads/accountsAt.ts';
import { chainClock } from '../reads/chainClock.ts';
import { gatewayState, gatewayStateOrNull } from '../reads/gatewayState.ts';
import { mintSupply } from '../reads/mintSupply.ts';
import { isNonceUsed } from '../reads/noncesUsed.ts';
import type { InboundRoom } from './itemAccounts.ts';
import type { Lanes, PlacedItem } from './placedItem.ts';
import type { PlanContext } from './planContext.ts';

export interface DeliveryState {
  readonly room: InboundRoom;
  /** The stored root while it can be delivered from. */
  readonly root: AttestedRootAccount | null;
  /** Pages that the items need and that are not open. */
  readonly missingPages: readonly { readonly srcEid: number; readonly page: bigint }[];
  isUsed(item: PlacedItem): boolean;
}

/** @throws ChainError; MalformedAnswer */
export async function deliveryState(
  context: PlanContext,
  at: { items: readonly PlacedItem[]; lanes: Lanes; root: Hex },
): Promise<DeliveryState> {
  const { addresses, rpc } = context;
  const pages = [
    ...new Map(
      at.items.map(({ item, page }) => [`${item.srcEid}/${page}`, { srcEid: item.srcEid as number, page }]),
    ).values(),
  ];
  const [clock, config, mint, root, ...pageAccounts] = await accountsNow(rpc, [
    CLOCK_SYSVAR,
    addresses.config,
    addresses.mint,
    addresses.root(at.root),
    ...pages.map((page) => addresses.noncePage(page)),
  ]);
  const { supplyCapUnits, currentEpoch } = gatewayState(context, { name: 'Config', account: config });
  const open = new Map(
    pages.map(({ srcEid, page }, index) => [
      `${srcEid}/${page}`,
      gatewayStateOrNull(context, { name: 'NoncePage', account: pageAccounts[index] }),
    ]),
  );
  const stored = gatewayStateOrNull(context, { name: 'AttestedRoot', account: root });
  const isGood = stored !== null && stored.notAfter >= chainClock(clock) && stored.epoch >= currentEpoch;
  return {
    room: { lanes: at.lanes, supplyUnits: mintSupply(mint), supplyCapUnits },
    root: isGood ? stored : null,
    missingPages: pages.filter(({ srcEid, page }) => open.get(`${srcEid}/${page}`) === null),
    isUsed({ item, page }) {
      const state = open.get(`${item.srcEid}/${page}`) ?? null;
      return state !== null && isNonceUsed(state, item.nonce);
    },
  };
}
