/**
 * All messages of the devnet by guid and leaf, built from what the gateways report on the chains alone: nothing a relayer says enters
 * here.
 *
 * Keeps deliveries whose message was never sent apart (`unmatched`), because they would be forgeries.
 */
import { decodePacket, leafHash, parseOptions, vmOfEid } from '@cxt-bridge/adapters/protocol';
import type { Hex, Log } from 'viem';

import { type ChainKey, chainKeyOf } from '../chain/chainSpec.ts';
import type { BookEvent } from './bookEvent.ts';
import { evmBookEvents } from './evmBookEvents.ts';
import type { Sighting, TransferRecord } from './transferRecord.ts';

const AMOUNT_OFFSET = 32;
const TRANSFER_BYTES = 40;
const WEI_PER_UNIT = 10n ** 9n;

export class TransferBook {
  readonly byGuid = new Map<Hex, TransferRecord>();
  readonly #byLeaf = new Map<Hex, TransferRecord>();
  /** Leaves that were delivered without having been sent. */
  readonly unmatched: Hex[] = [];

  /** Books the gateway logs of one EVM chain, in order. */
  book(parameters: { chain: ChainKey; logs: readonly Log[]; atMs: number }): void {
    const { chain, logs, atMs } = parameters;
    for (const { event, txHash, height } of evmBookEvents(logs)) {
      this.enter({ chain, event, sighting: { txHash, height, atMs } });
    }
  }

  /** Books one event. */
  enter(parameters: { chain: ChainKey; event: BookEvent; sighting: Sighting }): void {
    const { chain, event, sighting } = parameters;
    if (event.type === 'sent') this.#sent({ event, chain, sighting });
    else this.#changed({ event, chain, sighting });
  }

  /** Marks everything sent on that chain up to `height` as final. */
  finalise(parameters: { chain: ChainKey; height: bigint; atMs: number }): void {
    for (const record of this.byGuid.values()) {
      if (record.finalAtMs !== null || record.from !== parameters.chain) continue;
      if (record.sent.height <= parameters.height) record.finalAtMs = parameters.atMs;
    }
  }

  /** The message sent by that transaction. */
  bySendTx(txHash: string): TransferRecord | undefined {
    for (const record of this.byGuid.values()) if (record.sent.txHash === txHash) return record;
    return undefined;
  }

  #sent(parameters: {
    event: Extract<BookEvent, { type: 'sent' }>;
    chain: ChainKey;
    sighting: Sighting;
  }): void {
    const { event, chain, sighting } = parameters;
    const packet = decodePacket(event.payload);
    const { execution } = parseOptions(event.options, { dstVm: vmOfEid(packet.dstEid) });
    const units = packet.message.subarray(AMOUNT_OFFSET, TRANSFER_BYTES);
    const record: TransferRecord = {
      guid: packet.guid,
      leaf: leafHash({ execution, packet: event.payload }),
      from: chain,
      to: chainKeyOf(packet.dstEid),
      nonce: packet.nonce,
      amountWei: BigInt(`0x${Buffer.from(units).toString('hex')}`) * WEI_PER_UNIT,
      hasCompose: packet.message.length > TRANSFER_BYTES,
      packet: event.payload,
      execution,
      sent: sighting,
      finalAtMs: null,
      queued: null,
      claimable: null,
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

  #changed(parameters: {
    event: Exclude<BookEvent, { type: 'sent' }>;
    chain: ChainKey;
    sighting: Sighting;
  }): void {
    const { event, chain, sighting } = parameters;
    const record = this.#byLeaf.get(event.leaf);
    if (record === undefined) {
      if (event.type === 'delivered') this.unmatched.push(event.leaf);
      return;
    }
    if (event.type === 'delivered') record.delivered.push(sighting);
    else if (event.type === 'queued' && chain !== record.to) record.transitQueued = sighting;
    else if (event.type === 'queued') record.queued = { ...sighting, releaseAt: event.releaseAt };
    else if (event.type === 'claimable') record.claimable = sighting;
    else if (event.type === 'transit') record.transit = sighting;
    else if (event.type === 'failed') record.failure = event.reason;
    else if (event.type === 'composeOk') record.composeOk = true;
    else record.composeFailures += 1;
  }
}
