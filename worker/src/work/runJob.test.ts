import { describe, expect, test } from 'vitest';
import { keccakHex } from '../kernels/keccak.ts';
import { multiplyScalar } from '../kernels/product.ts';
import { isWorkError } from '../workError.ts';
import { decodeCheckResult } from './checkResult.ts';
import { encodeDataset } from './datasetBlob.ts';
import { executeJob } from './executeJob.ts';
import { gatherBlobs } from './gatherBlobs.ts';
import {
  type BlobHash,
  decodeJobSpec,
  encodeJobSpec,
  type JobSpec,
  type TrainFragmentSpec,
} from './jobSpec.ts';
import { decodeMatrix, encodeMatrix, type Matrix } from './matrixBlob.ts';
import { encodeModel } from './modelBlob.ts';
import { meterJob, runJob } from './runJob.ts';
import {
  randomFrom,
  randomInt8,
  sampleDataset,
  sampleOperation,
  sampleSource,
  sampleWeights,
} from './testing/sampleBlobs.ts';
import { decodeTrainResult, encodeTrainResult } from './trainResult.ts';
import { decodeWeights, encodeWeights } from './weightsBlob.ts';

const source = sampleSource();
const { fetchBlob } = source;
const matrixOf = (rows: number, columns: number): Matrix => ({
  kind: 'int8',
  rows,
  columns,
  entries: randomInt8({ random: randomFrom(rows + columns), length: rows * columns }),
});

const train: TrainFragmentSpec = {
  v: 1,
  type: 'TRAIN_FRAGMENT',
  dataset: source.add(encodeDataset(sampleDataset(40))),
  weights: source.add(encodeWeights(sampleWeights())),
  steps: 30,
  batch: 16,
  learningShift: 6,
  checkpointEvery: 8,
};
const inference: JobSpec = {
  v: 1,
  type: 'INFERENCE',
  model: source.add(
    encodeModel({
      inputs: 5,
      operations: [sampleOperation({ kind: 'dense', inputs: 5, size: 3, isRaw: true, seed: 1 })],
    }),
  ),
  input: source.add(encodeMatrix(matrixOf(4, 5))),
};
const batch: JobSpec = {
  v: 1,
  type: 'BATCH',
  products: [
    { left: source.add(encodeMatrix(matrixOf(3, 9))), right: source.add(encodeMatrix(matrixOf(9, 2))) },
    {
      left: source.add(encodeMatrix(matrixOf(512, 600))),
      right: source.add(encodeMatrix(matrixOf(600, 512))),
    },
  ],
};

const run = (spec: JobSpec) => runJob({ spec: encodeJobSpec(spec), fetchBlob });

async function codeOf(work: () => unknown): Promise<string> {
  try {
    await work();
    return 'none';
  } catch (error) {
    return isWorkError(error) ? error.code : String(error);
  }
}

/** The same job in plain loops, without a thread. */
async function byDefinition(spec: JobSpec): Promise<Uint8Array> {
  const { blobs } = await gatherBlobs({ spec, fetchBlob });
  return executeJob({ spec, blobs, product: multiplyScalar }).resultBytes;
}

test.each([inference, batch, train])(
  '$type gives in its thread the bytes of the plain loops',
  async (spec) => {
    const done = await run(spec);
    expect(Buffer.from(done.resultBytes).equals(await byDefinition(spec))).toBe(true);
    expect(done.resultHash).toBe(keccakHex(done.resultBytes));
    expect(done.isInline).toBe(done.resultBytes.length <= 1_024);
  },
);

test('metering follows from spec and headers: units are multiply-adds by 2^18, rounded up', async () => {
  const meter = (spec: JobSpec) => meterJob({ spec: encodeJobSpec(spec), fetchBlob });
  expect(await meter(inference)).toBe(1n);
  // 3·9·2 + 512·600·512 = 157,286,454 = 600.0002 units
  expect(await meter(batch)).toBe(601n);
  // a step: 16·(2·7·5 + 2·6·2 + 5·2) = 1,664
  expect(await meter({ ...train, steps: 160 })).toBe(2n);
  expect(await meter({ ...train, steps: 157 })).toBe(1n);
  const run600 = runJob({ spec: encodeJobSpec(batch), fetchBlob, maxUnits: 600n });
  expect(await codeOf(() => run600)).toBe('CXT_JOB_UNITS_EXCEEDED');
});

describe('BATCH', () => {
  test('answers all products in order', async () => {
    const { resultBytes } = await run(batch);
    const first = decodeMatrix(resultBytes.slice(0, 16 + 3 * 2 * 4));
    const [left, right] = [matrixOf(3, 9), matrixOf(9, 2)];
    let sum = 0;
    for (let k = 0; k < 9; k++) sum += (left.entries[2 * 9 + k] ?? 0) * (right.entries[k * 2 + 1] ?? 0);
    expect([first.rows, first.columns, first.entries[5]]).toEqual([3, 2, sum]);
    expect(decodeMatrix(resultBytes.slice(40)).rows).toBe(512);
  });
});

