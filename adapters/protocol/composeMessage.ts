/**
 * What a compose receiver is called with: LayerZero's OFTComposeMsg (protocol §4).
 */
import { type BytesLike, toBytes } from './hex.ts';
import { decodeLayout, encodeLayout, type Layout, type LayoutInput, type LayoutValue } from './layout.ts';

/** Fields of an OFTComposeMsg; `amountLDWei` is in local decimals (wei on EVM). */
export const COMPOSE_MESSAGE_LAYOUT = [
  { name: 'nonce', type: 'nonce' },
  { name: 'srcEid', type: 'eid' },
  { name: 'amountLDWei', type: 'wei256' },
  { name: 'composeFrom', type: 'bytes32' },
  { name: 'composeMsg', type: 'rest' },
] as const satisfies Layout;

/** Decoded OFTComposeMsg. */
export type OftComposeMessage = LayoutValue<typeof COMPOSE_MESSAGE_LAYOUT>;

/** Encodes an OFTComposeMsg. @throws CXT_WIRE_INTEGER_RANGE, CXT_WIRE_LENGTH, CXT_WIRE_HEX_INVALID */
export function encodeOftComposeMessage(message: LayoutInput<typeof COMPOSE_MESSAGE_LAYOUT>): Uint8Array {
  return encodeLayout(COMPOSE_MESSAGE_LAYOUT, message);
}

/** Decodes an OFTComposeMsg. @throws CXT_WIRE_TRUNCATED, CXT_WIRE_HEX_INVALID */
export function decodeOftComposeMessage(message: BytesLike): OftComposeMessage {
  return decodeLayout(COMPOSE_MESSAGE_LAYOUT, toBytes(message));
}
