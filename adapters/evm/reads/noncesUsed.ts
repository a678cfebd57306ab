/** Which lane nonces are used up here. */
import type { CallOptions } from '../../core/chainProvider.ts';
import type { Eid, Nonce } from '../../protocol/index.ts';
import type { EvmReader } from '../evmReader.ts';
import { askViews, gatewayView } from './views.ts';

/** In the order asked, against the latest state (not final). @throws ChainError; MalformedAnswer */
export async function noncesUsed(
  reader: EvmReader,
  keys: readonly { srcEid: Eid; dstEid: Eid; nonce: Nonce }[],
  options: CallOptions = {},
): Promise<readonly boolean[]> {
  const views = keys.map(({ srcEid, dstEid, nonce }) =>
    gatewayView(reader, 'isNonceUsed', [srcEid, dstEid, nonce]),
  );
  return askViews(reader, { views, block: 'latest' }, options);
}
