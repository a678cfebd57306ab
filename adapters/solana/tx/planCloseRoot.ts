/** Closes a stored root whose time is over; the rent goes back to whoever paid it. */
import { PublicKey } from '@solana/web3.js';
import type { Hex } from '../../protocol/index.ts';
import { gatewayInstruction } from '../program/gatewayInstruction.ts';
import { accountsNow } from '../reads/accountsAt.ts';
import { gatewayStateOrNull } from '../reads/gatewayState.ts';
import { COMPUTE_UNITS } from './computeBudget.ts';
import type { PlanContext } from './planContext.ts';
import type { PlannedStep } from './plannedStep.ts';

/** The closing; nothing when no such root is stored. @throws ChainError; MalformedAnswer */
export async function planCloseRoot(context: PlanContext, root: Hex): Promise<readonly PlannedStep[]> {
  const { addresses, rpc } = context;
  const key = addresses.root(root);
  const [account] = await accountsNow(rpc, [key]);
  const stored = gatewayStateOrNull(context, { name: 'AttestedRoot', account });
  if (stored === null) return [];
  const close = gatewayInstruction(addresses, {
    name: 'close_root',
    args: {},
    accounts: { root: key, rent_payer: new PublicKey(stored.payer) },
  });
  return [{ label: 'close root', instructions: [close], computeUnits: COMPUTE_UNITS.closeRoot }];
}
