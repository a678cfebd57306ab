/** Logs of an EVM gateway as events of the book. */
import { type Hex, type Log, parseEventLogs } from 'viem';

import { gatewayAbi } from '../../../adapters/evm/abi/gateway.ts';
import type { BookEvent } from './bookEvent.ts';

export interface EvmBookEvent {
  readonly event: BookEvent;
  readonly txHash: Hex;
  readonly height: bigint;
}

type GatewayLog = ReturnType<typeof parseEventLogs<typeof gatewayAbi>>[number];

/** In the order of the logs; what the book has no use for is left out. */
export function evmBookEvents(logs: readonly Log[]): EvmBookEvent[] {
  return parseEventLogs({ abi: gatewayAbi, logs: [...logs] }).flatMap((log) => {
    const event = bookEvent(log);
    return event === null ? [] : [{ event, txHash: log.transactionHash, height: log.blockNumber }];
  });
}

function bookEvent(log: GatewayLog): BookEvent | null {
  switch (log.eventName) {
    case 'PacketSent':
      return { type: 'sent', payload: log.args.encodedPayload, options: log.args.options };
    case 'PacketDelivered':
      return { type: 'delivered', leaf: log.args.leaf };
    case 'PacketQueued':
      return { type: 'queued', leaf: log.args.leaf, releaseAt: log.args.releaseAt };
    case 'TransitRecorded':
      return { type: 'transit', leaf: log.args.leaf };
    case 'PacketFailed':
      return { type: 'failed', leaf: log.args.leaf, reason: log.args.reason };
    case 'ComposeDelivered':
      return { type: 'composeOk', leaf: log.args.leaf };
    case 'ComposeFailed':
      return { type: 'composeFailed', leaf: log.args.leaf };
    default:
      return null;
  }
}
