/** Items of a call with what this chain makes of them: leaf, page, place in the tree. */
import { PublicKey } from '@solana/web3.js';
import {
  decodeExecution,
  decodeItem,
  decodeItems,
  decodeMessage,
  type Eid,
  encodeItem,
  type Hex,
  hexToBytes,
  type Item,
  type Leaf,
  leafFromItem,
  type Message,
  solanaAddressToBytes32,
} from '../../protocol/index.ts';
import type { LaneAccount } from '../program/gatewayAccounts.ts';
import { pageOfNonce } from '../program/addresses.ts';
import { accountsNow } from '../reads/accountsAt.ts';
import { gatewayStateOrNull } from '../reads/gatewayState.ts';
import type { PlanContext } from './planContext.ts';
import { PlanRefused } from './plannedStep.ts';

export interface PlacedItem {
  readonly bytes: Uint8Array;
  readonly item: Item;
  readonly message: Message;
  readonly recipient: PublicKey;
  /** Compute units bought for the call. */
  readonly composeUnits: number;
  readonly buysAccount: boolean;
  readonly leaf: Leaf;
  readonly page: bigint;
}

export type Lanes = ReadonlyMap<number, LaneAccount>;

/** Lanes from the sources of these items. @throws PlanRefused for a chain without one; ChainError; MalformedAnswer */
export async function lanesOf(context: PlanContext, items: readonly Item[]): Promise<Lanes> {
  const { addresses, rpc, deployment } = context;
  if (items.some(({ dstEid }) => dstEid !== deployment.eid)) throw new PlanRefused('DestinationMismatch');
  const eids = [...new Set(items.map(({ srcEid }) => srcEid as number))];
  const accounts = await accountsNow(
    rpc,
    eids.map((eid) => addresses.lane(eid)),
  );
  return new Map(
    eids.map((eid, index) => {
      const lane = gatewayStateOrNull(context, { name: 'Lane', account: accounts[index] });
      if (lane === null) throw new PlanRefused('NoPeer');
      return [eid, lane];
    }),
  );
}

/** Several items. @throws the protocol's errors for bytes that are none */
export function readItems(bytes: Hex): readonly Item[] {
  return decodeItems(bytes);
}

/** One item. @throws the protocol's errors for bytes that are none */
export function readItem(bytes: Hex): Item {
  return decodeItem(bytes);
}

/** An item as this gateway will read it. @throws the protocol's errors */
export function placeItem(context: PlanContext, at: { item: Item; lanes: Lanes }): PlacedItem {
  const { item, lanes } = at;
  const { deployment } = context;
  const own = solanaAddressToBytes32(deployment.gateway);
  const message = decodeMessage(item.body);
  const { composeGas, openTokenAccount } = decodeExecution(item.execution);
  return {
    bytes: encodeItem(item),
    item,
    message,
    recipient: new PublicKey(hexToBytes(message.sendTo)),
    composeUnits: composeGas,
    buysAccount: openTokenAccount,
    leaf: leafFromItem({
      item,
      peers: (eid) => (eid === (deployment.eid as number) ? own : lanes.get(eid)?.peer),
      executingEid: deployment.eid,
      homeEid: deployment.homeEid as Eid,
    }),
    page: pageOfNonce(item.nonce),
  };
}
