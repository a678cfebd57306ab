/**
 * A user sends: dust removed, fee quoted and charged, amount locked (home) or burned (spoke), packet numbered, lane hash advanced
 * (protocol §3, §4, §8, §10).
 */
import type { Hex } from '../core/index.ts';
import {
  bytesToHex,
  type Eid,
  encodeMessage,
  encodePacket,
  hexToBytes,
  isWireAddress,
  leafHash,
  type Guid,
  type Nonce,
  nextLaneHash,
  quoteFee,
  removeDust,
  type Units,
  type Vm,
  type Wei,
} from '../protocol/index.ts';
import type { ExecutionContext } from './executionContext.ts';
import { accountToBytes32, isHome, MAX_COMPOSE_GAS, MAX_MESSAGE_BYTES } from './gatewayConfig.ts';
import { laneKey, packetKey } from './gatewayState.ts';
import { GAS } from './gasMeter.ts';
import { Revert } from './revert.ts';
import type { UserCall } from './simTransaction.ts';
import { creditOutbound, FULL_BUCKET } from './tokenBucket.ts';
import { burnToken, transferToken } from './tokenMoves.ts';

type SendCall = Extract<UserCall, { kind: 'send' }>;

const WEI_PER_UNIT = 10n ** 9n;
const GUID_OFFSET = 81;
const HEADER_BYTES = 113;
/** Bit 31 of `execution` (protocol §3). */
const OPEN_ACCOUNT = 2 ** 31;

/** Runs a `send`. Throws `Revert` with the contract's error name. */
export function sendPacket(context: ExecutionContext, call: SendCall): void {
  const { config, state } = context;
  context.gas.charge(GAS.send);
  const dstEid = call.dstEid as Eid;
  const peer = config.peers.get(dstEid);
  const table = config.feeTables.get(dstEid);
  if (peer === undefined || table === undefined) throw new Revert('NoPeer', String(dstEid));
  const amountWei = removeDust(call.amountWei);
  const message = buildMessage(context, { call, amountWei });
  const isTransit = !isHome(config) && dstEid !== config.homeEid;
  const feeWei = quoteFee({
    table,
    messageLength: message.length,
    composeGas: call.composeGas,
    openAccount: call.openAccount === true,
    transit: isTransit,
  });
  const transitFeeWei = (isTransit ? table.transit : 0n) as Wei;
  if (feeWei > call.maxFeeWei) throw new Revert('FeeAboveMaximum', `${feeWei} above ${call.maxFeeWei}`);
  takeAmount(context, { dstEid, amountWei, feeWei });
  const lane = state.outboundLane(dstEid);
  const nonce = lane.nonce + 1n;
  const packet = encodePacket(
    {
      nonce: nonce as Nonce,
      srcEid: config.localEid,
      sender: accountToBytes32(config.gateway),
      dstEid,
      receiver: peer,
      message,
    },
    { vmOf: config.vmOf },
  );
  const execution = call.composeGas + (call.openAccount === true ? OPEN_ACCOUNT : 0);
  const leaf = leafHash({ execution, packet });
  const guid = bytesToHex(packet.subarray(GUID_OFFSET, HEADER_BYTES)) as Guid;
  state.outbound.set(dstEid, { nonce, laneHash: nextLaneHash(lane.laneHash, leaf) });
  const place = { srcEid: config.localEid, dstEid, nonce };
  const { height, sender } = context;
  state.sent.set(packetKey(place), {
    ...place,
    key: packetKey(place),
    guid,
    leaf,
    amountWei,
    sender,
    height,
    timestamp: context.now,
  });
  state.addLaneTotal({ lane: laneKey(place), total: 'sentWei', amountWei });
  context.events.push({
    type: 'packetSent',
    ...place,
    nonce: nonce as Nonce,
    guid,
    packet,
    execution,
    feeWei,
    transitFeeWei,
    sender,
  });
}

function buildMessage(context: ExecutionContext, at: { call: SendCall; amountWei: bigint }): Uint8Array {
  const { call, amountWei } = at;
  const vm = context.config.vmOf(call.dstEid);
  const composeMsg = hexToBytes(call.composeMsg);
  if (amountWei === 0n && composeMsg.length === 0) throw new Revert('NothingToSend');
  if (!isRecipient(call.to, vm)) throw new Revert('InvalidRecipient', call.to);
  if (call.composeGas > MAX_COMPOSE_GAS[vm]) throw new Revert('ComposeGasTooHigh', String(call.composeGas));
  if (call.openAccount === true && vm !== 'svm') throw new Revert('OptionRefused', 'openAccount');
  const length = composeMsg.length === 0 ? 40 : 72 + composeMsg.length;
  if (length > MAX_MESSAGE_BYTES[vm]) throw new Revert('MessageTooLong', String(length));
  return encodeMessage({
    sendTo: call.to,
    amountUnits: (amountWei / WEI_PER_UNIT) as Units,
    compose:
      composeMsg.length === 0 ? undefined : { composeFrom: accountToBytes32(context.sender), composeMsg },
  });
}

function isRecipient(to: Hex, vm: Vm): boolean {
  return /^0x[0-9a-f]{64}$/.test(to) && isWireAddress({ bytes: hexToBytes(to), offset: 0, vm });
}

function takeAmount(context: ExecutionContext, at: { dstEid: Eid; amountWei: bigint; feeWei: bigint }): void {
  const { config, state, sender } = context;
  const { dstEid, amountWei, feeWei } = at;
  if (isHome(config)) {
    const outstandingWei = state.outstandingWei.get(dstEid) ?? 0n;
    if (outstandingWei + amountWei > config.destinationCapWei) throw new Revert('DestinationCapExceeded');
    transferToken(context, { from: sender, to: config.gateway, amountWei });
    transferToken(context, { from: sender, to: config.feeSettlement, amountWei: feeWei });
    state.outstandingWei.set(dstEid, outstandingWei + amountWei);
  } else {
    burnToken(context, { from: sender, amountWei });
    transferToken(context, { from: sender, to: config.gateway, amountWei: feeWei });
  }
  const limits = config.inboundLimits.get(dstEid);
  if (limits === undefined || amountWei === 0n) return;
  const bucket = state.buckets.get(dstEid);
  if (bucket === undefined || bucket.debtMilli === 0n) return;
  state.buckets.set(
    dstEid,
    creditOutbound({ limits, state: bucket ?? FULL_BUCKET, now: context.now, amountWei }),
  );
}
