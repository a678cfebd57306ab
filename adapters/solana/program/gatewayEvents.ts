/** Events of the gateway as they stand in the data of its self-CPI instructions (solana design §1). */
import { BorshEventCoder } from '@coral-xyz/anchor';
import { Buffer } from 'buffer';
import type { Hex } from '../../protocol/index.ts';
import { GATEWAY_IDL } from './gatewayIdl.ts';
import { plainValue } from './plainValue.ts';

interface ItemEvent {
  readonly srcEid: number;
  readonly nonce: bigint;
  readonly guid: Hex;
  readonly leaf: Hex;
}

export interface GatewayEvents {
  readonly PacketSent: {
    readonly encodedPayload: Uint8Array;
    readonly options: Uint8Array;
    readonly sendLibrary: string;
  };
  readonly FeePaid: { readonly guid: Hex; readonly feeWei: bigint; readonly transitWei: bigint };
  readonly PacketDelivered: ItemEvent & { readonly amountUnits: bigint };
  readonly PacketQueued: ItemEvent & { readonly amountUnits: bigint; readonly releaseAt: bigint };
  readonly PacketClaimable: ItemEvent & { readonly amountUnits: bigint; readonly recipient: string };
  readonly PacketFailed: ItemEvent & { readonly reason: number };
  readonly BatchAccepted: {
    readonly root: Hex;
    readonly epoch: bigint;
    readonly bitmap: number;
    readonly submitter: string;
    readonly done: number;
    readonly failed: number;
  };
  readonly RootAttested: {
    readonly root: Hex;
    readonly epoch: bigint;
    readonly bitmap: number;
    readonly attester: string;
    readonly count: number;
    readonly notAfter: bigint;
  };
  readonly ComposeDelivered: { readonly guid: Hex; readonly leaf: Hex };
}

/** An event by its name. */
export type GatewayEvent = {
  readonly [Name in keyof GatewayEvents]: { readonly name: Name; readonly data: GatewayEvents[Name] };
}[keyof GatewayEvents];

const coder = new BorshEventCoder(GATEWAY_IDL);

/** First eight bytes of an instruction that carries an event (Anchor: `sha256("anchor:event")[..8]`). */
export const EVENT_TAG: readonly number[] = [0xe4, 0x45, 0xa5, 0x2e, 0x51, 0xcb, 0x9a, 0x1d];

/** Event of instruction data after the tag; `null` when it is none of the IDL's. */
export function decodeGatewayEvent(data: Uint8Array): GatewayEvent | null {
  const decoded = coder.decode(Buffer.from(data).toString('base64'));
  if (decoded === null) return null;
  return { name: decoded.name, data: plainValue(decoded.data) } as GatewayEvent;
}
