/** What a seat signs: an EIP-712 vote over a verdict, as `WorkCourt.voteDigest` computes it. Pure but for the signature. */
import {
  type Address,
  hashTypedData,
  type Hex,
  type LocalAccount,
  parseSignature,
  recoverAddress,
} from 'viem';
import { compactSignatureToSignature, signatureToCompactSignature } from 'viem';

/** What a committee says of a job; equal for all seats that agree. */
export interface Verdict {
  readonly jobId: Hex;
  /** Zero: no executor has a valid result. */
  readonly resultHash: Hex;
  readonly units: bigint;
  /** Bit i: the i-th drawn executor revealed exactly this result. */
  readonly executorsOk: number;
  readonly commitRoot: Hex;
  readonly level: number;
  readonly redraws: number;
}

/** A seat's signed vote, with all that it takes to check it. */
export interface Vote {
  readonly verdict: Verdict;
  readonly seat: number;
  /** Place of the seat's validator in the snapshot. */
  readonly validator: number;
  readonly quality: number;
  /** EIP-2098. */
  readonly r: Hex;
  readonly vs: Hex;
}

export interface CourtDomain {
  readonly chainId: number;
  readonly court: Address;
}

const TYPES = {
  Vote: [
    { name: 'jobId', type: 'bytes32' },
    { name: 'resultHash', type: 'bytes32' },
    { name: 'units', type: 'uint64' },
    { name: 'executorsOk', type: 'uint8' },
    { name: 'commitRoot', type: 'bytes32' },
    { name: 'level', type: 'uint8' },
    { name: 'redraws', type: 'uint8' },
    { name: 'seat', type: 'uint16' },
    { name: 'quality', type: 'uint16' },
  ],
} as const;

type Ballot = Pick<Vote, 'verdict' | 'seat' | 'quality'>;

/** Digest that a seat signs. */
export function voteDigest(domain: CourtDomain, { verdict, seat, quality }: Ballot): Hex {
  return hashTypedData({
    domain: {
      name: 'CXT WorkCourt',
      version: '1',
      chainId: domain.chainId,
      verifyingContract: domain.court,
    },
    types: TYPES,
    primaryType: 'Vote',
    message: { ...verdict, seat, quality },
  });
}

// SAFETY: reserve the digest in the vote book before calling this: two votes for one seat cost the whole stake.
export async function signVote(parameters: {
  domain: CourtDomain;
  account: LocalAccount;
  ballot: Ballot & { readonly validator: number };
}): Promise<Vote> {
  const { domain, account, ballot } = parameters;
  if (account.sign === undefined) throw new TypeError('the account cannot sign digests');
  const signature = await account.sign({ hash: voteDigest(domain, ballot) });
  const { r, yParityAndS: vs } = signatureToCompactSignature(parseSignature(signature));
  return { ...ballot, r, vs };
}

/** Signer of a vote, or null when its signature is none. */
export async function voterOf(domain: CourtDomain, vote: Vote): Promise<Address | null> {
  try {
    const signature = compactSignatureToSignature({ r: vote.r, yParityAndS: vote.vs });
    return await recoverAddress({ hash: voteDigest(domain, vote), signature });
  } catch {
    return null;
  }
}

/** True where both say the same of the same draw. */
export function isSameVerdict(left: Verdict, right: Verdict): boolean {
  const parts = ({ jobId, resultHash, units, executorsOk, commitRoot, level, redraws }: Verdict) =>
    [jobId, resultHash, units, executorsOk, commitRoot, level, redraws].join().toLowerCase();
  return parts(left) === parts(right);
}
