/** Small random but reproducible models, weights and data for tests. */
import { keccakHex } from '../../kernels/keccak.ts';
import type { Dataset } from '../datasetBlob.ts';
import type { BlobHash } from '../jobSpec.ts';
import { linearSizes, type Operation, type OperationShape } from '../modelBlob.ts';
import type { Weights } from '../weightsBlob.ts';

/** Numbers 0 … 1 from a seed (32-bit linear congruence). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

export function randomInt8({ random, length }: { random: () => number; length: number }): Int8Array {
  return Int8Array.from({ length }, () => Math.floor(random() * 256) - 128);
}

const SCALE = { multiplier: 37_001, shift: 24 } as const;

export function sampleOperation(
  parameters: Pick<OperationShape, 'kind' | 'inputs' | 'size'> & Partial<OperationShape> & { seed: number },
): Operation {
  const { seed, ...rest } = parameters;
  const random = randomFrom(seed);
  const outputs = rest.kind === 'dense' ? rest.size : rest.inputs;
  const scales = Array.from({ length: 6 }, () => SCALE);
  const shape: OperationShape = { heads: 0, hasRelu: false, isRaw: false, scales, outputs, ...rest };
  return {
    ...shape,
    linears: linearSizes(shape).map((size) => ({
      ...size,
      weights: randomInt8({ random, length: size.inputs * size.outputs }),
      bias: Int32Array.from({ length: size.outputs }, () => Math.floor(random() * 20_000) - 10_000),
    })),
  };
}

/** Two classes that a line can tell apart. */
export function sampleDataset(samples: number): Dataset {
  const random = randomFrom(7);
  const features = 6;
  const inputs = randomInt8({ random, length: samples * features });
  const labels = Uint16Array.from({ length: samples }, (_, at) =>
    (inputs[at * features] ?? 0) + (inputs[at * features + 1] ?? 0) > 0 ? 1 : 0,
  );
  return { classes: 2, samples, features, inputs, labels };
}

export function sampleWeights(): Weights {
  const random = randomFrom(3);
  const layer = (inputs: number, outputs: number) => ({
    inputs,
    outputs,
    weightExponent: 7,
    inputExponent: 7,
    outputShift: 7,
    weights: Int32Array.from({ length: outputs * (inputs + 1) }, () =>
      Math.floor((random() - 0.5) * 2 ** 22),
    ),
  });
  return { step: 0, logitShift: 10, layers: [layer(6, 5), layer(5, 2)] };
}

/** Blobs by hash, as a source. */
export function sampleSource(): {
  add(bytes: Uint8Array): BlobHash;
  blobs: Map<BlobHash, Uint8Array>;
  fetchBlob(hash: BlobHash): Promise<Uint8Array>;
} {
  const blobs = new Map<BlobHash, Uint8Array>();
  return {
    blobs,
    add: (bytes) => {
      const hash = keccakHex(bytes);
      blobs.set(hash, bytes);
      return hash;
    },
    fetchBlob: (hash) => {
      const bytes = blobs.get(hash);
      return bytes === undefined ? Promise.reject(new Error(`no blob ${hash}`)) : Promise.resolve(bytes);
    },
  };
}
