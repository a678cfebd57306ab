/** Proven receipts of one block as the transactions that concern the bridge. */
import { ChainError } from '../../core/chainError.ts';
import type { ObservedTransaction } from '../../core/chainTypes.ts';
import { isProtocolError } from '../../protocol/index.ts';
import type { EvmHeader } from '../block/evmHeader.ts';
import type { EvmReader } from '../evmReader.ts';
import type { EvmReceipt } from '../receipts/evmReceipt.ts';
import { LogMalformed } from './abiEvents.ts';
import { bridgeEvents } from './bridgeEvents.ts';
import { tokenFlows } from './tokenFlows.ts';

/**
 * Transactions with at least one bridge event or token flow, in block order. Gas is the difference of the proven cumulative
 * figures, not the node's `gasUsed`.
 * @throws CXT_CHAIN_EVENT_MALFORMED when a log of gateway or token is not exactly what its contract emits
 */
export function observedTransactions(args: {
  reader: EvmReader;
  header: EvmHeader;
  receipts: readonly EvmReceipt[];
}): readonly ObservedTransaction[] {
  const { reader, header, receipts } = args;
  return receipts.flatMap((receipt, index) => {
    const content = contentOf({ reader, header, receipt });
    if (content === null) return [];
    const gasBefore = receipts[index - 1]?.cumulativeGasUsed ?? 0n;
    return [
      {
        height: header.height,
        blockHash: header.hash,
        timestamp: header.timestamp,
        txHash: receipt.txHash,
        index,
        gasUsed: receipt.cumulativeGasUsed - gasBefore,
        ...content,
      },
    ];
  });
}

function contentOf(args: { reader: EvmReader; header: EvmHeader; receipt: EvmReceipt }) {
  const { reader, header, receipt } = args;
  const { gateway, token, isHome, deployment } = reader;
  const gatewayLogs = receipt.logs.filter((log) => log.address === gateway);
  const tokenLogs = receipt.logs.filter((log) => log.address === token);
  if (gatewayLogs.length === 0 && tokenLogs.length === 0) return null;
  try {
    const scope = { eid: deployment.eid, gateway, from: receipt.from };
    const events = bridgeEvents({ logs: gatewayLogs, scope });
    const flows = tokenFlows({ logs: tokenLogs, gateway, isHome });
    return events.length === 0 && flows.length === 0 ? null : { events, flows };
  } catch (error) {
    if (!(error instanceof LogMalformed) && !isProtocolError(error)) throw error;
    const { label } = reader.rpc;
    throw new ChainError('CXT_CHAIN_EVENT_MALFORMED', `${label}: block ${header.height}: ${error.message}`, {
      provider: label,
      height: String(header.height),
      txHash: receipt.txHash,
    });
  }
}
