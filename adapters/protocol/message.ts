/**
 * Token message: credit CXT to `sendTo`, then optionally a call (protocol §4, OFT layout).
 *
 * Guarantee: a decoded message has 40 or more than 72 bytes and an amount between 0 and the total supply, 0 only with a
 * compose. Whether addresses fit their chains is checked where the chains are known: see packet.ts and items.ts.
 */
import { TOTAL_SUPPLY_UNITS } from './amounts.ts';
import { isWireAddress } from './address.ts';
import type { Vm } from './endpoints.ts';
import { ProtocolError } from './errors.ts';
import { type BytesLike, type Hex, toBytes } from './hex.ts';
import { decodeLayout, encodeLayout, type Layout, readBigUint } from './layout.ts';
import type { Units } from './ids.ts';

/** Message without a call. */
export const MESSAGE_LAYOUT = [
  { name: 'sendTo', type: 'bytes32' },
  { name: 'amountUnits', type: 'units' },
] as const satisfies Layout;

/** Message with a call. */
export const COMPOSED_MESSAGE_LAYOUT = [
  ...MESSAGE_LAYOUT,
  { name: 'composeFrom', type: 'bytes32' },
  { name: 'composeMsg', type: 'rest' },
] as const satisfies Layout;

/** Bytes of a message without a call. */
export const MESSAGE_BYTES = 40;
/** Bytes before the body of a call. */
export const COMPOSE_PREFIX_BYTES = 72;
/** Most bytes of a message between EVM chains (protocol §4). */
export const MAX_MESSAGE_BYTES_EVM = 10_000;
/** Most bytes of a message to Solana (protocol §4). */
export const MAX_MESSAGE_BYTES_SVM = 480;

/** Call that follows the credit. */
export type Compose = { readonly composeFrom: Hex; readonly composeMsg: Uint8Array };

/** Decoded message. */
export type Message = { readonly sendTo: Hex; readonly amountUnits: Units; readonly compose?: Compose };

/** What {@link encodeMessage} takes. */
export type MessageInput = {
  readonly sendTo: Hex;
  readonly amountUnits: Units;
  readonly compose?: { readonly composeFrom: Hex; readonly composeMsg: BytesLike } | undefined;
};

/**
 * Encodes a message.
 * @throws the codes of {@link assertMessage}, and of the field encoders
 */
export function encodeMessage(message: MessageInput): Uint8Array {
  const { sendTo, amountUnits, compose } = message;
  const bytes =
    compose === undefined
      ? encodeLayout(MESSAGE_LAYOUT, { sendTo, amountUnits })
      : encodeLayout(COMPOSED_MESSAGE_LAYOUT, { sendTo, amountUnits, ...compose });
  if (compose !== undefined && bytes.length === COMPOSE_PREFIX_BYTES) {
    throw new ProtocolError('CXT_WIRE_MESSAGE_COMPOSE_EMPTY');
  }
  assertMessage({ bytes, offset: 0 });
  return bytes;
}

/** Decodes a message. @throws the codes of {@link assertMessage}; CXT_WIRE_HEX_INVALID */
export function decodeMessage(message: BytesLike): Message {
  const bytes = toBytes(message);
  assertMessage({ bytes, offset: 0 });
  if (bytes.length === MESSAGE_BYTES) return decodeLayout(MESSAGE_LAYOUT, bytes);
  const { sendTo, amountUnits, composeFrom, composeMsg } = decodeLayout(COMPOSED_MESSAGE_LAYOUT, bytes);
  return { sendTo, amountUnits, compose: { composeFrom, composeMsg } };
}

/**
 * Checks length and amount of the message that starts at `offset` and runs to the end.
 * @throws CXT_WIRE_MESSAGE_EMPTY, CXT_WIRE_MESSAGE_SHORT, CXT_WIRE_MESSAGE_TRAILING, CXT_WIRE_MESSAGE_COMPOSE_EMPTY,
 *   CXT_WIRE_AMOUNT_ZERO, CXT_WIRE_AMOUNT_OVER_SUPPLY
 */
export function assertMessage(args: { bytes: Uint8Array; offset: number }): void {
  const length = args.bytes.length - args.offset;
  assertMessageLength(length);
  const amountUnits = readBigUint(args.bytes, args.offset + 32, 8);
  // SAFETY: an amount above the supply cannot have been locked or burned; nothing may be credited for it.
  if (amountUnits > TOTAL_SUPPLY_UNITS)
    throw new ProtocolError('CXT_WIRE_AMOUNT_OVER_SUPPLY', { amountUnits });
  if (amountUnits === 0n && length === MESSAGE_BYTES) throw new ProtocolError('CXT_WIRE_AMOUNT_ZERO');
}

/**
 * Checks the length of a message: exactly 40, or more than 72 bytes.
 * @throws CXT_WIRE_MESSAGE_EMPTY, CXT_WIRE_MESSAGE_SHORT, CXT_WIRE_MESSAGE_TRAILING, CXT_WIRE_MESSAGE_COMPOSE_EMPTY
 */
export function assertMessageLength(length: number): void {
  if (length === 0) throw new ProtocolError('CXT_WIRE_MESSAGE_EMPTY');
  if (length < MESSAGE_BYTES) throw new ProtocolError('CXT_WIRE_MESSAGE_SHORT', { length });
  if (length === COMPOSE_PREFIX_BYTES) throw new ProtocolError('CXT_WIRE_MESSAGE_COMPOSE_EMPTY', { length });
  if (length > MESSAGE_BYTES && length < COMPOSE_PREFIX_BYTES) {
    throw new ProtocolError('CXT_WIRE_MESSAGE_TRAILING', { length });
  }
}

/**
 * Checks that the addresses in a message that passed {@link assertMessage} fit its chains, and its size the lane.
 * @throws CXT_WIRE_RECIPIENT, CXT_WIRE_COMPOSE_FROM, CXT_WIRE_MESSAGE_OVERSIZE
 */
export function assertMessageFitsLane(args: {
  bytes: Uint8Array;
  offset: number;
  srcVm: Vm;
  dstVm: Vm;
}): void {
  const { bytes, offset, srcVm, dstVm } = args;
  const length = bytes.length - offset;
  const limit = dstVm === 'svm' ? MAX_MESSAGE_BYTES_SVM : MAX_MESSAGE_BYTES_EVM;
  if (length > limit) throw new ProtocolError('CXT_WIRE_MESSAGE_OVERSIZE', { length, limit });
  if (!isWireAddress({ bytes, offset, vm: dstVm })) throw new ProtocolError('CXT_WIRE_RECIPIENT');
  if (length > MESSAGE_BYTES && !isWireAddress({ bytes, offset: offset + MESSAGE_BYTES, vm: srcVm })) {
    throw new ProtocolError('CXT_WIRE_COMPOSE_FROM');
  }
}
