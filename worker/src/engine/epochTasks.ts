/** Does the duties of epochs, emission and stake. Each task may be done again after a crash at any line. */
import { type Address, bytesToHex, encodePacked, type Hex, keccak256, zeroAddress } from 'viem';
import { CallRefused } from '../chain/callRefused.ts';
import { encodeCall } from '../chain/calls.ts';
import { WorkerError } from '../errors/workerError.ts';
import type { Duty } from './duty.ts';
import { type NodeContext, transact } from './nodeContext.ts';
import type { Mined } from './ports.ts';

type Of<Kind extends Duty['kind']> = Extract<Duty, { kind: Kind }>;

const DRAWS = 4;
/** `BaseWork` takes no more rows. */
const MOST_ROWS = 2 ** 20;
/** Rows without a measured rate: some seconds of work on one core. */
const FIRST_ROWS = 4_096;
/** Part of an epoch that mining may take. */
const EPOCH_PART = 10;

export async function seedEpoch(context: NodeContext, duty: Duty): Promise<void> {
  const { contracts } = context.chain;
  await transact(
    context,
    duty.id,
    encodeCall({ contracts, contract: 'baseWork', method: 'seedEpoch', args: [] }),
  );
}

export async function takeSnapshot(context: NodeContext, duty: Duty): Promise<void> {
  const { contracts } = context.chain;
  await transact(
    context,
    duty.id,
    encodeCall({ contracts, contract: 'workCourt', method: 'snapshot', args: [] }),
  );
}

export async function closeEpochs(context: NodeContext, duty: Of<'closeEpochs'>): Promise<void> {
  const { contracts } = context.chain;
  const args = [duty.first, duty.count] as const;
  await transact(
    context,
    duty.id,
    encodeCall({ contracts, contract: 'miningPool', method: 'closeEpoch', args }),
  );
}

export async function claimEpochs(context: NodeContext, duty: Of<'claim'>): Promise<void> {
  const { contracts } = context.chain;
  const args = [context.key.address, duty.epochs] as const;
  await transact(context, duty.id, encodeCall({ contracts, contract: 'miningPool', method: 'claim', args }));
}

export async function withdrawCredit(context: NodeContext, duty: Duty): Promise<void> {
  const { contracts } = context.chain;
  const args = [context.key.address] as const;
  await transact(
    context,
    duty.id,
    encodeCall({ contracts, contract: 'jobMarket', method: 'withdraw', args }),
  );
}

/** Allows the registry what the policy wants staked in all, no more. */
export async function approveStake(context: NodeContext, duty: Duty): Promise<void> {
  const { contracts } = context.chain;
  const args = [contracts.stakeRegistry, context.policy.stake.targetWei] as const;
  await transact(context, duty.id, encodeCall({ contracts, contract: 'token', method: 'approve', args }));
}

export async function addStake(context: NodeContext, duty: Of<'stake'>): Promise<void> {
  const { contracts } = context.chain;
  const args = [duty.amountWei] as const;
  await transact(
    context,
    duty.id,
    encodeCall({ contracts, contract: 'stakeRegistry', method: 'stake', args }),
  );
}

/** On a full list it takes the place of the least validator, whom the contract names when it refuses. */
export async function joinValidators(context: NodeContext, duty: Duty): Promise<void> {
  const { contracts } = context.chain;
  const join = (replaced: Address): Promise<void> =>
    transact(
      context,
      duty.id,
      encodeCall({ contracts, contract: 'stakeRegistry', method: 'joinValidators', args: [replaced] }),
    );
  try {
    await join(zeroAddress);
  } catch (error) {
    if (!(error instanceof CallRefused) || error.reason !== 'ValidatorSeatsFull') throw error;
    await join(error.values[1] as Address);
  }
}

