/** Where blobs are kept, by the keccak256 of their bytes. */
import { WorkError } from '../workError.ts';

export type BlobHash = `0x${string}`;

/** Most bytes of a blob anywhere. */
export const MAX_BLOB_BYTES = 1 << 26;

export interface BlobStore {
  /** The bytes, hash checked, or `null`. @throws WorkError CXT_BLOB_HASH_MISMATCH when what is kept is damaged */
  get(hash: BlobHash): Promise<Uint8Array | null>;
  /** Keeps the bytes durably before it answers. @throws WorkError CXT_BLOB_TOO_LARGE */
  put(bytes: Uint8Array): Promise<BlobHash>;
}

/** Lower-case `0x` and 64 digits. @throws WorkError CXT_BLOB_URI_INVALID */
export function parseBlobHash(text: string): BlobHash {
  if (/^0x[0-9a-f]{64}$/.test(text)) return text as BlobHash;
  throw new WorkError(
    'CXT_BLOB_URI_INVALID',
    `"${text.slice(0, 80)}" is no blob hash: 0x and 64 lower-case hex digits`,
  );
}
