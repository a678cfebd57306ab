/**
 * Signer sets and their hash (protocol §6).
 *
 * Guarantee: a hashed set has 1 to 16 strictly ascending non-zero members, k above two thirds of them, and (outside a
 * devnet) k of at least 3.
 */
import { evmAddress } from './address.ts';
import { ProtocolError } from './errors.ts';
import { concatBytes, type Hex, hexToBytes } from './hex.ts';
import { keccak256 } from './keccak.ts';
import { encodeLayout, type Layout } from './layout.ts';

/** Most members of a set. */
export const MAX_MEMBERS = 16;
/** Least threshold outside a devnet. */
export const MIN_THRESHOLD = 3;

const SET_LAYOUT = [
  { name: 'tag', type: 'text', is: 'CXT-SET\x01' },
  { name: 'bridgeId', type: 'bytes32' },
  { name: 'epoch', type: 'u64' },
  { name: 'threshold', type: 'u8' },
  { name: 'memberCount', type: 'u8' },
] as const satisfies Layout;

/** Members that sign in one epoch; addresses in lower case, strictly ascending. */
export type SignerSet = {
  readonly epoch: bigint;
  readonly threshold: number;
  readonly members: readonly Hex[];
};

/** `allowSmallThreshold`: a devnet may have k below 3. */
export type SignerSetRules = { readonly allowSmallThreshold?: boolean };

/**
 * Checks a set.
 * @throws CXT_WIRE_ATTESTATION_EPOCH, CXT_WIRE_SET_SIZE, _SET_THRESHOLD, _SET_THRESHOLD_SMALL, _SET_MEMBER_ZERO, _SET_ORDER;
 *   CXT_WIRE_ADDRESS_SYNTAX, CXT_WIRE_ADDRESS_CHECKSUM
 */
export function assertSignerSet(set: SignerSet, rules: SignerSetRules = {}): void {
  const { epoch, threshold, members } = set;
  const size = members.length;
  if (epoch < 1n) throw new ProtocolError('CXT_WIRE_ATTESTATION_EPOCH', { epoch });
  if (size < 1 || size > MAX_MEMBERS) throw new ProtocolError('CXT_WIRE_SET_SIZE', { size });
  // SAFETY: with k <= 2n/3 two disjoint-but-for-traitors quorums could sign two different histories.
  if (!Number.isInteger(threshold) || threshold > size || 3 * threshold <= 2 * size) {
    throw new ProtocolError('CXT_WIRE_SET_THRESHOLD', { threshold, size });
  }
  if (threshold < MIN_THRESHOLD && rules.allowSmallThreshold !== true) {
    throw new ProtocolError('CXT_WIRE_SET_THRESHOLD_SMALL', { threshold });
  }
  let previous = '';
  for (const member of members) {
    if (/^0x0{40}$/.test(member)) throw new ProtocolError('CXT_WIRE_SET_MEMBER_ZERO');
    const address = evmAddress(member);
    if (address <= previous) throw new ProtocolError('CXT_WIRE_SET_ORDER', { member });
    previous = address;
  }
}

/**
 * `keccak("CXT-SET\x01" ‖ BRIDGE_ID ‖ epoch ‖ k ‖ n ‖ members ‖ tableRoot)`; tableRoot is zero in v1.
 * @throws the codes of {@link assertSignerSet}
 */
export function signerSetHash(args: SignerSet & { bridgeId: Hex } & SignerSetRules): Hex {
  assertSignerSet(args, args);
  const head = encodeLayout(SET_LAYOUT, { ...args, memberCount: args.members.length });
  return keccak256(concatBytes([head, ...args.members.map(hexToBytes), new Uint8Array(32)]));
}

/**
 * Checks a rotation: the next epoch, and at most n-k of the old members replaced.
 * @throws CXT_WIRE_SET_EPOCH_STEP, CXT_WIRE_SET_REPLACED and the codes of {@link assertSignerSet}
 */
export function assertRotation(args: { from: SignerSet; to: SignerSet } & SignerSetRules): void {
  const { from, to } = args;
  assertSignerSet(from, args);
  assertSignerSet(to, args);
  if (to.epoch !== from.epoch + 1n)
    throw new ProtocolError('CXT_WIRE_SET_EPOCH_STEP', { from: from.epoch, to: to.epoch });
  const kept = new Set(to.members.map((member) => member.toLowerCase()));
  const replaced = from.members.filter((member) => !kept.has(member.toLowerCase())).length;
  const most = from.members.length - from.threshold;
  if (replaced > most) throw new ProtocolError('CXT_WIRE_SET_REPLACED', { replaced, most });
}
