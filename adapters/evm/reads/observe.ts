/** All bridge activity of a range of blocks. */
import type { CallOptions } from '../../core/chainProvider.ts';
import type { BlockRef, ObservedPage } from '../../core/chainTypes.ts';
import { fetchHeaders } from '../block/fetchHeaders.ts';
import { bloomBits, mayContain } from '../block/logsBloom.ts';
import type { EvmReader } from '../evmReader.ts';
import { observedTransactions } from '../events/observedTransactions.ts';
import { fetchProvenReceipts } from '../receipts/fetchProvenReceipts.ts';

/**
 * Complete and proven activity of gateway and token in (from, to]: every header hashes to its hash and links to the one before,
 * every receipt set hashes to its header's root, and a block is skipped only where the bloom in its header excludes both
 * addresses. Correct events or an error, nothing between.
 * @throws CXT_CHAIN_HEADER_FORGED, CXT_CHAIN_BLOCKS_NOT_LINKED, CXT_CHAIN_RECEIPTS_FORGED, CXT_CHAIN_EVENT_MALFORMED,
 *   CXT_CHAIN_STATE_UNAVAILABLE and transport codes; MalformedAnswer
 */
export async function observe(
  reader: EvmReader,
  range: { from: BlockRef; to: BlockRef },
  options: CallOptions = {},
): Promise<ObservedPage> {
  const headers = await fetchHeaders(reader, range, options);
  const watched = [bloomBits(reader.gateway), bloomBits(reader.token)];
  const concerned = headers.filter((header) => watched.some((bits) => mayContain(header.logsBloom, bits)));
  const receipts = await fetchProvenReceipts(reader, concerned, options);
  const transactions = concerned.flatMap((header, index) =>
    observedTransactions({ reader, header, receipts: receipts[index] ?? [] }),
  );
  return { eid: reader.deployment.eid, from: range.from, to: range.to, transactions };
}
