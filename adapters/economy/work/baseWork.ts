/** Work that the chain verifies by itself: committed, drawn from, opened. */
import { bytesToHex, type Hex, hexToBytes, keccakBytes } from '@cxt-bridge/adapters/protocol';

import { beaconOf } from '../beacon.ts';
import type { Economy } from '../economy.ts';
import type { Account } from '../parameters.ts';
import { currentEpoch } from '../pool/poolState.ts';
import { recordBase } from '../pool/records.ts';
import { refuse } from '../refusal.ts';
import { COLUMNS, entryOf, isInTree } from './matrix.ts';
import type { Commitment } from './workState.ts';

const DRAWS = 4;
const MOST_ROWS = 2n ** 20n;

export interface Opening {
  readonly row: Hex;
  readonly path: readonly Hex[];
}

export function commitmentOf(economy: Economy, node: Account, epoch: bigint): Commitment | null {
  return economy.work.commitments.get(`${epoch}:${node}`) ?? null;
}

/** `seedEpoch`; which seed the chain makes is told. @throws Refusal EpochSeedSet */
export function seedEpoch(economy: Economy, call: { seed: Hex }): void {
  const epoch = currentEpoch(economy);
  if (economy.work.seeds.has(epoch)) refuse('EpochSeedSet', epoch);
  economy.work.seeds.set(epoch, call.seed);
}

/** `commit`. @throws Refusal RowsOutOfRange, EpochNotRunning, EpochSeedMissing, CommittedAlready */
export function commitWork(
  economy: Economy,
  call: { caller: Account; epoch: bigint; root: Hex; rows: bigint },
): void {
  const { caller, root, rows } = call;
  if (rows === 0n || rows > MOST_ROWS) refuse('RowsOutOfRange', rows, MOST_ROWS);
  const epoch = currentEpoch(economy);
  if (call.epoch !== epoch) refuse('EpochNotRunning', call.epoch, epoch);
  if (!economy.work.seeds.has(epoch)) refuse('EpochSeedMissing', epoch);
  if (commitmentOf(economy, caller, epoch) !== null) refuse('CommittedAlready', caller, epoch);
  const beaconBlock = economy.block + economy.params.randomness.delayBlocks;
  economy.work.commitments.set(`${epoch}:${caller}`, { root, beaconBlock, epoch, rows, isOpened: false });
}

/** The pairs that a beacon draws. */
export function drawsOf(args: {
  beacon: Hex;
  node: Account;
  epoch: bigint;
  rows: bigint;
}): { row: number; column: number }[] {
  return Array.from({ length: DRAWS }, (_, draw) => {
    const input = new Uint8Array(61);
    input.set(hexToBytes(args.beacon));
    input.set(hexToBytes(args.node), 32);
    new DataView(input.buffer).setBigUint64(52, args.epoch);
    input[60] = draw;
    const point = BigInt(bytesToHex(keccakBytes(input)));
    return { row: Number(point % args.rows), column: Number((point >> 128n) % BigInt(COLUMNS)) };
  });
}

/**
 * `open`: all four right, or nothing.
 * @throws Refusal CommitmentMissing, OpenedAlready, OpeningCountWrong, BeaconTooEarly, BeaconTooLate, LeafInvalid, EntryWrong
 */
export function openWork(
  economy: Economy,
  call: { caller: Account; epoch: bigint; beacon: Hex; openings: readonly Opening[] },
): void {
  const { caller, epoch, openings } = call;
  const commitment = commitmentOf(economy, caller, epoch);
  if (commitment === null) return refuse('CommitmentMissing', caller, epoch);
  if (commitment.isOpened) refuse('OpenedAlready', caller, epoch);
  if (openings.length !== DRAWS) refuse('OpeningCountWrong', BigInt(openings.length));
  const beacon = beaconOf(economy, commitment.beaconBlock, call.beacon);
  const seed = economy.work.seeds.get(epoch) as Hex;
  const draws = drawsOf({ beacon, node: caller, epoch, rows: commitment.rows });
  for (const [draw, { row, column }] of draws.entries()) {
    const opening = openings[draw] as Opening;
    const entries = hexToBytes(opening.row);
    const isThere =
      entries.length === 4 * COLUMNS &&
      isInTree({ ...commitment, rows: Number(commitment.rows), row, entries, path: opening.path });
    if (!isThere) refuse('LeafInvalid', BigInt(draw));
    const given = new DataView(entries.buffer).getInt32(4 * column);
    const right = entryOf({ seed, node: caller, row, column });
    if (given !== right) refuse('EntryWrong', BigInt(draw), BigInt(given), BigInt(right));
  }
  economy.work.commitments.set(`${epoch}:${caller}`, { ...commitment, isOpened: true });
  recordBase(economy, { caller: economy.params.wiring.baseWork, node: caller, workUnits: commitment.rows });
}
