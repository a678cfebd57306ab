/** What market and court do with stake: hold, free, take, reward, punish. */
import type { Economy } from '../economy.ts';
import { least } from '../emission.ts';
import type { Account } from '../parameters.ts';
import { refuse } from '../refusal.ts';
import { loweredReputation, REPUTATION, rewardedReputation } from '../standing.ts';
import { burnTokens, moveTokens } from '../token.ts';
import { isJailed, nodeAccount, refuseJailed, reputationOf, setAccount, setReputation } from './accounts.ts';
import { UNBONDINGS, type Unbonding } from './registryState.ts';
import { isValidator, leave, leaveIfTooSmall } from './validators.ts';

/** `bond`. @throws Refusal CallerNotBonder, NodeJailed, StakeTooSmall */
export function bond(economy: Economy, call: { caller: Account; node: Account; amountWei: bigint }): void {
  const { caller, node, amountWei } = call;
  requireBonder(economy, caller);
  refuseJailed(economy, node);
  const account = nodeAccount(economy, node);
  const freeWei = account.stakeWei - account.bondedWei;
  if (amountWei > freeWei) refuse('StakeTooSmall', node, freeWei, amountWei);
  setAccount(economy, node, { ...account, bondedWei: account.bondedWei + amountWei });
}

/** `bondEach`; bit i of the answer: of nodes[i] it is held. @throws Refusal CallerNotBonder */
export function bondEach(
  economy: Economy,
  call: { caller: Account; nodes: readonly Account[]; amountWei: bigint },
): bigint {
  requireBonder(economy, call.caller);
  let held = 0n;
  for (const [index, node] of call.nodes.entries()) {
    const { stakeWei, bondedWei } = nodeAccount(economy, node);
    if (call.amountWei > stakeWei - bondedWei || isJailed(economy, node)) continue;
    bond(economy, { caller: call.caller, node, amountWei: call.amountWei });
    held |= 1n << BigInt(index);
  }
  return held;
}

/** `unbond`: frees at most what is bonded. @throws Refusal CallerNotBonder */
export function unbond(economy: Economy, call: { caller: Account; node: Account; amountWei: bigint }): void {
  requireBonder(economy, call.caller);
  const account = nodeAccount(economy, call.node);
  const freedWei = least(call.amountWei, account.bondedWei);
  setAccount(economy, call.node, { ...account, bondedWei: account.bondedWei - freedWei });
}

/** `reward`. @throws Refusal CallerNotMarket */
export function reward(economy: Economy, call: { caller: Account; node: Account; workUnits: bigint }): void {
  const { caller, node, workUnits } = call;
  if (caller !== economy.params.wiring.jobMarket) refuse('CallerNotMarket', caller);
  const { referenceUnits } = economy.params.stake;
  const reputation = reputationOf(economy, node);
  setReputation(economy, node, rewardedReputation({ reputation, units: workUnits, referenceUnits }));
}

/** `punish`. @throws Refusal CallerNotCourt */
export function punish(economy: Economy, call: { caller: Account; node: Account; eighth: boolean }): void {
  const { caller, node, eighth } = call;
  requireCourt(economy, caller);
  if (eighth) {
    setReputation(economy, node, loweredReputation(reputationOf(economy, node)));
    return;
  }
  setReputation(economy, node, REPUTATION.floor);
  const jailedUntil = economy.now + economy.params.stake.jailSeconds;
  setAccount(economy, node, { ...nodeAccount(economy, node), jailedUntil });
  if (isValidator(economy, node)) leave(economy, node);
}

/** `slash`: half, rounded down, to the beneficiary, the rest burned. @throws Refusal CallerNotCourt */
export function slash(
  economy: Economy,
  call: { caller: Account; node: Account; amountWei: bigint; fromBond: boolean; beneficiary: Account },
): { takenWei: bigint; paidWei: bigint } {
  const { caller, node, amountWei, fromBond, beneficiary } = call;
  requireCourt(economy, caller);
  const takenStakeWei = takeStake(economy, { node, amountWei, fromBond });
  const takenWei = takenStakeWei + takeUnbondings(economy, node, amountWei - takenStakeWei);
  const paidWei = takenWei / 2n;
  const from = economy.params.wiring.stakeRegistry;
  burnTokens(economy, { from, amountWei: takenWei - paidWei });
  moveTokens(economy, { from, to: beneficiary, amountWei: paidWei });
  leaveIfTooSmall(economy, node);
  return { takenWei, paidWei };
}

function takeStake(economy: Economy, part: { node: Account; amountWei: bigint; fromBond: boolean }): bigint {
  const { node, amountWei, fromBond } = part;
  const account = nodeAccount(economy, node);
  const fromBondWei = fromBond ? least(amountWei, account.bondedWei) : 0n;
  const fromFreeWei = least(amountWei - fromBondWei, account.stakeWei - account.bondedWei);
  setAccount(economy, node, {
    ...account,
    stakeWei: account.stakeWei - fromBondWei - fromFreeWei,
    bondedWei: account.bondedWei - fromBondWei,
  });
  return fromBondWei + fromFreeWei;
}

/** The latest first. */
function takeUnbondings(economy: Economy, node: Account, amountWei: bigint): bigint {
  const account = nodeAccount(economy, node);
  const unbondings: (Unbonding | null)[] = [...account.unbondings];
  let takenWei = 0n;
  for (let id = account.nextId - 1n; id >= 0n && account.nextId - id <= UNBONDINGS; id -= 1n) {
    const place = Number(id % UNBONDINGS);
    const unbonding = unbondings[place] ?? null;
    if (unbonding === null) continue;
    const partWei = least(amountWei - takenWei, unbonding.amountWei);
    unbondings[place] = { ...unbonding, amountWei: unbonding.amountWei - partWei };
    takenWei += partWei;
  }
  setAccount(economy, node, { ...account, unbondingWei: account.unbondingWei - takenWei, unbondings });
  return takenWei;
}

function requireBonder(economy: Economy, caller: Account): void {
  const { jobMarket, workCourt } = economy.params.wiring;
  if (caller !== jobMarket && caller !== workCourt) refuse('CallerNotBonder', caller);
}

function requireCourt(economy: Economy, caller: Account): void {
  if (caller !== economy.params.wiring.workCourt) refuse('CallerNotCourt', caller);
}
