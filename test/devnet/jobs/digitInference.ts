/** Asks the shipped network which digit is on a picture that it has never seen. */
import { decodeMatrix, encodeMatrix, keccakHex } from '../../../worker/src/work/index.ts';
import { encodeJobSpec } from '../../../worker/src/work/jobSpec.ts';
import { digitModel, digitPicture } from './digitBlobs.ts';
import type { JobWork } from './jobWork.ts';

const PICTURE = 3;
const SIDE = 28;
const SHADES = ' .:-=+*#%@';
const BRIGHTEST = 127;

export function digitInference(): JobWork {
  const { pixels, label } = digitPicture(PICTURE);
  const model = digitModel();
  const input = encodeMatrix({ kind: 'int8', rows: 1, columns: pixels.length, entries: pixels });
  const inputHash = keccakHex(input);
  return {
    type: 'INFERENCE',
    spec: encodeJobSpec({ v: 1, type: 'INFERENCE', model: keccakHex(model), input: inputHash }),
    blobs: [model, input],
    inputHash,
    picture: drawn(pixels),
    explain: (result) => `a ${largest(decodeMatrix(result).entries)} (it is a ${label})`,
  };
}

function largest(sums: ArrayLike<number>): number {
  return Array.from(sums).reduce((best, sum, index, all) => (sum > (all[best] ?? 0) ? index : best), 0);
}

/** Two rows of pixels a line of text. */
function drawn(pixels: Int8Array): string {
  const shade = (row: number, column: number): string =>
    SHADES[Math.floor(((pixels[row * SIDE + column] ?? 0) * (SHADES.length - 1)) / BRIGHTEST)] ?? ' ';
  return Array.from({ length: SIDE / 2 }, (_, line) =>
    Array.from({ length: SIDE }, (__, column) => shade(line * 2, column)).join(''),
  ).join('\n');
}
