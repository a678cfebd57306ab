/** A job of one small matrix product: cheap work for the jobs that are about behaviour. */
import { decodeMatrix, encodeMatrix, keccakHex } from '../../../worker/src/work/index.ts';
import { encodeJobSpec } from '../../../worker/src/work/jobSpec.ts';
import type { JobWork } from './jobWork.ts';

const SIDE = 16;

/** Another `seed`, another product. */
export function smallProduct(seed: number): JobWork {
  const entries = (shift: number): Int8Array =>
    Int8Array.from({ length: SIDE * SIDE }, (_, index) => ((index * 31 + seed * 17 + shift) % 256) - 128);
  const [left, right] = [0, 5].map((shift) =>
    encodeMatrix({ kind: 'int8', rows: SIDE, columns: SIDE, entries: entries(shift) }),
  ) as [Uint8Array, Uint8Array];
  const leftHash = keccakHex(left);
  const spec = encodeJobSpec({
    v: 1,
    type: 'BATCH',
    products: [{ left: leftHash, right: keccakHex(right) }],
  });
  return {
    type: 'BATCH',
    spec,
    blobs: [left, right],
    inputHash: leftHash,
    picture: null,
    explain: (result) => `first entry ${decodeMatrix(result).entries[0]}`,
  };
}
