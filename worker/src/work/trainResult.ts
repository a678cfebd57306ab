/**
 * Result of a TRAIN_FRAGMENT, little-endian: "CXTT" ‖ version u16 ‖ zero u16 ‖ steps u32 ‖ checkpointEvery u32 ‖ for every segment of
 * checkpointEvery steps (the last may be shorter) the hash of the weights blob after it, 32 bytes ‖ for every step its loss u32.
 *
 * The last hash is that of the weights the fragment ends with. The weights blobs themselves are the job's outputs, kept beside the result.
 */
import {
  type BlobFormat,
  checkField,
  checkLength,
  createBlob,
  HEADER_BYTES,
  readHeader,
} from './blobHeader.ts';
import { type BlobHash, MAX_STEPS } from './jobSpec.ts';

const TRAIN_RESULT: BlobFormat = { magic: 'CXTT', name: 'training result' };
const HASH_BYTES = 32;

export interface TrainResult {
  readonly steps: number;
  readonly checkpointEvery: number;
  readonly checkpoints: readonly BlobHash[];
  readonly losses: readonly number[];
}

/** @throws WorkError CXT_JOB_BLOB_*, CXT_JOB_TOO_LARGE */
export function decodeTrainResult(bytes: Uint8Array): TrainResult {
  const view = readHeader({ bytes, format: TRAIN_RESULT });
  const field = (name: string, value: number, least: number, most: number): number =>
    checkField({ format: TRAIN_RESULT, field: name, value, least, most });
  field('the reserved field', view.getUint16(6, true), 0, 0);
  const steps = field('steps', view.getUint32(8, true), 1, MAX_STEPS);
  const checkpointEvery = field('checkpointEvery', view.getUint32(12, true), 1, MAX_STEPS);
  const count = Math.ceil(steps / checkpointEvery);
  const lossesAt = HEADER_BYTES + count * HASH_BYTES;
  checkLength({ bytes, format: TRAIN_RESULT, wanted: lossesAt + steps * 4 });
  const checkpoints = Array.from({ length: count }, (_, index): BlobHash => {
    const at = HEADER_BYTES + index * HASH_BYTES;
    return `0x${Buffer.from(bytes.subarray(at, at + HASH_BYTES)).toString('hex')}`;
  });
  const losses = Array.from({ length: steps }, (_, index) => view.getUint32(lossesAt + index * 4, true));
  return { steps, checkpointEvery, checkpoints, losses };
}

/** @throws WorkError CXT_JOB_TOO_LARGE */
export function encodeTrainResult(result: TrainResult): Uint8Array {
  const { steps, checkpointEvery, checkpoints, losses } = result;
  const lossesAt = HEADER_BYTES + checkpoints.length * HASH_BYTES;
  const { bytes, view } = createBlob({ format: TRAIN_RESULT, length: lossesAt + losses.length * 4 });
  view.setUint32(8, steps, true);
  view.setUint32(12, checkpointEvery, true);
  checkpoints.forEach((hash, index) =>
    bytes.set(Buffer.from(hash.slice(2), 'hex'), HEADER_BYTES + index * HASH_BYTES),
  );
  losses.forEach((loss, index) => view.setUint32(lossesAt + index * 4, loss, true));
  return bytes;
}
