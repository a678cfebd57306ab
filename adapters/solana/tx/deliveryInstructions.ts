/** The instructions that deliver items (solana design §1). */
import type { AccountMeta, TransactionInstruction } from '@solana/web3.js';
import { concatBytes, type Hex, hexToBytes } from '../../protocol/index.ts';
import { gatewayInstruction } from '../program/gatewayInstruction.ts';
import { asRemaining, type ItemAccounts } from './itemAccounts.ts';
import type { PlacedItem } from './placedItem.ts';
import type { PlanContext } from './planContext.ts';

export interface SignedBatch {
  /** Compact form, 65 bytes. */
  readonly attestation: Hex;
  readonly signatures: Hex;
  readonly epoch: bigint;
  readonly root: Hex;
}

/** An item with its accounts. */
export interface EquippedItem extends PlacedItem {
  readonly accounts: ItemAccounts;
}

/** All items of a batch, signatures included, in one instruction. */
export function deliverInstruction(
  context: PlanContext,
  at: { batch: SignedBatch; items: readonly EquippedItem[] },
): TransactionInstruction {
  const { addresses, payer } = context;
  const { batch, items } = at;
  const first = items[0] as EquippedItem;
  const remaining: AccountMeta[] = [];
  let previous = first;
  for (const item of items) {
    remaining.push(...turnAccounts({ context, previous, item }), ...asRemaining(item.accounts).metas);
    previous = item;
  }
  return gatewayInstruction(addresses, {
    name: 'deliver',
    args: {
      attestation: hexToBytes(batch.attestation),
      signatures: hexToBytes(batch.signatures),
      items: concatBytes(items.map(({ bytes }) => bytes)),
      accountsOfItems: Uint8Array.from(items.map(({ accounts }) => asRemaining(accounts).flags)),
    },
    accounts: {
      payer,
      signer_set: addresses.signerSet(batch.epoch),
      lane: addresses.lane(first.item.srcEid),
      nonces: pageOf(context, first),
    },
    remaining,
  });
}

/** Stores the root of a batch. */
export function attestInstruction(context: PlanContext, batch: SignedBatch): TransactionInstruction {
  const { addresses, payer } = context;
  return gatewayInstruction(addresses, {
    name: 'attest',
    args: { attestation: hexToBytes(batch.attestation), signatures: hexToBytes(batch.signatures) },
    accounts: { payer, signer_set: addresses.signerSet(batch.epoch), root: addresses.root(batch.root) },
  });
}

/** One item under a stored root. `epoch` is the one that signed the root. */
export function deliverProvenInstruction(
  context: PlanContext,
  at: { root: Hex; epoch: bigint; item: EquippedItem; index: number; proof: readonly Hex[] },
): TransactionInstruction {
  const { addresses, payer } = context;
  const { token, owner, queued, credit, compose } = at.item.accounts;
  return gatewayInstruction(addresses, {
    name: 'deliver_proven',
    args: { item: at.item.bytes, index: at.index, proof: at.proof.map((node) => hexToBytes(node)) },
    accounts: {
      payer,
      signer_set: addresses.signerSet(at.epoch),
      root: addresses.root(at.root),
      lane: addresses.lane(at.item.item.srcEid),
      nonces: pageOf(context, at.item),
      token_account: token,
      owner,
      queued,
      credit,
      compose,
    },
  });
}

/** Opens the page of an item's nonce. */
export function openNoncesInstruction(
  context: PlanContext,
  at: { srcEid: number; page: bigint },
): TransactionInstruction {
  const { addresses, payer } = context;
  return gatewayInstruction(addresses, {
    name: 'open_nonces',
    args: at,
    accounts: { payer, lane: addresses.lane(at.srcEid), nonces: addresses.noncePage(at) },
  });
}

/** Lane and page before an item of another source, the page alone before one of another page. */
function turnAccounts(at: {
  context: PlanContext;
  previous: PlacedItem;
  item: PlacedItem;
}): readonly AccountMeta[] {
  const { context, previous, item } = at;
  const writable = { isSigner: false, isWritable: true };
  const lane = { pubkey: context.addresses.lane(item.item.srcEid), ...writable };
  const page = { pubkey: pageOf(context, item), ...writable };
  if (item.item.srcEid !== previous.item.srcEid) return [lane, page];
  return item.page === previous.page ? [] : [page];
}

function pageOf({ addresses }: PlanContext, { item, page }: PlacedItem) {
  return addresses.noncePage({ srcEid: item.srcEid, page });
}
