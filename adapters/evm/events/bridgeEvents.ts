/**
 * Gateway logs of one transaction as neutral bridge events, in log order.
 *
 * Guarantee: a packet that comes out belongs to this gateway and this chain, has a recomputed guid, an execution derived from its
 * own options, and the fee of its own guid. Refuses the transaction with {@link LogMalformed} otherwise; events of the gateway
 * that no other part needs (OFTSent, OFTReceived, configuration) are known by name and passed over.
 */
import type { BridgeEvent, HeldResolvedEvent, PacketSentEvent } from '../../core/chainTypes.ts';
import {
  decodePacket,
  type Eid,
  eid,
  type Guid,
  guid,
  type Hex,
  hexToBytes,
  leaf,
  nonce,
  parseOptions,
  vmOfEid,
  wei,
} from '../../protocol/index.ts';
import type { EvmLog } from '../receipts/evmReceipt.ts';
import { decodeAbiEvent, LogMalformed } from './abiEvents.ts';
import { errorName } from './errorNames.ts';

type Args = Readonly<Record<string, unknown>>;
type Fees = ReadonlyMap<Guid, { readonly feeWei: bigint; readonly transitWei: bigint }>;

/** What the decoder knows of the transaction around a log. */
export interface EventScope {
  readonly eid: Eid;
  /** Lower case. */
  readonly gateway: Hex;
  /** Sender of the transaction. */
  readonly from: Hex;
}

/** The contracts write this where a queued item is not released by time (protocol §7: refill 0). */
const NEVER = 2n ** 64n - 1n;

const HELD_ACTIONS: Readonly<Record<number, HeldResolvedEvent['action']>> = { 1: 'release', 2: 'discard' };

/** Events of a transaction from the logs of the gateway. @throws LogMalformed */
export function bridgeEvents(args: { logs: readonly EvmLog[]; scope: EventScope }): readonly BridgeEvent[] {
  const decoded = args.logs.map(decodeAbiEvent);
  const fees = collectFees(decoded);
  return decoded.flatMap(({ name, args: values }) => {
    const event =
      name === 'PacketSent' ? packetSent({ values, scope: args.scope, fees }) : READERS[name]?.(values);
    return event === undefined ? [] : [event];
  });
}

const READERS: Readonly<Record<string, (a: Args) => BridgeEvent>> = {
  PacketDelivered: (a) => ({
    type: 'delivered',
    ...place(a),
    guid: guid(a['guid'] as Hex),
    leaf: leaf(a['leaf'] as Hex),
    amountWei: wei(a['amountWei'] as bigint),
  }),
  PacketQueued: (a) => ({
    type: 'queued',
    ...place(a),
    guid: guid(a['guid'] as Hex),
    leaf: leaf(a['leaf'] as Hex),
    amountWei: wei(a['amountWei'] as bigint),
    releaseAt: a['releaseAt'] === NEVER ? null : (a['releaseAt'] as bigint),
  }),
  TransitRecorded: (a) => ({
    type: 'transit',
    ...place(a),
    dstEid: eid(a['dstEid'] as number),
    leaf: leaf(a['leaf'] as Hex),
    amountWei: wei(a['amountWei'] as bigint),
  }),
  PacketFailed: (a) => ({
    type: 'itemFailed',
    ...place(a),
    guid: guid(a['guid'] as Hex),
    leaf: leaf(a['leaf'] as Hex),
    reason: errorName(a['reason'] as Hex),
  }),
  PacketHeld: (a) => ({ type: 'held', ...place(a), leaf: leaf(a['leaf'] as Hex) }),
  HeldResolved: (a) => ({
    type: 'heldResolved',
    leaf: leaf(a['leaf'] as Hex),
    action: heldAction(a['action']),
  }),
  ComposeDelivered: (a) => ({
    type: 'composeDelivered',
    guid: guid(a['guid'] as Hex),
    leaf: leaf(a['leaf'] as Hex),
  }),
  ComposeFailed: (a) => ({
    type: 'composeFailed',
    guid: guid(a['guid'] as Hex),
    leaf: leaf(a['leaf'] as Hex),
  }),
  BatchAccepted: (a) => ({
    type: 'batchAccepted',
    root: a['root'] as Hex,
    epoch: a['epoch'] as bigint,
    bitmap: a['bitmap'] as number,
    submitter: (a['submitter'] as string).toLowerCase(),
    done: a['done'] as number,
    failed: a['failed'] as number,
  }),
};

function place(a: Args) {
  return { srcEid: eid(a['srcEid'] as number), nonce: nonce(a['nonce'] as bigint) };
}

function heldAction(action: unknown): HeldResolvedEvent['action'] {
  const name = HELD_ACTIONS[action as number];
  if (name === undefined) throw new LogMalformed(`HeldResolved has unknown action ${String(action)}`);
  return name;
}

function collectFees(decoded: readonly { name: string; args: Args }[]): Fees {
  const fees = new Map<Guid, { feeWei: bigint; transitWei: bigint }>();
  for (const { name, args } of decoded) {
    if (name !== 'FeePaid') continue;
    const id = guid(args['guid'] as Hex);
    if (fees.has(id)) throw new LogMalformed(`FeePaid twice for ${id}`);
    fees.set(id, { feeWei: args['feeWei'] as bigint, transitWei: args['transitWei'] as bigint });
  }
  return fees;
}

function packetSent(args: { values: Args; scope: EventScope; fees: Fees }): PacketSentEvent {
  const { values, scope, fees } = args;
  if ((values['sendLibrary'] as string).toLowerCase() !== scope.gateway) {
    throw new LogMalformed('PacketSent names another send library');
  }
  const bytes = hexToBytes(values['encodedPayload'] as Hex);
  const packet = decodePacket(bytes);
  if (packet.srcEid !== scope.eid) throw new LogMalformed(`PacketSent is of chain ${packet.srcEid}`);
  if (packet.sender !== `0x${'0'.repeat(24)}${scope.gateway.slice(2)}`) {
    throw new LogMalformed(`PacketSent is of gateway ${packet.sender}`);
  }
  const fee = fees.get(packet.guid);
  if (fee === undefined) throw new LogMalformed(`PacketSent ${packet.guid} has no FeePaid`);
  const { execution } = parseOptions(values['options'] as Hex, { dstVm: vmOfEid(packet.dstEid) });
  return {
    type: 'packetSent',
    srcEid: packet.srcEid,
    dstEid: packet.dstEid,
    nonce: packet.nonce,
    guid: packet.guid,
    packet: bytes,
    execution,
    feeWei: wei(fee.feeWei),
    transitFeeWei: wei(fee.transitWei),
    sender: scope.from,
  };
}
