/**
 * All messages of the devnet by guid and leaf, built from gateway logs alone: nothing a relayer says enters here.
 *
 * Keeps deliveries whose message was never sent apart (`unmatched`), because they would be forgeries.
 */
import { decodePacket, leafHash, parseOptions } from '@cxt-bridge/adapters/protocol';
import { type Hex, type Log, parseEventLogs } from 'viem';

import { gatewayAbi } from '../../../adapters/evm/abi/gateway.ts';
import { type ChainKey, chainKeyOf } from '../chain/chainSpec.ts';
import type { Sighting, TransferRecord } from './transferRecord.ts';

const AMOUNT_OFFSET = 32;
const TRANSFER_BYTES = 40;
const WEI_PER_UNIT = 10n ** 9n;

export class TransferBook {
  readonly byGuid = new Map<Hex, TransferRecord>();
  readonly #byLeaf = new Map<Hex, TransferRecord>();
  /** Leaves that were delivered without having been sent. */
  readonly unmatched: Hex[] = [];

  /** Books the gateway logs of one chain, in order. */
  book(parameters: { chain: ChainKey; logs: readonly Log[]; atMs: number }): void {
    const { chain, logs, atMs } = parameters;
    for (const log of parseEventLogs({ abi: gatewayAbi, logs: [...logs] })) {
      const sighting = { txHash: log.transactionHash, height: log.blockNumber, atMs };
      if (log.eventName === 'PacketSent') this.#sent({ ...log.args, chain, sighting });
      else this.#changed({ log, chain, sighting });
    }
  }

  /** Marks everything sent on that chain up to `height` as final. */
  finalise(parameters: { chain: ChainKey; height: bigint; atMs: number }): void {
    for (const record of this.byGuid.values()) {
      if (record.finalAtMs !== null || record.from !== parameters.chain) continue;
      if (record.sent.height <= parameters.height) record.finalAtMs = parameters.atMs;
    }
  }

  /** The message sent by that transaction. */
  bySendTx(txHash: Hex): TransferRecord | undefined {
    for (const record of this.byGuid.values()) if (record.sent.txHash === txHash) return record;
    return undefined;
  }

  #sent(event: { encodedPayload: Hex; options: Hex; chain: ChainKey; sighting: Sighting }): void {
    const packet = decodePacket(event.encodedPayload);
    const { execution } = parseOptions(event.options, { dstVm: 'evm' });
    const units = packet.message.subarray(AMOUNT_OFFSET, TRANSFER_BYTES);
    const record: TransferRecord = {
      guid: packet.guid,
      leaf: leafHash({ execution, packet: event.encodedPayload }),
      from: event.chain,
      to: chainKeyOf(packet.dstEid),
      nonce: packet.nonce,
      amountWei: BigInt(`0x${Buffer.from(units).toString('hex')}`) * WEI_PER_UNIT,
      hasCompose: packet.message.length > TRANSFER_BYTES,
      packet: event.encodedPayload,
      execution,
      sent: event.sighting,
      finalAtMs: null,
      queued: null,
      transitQueued: null,
      delivered: [],
      transit: null,
      failure: null,
      composeOk: false,
      composeFailures: 0,
    };
    this.byGuid.set(record.guid, record);
    this.#byLeaf.set(record.leaf, record);
  }

  #changed(parameters: { log: GatewayLog; chain: ChainKey; sighting: Sighting }): void {
    const { log, chain, sighting } = parameters;
    if (!('leaf' in log.args)) return;
    const record = this.#byLeaf.get(log.args.leaf);
    if (record === undefined) {
      if (log.eventName === 'PacketDelivered') this.unmatched.push(log.args.leaf);
      return;
    }
    if (log.eventName === 'PacketDelivered') record.delivered.push(sighting);
    else if (log.eventName === 'PacketQueued' && chain !== record.to) record.transitQueued = sighting;
    else if (log.eventName === 'PacketQueued') record.queued = { ...sighting, releaseAt: log.args.releaseAt };
    else if (log.eventName === 'TransitRecorded') record.transit = sighting;
    else if (log.eventName === 'PacketFailed') record.failure = log.args.reason;
    else if (log.eventName === 'ComposeDelivered') record.composeOk = true;
    else if (log.eventName === 'ComposeFailed') record.composeFailures += 1;
  }
}

type GatewayLog = ReturnType<typeof parseEventLogs<typeof gatewayAbi>>[number];
