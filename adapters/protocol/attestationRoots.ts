/**
 * Roots of the attestations that are no Merkle trees: one function a kind (protocol §6, §10).
 *
 * The root of BATCH, SUPPLY and SETTLEMENT is a Merkle root (tree.ts, supply.ts, settlement.ts); that of VETO is the leaf or
 * root that is vetoed; that of RECOVERY is a rotation root.
 */
import { ProtocolError } from './errors.ts';
import type { Hex } from './hex.ts';
import type { Leaf } from './ids.ts';
import { type FeeTable, feeTableComponents } from './fees.ts';
import { keccak256 } from './keccak.ts';
import { encodeLayout, type Layout, type LayoutValue } from './layout.ts';

const ROTATION_LAYOUT = [
  { name: 'tag', type: 'text', is: 'CXT-ROT\x01' },
  { name: 'newSetHash', type: 'bytes32' },
  { name: 'notBefore', type: 'u64' },
  { name: 'graceSeconds', type: 'u32' },
] as const satisfies Layout;

const PAUSE_FIELDS = [
  { name: 'scope', type: 'u8' },
  { name: 'laneEid', type: 'u32' },
  { name: 'until', type: 'u64' },
] as const satisfies Layout;

const PAUSE_LAYOUT = [
  { name: 'tag', type: 'text', is: 'CXT-PAU\x01' },
  ...PAUSE_FIELDS,
] as const satisfies Layout;
const UNPAUSE_LAYOUT = [
  { name: 'tag', type: 'text', is: 'CXT-UNP\x01' },
  ...PAUSE_FIELDS,
] as const satisfies Layout;

const CONFIG_LAYOUT = [
  { name: 'tag', type: 'text', is: 'CXT-CON\x01' },
  { name: 'seq', type: 'u64' },
  { name: 'field', type: 'u8' },
  { name: 'laneEid', type: 'u32' },
  { name: 'value', type: 'bytes32' },
] as const satisfies Layout;

const FEES_LAYOUT = [
  { name: 'tag', type: 'text', is: 'CXT-FEE\x01' },
  { name: 'eid', type: 'u32' },
  { name: 'dstEid', type: 'u32' },
  { name: 'base', type: 'u128' },
  { name: 'perByte', type: 'u128' },
  { name: 'perGas', type: 'u128' },
  { name: 'account', type: 'u128' },
  { name: 'transit', type: 'u128' },
  { name: 'returnBase', type: 'u128' },
  { name: 'returnPerByte', type: 'u128' },
  { name: 'returnPerGas', type: 'u128' },
] as const satisfies Layout;

const HELD_LAYOUT = [
  { name: 'tag', type: 'text', is: 'CXT-HLD\x01' },
  { name: 'leaf', type: 'bytes32' },
  { name: 'action', type: 'u8' },
] as const satisfies Layout;

/** Longest life of an old set after the new one is active, in seconds. */
export const MAX_GRACE_SECONDS = 86_400;
/** What a pause stops. */
export const PAUSE_SCOPE = { all: 0, inboundLane: 1, outboundLane: 2 } as const;
/** What is done with a held item. */
export const HELD_ACTION = { release: 1, discard: 2, overrideRotationVeto: 3 } as const;
/** Fields of a CONFIG change. */
export const CONFIG_FIELD = {
  inboundCapacity: 1,
  inboundRefillPerSecond: 2,
  delayThreshold: 3,
  delaySeconds: 4,
  spokeCap: 5,
  addPeer: 6,
  registerComputeRouter: 7,
  feeShares: 8,
  minimumSweep: 9,
} as const;

/** Fields of a PAUSE or UNPAUSE; `until` in unix seconds. */
export type PauseFields = LayoutValue<typeof PAUSE_FIELDS>;

/** Root of ROTATION and RECOVERY; `notBefore` in unix seconds. @throws CXT_WIRE_INTEGER_RANGE if grace is above 24 h */
export function rotationRoot(args: { newSetHash: Hex; notBefore: bigint; graceSeconds: number }): Hex {
  if (args.graceSeconds > MAX_GRACE_SECONDS) {
    throw new ProtocolError('CXT_WIRE_INTEGER_RANGE', { field: 'graceSeconds', value: args.graceSeconds });
  }
  return keccak256(encodeLayout(ROTATION_LAYOUT, args));
}

/** Root of PAUSE. @throws CXT_WIRE_PAUSE_SCOPE, CXT_WIRE_INTEGER_RANGE */
export function pauseRoot(fields: PauseFields): Hex {
  assertPauseScope(fields);
  return keccak256(encodeLayout(PAUSE_LAYOUT, fields));
}

/** Root of UNPAUSE: the fields of the pause that it lifts. @throws CXT_WIRE_PAUSE_SCOPE, CXT_WIRE_INTEGER_RANGE */
export function unpauseRoot(fields: PauseFields): Hex {
  assertPauseScope(fields);
  return keccak256(encodeLayout(UNPAUSE_LAYOUT, fields));
}

/** Root of CONFIG; `seq` in unix milliseconds. @throws CXT_WIRE_CONFIG_FIELD, CXT_WIRE_INTEGER_RANGE, CXT_WIRE_LENGTH */
export function configRoot(args: { seq: bigint; field: number; laneEid: number; value: Hex }): Hex {
  if (args.field < CONFIG_FIELD.inboundCapacity || args.field > CONFIG_FIELD.minimumSweep) {
    throw new ProtocolError('CXT_WIRE_CONFIG_FIELD', { field: args.field });
  }
  return keccak256(encodeLayout(CONFIG_LAYOUT, args));
}

/** Root of FEES: the table that chain `eid` charges for messages to `dstEid`. @throws CXT_WIRE_FEE_COMPONENT */
export function feesRoot(args: { eid: number; dstEid: number; table: FeeTable }): Hex {
  feeTableComponents(args.table);
  return keccak256(encodeLayout(FEES_LAYOUT, { eid: args.eid, dstEid: args.dstEid, ...args.table }));
}

/** Root of HELD; for action 3 `leaf` is the root of the rotation. @throws CXT_WIRE_HELD_ACTION */
export function heldRoot(args: { leaf: Leaf | Hex; action: number }): Hex {
  if (args.action < HELD_ACTION.release || args.action > HELD_ACTION.overrideRotationVeto) {
    throw new ProtocolError('CXT_WIRE_HELD_ACTION', { action: args.action });
  }
  return keccak256(encodeLayout(HELD_LAYOUT, args));
}

function assertPauseScope(fields: PauseFields): void {
  if (fields.scope > PAUSE_SCOPE.outboundLane)
    throw new ProtocolError('CXT_WIRE_PAUSE_SCOPE', { scope: fields.scope });
}
