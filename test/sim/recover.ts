/** One native recovery with one cache for the whole simulation: every relayer and every chain checks the same signatures. */
import { createRecoverFast } from '../../relayer/src/signer/index.ts';

export const recover = createRecoverFast();
