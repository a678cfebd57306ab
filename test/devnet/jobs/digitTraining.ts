/** Lets a fresh network learn the shipped pictures for a few steps: a training fragment with its loss curve. */
import { initialWeights } from '../../../worker/models/perceptron.ts';
import { decodeTrainResult, encodeWeights, keccakHex } from '../../../worker/src/work/index.ts';
import { encodeJobSpec } from '../../../worker/src/work/jobSpec.ts';
import { digitPictures } from './digitBlobs.ts';
import type { JobWork } from './jobWork.ts';

const STEPS = 48;
const BATCH = 15;
const LEARNING_SHIFT = 8;
const CHECKPOINT_EVERY = 12;
const BARS = '▁▂▃▄▅▆▇█';

export function digitTraining(): JobWork {
  const dataset = digitPictures();
  const weights = encodeWeights(initialWeights());
  const inputHash = keccakHex(dataset);
  const spec = encodeJobSpec({
    v: 1,
    type: 'TRAIN_FRAGMENT',
    dataset: inputHash,
    weights: keccakHex(weights),
    steps: STEPS,
    batch: BATCH,
    learningShift: LEARNING_SHIFT,
    checkpointEvery: CHECKPOINT_EVERY,
  });
  return {
    type: 'TRAIN_FRAGMENT',
    spec,
    blobs: [dataset, weights],
    inputHash,
    picture: null,
    explain: (result) => curve(decodeTrainResult(result).losses),
  };
}

/** `loss ▇▅▃▁ (first → last)`, one bar for every two steps. */
function curve(losses: readonly number[]): string {
  const most = Math.max(...losses, 1);
  const bars = losses
    .filter((_, step) => step % 2 === 0)
    .map((loss) => BARS[Math.min(BARS.length - 1, Math.floor((loss * BARS.length) / most))])
    .join('');
  return `loss ${bars} (${losses[0]} → ${losses.at(-1)})`;
}
