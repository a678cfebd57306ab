/**
 * Result of a GRADIENT_CHECK, little-endian, 16 bytes: "CXTG" ‖ version u16 ‖ verdict u16 (1 as claimed, 2 wrong) ‖ first wrong step u32, from 0 in
 * the fragment (2^32 − 1 when as claimed) ‖ steps recomputed u32.
 */
import {
  type BlobFormat,
  checkField,
  checkLength,
  createBlob,
  HEADER_BYTES,
  readHeader,
} from './blobHeader.ts';

const CHECK_RESULT: BlobFormat = { magic: 'CXTG', name: 'gradient check result' };
const NO_STEP = 0xffff_ffff;

export interface CheckResult {
  /** `null`: everything recomputed is as claimed. */
  readonly firstWrongStep: number | null;
  readonly stepsRecomputed: number;
}

/** @throws WorkError CXT_JOB_BLOB_* */
export function decodeCheckResult(bytes: Uint8Array): CheckResult {
  const view = readHeader({ bytes, format: CHECK_RESULT });
  checkLength({ bytes, format: CHECK_RESULT, wanted: HEADER_BYTES });
  const verdict = view.getUint16(6, true);
  checkField({ format: CHECK_RESULT, field: 'verdict', value: verdict, least: 1, most: 2 });
  const firstWrongStep = verdict === 1 ? null : view.getUint32(8, true);
  return { firstWrongStep, stepsRecomputed: view.getUint32(12, true) };
}

export function encodeCheckResult({ firstWrongStep, stepsRecomputed }: CheckResult): Uint8Array {
  const { bytes, view } = createBlob({ format: CHECK_RESULT, length: HEADER_BYTES });
  view.setUint16(6, firstWrongStep === null ? 1 : 2, true);
  view.setUint32(8, firstWrongStep ?? NO_STEP, true);
  view.setUint32(12, stepsRecomputed, true);
  return bytes;
}
