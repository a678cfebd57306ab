/** The neutral part of a header. */
import type { BlockRef } from '../../core/chainTypes.ts';
import type { EvmHeader } from './evmHeader.ts';

/** Height, hash, parent and time of a proven header. */
export function blockRefOf(header: EvmHeader): BlockRef {
  const { height, hash, parentHash, timestamp } = header;
  return { height, hash, parentHash, timestamp };
}
