import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { keccakHex } from '../src/kernels/keccak.ts';
import { decodeDataset, encodeDataset } from '../src/work/datasetBlob.ts';
import { encodeJobSpec, type BlobHash } from '../src/work/jobSpec.ts';
import { decodeMatrix, encodeMatrix } from '../src/work/matrixBlob.ts';
import { runJob } from '../src/work/runJob.ts';
import { decodeTrainResult } from '../src/work/trainResult.ts';
import { encodeWeights } from '../src/work/weightsBlob.ts';
import { digitDatasets } from './digits.ts';
import { countRight, initialWeights } from './perceptron.ts';

interface Measured {
  samples: number;
  right: number;
}

interface Manifest {
  model: { file: string; hash: BlobHash; bytes: number };
  pictures: Measured & { file: string; hash: BlobHash };
  heldOut: Measured;
  training: { dataset: BlobHash; fragments: { specHash: BlobHash; resultHash: BlobHash }[] };
}

const digits = digitDatasets();
const folder = join(import.meta.dirname, 'digits');
const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Manifest;
const model = readFileSync(join(folder, manifest.model.file));

/** int32 sums for each picture, by an INFERENCE job. */
async function infer(input: Uint8Array): Promise<{ sums: ArrayLike<number>; isInline: boolean }> {
  const blobs = new Map([model, input].map((bytes) => [keccakHex(bytes), bytes]));
  const spec = encodeJobSpec({
    v: 1,
    type: 'INFERENCE',
    model: keccakHex(model),
    input: keccakHex(input),
  });
  const fetchBlob = (hash: BlobHash) => Promise.resolve(blobs.get(hash) ?? new Uint8Array(0));
  const { resultBytes, isInline } = await runJob({ spec, fetchBlob });
  return { sums: decodeMatrix(resultBytes).entries, isInline };
}

test('the shipped model has its hash and reads most shipped pictures, as many as the manifest says', async () => {
  expect(keccakHex(model)).toBe(manifest.model.hash);
  const pictures = readFileSync(join(folder, manifest.pictures.file));
  expect(keccakHex(pictures)).toBe(manifest.pictures.hash);
  const dataset = decodeDataset(pictures);
  const { samples: rows, features: columns, inputs: entries } = dataset;
  const { sums } = await infer(encodeMatrix({ kind: 'int8', rows, columns, entries }));
  expect(countRight({ sums, dataset })).toBe(manifest.pictures.right);
  expect(manifest.pictures.right / rows).toBeGreaterThan(0.9);
});

test('one picture is answered inline', async () => {
  const dataset = decodeDataset(readFileSync(join(folder, manifest.pictures.file)));
  const entries = dataset.inputs.slice(0, dataset.features);
  const input = encodeMatrix({ kind: 'int8', rows: 1, columns: dataset.features, entries });
  expect(await infer(input)).toMatchObject({ isInline: true, sums: { length: 10 } });
});

test('the accuracy on all held-out pictures is the one of the manifest', async () => {
  const { heldOut: dataset } = digits;
  const { samples: rows, features: columns, inputs: entries } = dataset;
  const { sums } = await infer(encodeMatrix({ kind: 'int8', rows, columns, entries }));
  expect({ samples: rows, right: countRight({ sums, dataset }) }).toEqual(manifest.heldOut);
  expect(manifest.heldOut.right / rows).toBeGreaterThan(0.94);
});

test('the first fragment of the training comes out as recorded', async () => {
  const data = encodeDataset(digits.train);
  const weights = encodeWeights(initialWeights());
  const blobs = new Map([data, weights].map((bytes) => [keccakHex(bytes), bytes]));
  expect(keccakHex(data)).toBe(manifest.training.dataset);
  const spec = encodeJobSpec({
    v: 1,
    type: 'TRAIN_FRAGMENT',
    dataset: keccakHex(data),
    weights: keccakHex(weights),
    steps: 140,
    batch: 64,
    learningShift: 8,
    checkpointEvery: 140,
  });
  const fetchBlob = (hash: BlobHash) => Promise.resolve(blobs.get(hash) ?? new Uint8Array(0));
  const run = await runJob({ spec, fetchBlob });
  const [first] = manifest.training.fragments;
  expect({ specHash: keccakHex(spec), resultHash: run.resultHash }).toMatchObject({
    specHash: first?.specHash,
    resultHash: first?.resultHash,
  });
  expect(decodeTrainResult(run.resultBytes).losses).toHaveLength(140);
});
