/** Lanes and supply of the gateway at one moment, and how the chain's own transactions lead from one moment to a later one. */
import type { PacketSentEvent } from '../../core/chainTypes.ts';
import { type Eid, type Hex, INITIAL_LANE_HASH, leafHash, nextLaneHash } from '../../protocol/index.ts';
import type { TransactionEffects } from './transactionsIn.ts';

export interface LaneState {
  readonly nonce: bigint;
  readonly laneHash: Hex;
}

export interface FinalState {
  /** By destination. */
  readonly lanes: ReadonlyMap<Eid, LaneState>;
  readonly supplyWei: bigint;
}

/** Before anything happened: the gateway of a spoke is deployed with nothing sent and nothing minted. */
export function initialState(remoteEids: readonly Eid[]): FinalState {
  return {
    lanes: new Map(remoteEids.map((eid) => [eid, { nonce: 0n, laneHash: INITIAL_LANE_HASH }])),
    supplyWei: 0n,
  };
}

/** The state after these transactions, in whatever order they are given. `null` when a message is missing between two others. */
export function advancedState(at: {
  state: FinalState;
  effects: readonly TransactionEffects[];
}): FinalState | null {
  const { state, effects } = at;
  const sent = effects
    .flatMap(({ events }) => events.filter((event) => event.type === 'packetSent'))
    .toSorted((a, b) => Number(a.nonce - b.nonce));
  const lanes = new Map<Eid, LaneState>();
  for (const [dstEid, from] of state.lanes) {
    const lane = advancedLane({ from, sent: sent.filter((event) => event.dstEid === dstEid) });
    if (lane === null) return null;
    lanes.set(dstEid, lane);
  }
  const supplyWei = effects
    .flatMap(({ flows }) => flows)
    .reduce(
      (sum, { kind, amountWei }) => (kind === 'mint' ? sum + amountWei : sum - amountWei),
      state.supplyWei,
    );
  return { lanes, supplyWei };
}

/** How far a state that was told is from one that was computed. */
export type Agreement =
  | 'same'
  /** Of different moments: nothing speaks against either. */
  | 'apart'
  /** A lane has another history: one of the two is wrong. */
  | 'contrary';

export function agreement(at: { computed: FinalState; told: FinalState }): Agreement {
  const { computed, told } = at;
  let result: Agreement = computed.supplyWei === told.supplyWei ? 'same' : 'apart';
  for (const [dstEid, { nonce, laneHash }] of told.lanes) {
    const own = computed.lanes.get(dstEid);
    if (own?.nonce !== nonce) result = 'apart';
    else if (own.laneHash !== laneHash) return 'contrary';
  }
  return result;
}

function advancedLane(at: { from: LaneState; sent: readonly PacketSentEvent[] }): LaneState | null {
  let { nonce, laneHash } = at.from;
  for (const event of at.sent) {
    if (event.nonce !== nonce + 1n) return null;
    nonce = event.nonce;
    laneHash = nextLaneHash(laneHash, leafHash(event));
  }
  return { nonce, laneHash };
}
