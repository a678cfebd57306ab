/** What a node has to do for epochs, emission and its own stake, given what the chain says at a head. Pure. */
import { type Address, type Hex, zeroHash } from 'viem';
import type { Duty } from './duty.ts';
import type { NodePolicy } from './nodePolicy.ts';
import { turnDelaySeconds } from './turn.ts';

/** `IBaseWork.Commitment`. */
export interface WorkCommitment {
  readonly root: Hex;
  readonly beaconBlock: bigint;
  readonly epoch: bigint;
  readonly rows: number;
  readonly isOpened: boolean;
}

/** What all nodes see alike. */
export interface EpochState {
  /** The running epoch, its begin and end, and the one that closes next. */
  readonly epoch: bigint;
  readonly startsAt: bigint;
  readonly endsAt: bigint;
  readonly nextToClose: bigint;
  /** Zero hash: not seeded. */
  readonly seed: Hex;
  /** Null: none was ever taken. */
  readonly latestSnapshot: bigint | null;
  readonly validators: readonly Address[];
  readonly validatorThresholdWei: bigint;
  /** Blocks in which a beacon can be proven. */
  readonly windowBlocks: bigint;
  /** Blocks between naming a beacon and the beacon. */
  readonly delayBlocks: bigint;
}

/** What concerns this node. */
export interface NodeState {
  readonly address: Address;
  readonly balanceWei: bigint;
  readonly allowanceWei: bigint;
  readonly stakeWei: bigint;
  /** Stake that no bond holds, in wei. */
  readonly freeStakeWei: bigint;
  readonly isValidator: boolean;
  readonly jailedUntil: bigint;
  /** Base work of the running epoch and of the one before. */
  readonly commitments: readonly WorkCommitment[];
  /** Closed epochs with something to claim. */
  readonly claims: readonly { readonly epoch: bigint; readonly amountWei: bigint }[];
  /** What the market owes to this node, in wei. */
  readonly creditWei: bigint;
}

interface Moment {
  readonly now: bigint;
  readonly block: bigint;
}

export interface EpochDutyParameters extends Moment {
  readonly state: EpochState;
  readonly node: NodeState;
  readonly policy: NodePolicy;
}

const MOST_EPOCHS = 64n;
const MOST_CLAIMS = 32;
/** Stake is added in steps of a whole CXT at least. */
const LEAST_STAKE_WEI = 10n ** 18n;

/** Duties that are due now, in the order in which they should be done. */
export function epochDuties(parameters: EpochDutyParameters): Duty[] {
  return [
    ...chores(parameters),
    ...openings(parameters),
    ...mining(parameters),
    ...claims(parameters),
    ...staking(parameters),
  ];
}

function chores({ state, node, policy, now }: EpochDutyParameters): Duty[] {
  if (!policy.chores) return [];
  const { epoch, startsAt, nextToClose, seed, validators, latestSnapshot } = state;
  const isMyTurn = (subject: string): boolean =>
    now >=
    startsAt +
      turnDelaySeconds({
        subject,
        me: node.address,
        first: [],
        others: validators,
        staggerSeconds: policy.staggerSeconds,
      });
  const duties: Duty[] = [];
  if (nextToClose < epoch && isMyTurn(`close:${nextToClose}`)) {
    const count = min(epoch - nextToClose, MOST_EPOCHS);
    duties.push({ kind: 'closeEpochs', id: `close:${nextToClose}`, first: nextToClose, count });
  }
  if (seed === zeroHash && isMyTurn(`seed:${epoch}`)) duties.push({ kind: 'seedEpoch', id: `seed:${epoch}` });
  // WHY: of validators only, since the others have no use for it.
  const wantsSnapshot = policy.validate && node.isValidator && latestSnapshot !== epoch;
  if (wantsSnapshot && isMyTurn(`snapshot:${epoch}`))
    duties.push({ kind: 'snapshot', id: `snapshot:${epoch}` });
  return duties;
}

function openings({ state, node, block }: EpochDutyParameters): Duty[] {
  return node.commitments
    .filter(({ rows, isOpened }) => rows > 0 && !isOpened)
    .filter(({ beaconBlock }) => block > beaconBlock && block < beaconBlock + state.windowBlocks)
    .map(({ epoch, beaconBlock, root, rows }) => {
      return { kind: 'openWork', id: `open:${epoch}`, epoch, beaconBlock, root, rows } as const;
    });
}

/** WHY not in the last quarter: work that is not committed before the epoch ends is lost. */
function mining({ state, node, policy, now }: EpochDutyParameters): Duty[] {
  const { epoch, seed, startsAt, endsAt } = state;
  const isDone = node.commitments.some((own) => own.epoch === epoch && own.rows > 0);
  const isLate = now > endsAt - (endsAt - startsAt) / 4n;
  if (!policy.mine.enabled || seed === zeroHash || isDone || isLate) return [];
  return [{ kind: 'mine', id: `mine:${epoch}`, epoch, seed }];
}

function claims({ node, policy }: EpochDutyParameters): Duty[] {
  const epochs = node.claims.slice(0, MOST_CLAIMS);
  const sumWei = epochs.reduce((sum, { amountWei }) => sum + amountWei, 0n);
  const duties: Duty[] = [];
  if (sumWei > 0n && sumWei >= policy.leastClaimWei) {
    const id = `claim:${epochs.map(({ epoch }) => epoch).join('+')}`;
    duties.push({ kind: 'claim', id, epochs: epochs.map(({ epoch }) => epoch) });
  }
  if (node.creditWei > 0n && node.creditWei >= policy.leastClaimWei)
    duties.push({ kind: 'withdrawCredit', id: `withdraw:${node.creditWei}` });
  return duties;
}

function staking({ state, node, policy, now }: EpochDutyParameters): Duty[] {
  const { stakeWei, balanceWei, allowanceWei, jailedUntil, isValidator } = node;
  if (jailedUntil > now) return [];
  const duties: Duty[] = [];
  const wantedWei = policy.stake.targetWei - stakeWei;
  const amountWei = min(wantedWei, balanceWei - policy.stake.keepWei);
  if (amountWei > 0n && (amountWei >= LEAST_STAKE_WEI || amountWei === wantedWei)) {
    if (allowanceWei < amountWei) duties.push({ kind: 'approveStake', id: 'approve' });
    else duties.push({ kind: 'stake', id: `stake:${stakeWei}:${amountWei}`, amountWei });
  }
  const isEnough = stakeWei >= state.validatorThresholdWei;
  if (policy.validate && !isValidator && isEnough) duties.push({ kind: 'joinValidators', id: 'join' });
  return duties;
}

const min = (a: bigint, b: bigint): bigint => (a < b ? a : b);
