/**
 * Dataset blob, little-endian: "CXTD" ‖ version u16 ‖ classes u16 (2 … 1,024) ‖ samples u32 ‖ features u32 ‖ samples × features int8 ‖ a label u16
 * for each sample.
 */
import {
  type BlobFormat,
  checkField,
  checkLength,
  createBlob,
  HEADER_BYTES,
  int8At,
  invalid,
  MAX_BLOB_BYTES,
  putInt8,
  readHeader,
} from './blobHeader.ts';

const DATASET: BlobFormat = { magic: 'CXTD', name: 'dataset' };
const MAX_CLASSES = 1_024;

export interface Dataset {
  readonly classes: number;
  readonly samples: number;
  readonly features: number;
  /** samples × features. */
  readonly inputs: Int8Array;
  readonly labels: Uint16Array;
}

/** @throws WorkError CXT_JOB_BLOB_*, CXT_JOB_TOO_LARGE */
export function decodeDataset(bytes: Uint8Array): Dataset {
  const view = readHeader({ bytes, format: DATASET });
  const field = (name: string, value: number, least: number, most: number): number =>
    checkField({ format: DATASET, field: name, value, least, most });
  const classes = field('classes', view.getUint16(6, true), 2, MAX_CLASSES);
  const samples = field('samples', view.getUint32(8, true), 1, MAX_BLOB_BYTES);
  const features = field('features', view.getUint32(12, true), 1, MAX_BLOB_BYTES);
  const labelsAt = HEADER_BYTES + samples * features;
  checkLength({ bytes, format: DATASET, wanted: labelsAt + samples * 2 });
  const labels = Uint16Array.from({ length: samples }, (_, index) =>
    view.getUint16(labelsAt + index * 2, true),
  );
  const wrong = labels.findIndex((label) => label >= classes);
  if (wrong >= 0) {
    throw invalid({ format: DATASET, detail: `label ${labels[wrong]} of sample ${wrong} is no class` });
  }
  const inputs = int8At({ bytes, at: HEADER_BYTES, count: samples * features });
  return { classes, samples, features, inputs, labels };
}

/** @throws WorkError CXT_JOB_TOO_LARGE */
export function encodeDataset(dataset: Dataset): Uint8Array {
  const { classes, samples, features, inputs, labels } = dataset;
  const labelsAt = HEADER_BYTES + samples * features;
  const { bytes, view } = createBlob({ format: DATASET, length: labelsAt + samples * 2 });
  view.setUint16(6, classes, true);
  view.setUint32(8, samples, true);
  view.setUint32(12, features, true);
  putInt8({ bytes, at: HEADER_BYTES, values: inputs });
  labels.forEach((label, index) => view.setUint16(labelsAt + index * 2, label, true));
  return bytes;
}
