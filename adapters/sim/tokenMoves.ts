/**
 * The token of a simulated chain. Home: a fixed supply, moved in and out of the gateway's balance. Spokes: minted and burned.
 * Every move leaves the flow that the token's own logs would show; zero amounts leave none.
 */
import type { TokenFlow } from '../core/index.ts';
import type { Wei } from '../protocol/index.ts';
import type { ExecutionContext } from './executionContext.ts';
import { isHome } from './gatewayConfig.ts';
import { Revert } from './revert.ts';

/** ERC-20 transfer. Throws `Revert('InsufficientBalance')`. */
export function transferToken(
  context: ExecutionContext,
  move: { from: string; to: string; amountWei: bigint },
): void {
  const { config } = context;
  takeToken(context, { account: move.from, amountWei: move.amountWei });
  giveToken(context, { account: move.to, amountWei: move.amountWei });
  if (!isHome(config)) return;
  if (move.from === config.gateway) leaveFlow(context, { kind: 'vaultOut', amountWei: move.amountWei });
  if (move.to === config.gateway) leaveFlow(context, { kind: 'vaultIn', amountWei: move.amountWei });
}

/** Spokes only, by the gateway. */
export function mintToken(context: ExecutionContext, move: { to: string; amountWei: bigint }): void {
  giveToken(context, { account: move.to, amountWei: move.amountWei });
  context.state.addFigure('totalSupplyWei', move.amountWei);
  leaveFlow(context, { kind: 'mint', amountWei: move.amountWei });
}

/** By the gateway on a spoke, or by any holder of his own. Throws `Revert('InsufficientBalance')`. */
export function burnToken(context: ExecutionContext, move: { from: string; amountWei: bigint }): void {
  takeToken(context, { account: move.from, amountWei: move.amountWei });
  context.state.addFigure('totalSupplyWei', -move.amountWei);
  leaveFlow(context, { kind: 'burn', amountWei: move.amountWei });
}

function takeToken(context: ExecutionContext, at: { account: string; amountWei: bigint }): void {
  const { tokenWei } = context.state;
  const balanceWei = tokenWei.get(at.account) ?? 0n;
  if (balanceWei < at.amountWei) {
    throw new Revert('InsufficientBalance', `${at.account} holds ${balanceWei} of ${at.amountWei}`);
  }
  tokenWei.set(at.account, balanceWei - at.amountWei);
}

function giveToken(context: ExecutionContext, at: { account: string; amountWei: bigint }): void {
  const { tokenWei } = context.state;
  tokenWei.set(at.account, (tokenWei.get(at.account) ?? 0n) + at.amountWei);
}

function leaveFlow(context: ExecutionContext, flow: { kind: TokenFlow['kind']; amountWei: bigint }): void {
  if (flow.amountWei > 0n) context.flows.push({ kind: flow.kind, amountWei: flow.amountWei as Wei });
}
