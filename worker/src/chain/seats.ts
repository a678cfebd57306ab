/** Which validator a seat falls on, as `WorkCourt.seatPlace` computes it (docs/compute.md §5). Pure. */
import { type Address, encodePacked, type Hex, isAddressEqual, keccak256 } from 'viem';

/** A validator snapshot: places and cumulated weights. */
export interface Snapshot {
  readonly epoch: bigint;
  readonly nodes: readonly Address[];
  /** Ascending; the last one is the total. */
  readonly cumulatedWei: readonly bigint[];
}

/** One draw of seats. */
export interface Draw {
  readonly beacon: Hex;
  readonly jobId: Hex;
  readonly level: number;
  readonly redraws: number;
}

/** A seat and the place in the snapshot of the validator that holds it. */
export interface Seat {
  readonly seat: number;
  readonly validator: number;
  readonly node: Address;
}

/** Level of the class in which every validator of the snapshot has one seat, the one of its place. */
export const FINAL_LEVEL = 3;

/** All seats of a draw but those that fall on `excluded` (executors and requester). */
export function seatsOf(parameters: {
  draw: Draw;
  snapshot: Snapshot;
  /** Seats of the class; not used at the final level. */
  seatCount: number;
  excluded: readonly Address[];
}): Seat[] {
  const { draw, snapshot, excluded } = parameters;
  const count = draw.level === FINAL_LEVEL ? snapshot.nodes.length : parameters.seatCount;
  return Array.from({ length: count }, (_, seat): Seat => {
    const validator = seatPlace({ draw, seat, snapshot });
    return { seat, validator, node: snapshot.nodes[validator] as Address };
  }).filter(({ node }) => !excluded.some((other) => isAddressEqual(other, node)));
}

/** Place in the snapshot that a seat falls on. @throws RangeError for an empty snapshot */
export function seatPlace(parameters: { draw: Draw; seat: number; snapshot: Snapshot }): number {
  const { draw, seat, snapshot } = parameters;
  const { beacon, jobId, level, redraws } = draw;
  if (level === FINAL_LEVEL) return seat;
  const total = snapshot.cumulatedWei.at(-1) ?? 0n;
  if (total === 0n) throw new RangeError('the snapshot is empty');
  const hash = keccak256(
    encodePacked(['bytes32', 'bytes32', 'uint8', 'uint8', 'uint8'], [beacon, jobId, level, redraws, seat]),
  );
  const point = BigInt(hash) % total;
  return snapshot.cumulatedWei.findIndex((cumulated) => point < cumulated);
}

/** Stake of a place, in wei. */
export function weightOf(snapshot: Snapshot, place: number): bigint {
  const { cumulatedWei } = snapshot;
  return (cumulatedWei[place] ?? 0n) - (place === 0 ? 0n : (cumulatedWei[place - 1] ?? 0n));
}
