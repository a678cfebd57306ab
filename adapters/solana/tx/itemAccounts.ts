/**
 * The accounts that an item needs beside the gateway's own. Which ones depends on what the gateway will do with it: credit,
 * open a token account (only if it was bought), put the credit down to be claimed, or let it wait.
 */
import type { AccountMeta, PublicKey } from '@solana/web3.js';
import type { Lanes, PlacedItem } from './placedItem.ts';
import type { PlanContext } from './planContext.ts';
import { type CreditTarget, creditTargets } from './tokenAccounts.ts';

const MILLI_CXT_UNITS = 1_000_000n;

/** `null` = not needed. */
export interface ItemAccounts {
  readonly token: PublicKey | null;
  readonly owner: PublicKey | null;
  readonly queued: PublicKey | null;
  readonly credit: PublicKey | null;
  readonly compose: PublicKey | null;
}

const NONE: ItemAccounts = { token: null, owner: null, queued: null, credit: null, compose: null };

/** In the order in which the program takes them, with their flags. */
const PLACES = [
  { name: 'token', flag: 1, isWritable: true },
  { name: 'owner', flag: 2, isWritable: false },
  { name: 'queued', flag: 4, isWritable: true },
  { name: 'credit', flag: 8, isWritable: true },
  { name: 'compose', flag: 16, isWritable: true },
] as const;

/** How much may still come in before it has to wait. */
export interface InboundRoom {
  readonly lanes: Lanes;
  readonly supplyUnits: bigint;
  readonly supplyCapUnits: bigint;
}

/** Accounts for items that are delivered in this order. @throws ChainError; MalformedAnswer */
export async function deliveryAccounts(
  context: PlanContext,
  at: { items: readonly PlacedItem[]; room: InboundRoom },
): Promise<readonly ItemAccounts[]> {
  const waits = waitsOf(at);
  const credits = await creditAccounts(context, at.items);
  return at.items.map((item, index) => {
    const queued = context.addresses.queued(item.leaf);
    if (waits[index] === 'surely') return { ...NONE, queued };
    return { ...(credits[index] ?? NONE), queued: waits[index] === 'perhaps' ? queued : null };
  });
}

/** Accounts for crediting items, now. @throws ChainError; MalformedAnswer */
export async function creditAccounts(
  context: PlanContext,
  items: readonly PlacedItem[],
): Promise<readonly ItemAccounts[]> {
  const credited = items.filter(({ message }) => message.amountUnits > 0n);
  const targets = await creditTargets(
    context,
    credited.map(({ recipient }) => recipient),
  );
  const targetOf = new Map(credited.map((item, index) => [item.leaf, targets[index]]));
  return items.map((item) => creditAccountsOf({ context, item, target: targetOf.get(item.leaf) }));
}

function creditAccountsOf(at: {
  context: PlanContext;
  item: PlacedItem;
  target: CreditTarget | undefined;
}): ItemAccounts {
  const { context, item, target } = at;
  const { addresses } = context;
  const compose = item.message.compose === undefined ? null : addresses.compose(item.leaf);
  if (target === undefined) return { ...NONE, compose };
  const { token } = target;
  if (target.kind === 'usable') return { ...NONE, token, compose };
  if (target.kind === 'vacant' && item.buysAccount) return { ...NONE, token, owner: item.recipient, compose };
  // A call waits together with its credit.
  return { ...NONE, token, credit: addresses.credit(item.leaf) };
}

/** The debt that is stored is at least the debt that the gateway will find: time only pays it off. */
function waitsOf(at: {
  items: readonly PlacedItem[];
  room: InboundRoom;
}): readonly ('surely' | 'perhaps' | 'no')[] {
  const { lanes, supplyCapUnits } = at.room;
  const debts = new Map([...lanes].map(([eid, { debtMilli }]) => [eid, debtMilli]));
  let supply = at.room.supplyUnits;
  return at.items.map(({ item, message }) => {
    const lane = lanes.get(item.srcEid);
    const units: bigint = message.amountUnits;
    if (lane === undefined || units === 0n) return 'no';
    const debt = (debts.get(item.srcEid) ?? 0n) + (units + MILLI_CXT_UNITS - 1n) / MILLI_CXT_UNITS;
    debts.set(item.srcEid, debt);
    if (units > lane.thresholdMilli * MILLI_CXT_UNITS) return 'surely';
    supply += units;
    return debt > lane.capacityMilli || supply > supplyCapUnits ? 'perhaps' : 'no';
  });
}

/** Flags and metas as `deliver` takes them. */
export function asRemaining(accounts: ItemAccounts): { flags: number; metas: readonly AccountMeta[] } {
  const given = PLACES.flatMap(({ name, flag, isWritable }) => {
    const pubkey = accounts[name];
    return pubkey === null ? [] : [{ flag, meta: { pubkey, isSigner: false, isWritable } }];
  });
  return {
    flags: given.reduce((sum, { flag }) => sum + flag, 0),
    metas: given.map(({ meta }) => meta),
  };
}