/** Computes the epoch's work, keeps what opens it, commits to it. */
export async function mineEpoch(context: NodeContext, duty: Of<'mine'>): Promise<void> {
  const { key, miner, journal, log, signal, onMining } = context;
  const { epoch, seed } = duty;
  const kept = journal.mined.get(epoch);
  if (kept?.seed === seed) {
    const { root, rows } = miner.restore({ ...kept, node: key.address });
    await commitWork({ context, epoch, root, rows });
    return;
  }
  const rows = await rowsToMine(context);
  const progress = onMining === undefined ? {} : { onProgress: onMining };
  const mined = await miner.mine({ seed, node: key.address, rows, signal, ...progress });
  // SAFETY: kept before it is committed, so that a restart opens what the chain has.
  journal.mined.put({ epoch, seed, rows, chunkRoots: mined.chunkRoots });
  if (epoch > KEPT_EPOCHS) journal.mined.prune(epoch - KEPT_EPOCHS);
  log.info({ epoch, rows, root: mined.root, rowsPerSecond: miner.rowsPerSecond }, 'base work computed');
  await commitWork({ context, epoch, root: mined.root, rows });
}

async function commitWork(parameters: {
  context: NodeContext;
  epoch: bigint;
  root: Hex;
  rows: number;
}): Promise<void> {
  const { context, epoch, root, rows } = parameters;
  const { contracts } = context.chain;
  const call = encodeCall({ contracts, contract: 'baseWork', method: 'commit', args: [epoch, root, rows] });
  await transact(context, `commit:${epoch}`, call);
}

const KEPT_EPOCHS = 8n;

async function rowsToMine(context: NodeContext): Promise<number> {
  const { policy, miner, chain } = context;
  if (policy.mine.rows !== null) return policy.mine.rows;
  const { rowsPerSecond } = miner;
  if (rowsPerSecond === null) return FIRST_ROWS;
  const { epochSeconds } = await chain.poolParameters();
  return Math.max(1, Math.min(MOST_ROWS, Math.floor((rowsPerSecond * Number(epochSeconds)) / EPOCH_PART)));
}

/** Opens the four drawn entries of a commitment. */
export async function openWork(context: NodeContext, duty: Of<'openWork'>): Promise<void> {
  const { chain, key } = context;
  const mined = restore(context, duty);
  const beacon = await chain.beacons.read(duty.beaconBlock);
  const openings = Array.from({ length: DRAWS }, (_, draw) => {
    const pair = drawnPair({
      beacon: beacon.value,
      node: key.address,
      epoch: duty.epoch,
      draw,
      rows: duty.rows,
    });
    const { rowBytes, path } = mined.open(pair);
    return { row: bytesToHex(rowBytes), path: path.map((hash) => bytesToHex(hash)) };
  });
  const { contracts } = chain;
  const args = [duty.epoch, beacon.proof, openings] as const;
  await transact(context, duty.id, encodeCall({ contracts, contract: 'baseWork', method: 'open', args }));
}

function restore(context: NodeContext, duty: Of<'openWork'>): Mined {
  const kept = context.journal.mined.get(duty.epoch);
  const mined = kept === null ? null : context.miner.restore({ ...kept, node: context.key.address });
  if (mined?.root === duty.root) return mined;
  throw new WorkerError('WORKER_JOURNAL_DAMAGED', {
    message: `the journal does not have the base work of epoch ${duty.epoch} that the chain has`,
    hint: "nothing is lost but this epoch's base reward; use one data folder for one key",
  });
}

/** `x = keccak256(beacon ‖ node ‖ epoch u64 ‖ i u8)`: row x mod rows, column (x >> 128) mod 256 (docs/compute.md §3). */
export function drawnPair(parameters: {
  beacon: Hex;
  node: Address;
  epoch: bigint;
  draw: number;
  rows: number;
}): {
  row: number;
  column: number;
} {
  const { beacon, node, epoch, draw, rows } = parameters;
  const x = BigInt(
    keccak256(encodePacked(['bytes32', 'address', 'uint64', 'uint8'], [beacon, node, epoch, draw])),
  );
  return { row: Number(x % BigInt(rows)), column: Number((x >> 128n) % 256n) };
}
