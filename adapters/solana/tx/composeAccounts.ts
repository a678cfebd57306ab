/**
 * Accounts that a receiver's call needs, as the receiver says itself: its read-only instruction `cxt_compose_accounts` takes the
 * same arguments as the call and returns them (solana design §1). A receiver without that instruction needs none.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { type AccountMeta, PublicKey, TransactionInstruction } from '@solana/web3.js';
import { Buffer } from 'buffer';
import { concatBytes, hexToBytes, packetGuid, solanaAddressToBytes32 } from '../../protocol/index.ts';
import { littleEndian } from '../program/addresses.ts';
import type { Lanes, PlacedItem } from './placedItem.ts';
import type { PlanContext } from './planContext.ts';
import { simulate } from './simulate.ts';

const INSTRUCTION = 'global:cxt_compose_accounts';
/** Key and writability. */
const ENTRY_BYTES = 33;
/** More cannot be named in one transaction beside the call itself. */
const MOST = 32;

/** @throws ChainError; MalformedAnswer */
export async function composeAccounts(
  context: PlanContext,
  at: { item: PlacedItem; lanes: Lanes; target: PublicKey },
): Promise<readonly AccountMeta[]> {
  const instruction = new TransactionInstruction({
    programId: at.target,
    keys: [{ pubkey: at.item.recipient, isSigner: false, isWritable: false }],
    data: Buffer.from(argumentsOf({ context, ...at })),
  });
  const run = await simulate(context.rpc, {
    ...context,
    program: context.addresses.program,
    instructions: [instruction],
  });
  return run.ok ? readAccounts(run.returnData) : [];
}

function argumentsOf(at: { context: PlanContext; item: PlacedItem; lanes: Lanes }): Uint8Array {
  const { context, item, lanes } = at;
  const { srcEid, dstEid, nonce } = item.item;
  const { compose, amountUnits } = item.message;
  const body = compose?.composeMsg ?? new Uint8Array();
  const guid = packetGuid({
    nonce,
    srcEid,
    sender: lanes.get(srcEid)?.peer ?? '0x',
    dstEid,
    receiver: solanaAddressToBytes32(context.deployment.gateway),
  });
  return concatBytes([
    sha256(new TextEncoder().encode(INSTRUCTION)).slice(0, 8),
    hexToBytes(guid),
    littleEndian(BigInt(srcEid), 4),
    hexToBytes(compose?.composeFrom ?? '0x'),
    littleEndian(amountUnits, 8),
    littleEndian(BigInt(body.length), 4),
    body,
  ]);
}

function readAccounts(data: Uint8Array): readonly AccountMeta[] {
  if (data.length < 4) return [];
  const count = new DataView(data.buffer, data.byteOffset).getUint32(0, true);
  // What returns something else is no such instruction.
  if (count > MOST || data.length !== 4 + count * ENTRY_BYTES) return [];
  return Array.from({ length: count }, (_, index) => {
    const offset = 4 + index * ENTRY_BYTES;
    const pubkey = new PublicKey(data.slice(offset, offset + 32));
    return { pubkey, isSigner: false, isWritable: data[offset + 32] === 1 };
  });
}
