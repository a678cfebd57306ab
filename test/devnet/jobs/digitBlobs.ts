/** The shipped model and pictures of handwritten digits. */
import { readFileSync } from 'node:fs';

import { type Dataset, decodeDataset } from '../../../worker/src/work/index.ts';

const file = (name: string): Uint8Array =>
  readFileSync(new URL(`../../../worker/models/digits/${name}`, import.meta.url));

/** Bytes of the model. */
export const digitModel = (): Uint8Array => file('model.bin');
/** Bytes of the dataset of held-out pictures. */
export const digitPictures = (): Uint8Array => file('pictures.bin');

export interface DigitPicture {
  readonly pixels: Int8Array;
  readonly label: number;
}

/** One of the pictures. */
export function digitPicture(index: number): DigitPicture {
  const { inputs, labels, features }: Dataset = decodeDataset(digitPictures());
  return {
    pixels: Int8Array.from(inputs.subarray(index * features, (index + 1) * features)),
    label: labels[index] ?? -1,
  };
}
