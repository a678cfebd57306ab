/**
 * Self-CPI events of the gateway in one transaction as neutral bridge events, in order.
 *
 * Guarantee: only the program itself can have written them (its event authority must have signed); a packet belongs to this
 * gateway and chain, has a recomputed guid, an execution derived from its own options, and the fee of its own guid. Refuses the
 * transaction otherwise.
 */
import { ChainError } from '../../core/chainError.ts';
import type { BridgeEvent, PacketSentEvent } from '../../core/chainTypes.ts';
import {
  decodePacket,
  eid,
  guid,
  isProtocolError,
  leaf,
  nonce,
  parseOptions,
  solanaAddressToBytes32,
  unitsToWei,
  vmOfEid,
  wei,
} from '../../protocol/index.ts';
import type { GatewayAddresses } from '../program/addresses.ts';
import { gatewayErrorName } from '../program/errorNames.ts';
import {
  decodeGatewayEvent,
  EVENT_TAG,
  type GatewayEvent,
  type GatewayEvents,
} from '../program/gatewayEvents.ts';
import type { SolanaDeployment } from '../solanaDeployment.ts';
import type { FlatInstruction, ParsedTransaction } from './parsedTransaction.ts';

/** The program writes this where time alone releases nothing. */
const NEVER = 2n ** 64n - 1n;

interface EventScope {
  readonly transaction: ParsedTransaction;
  readonly deployment: SolanaDeployment;
  readonly addresses: GatewayAddresses;
}

/** @throws CXT_CHAIN_EVENT_MALFORMED */
export function bridgeEvents(scope: EventScope): readonly BridgeEvent[] {
  const events = scope.transaction.instructions.flatMap((instruction) =>
    gatewayEvent({ scope, instruction }),
  );
  const fees = new Map(
    events.flatMap((event) => (event.name === 'FeePaid' ? [[event.data.guid, event.data]] : [])),
  );
  return events.flatMap((event) => {
    try {
      return neutral({ event, scope, fees });
    } catch (error) {
      if (!isProtocolError(error)) throw error;
      throw malformed({ scope, problem: `${event.name}: ${error.message}` });
    }
  });
}

function gatewayEvent(at: { scope: EventScope; instruction: FlatInstruction }): readonly GatewayEvent[] {
  const { scope, instruction } = at;
  const { addresses } = scope;
  if (instruction.program !== addresses.program.toBase58()) return [];
  if (EVENT_TAG.some((byte, index) => instruction.data[index] !== byte)) return [];
  if (instruction.accounts[0] !== addresses.eventAuthority.toBase58()) {
    throw malformed({ scope, problem: 'an event without its authority' });
  }
  const event = decodeGatewayEvent(instruction.data.slice(EVENT_TAG.length));
  if (event === null) throw malformed({ scope, problem: 'an event of no known kind' });
  return [event];
}

function neutral(at: {
  event: GatewayEvent;
  scope: EventScope;
  fees: ReadonlyMap<string, GatewayEvents['FeePaid']>;
}): readonly BridgeEvent[] {
  const { event } = at;
  switch (event.name) {
    case 'PacketSent':
      return [packetSent({ ...at, data: event.data })];
    case 'PacketDelivered':
      return [{ type: 'delivered', ...credited(event.data) }];
    case 'PacketClaimable':
      return [{ type: 'claimable', ...credited(event.data) }];
    case 'PacketQueued': {
      const { releaseAt } = event.data;
      return [{ type: 'queued', ...credited(event.data), releaseAt: releaseAt === NEVER ? null : releaseAt }];
    }
    case 'PacketFailed':
      return [{ type: 'itemFailed', ...place(event.data), reason: gatewayErrorName(event.data.reason) }];
    case 'BatchAccepted':
      return [{ type: 'batchAccepted', ...event.data }];
    case 'ComposeDelivered':
      return [{ type: 'composeDelivered', guid: guid(event.data.guid), leaf: leaf(event.data.leaf) }];
    case 'RootAttested': {
      const { root, epoch, bitmap, attester, count } = event.data;
      return [{ type: 'rootAttested', root, epoch, bitmap, submitter: attester, count }];
    }
    case 'FeePaid':
      return [];
  }
}

type ItemData = GatewayEvents['PacketDelivered'] | GatewayEvents['PacketFailed'];

function place(data: ItemData) {
  return {
    srcEid: eid(data.srcEid),
    nonce: nonce(data.nonce),
    guid: guid(data.guid),
    leaf: leaf(data.leaf),
  };
}

function credited(data: GatewayEvents['PacketDelivered']) {
  return { ...place(data), amountWei: unitsToWei(data.amountUnits) };
}

function packetSent(at: {
  data: GatewayEvents['PacketSent'];
  scope: EventScope;
  fees: ReadonlyMap<string, GatewayEvents['FeePaid']>;
}): PacketSentEvent {
  const { data, scope, fees } = at;
  const { deployment, transaction } = scope;
  const packet = data.encodedPayload;
  const { srcEid, dstEid, nonce: number, guid: id, sender } = decodePacket(packet);
  const fee = fees.get(id);
  if (srcEid !== deployment.eid) throw malformed({ scope, problem: 'a packet of another chain' });
  if (sender !== solanaAddressToBytes32(deployment.gateway) || data.sendLibrary !== deployment.gateway) {
    throw malformed({ scope, problem: 'a packet of another gateway' });
  }
  if (fee === undefined) throw malformed({ scope, problem: 'a packet without its fee' });
  return {
    type: 'packetSent',
    srcEid,
    dstEid,
    nonce: number,
    guid: id,
    packet,
    execution: parseOptions(data.options, { dstVm: vmOfEid(dstEid) }).execution,
    feeWei: wei(fee.feeWei),
    transitFeeWei: wei(fee.transitWei),
    sender: transaction.payer,
  };
}

function malformed(at: { scope: EventScope; problem: string }): ChainError {
  const { signature } = at.scope.transaction;
  return new ChainError('CXT_CHAIN_EVENT_MALFORMED', `transaction ${signature}: ${at.problem}`, {
    transaction: signature,
  });
}
