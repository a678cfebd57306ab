/** Base work: real openings of tiny matrices, right and wrong ones. */
import {
  type Commitment,
  currentEpoch,
  drawsOf,
  type Economy,
  levelsOf,
  type Opening,
  type Operation,
  pathOf,
  productOf,
} from '@cxt-bridge/adapters/economy';
import { bytesToHex, type Hex, keccak256 } from '@cxt-bridge/adapters/protocol';

import { ACTOR_ADDRESSES } from '../deployment.ts';
import type { Scene } from '../planOperation.ts';
import type { RandomSource } from '../randomSource.ts';

const MOST_ROWS = 4;
const products = new Map<string, Uint8Array[]>();

/** The first rows of a node's product in an epoch; kept, as a column costs as much for one row as for many. */
function rowsOf(args: { seed: Hex; node: Hex; rows: number }): Uint8Array[] {
  const key = `${args.seed}:${args.node}`;
  let all = products.get(key);
  if (all === undefined) {
    if (products.size > 200) products.clear();
    all = productOf({ ...args, rows: MOST_ROWS });
    products.set(key, all);
  }
  return all.slice(0, args.rows);
}

/** A commitment of a node for its true product. */
export function commitOperation(
  economy: Economy,
  node: Hex,
  rows: number,
): Extract<Operation, { kind: 'commitWork' }> {
  const seed = economy.work.seeds.get(currentEpoch(economy)) ?? keccak256(node);
  const root = bytesToHex(levelsOf(rowsOf({ seed, node, rows })).at(-1)?.[0] ?? new Uint8Array(32));
  return { kind: 'commitWork', caller: node, epoch: currentEpoch(economy), root, rows: BigInt(rows) };
}

export async function workOperation(scene: Scene): Promise<Operation> {
  const { economy, random } = scene;
  const node = random.pick(ACTOR_ADDRESSES.slice(0, 4));
  const epoch = currentEpoch(economy);
  if (!economy.work.seeds.has(epoch) && random.chance(0.8)) return seedOperation(scene);
  const own = [...economy.work.commitments].filter(([, { isOpened }]) => !isOpened || random.chance(0.1));
  if (own.length > 0 && random.chance(0.6)) {
    const [key, commitment] = random.pick(own);
    return openOperation(scene, key.split(':')[1] as Hex, commitment);
  }
  if (random.chance(0.05)) return seedOperation(scene);
  if (random.chance(0.05)) {
    const late = epoch + random.pick([1n, -1n]);
    return { ...commitOperation(economy, node, 1), epoch: late < 0n ? 1n : late };
  }
  if (random.chance(0.05)) {
    const rows = random.pick([0n, 2n ** 20n + 1n]);
    return { kind: 'commitWork', caller: node, epoch, root: keccak256(node), rows };
  }
  return commitOperation(economy, node, random.whole(1, MOST_ROWS));
}

/** WHY the seed is a stand-in: the chain makes it of the block that the call is in; the run puts it in afterwards. */
function seedOperation({ economy }: Scene): Operation {
  return { kind: 'seedEpoch', seed: keccak256(`0x${economy.block.toString(16).padStart(8, '0')}`) };
}

/** Opens what a node committed to. */
export async function openOperation(scene: Scene, node: Hex, commitment: Commitment): Promise<Operation> {
  const { economy, random } = scene;
  const { epoch, rows, beaconBlock } = commitment;
  const seed = economy.work.seeds.get(epoch) as Hex;
  const beacon = await scene.hashOf(beaconBlock);
  const product = rowsOf({ seed, node, rows: Number(rows) });
  const levels = levelsOf(product);
  const openings = drawsOf({ beacon, node, epoch, rows }).map(({ row }) => ({
    row: bytesToHex(product[row] as Uint8Array),
    path: pathOf(levels, row),
  }));
  const shown = random.chance(0.25) ? spoiled(random, openings) : openings;
  return { kind: 'openWork', caller: node, epoch, beacon, openings: shown };
}

function spoiled(random: RandomSource, openings: readonly Opening[]): Opening[] {
  const index = random.whole(0, openings.length - 1);
  const change = random.weighted<(opening: Opening) => Opening | null>([
    [1, () => null],
    [1, ({ row, path }) => ({ row: `${row.slice(0, -2)}7f` as Hex, path })],
    [1, ({ row, path }) => ({ row: row.slice(0, -2) as Hex, path })],
    [1, ({ row, path }) => ({ row, path: [...path, keccak256(row)] })],
    [1, ({ row, path }) => ({ row, path: path.slice(1) })],
  ]);
  return openings.flatMap((opening, place) => (place === index ? (change(opening) ?? []) : opening));
}
