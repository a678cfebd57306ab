import { privateKeyToAccount } from 'viem/accounts';
import { describe, expect, test } from 'vitest';
import { signVote, type Verdict, voteDigest, voterOf } from './verdict.ts';
import { decodeVote, encodeVote } from './voteCodec.ts';

const account = privateKeyToAccount(`0x${'11'.repeat(32)}`);
const domain = { chainId: 31_337, court: '0x5FbDB2315678afecb367f032d93F642f64180aa3' } as const;
const verdict: Verdict = {
  jobId: `0x${'a1'.repeat(32)}`,
  resultHash: `0x${'b2'.repeat(32)}`,
  units: 16n,
  executorsOk: 3,
  commitRoot: `0x${'c3'.repeat(32)}`,
  level: 1,
  redraws: 2,
};
const ballot = { verdict, seat: 4, validator: 2, quality: 10_000 };

describe('a vote', () => {
  test('comes back from a board as it was signed, and names its signer', async () => {
    const vote = await signVote({ domain, account, ballot });
    const read = decodeVote(encodeVote(vote));
    expect(read).toEqual(vote);
    expect(await voterOf(domain, read ?? vote)).toBe(account.address);
  });

  test.each([
    { seat: 5 },
    { quality: 9_999 },
    { verdict: { ...verdict, units: 17n } },
    { verdict: { ...verdict, redraws: 1 } },
  ])('changed in %o is another signer’s or nobody’s', async (change) => {
    const vote = await signVote({ domain, account, ballot });
    expect(await voterOf(domain, { ...vote, ...change })).not.toBe(account.address);
    expect(voteDigest(domain, { ...ballot, ...change })).not.toBe(voteDigest(domain, ballot));
  });

  test('is refused with a field that does not belong', () => {
    const bytes = new TextEncoder().encode('{"verdict":{},"seat":1}');
    expect(decodeVote(bytes)).toBeNull();
  });
});
