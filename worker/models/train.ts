/**
 * `npm run model:train`: trains a network that reads handwritten digits by a chain of TRAIN_FRAGMENT jobs, as providers would compute them, until it
 * has converged, and writes the int8 model, thirty held-out pictures and a manifest to worker/models/digits. The same bytes on every machine.
 *
 * A fragment is one pass over the data. When its loss has not fallen by 10 % the next ones learn half as fast; the fourth time, training is over.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { keccakHex } from '../src/kernels/keccak.ts';
import { type Dataset, encodeDataset } from '../src/work/datasetBlob.ts';
import { type BlobHash, encodeJobSpec, type TrainFragmentSpec } from '../src/work/jobSpec.ts';
import { decodeMatrix, encodeMatrix } from '../src/work/matrixBlob.ts';
import { encodeModel } from '../src/work/modelBlob.ts';
import { runJob } from '../src/work/runJob.ts';
import { decodeTrainResult } from '../src/work/trainResult.ts';
import { decodeWeights, encodeWeights } from '../src/work/weightsBlob.ts';
import { digitDatasets, sliceDataset } from './digits.ts';
import { countRight, initialWeights, modelFrom } from './perceptron.ts';

const FOLDER = join(import.meta.dirname, 'digits');
const BATCH = 64;
const FIRST_SHIFT = 8;
const LAST_SHIFT = 11;
const LEAST_GAIN = 0.1;
const FIXTURES = 30;
const ONE = 32_767;

const blobs = new Map<BlobHash, Uint8Array>();
const add = (bytes: Uint8Array): BlobHash => {
  const hash = keccakHex(bytes);
  blobs.set(hash, bytes);
  return hash;
};
const blob = (hash: BlobHash): Uint8Array => blobs.get(hash) ?? new Uint8Array(0);
const fetchBlob = (hash: BlobHash): Promise<Uint8Array> => Promise.resolve(blob(hash));

const { train, heldOut } = digitDatasets();
const dataset = add(encodeDataset(train));
const steps = Math.floor(train.samples / BATCH);
let weights = add(encodeWeights(initialWeights()));
let learningShift = FIRST_SHIFT;
let lastLoss = Number.POSITIVE_INFINITY;
let units = 0n;
const fragments: { specHash: BlobHash; resultHash: BlobHash; lossMillionths: number }[] = [];

while (learningShift <= LAST_SHIFT) {
  const spec: TrainFragmentSpec = {
    v: 1,
    type: 'TRAIN_FRAGMENT',
    dataset,
    weights,
    steps,
    batch: BATCH,
    learningShift,
    checkpointEvery: steps,
  };
  const specBytes = encodeJobSpec(spec);
  const run = await runJob({ spec: specBytes, fetchBlob });
  const { losses, checkpoints } = decodeTrainResult(run.resultBytes);
  for (const bytes of run.outputs.values()) add(bytes);
  weights = checkpoints.at(-1) ?? weights;
  units += run.units;
  const loss = losses.reduce((sum, value) => sum + value, 0) / (steps * BATCH * ONE);
  fragments.push({
    specHash: keccakHex(specBytes),
    resultHash: run.resultHash,
    lossMillionths: Math.round(loss * 1e6),
  });
  console.log(
    `fragment ${fragments.length}: learning shift ${learningShift}, loss ${loss.toFixed(4)}, ${run.units} units`,
  );
  if (loss > lastLoss * (1 - LEAST_GAIN)) learningShift += 1;
  lastLoss = loss;
}

async function inferAll(inputs: { entries: Int8Array; rows: number }): Promise<ArrayLike<number>> {
  const input = add(encodeMatrix({ kind: 'int8', columns: train.features, ...inputs }));
  const spec = encodeJobSpec({ v: 1, type: 'INFERENCE', model, input });
  return decodeMatrix((await runJob({ spec, fetchBlob })).resultBytes).entries;
}

const model = add(encodeModel(modelFrom(decodeWeights(blob(weights)))));
const fixtures = sliceDataset({ dataset: heldOut, first: 0, count: FIXTURES });
const measured = async (data: Dataset) => ({
  samples: data.samples,
  right: countRight({
    sums: await inferAll({ entries: data.inputs, rows: data.samples }),
    dataset: data,
  }),
});
const manifest = {
  model: { file: 'model.bin', hash: model, bytes: blob(model).length },
  pictures: { file: 'pictures.bin', hash: add(encodeDataset(fixtures)), ...(await measured(fixtures)) },
  heldOut: await measured(heldOut),
  trained: await measured(train),
  training: { dataset, units: Number(units), fragments },
};
mkdirSync(FOLDER, { recursive: true });
writeFileSync(join(FOLDER, manifest.model.file), blob(model));
writeFileSync(join(FOLDER, manifest.pictures.file), blob(manifest.pictures.hash));
writeFileSync(join(FOLDER, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
console.log(`held out: ${manifest.heldOut.right} of ${manifest.heldOut.samples} right; ${units} units`);
