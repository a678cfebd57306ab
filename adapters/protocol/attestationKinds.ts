/**
 * The kinds of attestation: one row a kind (protocol §6).
 */
import { ProtocolError } from './errors.ts';

/** How many members must sign: k, n-k+1, or k with a stricter case for one action (see {@link thresholdFor}). */
export type ThresholdRule = 'k' | 'n-k+1' | 'held';

/** What `domain` must be: the executing chain, the home chain, 0, or either a chain or 0. */
export type DomainRule = 'local' | 'home' | 'zero' | 'localOrZero';

/** What `seq` must be: 0, the next epoch, or a counter of its own. */
export type SeqRule = 'zero' | 'newEpoch' | 'counter';

/** What `count` must be: exactly 1, leaves of a tree (1 to 256), or members of a set (1 to 16). */
export type CountRule = 'one' | 'leaves' | 'members';

/** Row of the table of kinds. */
export type AttestationKindRow = {
  readonly kind: number;
  readonly name: string;
  readonly threshold: ThresholdRule;
  readonly domain: DomainRule;
  readonly seq: SeqRule;
  readonly count: CountRule;
};

/** All kinds, by name. */
export const ATTESTATION_KINDS = {
  BATCH: { kind: 1, name: 'BATCH', threshold: 'k', domain: 'local', seq: 'zero', count: 'leaves' },
  ROTATION: { kind: 2, name: 'ROTATION', threshold: 'k', domain: 'zero', seq: 'newEpoch', count: 'members' },
  SUPPLY: { kind: 3, name: 'SUPPLY', threshold: 'k', domain: 'zero', seq: 'counter', count: 'leaves' },
  SETTLEMENT: {
    kind: 4,
    name: 'SETTLEMENT',
    threshold: 'k',
    domain: 'home',
    seq: 'counter',
    count: 'leaves',
  },
  PAUSE: { kind: 5, name: 'PAUSE', threshold: 'n-k+1', domain: 'localOrZero', seq: 'counter', count: 'one' },
  UNPAUSE: { kind: 6, name: 'UNPAUSE', threshold: 'k', domain: 'localOrZero', seq: 'counter', count: 'one' },
  CONFIG: { kind: 7, name: 'CONFIG', threshold: 'k', domain: 'local', seq: 'counter', count: 'one' },
  VETO: { kind: 8, name: 'VETO', threshold: 'n-k+1', domain: 'localOrZero', seq: 'zero', count: 'one' },
  FEES: { kind: 9, name: 'FEES', threshold: 'k', domain: 'local', seq: 'counter', count: 'one' },
  HELD: { kind: 10, name: 'HELD', threshold: 'held', domain: 'local', seq: 'zero', count: 'one' },
  RECOVERY: { kind: 11, name: 'RECOVERY', threshold: 'k', domain: 'zero', seq: 'counter', count: 'members' },
} as const satisfies Record<string, AttestationKindRow>;

/** Name of a kind. */
export type AttestationKindName = keyof typeof ATTESTATION_KINDS;
/** Number of a kind. */
export type AttestationKind = (typeof ATTESTATION_KINDS)[AttestationKindName]['kind'];

const BY_KIND: ReadonlyMap<number, (typeof ATTESTATION_KINDS)[AttestationKindName]> = new Map(
  Object.values(ATTESTATION_KINDS).map((row) => [row.kind, row]),
);

/** Row of a kind. @throws CXT_WIRE_ATTESTATION_KIND */
export function attestationKind(kind: number): (typeof ATTESTATION_KINDS)[AttestationKindName] {
  const row = BY_KIND.get(kind);
  if (row === undefined) throw new ProtocolError('CXT_WIRE_ATTESTATION_KIND', { kind });
  return row;
}

/** HELD action that lifts the veto of a rotation and needs one member more. */
export const HELD_OVERRIDE_VETO = 3;

/**
 * How many of `memberCount` members must sign an attestation of `kind` in a set with threshold `threshold`.
 * `heldAction` matters for HELD only; without it the threshold of release and discard is given.
 * @throws CXT_WIRE_ATTESTATION_KIND
 */
export function thresholdFor(args: {
  kind: number;
  threshold: number;
  memberCount: number;
  heldAction?: number | undefined;
}): number {
  const { kind, threshold, memberCount, heldAction } = args;
  const rule: ThresholdRule = attestationKind(kind).threshold;
  if (rule === 'n-k+1') return memberCount - threshold + 1;
  if (rule === 'held' && heldAction === HELD_OVERRIDE_VETO) return Math.min(threshold + 1, memberCount);
  return threshold;
}
