/** Nonce and lane hash of every outbound lane at one final block (protocol §3). */
import type { CallOptions } from '../../core/chainProvider.ts';
import type { BlockRef, OutboundLaneState } from '../../core/chainTypes.ts';
import type { SolanaReader } from '../solanaReader.ts';
import { stateAt } from './stateAt.ts';

/** @throws CXT_CHAIN_STATE_UNAVAILABLE, CXT_CHAIN_PROOF_FORGED (see `stateAt`), other ChainError; MalformedAnswer */
export async function outboundLanes(
  reader: SolanaReader,
  at: BlockRef,
  options: CallOptions = {},
): Promise<readonly OutboundLaneState[]> {
  const { lanes } = await stateAt(reader, at, options);
  return [...lanes].map(([dstEid, lane]) => ({ dstEid, ...lane }));
}
