/**
 * An item as the executing gateway understands it: sender, receiver and guid recomputed from its own peer table, leaf rebuilt
 * (protocol §5, §7). What cannot be rebuilt is refused as a whole.
 */
import type { Hex } from '../core/index.ts';
import {
  bytesToHex,
  decodeItem,
  decodeItems,
  decodeLayout,
  type Eid,
  encodePacket,
  type Guid,
  type Item,
  type Leaf,
  leafHash,
  leafHashFromParts,
  type Nonce,
  encodePacketHeader,
  ProtocolError,
  TRANSIT_BODY_LAYOUT,
  type Wei,
} from '../protocol/index.ts';
import { accountToBytes32, type GatewayConfig, isHome } from './gatewayConfig.ts';
import { packetKey } from './gatewayState.ts';
import { Revert } from './revert.ts';

/** One item of a batch, rebuilt. */
export interface InboundItem {
  /** `transit`: home records it and credits nobody. */
  readonly kind: 'message' | 'transit';
  readonly key: string;
  readonly srcEid: Eid;
  readonly dstEid: Eid;
  readonly nonce: Nonce;
  readonly guid: Guid;
  readonly leaf: Leaf;
  readonly amountWei: Wei;
  /** Account to credit; empty for a transit. */
  readonly recipient: string;
  /** Gas bought for the call; `null` = no call. */
  readonly composeGas: number | null;
  /** The sender bought opening the recipient's token account (Solana). */
  readonly opensAccount: boolean;
}

const WEI_PER_UNIT = 10n ** 9n;
const HEADER_BYTES = 113;
const GUID_OFFSET = 81;
const COMPOSE_GAS_MASK = 0x7fff_ffff;

/** Reads exactly one item. Throws `Revert('ItemRefused')` with the protocol's code. */
export function readInboundItem(config: GatewayConfig, item: Hex): InboundItem {
  return refusing(() => rebuild(config, decodeItem(item)));
}

/** Reads all items of a bundle. Throws `Revert('ItemRefused')` with the protocol's code. */
export function readInboundItems(config: GatewayConfig, items: Hex): InboundItem[] {
  return refusing(() => decodeItems(items).map((item) => rebuild(config, item)));
}

function rebuild(config: GatewayConfig, item: Item): InboundItem {
  const { localEid } = config;
  if (item.srcEid === localEid) throw new Revert('NoPeer', String(item.srcEid));
  const sender = peerOf(config, item.srcEid);
  if (item.dstEid === localEid) return rebuildMessage(config, { item, sender });
  if (!isHome(config)) throw new Revert('DestinationMismatch', String(item.dstEid));
  return rebuildTransit({ item, sender, receiver: peerOf(config, item.dstEid) });
}

function rebuildMessage(config: GatewayConfig, at: { item: Item; sender: Hex }): InboundItem {
  const { item, sender } = at;
  const { srcEid, dstEid, nonce, execution, body } = item;
  const receiver = accountToBytes32(config.gateway);
  const packet = encodePacket(
    { nonce, srcEid, sender, dstEid, receiver, message: body },
    { vmOf: config.vmOf },
  );
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  return {
    kind: 'message',
    key: packetKey(item),
    srcEid,
    dstEid,
    nonce,
    guid: guidOf(packet),
    leaf: leafHash({ execution, packet }),
    amountWei: (view.getBigUint64(32) * WEI_PER_UNIT) as Wei,
    recipient: bytesToHex(body.subarray(config.vm === 'evm' ? 12 : 0, 32)),
    composeGas: body.length > 40 ? execution & COMPOSE_GAS_MASK : null,
    opensAccount: execution > COMPOSE_GAS_MASK,
  };
}

function rebuildTransit(at: { item: Item; sender: Hex; receiver: Hex }): InboundItem {
  const { item, sender, receiver } = at;
  const { srcEid, dstEid, nonce, execution } = item;
  const { amountUnits, messageHash } = decodeLayout(TRANSIT_BODY_LAYOUT, item.body);
  if (amountUnits === 0n) throw new Revert('AmountZero');
  const header = encodePacketHeader({ nonce, srcEid, sender, dstEid, receiver });
  return {
    kind: 'transit',
    key: packetKey(item),
    srcEid,
    dstEid,
    nonce,
    guid: guidOf(header),
    leaf: leafHashFromParts({ execution, amountUnits, header, messageHash }),
    amountWei: (amountUnits * WEI_PER_UNIT) as Wei,
    recipient: '',
    composeGas: null,
    opensAccount: false,
  };
}

function guidOf(packet: Uint8Array): Guid {
  return bytesToHex(packet.subarray(GUID_OFFSET, HEADER_BYTES)) as Guid;
}

function peerOf(config: GatewayConfig, eid: Eid): Hex {
  const peer = config.peers.get(eid);
  if (peer === undefined) throw new Revert('NoPeer', String(eid));
  return peer;
}

/** Runs a decoder of the protocol library inside a transaction. */
export function refusing<Result>(decode: () => Result, reason = 'ItemRefused'): Result {
  try {
    return decode();
  } catch (error) {
    if (error instanceof ProtocolError) throw new Revert(reason, error.code);
    throw error;
  }
}
