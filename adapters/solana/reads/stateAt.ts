/**
 * Lanes and supply at a final block. Solana keeps no old state, so the newest is read, and what happened since the block is taken back.
 *
 * Guarantee: the answer is settled. A state that is known, advanced by everything the node lists since, is exactly the state that the
 * node tells now; what is known is the last answer, or the beginning. The cases of a node that does not agree with itself:
 *   accounts newer than their slot, or than the list (Surfpool answers out of the slot it is still filling; an index is written late),
 *   accounts older than the end of the list (something came into the slot after they were read)
 *     → read again, five times, then `CXT_CHAIN_STATE_UNAVAILABLE`: a later look finds them agreed
 *   a message missing between two that are listed, or another lane hash for the same nonce
 *     → read again, five times, then `CXT_CHAIN_PROOF_FORGED`
 */
import { ChainError } from '../../core/chainError.ts';
import type { CallOptions } from '../../core/chainProvider.ts';
import type { BlockRef } from '../../core/chainTypes.ts';
import { type Eid, unitsToWei } from '../../protocol/index.ts';
import type { LaneAccount } from '../program/gatewayAccounts.ts';
import type { SolanaReader } from '../solanaReader.ts';
import { accountsAt } from './accountsAt.ts';
import { advancedState, type Agreement, agreement, type FinalState, initialState } from './finalState.ts';
import { gatewayState } from './gatewayState.ts';
import { mintSupply } from './mintSupply.ts';
import { hasShortHistory } from './signaturesIn.ts';
import { transactionsIn } from './transactionsIn.ts';

const REMEMBERED = 4;
const MOST_READS = 5;
/** Calls in a row that do not settle, after which even a settled answer is not built upon any more. */
const MOST_DOUBTS = 8;

/** A state that later ones are computed from. */
export interface KnownState extends FinalState {
  readonly height: bigint;
  /** False: read once, with nothing to compare it with; the next read shows whether it was right. */
  readonly settled: boolean;
}

/** The state at a block; asked for the same block at the same time it is read once. @throws ChainError; MalformedAnswer */
export function stateAt(reader: SolanaReader, at: BlockRef, options: CallOptions = {}): Promise<FinalState> {
  const { cuts } = reader.memory;
  const known = cuts.get(at.hash);
  if (known !== undefined) return known;
  // WHY: without the caller's signal: the cut may be shared with another caller, who did not abort.
  const cut = settledState(reader, at).finally(() => {
    if (cuts.get(at.hash) === cut) cuts.delete(at.hash);
  });
  cuts.set(at.hash, cut);
  for (const oldest of cuts.keys()) {
    if (cuts.size <= REMEMBERED) break;
    cuts.delete(oldest);
  }
  options.signal?.throwIfAborted();
  return cut;
}

async function settledState(reader: SolanaReader, at: BlockRef): Promise<FinalState> {
  const { memory, rpc } = reader;
  let doubt: Exclude<Agreement, 'same'> = 'apart';
  for (let reads = 0; reads < MOST_READS; reads++) {
    const told = await toldState(reader, at);
    const start = await startFor(reader, at);
    if (start === null) {
      memory.known ??= { ...told, settled: false };
      throw unavailable({ reader, at, problem: 'has moved on since' });
    }
    const outcome = await connected({ reader, at, start, told });
    if (typeof outcome !== 'string') {
      remember({ reader, state: { ...outcome, height: at.height, settled: true } });
      return outcome;
    }
    doubt = outcome;
  }
  distrust(reader);
  if (doubt === 'apart')
    throw unavailable({ reader, at, problem: 'lists something else than its accounts show' });
  throw new ChainError(
    'CXT_CHAIN_PROOF_FORGED',
    `${rpc.label}: what was sent does not lead to the lane accounts after slot ${at.height}`,
    { provider: rpc.label, height: String(at.height) },
  );
}

/** The state at `at`, if the node's list leads from `start` over it to what its accounts tell. */
async function connected(args: {
  reader: SolanaReader;
  at: BlockRef;
  start: Pick<KnownState, 'height'> & FinalState;
  told: KnownState;
}): Promise<FinalState | Exclude<Agreement, 'same'>> {
  const { reader, at, start, told } = args;
  // WHY: `confirmed` lists what is final too, and there are nodes whose finalized state is newer than their finalized list.
  const range = { from: start.height, to: told.height, commitment: 'confirmed' } as const;
  const effects = await transactionsIn(reader, range);
  const isUpToBlock = effects.map(({ transaction }) => transaction.slot <= at.height);
  const state = advancedState({ state: start, effects: effects.filter((_, index) => isUpToBlock[index]) });
  if (state === null) return 'contrary';
  const computed = advancedState({ state, effects: effects.filter((_, index) => !isUpToBlock[index]) });
  if (computed === null) return 'contrary';
  const result = agreement({ computed, told });
  return result === 'same' ? state : result;
}

/** Accounts as the node has them now, at or after the block. */
async function toldState(reader: SolanaReader, at: BlockRef): Promise<KnownState> {
  const { addresses, deployment } = reader;
  const { remoteEids } = deployment;
  const { slot, accounts } = await accountsAt(reader.rpc, {
    keys: [addresses.mint, ...remoteEids.map((eid) => addresses.lane(eid))],
    commitment: 'finalized',
    minSlot: at.height,
  });
  const [mint, ...lanes] = accounts;
  const laneOf = (eid: Eid, index: number) => {
    const lane: LaneAccount = gatewayState(reader, { name: 'Lane', account: lanes[index] });
    return [eid, { nonce: lane.outboundNonce, laneHash: lane.laneHash }] as const;
  };
  return {
    height: slot,
    settled: false,
    lanes: new Map(remoteEids.map(laneOf)),
    supplyWei: unitsToWei(mintSupply(mint)),
  };
}

/** What to begin with: the last answer, else the deployment where its whole history is short, else nothing. */
async function startFor(
  reader: SolanaReader,
  at: BlockRef,
): Promise<(Pick<KnownState, 'height'> & FinalState) | null> {
  const { memory, deployment, addresses } = reader;
  if (memory.known !== null && memory.known.height <= at.height) return memory.known;
  for (const key of [addresses.program, addresses.mint]) {
    if (!(await hasShortHistory(reader, key.toBase58()))) return null;
  }
  const before = deployment.startHeight - 1n;
  const height = before < at.height ? before : at.height;
  return { ...initialState(deployment.remoteEids), height };
}

function remember(args: { reader: SolanaReader; state: KnownState }): void {
  const { reader, state } = args;
  const { memory } = reader;
  memory.doubts = 0;
  if (memory.known === null || memory.known.height <= state.height) memory.known = state;
}

/** SAFETY: only forgets. The next state is then read anew, and nothing is answered before another one agrees with it. */
function distrust({ memory }: SolanaReader): void {
  memory.doubts += 1;
  if (memory.known?.settled === true && memory.doubts < MOST_DOUBTS) return;
  memory.known = null;
  memory.doubts = 0;
}

function unavailable(args: { reader: SolanaReader; at: BlockRef; problem: string }): ChainError {
  const { reader, at, problem } = args;
  const { label } = reader.rpc;
  return new ChainError('CXT_CHAIN_STATE_UNAVAILABLE', `${label} ${problem}: no state of slot ${at.height}`, {
    provider: label,
    height: String(at.height),
  });
}