describe('TRAIN_FRAGMENT', () => {
  test('learns: its loss falls to less than half', async () => {
    const { resultBytes } = await run({ ...train, steps: 400, checkpointEvery: 400 });
    const { losses } = decodeTrainResult(resultBytes);
    const mean = (list: readonly number[]): number => list.reduce((sum, loss) => sum + loss, 0) / list.length;
    expect(mean(losses.slice(-20))).toBeLessThan(mean(losses.slice(0, 20)) / 2);
  });

  test('two fragments in a chain end where one of their length ends', async () => {
    const whole = await run(train);
    const first = await run({ ...train, steps: 16 });
    const middle = decodeTrainResult(first.resultBytes).checkpoints.at(-1) as BlobHash;
    source.add(first.outputs.get(middle) as Uint8Array);
    const second = await run({ ...train, weights: middle, steps: 14 });
    const end = decodeTrainResult(whole.resultBytes).checkpoints.at(-1) as BlobHash;
    expect(decodeTrainResult(second.resultBytes).checkpoints.at(-1)).toBe(end);
    expect(decodeWeights(whole.outputs.get(end) as Uint8Array).step).toBe(30);
  });

  test('weights of another network than the data are refused', async () => {
    const dataset = source.add(encodeDataset({ ...sampleDataset(4), classes: 3 }));
    expect(await codeOf(() => run({ ...train, dataset }))).toBe('CXT_JOB_SHAPE_MISMATCH');
  });
});

describe('GRADIENT_CHECK', () => {
  async function check(
    tamper: (result: ReturnType<typeof decodeTrainResult>) => object,
    segments: number[],
  ): Promise<number | null> {
    const done = await run(train);
    for (const bytes of done.outputs.values()) source.add(bytes);
    const claimed = decodeTrainResult(done.resultBytes);
    const result = source.add(encodeTrainResult({ ...claimed, ...tamper(claimed) }));
    const fragment = source.add(encodeJobSpec(train));
    const spec: JobSpec = { v: 1, type: 'GRADIENT_CHECK', fragment, result, segments };
    const { resultBytes } = await run(spec);
    expect(Buffer.from(resultBytes).equals(await byDefinition(spec))).toBe(true);
    return decodeCheckResult(resultBytes).firstWrongStep;
  }
  const replaced = <T>(list: readonly T[], at: number, value: T): T[] => list.with(at, value) as T[];

  test('finds nothing in an honest result', async () => {
    expect(await check(() => ({}), [0, 1, 2, 3])).toBeNull();
  });

  test('finds the first step with a wrong loss, if it is sampled', async () => {
    const tamper = ({ losses }: { losses: readonly number[] }) => ({ losses: replaced(losses, 19, 1) });
    expect(await check(tamper, [0, 2])).toBe(19);
    expect(await check(tamper, [0, 1, 3])).toBeNull();
  });

  test('finds a checkpoint of other weights at the last step of its segment', async () => {
    const tamper = ({ checkpoints }: { checkpoints: readonly BlobHash[] }) => ({
      checkpoints: replaced(checkpoints, 3, train.weights),
    });
    expect(await check(tamper, [3])).toBe(29);
  });

  test('a checkpoint that is none, or of another step, is the fault of the step before', async () => {
    const garbage = source.add(Uint8Array.of(1, 2, 3));
    for (const start of [garbage, train.weights]) {
      const tamper = ({ checkpoints }: { checkpoints: readonly BlobHash[] }) => ({
        checkpoints: replaced(checkpoints, 1, start),
      });
      expect(await check(tamper, [2])).toBe(15);
    }
  });

  test('a result of another fragment is wrong from the first sampled step on', async () => {
    const tamper = ({ losses }: { losses: readonly number[] }) => ({
      steps: 29,
      losses: losses.slice(0, 29),
    });
    expect(await check(tamper, [1])).toBe(8);
  });

  test('a segment beyond the end is a bad spec', async () => {
    expect(await codeOf(() => check(() => ({}), [4]))).toBe('CXT_JOB_SPEC_INVALID');
  });
});

