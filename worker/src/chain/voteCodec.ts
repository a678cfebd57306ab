/** Votes as they lie on boards: JSON, strict, amounts as decimal strings. */
import type { Hex } from 'viem';
import { z } from 'zod';
import type { Vote } from './verdict.ts';

const word = z.string().regex(/^0x[0-9a-f]{64}$/) as unknown as z.ZodType<Hex>;
const whole = (most: number) => z.int().min(0).max(most);

const voteSchema = z.strictObject({
  verdict: z.strictObject({
    jobId: word,
    resultHash: word,
    units: z
      .string()
      .regex(/^(0|[1-9][0-9]{0,19})$/)
      .transform(BigInt),
    executorsOk: whole(255),
    commitRoot: word,
    level: whole(3),
    redraws: whole(255),
  }),
  seat: whole(65_535),
  validator: whole(65_535),
  quality: whole(12_000),
  r: word,
  vs: word,
});

export function encodeVote(vote: Vote): Uint8Array {
  const { verdict, seat, validator, quality, r, vs } = vote;
  const { jobId, resultHash, executorsOk, commitRoot, level, redraws } = verdict;
  const plain = {
    jobId,
    resultHash,
    units: verdict.units.toString(),
    executorsOk,
    commitRoot,
    level,
    redraws,
  };
  return new TextEncoder().encode(JSON.stringify({ verdict: plain, seat, validator, quality, r, vs }));
}

/** The vote, or null for anything else. */
export function decodeVote(bytes: Uint8Array): Vote | null {
  try {
    const parsed = voteSchema.safeParse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
