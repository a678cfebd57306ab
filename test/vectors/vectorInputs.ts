/** What of a vector file is input. Derived fields are optional in it, so a whole file is an input too. */
import type { AttestationName, Int, VectorFile } from './schema.ts';

type Given<T, K extends keyof T> = Pick<T, K> & Partial<T>;
type Element<L extends readonly unknown[]> = L[number];

/** Inputs of one packet. */
export type PacketInputs = Given<
  Element<VectorFile['packets']>,
  'nonce' | 'srcEid' | 'sender' | 'dstEid' | 'receiver' | 'execution' | 'message'
>;
/** Inputs of one attestation; the root where it is not derived from other parts of the file. */
export type AttestationInputs = Given<
  VectorFile['attestations']['batch'],
  'epoch' | 'domain' | 'notAfter' | 'signers'
> &
  Partial<Pick<VectorFile['attestations']['rotation'], 'newSigners' | 'newSignatures'>>;

/** Inputs of a vector file. */
export type VectorInputs = {
  readonly note: string;
  readonly networkName: string;
  readonly bridgeId?: VectorFile['bridgeId'];
  readonly domainSeparator?: VectorFile['domainSeparator'];
  readonly sets: readonly Given<Element<VectorFile['sets']>, 'epoch' | 'threshold' | 'testPrivateKeys'>[];
  readonly packets: readonly PacketInputs[];
  readonly laneHashes: readonly Given<Element<VectorFile['laneHashes']>, 'nonce'>[];
  readonly trees: readonly Given<Element<VectorFile['trees']>, 'count'>[];
  readonly supply: readonly Given<
    Element<VectorFile['supply']>,
    'eid' | 'height' | 'blockHash' | 'supply' | 'locked' | 'pendingIn' | 'burned'
  >[];
  readonly settlement: Given<
    Omit<VectorFile['settlement'], 'payouts'>,
    'epoch' | 'previousPostedEpoch' | 'cut'
  > & {
    readonly payouts: readonly Given<Element<VectorFile['settlement']['payouts']>, 'payout' | 'amountWei'>[];
  };
  readonly fees: VectorFile['fees'];
  readonly config: VectorFile['config'];
  readonly attestations: { readonly [Name in AttestationName]: AttestationInputs };
  readonly jobs: Given<
    Omit<VectorFile['jobs'], 'terminalFields'>,
    'srcEid' | 'router' | 'routerNonce' | 'submitFields'
  > & {
    readonly terminalFields: Given<
      VectorFile['jobs']['terminalFields'],
      Exclude<keyof VectorFile['jobs']['terminalFields'], 'jobId'>
    >;
  };
};

/** What {@link derive} computes: the file without its negative cases. */
export type DerivedFile = Omit<VectorFile, 'negative'>;

/** Big integer of a whole number in a file. */
export function big(value: Int): bigint {
  return BigInt(value);
}

/** How a file writes a whole number: as a number, or as a string above 2^53. */
export function int(value: bigint): Int {
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value.toString();
}