describe('specs that are refused', () => {
  const text = (value: string) => codeOf(() => decodeJobSpec(new TextEncoder().encode(value)));
  const good = JSON.stringify(inference);

  test.each([
    ['no JSON', '{', 'CXT_JOB_SPEC_INVALID'],
    ['no object', '[]', 'CXT_JOB_TYPE_UNKNOWN'],
    ['unknown type', good.replace('INFERENCE', 'MINING'), 'CXT_JOB_TYPE_UNKNOWN'],
    ['a type of the prototype', good.replace('INFERENCE', 'constructor'), 'CXT_JOB_TYPE_UNKNOWN'],
    ['DATA_PREP', good.replace('INFERENCE', 'DATA_PREP'), 'CXT_JOB_TYPE_UNSUPPORTED'],
    ['other version', good.replace('"v":1', '"v":2'), 'CXT_JOB_SPEC_INVALID'],
    [
      'upper-case hash',
      good.replace(inference.type === 'INFERENCE' ? inference.model : '', `0x${'AB'.repeat(32)}`),
      'CXT_JOB_SPEC_INVALID',
    ],
    ['unknown key', good.replace('}', ',"x":1}'), 'CXT_JOB_SPEC_INVALID'],
    ['white space', ` ${good}`, 'CXT_JOB_SPEC_INVALID'],
    ['a key twice', good.replace('"v":1', '"v":1,"v":1'), 'CXT_JOB_SPEC_INVALID'],
    [
      'keys in another order',
      good.replace('"v":1,"type":"INFERENCE"', '"type":"INFERENCE","v":1'),
      'CXT_JOB_SPEC_INVALID',
    ],
    ['a float', JSON.stringify(train).replace('"steps":30', '"steps":30.5'), 'CXT_JOB_SPEC_INVALID'],
    ['an exponent', JSON.stringify(train).replace('"steps":30', '"steps":3e1'), 'CXT_JOB_SPEC_INVALID'],
    ['no steps', JSON.stringify({ ...train, steps: 0 }), 'CXT_JOB_SPEC_INVALID'],
    ['no products', '{"v":1,"type":"BATCH","products":[]}', 'CXT_JOB_SPEC_INVALID'],
    ['oversized', `${good}${' '.repeat(1 << 16)}`, 'CXT_JOB_TOO_LARGE'],
  ])('%s', async (_name, spec, code) => {
    expect(await text(spec)).toBe(code);
  });

  test('the type on the wire must be that of the spec', async () => {
    const as = (jobType: number) =>
      codeOf(() => runJob({ spec: encodeJobSpec(inference), jobType, fetchBlob }));
    expect(await Promise.all([1, 2, 5, 9].map(as))).toEqual([
      'none',
      'CXT_JOB_SPEC_INVALID',
      'CXT_JOB_TYPE_UNSUPPORTED',
      'CXT_JOB_TYPE_UNKNOWN',
    ]);
  });
});

describe('blobs that are refused', () => {
  const model = source.blobs.get(inference.type === 'INFERENCE' ? inference.model : '0x') as Uint8Array;
  const withModel = (bytes: Uint8Array) =>
    codeOf(() => run({ ...inference, model: source.add(bytes) } as JobSpec));
  const changed = (at: number, value: number): Uint8Array => Uint8Array.from(model).fill(value, at, at + 1);

  test.each([
    ['empty', () => new Uint8Array(0), 'CXT_JOB_BLOB_TRUNCATED'],
    ['truncated header', () => model.slice(0, 15), 'CXT_JOB_BLOB_TRUNCATED'],
    ['truncated table', () => model.slice(0, 40), 'CXT_JOB_BLOB_TRUNCATED'],
    ['truncated data', () => model.slice(0, -1), 'CXT_JOB_BLOB_TRUNCATED'],
    ['bytes behind the end', () => Buffer.concat([model, Buffer.of(0)]), 'CXT_JOB_BLOB_INVALID'],
    ['other letters', () => changed(3, 0x4d), 'CXT_JOB_BLOB_INVALID'],
    ['other version', () => changed(4, 2), 'CXT_JOB_BLOB_INVALID'],
    ['no operation', () => changed(6, 0), 'CXT_JOB_BLOB_INVALID'],
    ['unknown kind', () => changed(16, 4), 'CXT_JOB_BLOB_INVALID'],
    ['unknown flag', () => changed(17, 4), 'CXT_JOB_BLOB_INVALID'],
    ['heads of a dense layer', () => changed(18, 1), 'CXT_JOB_BLOB_INVALID'],
    ['too large a shift', () => changed(26, 47), 'CXT_JOB_BLOB_INVALID'],
    [
      'oversized by its header',
      () => {
        const big = Uint8Array.from(model);
        new DataView(big.buffer).setUint32(8, 16_384, true);
        new DataView(big.buffer).setUint32(20, 16_384, true);
        return big;
      },
      'CXT_JOB_TOO_LARGE',
    ],
  ])('a model: %s', async (_name, make, code) => {
    expect(await withModel(make())).toBe(code);
  });

  test('bytes with another hash than the spec names', async () => {
    const lying = () => Promise.resolve(Uint8Array.of(1));
    expect(await codeOf(() => runJob({ spec: encodeJobSpec(inference), fetchBlob: lying }))).toBe(
      'CXT_BLOB_HASH_MISMATCH',
    );
  });
});

test('an abort ends a running job with its reason', async () => {
  const long = encodeJobSpec({ ...train, steps: 65_536, batch: 4_096, checkpointEvery: 65_536 });
  const signal = AbortSignal.timeout(300);
  await expect(runJob({ spec: long, fetchBlob, signal })).rejects.toThrow('timeout');
});
