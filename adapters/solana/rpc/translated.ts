/** The edge: an answer that makes no sense leaves as an error of the closed list. */
import { ChainError } from '../../core/chainError.ts';
import { MalformedAnswer } from '../../rpc/malformedAnswer.ts';

/** Runs `work`. @throws ChainError CXT_CHAIN_BAD_ANSWER for what was a MalformedAnswer */
export async function translated<Result>(at: {
  label: string;
  work: () => Promise<Result>;
}): Promise<Result> {
  try {
    return await at.work();
  } catch (error) {
    if (!(error instanceof MalformedAnswer)) throw error;
    throw new ChainError('CXT_CHAIN_BAD_ANSWER', `${at.label}: ${error.message}`, { provider: at.label });
  }
}
