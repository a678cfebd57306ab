/**
 * A lane's state at a block, out of a later one.
 *
 * Guarantee: the answer is authenticated by the lane account: folding what was sent since over it gives the account's own nonce
 * and hash (protocol §3). Where nothing was sent since, it is the account.
 */
import { ChainError } from '../../core/chainError.ts';
import type { CallOptions } from '../../core/chainProvider.ts';
import type { BlockRef, OutboundLaneState, PacketSentEvent } from '../../core/chainTypes.ts';
import { type Eid, type Hex, INITIAL_LANE_HASH, leafHash, nextLaneHash } from '../../protocol/index.ts';
import type { LaneAccount } from '../program/gatewayAccounts.ts';
import type { SolanaReader } from '../solanaReader.ts';
import type { StateCut } from './stateAt.ts';
import { type TransactionEffects, transactionsIn } from './transactionsIn.ts';

/** Messages of a lane whose whole history is read where nothing else is known of it. */
const SHORT_HISTORY = 1_000n;

/** The last lane state that was answered. */
export interface LaneTrail extends LaneState {
  readonly height: bigint;
}

interface LaneState {
  readonly nonce: bigint;
  readonly laneHash: Hex;
}

/**
 * State of the lane to `dstEid` at the block of the cut.
 * @throws CXT_CHAIN_STATE_UNAVAILABLE when something was sent since and the way from an older state is too long: ask for a later block;
 *   CXT_CHAIN_PROOF_FORGED when what was sent does not lead to the account; other ChainError; MalformedAnswer
 */
export async function laneAt(
  reader: SolanaReader,
  args: { at: BlockRef; cut: StateCut; dstEid: Eid },
  options: CallOptions = {},
): Promise<OutboundLaneState> {
  const { at, cut, dstEid } = args;
  const { trails } = reader.memory;
  const account = cut.lanes.get(dstEid) as LaneAccount;
  const now: LaneState = { nonce: account.outboundNonce, laneHash: account.laneHash };
  const since = sentTo({ dstEid, transactions: cut.since });
  const state = since.length === 0 ? now : await before({ reader, at, dstEid, now, since, options });
  trails.set(dstEid, { ...state, height: at.height });
  return { dstEid, ...state };
}

async function before(args: {
  reader: SolanaReader;
  at: BlockRef;
  dstEid: Eid;
  now: LaneState;
  since: readonly PacketSentEvent[];
  options: CallOptions;
}): Promise<LaneState> {
  const { reader, at, dstEid, now, since, options } = args;
  const { label } = reader.rpc;
  const older = olderState(args);
  if (older === null) {
    throw new ChainError(
      'CXT_CHAIN_STATE_UNAVAILABLE',
      `${label}: lane to ${dstEid} moved on since slot ${at.height}`,
      {
        provider: label,
        height: String(at.height),
      },
    );
  }
  const range = { from: older.height, to: at.height, commitment: 'finalized' } as const;
  const between = sentTo({ dstEid, transactions: await transactionsIn(reader, range, options) });
  const state = between.reduce(advanced, older);
  const reached = since.reduce(advanced, state);
  if (reached.nonce !== now.nonce || reached.laneHash !== now.laneHash) {
    throw new ChainError(
      'CXT_CHAIN_PROOF_FORGED',
      `${label}: what was sent to ${dstEid} does not lead to its lane account`,
      { provider: label, height: String(at.height), expected: now.laneHash, actual: reached.laneHash },
    );
  }
  return { nonce: state.nonce, laneHash: state.laneHash };
}

function olderState(args: {
  reader: SolanaReader;
  at: BlockRef;
  dstEid: Eid;
  now: LaneState;
  since: readonly PacketSentEvent[];
}): LaneTrail | null {
  const { reader, at, dstEid, now, since } = args;
  // All that was ever sent is known.
  if (BigInt(since.length) === now.nonce)
    return { nonce: 0n, laneHash: INITIAL_LANE_HASH, height: at.height };
  const trail = reader.memory.trails.get(dstEid);
  if (trail !== undefined && trail.height <= at.height) return trail;
  if (now.nonce > SHORT_HISTORY) return null;
  return { nonce: 0n, laneHash: INITIAL_LANE_HASH, height: reader.deployment.startHeight - 1n };
}

function sentTo(args: {
  dstEid: Eid;
  transactions: readonly TransactionEffects[];
}): readonly PacketSentEvent[] {
  return args.transactions
    .flatMap(({ events }) => events.filter((event) => event.type === 'packetSent'))
    .filter(({ dstEid }) => dstEid === args.dstEid)
    .toSorted((a, b) => Number(a.nonce - b.nonce));
}

function advanced<State extends LaneState>(state: State, sent: PacketSentEvent): State {
  return { ...state, nonce: sent.nonce as bigint, laneHash: nextLaneHash(state.laneHash, leafHash(sent)) };
}
