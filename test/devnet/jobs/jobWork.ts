/** What a requester hands over for a job: the spec and the blobs it names. */
import type { Hex } from 'viem';

export interface JobWork {
  readonly type: 'INFERENCE' | 'BATCH' | 'TRAIN_FRAGMENT' | 'GRADIENT_CHECK';
  /** Canonical JSON of the spec (docs/jobs.md). */
  readonly spec: Uint8Array;
  readonly blobs: readonly Uint8Array[];
  /** Hash of the blob that is the input proper. */
  readonly inputHash: Hex;
  /** What a person sees of the input, several lines; null when there is nothing to see. */
  readonly picture: string | null;
  /** What the result's bytes say, for people. */
  readonly explain: (result: Uint8Array) => string;
}
