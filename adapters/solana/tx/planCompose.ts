/** Makes the call of a credited message, in a transaction of its own. */
import { PublicKey } from '@solana/web3.js';
import type { Hex } from '../../protocol/index.ts';
import { gatewayInstruction } from '../program/gatewayInstruction.ts';
import { accountsNow } from '../reads/accountsAt.ts';
import { gatewayStateOrNull } from '../reads/gatewayState.ts';
import { composeAccounts } from './composeAccounts.ts';
import { COMPUTE_UNITS } from './computeBudget.ts';
import { lanesOf, placeItem, readItem } from './placedItem.ts';
import type { PlanContext } from './planContext.ts';
import { type PlannedStep, PlanRefused } from './plannedStep.ts';

/** The call; nothing when none is pending. @throws PlanRefused, ChainError, MalformedAnswer, protocol errors */
export async function planCompose(context: PlanContext, bytes: Hex): Promise<readonly PlannedStep[]> {
  const { addresses, rpc } = context;
  const item = readItem(bytes);
  const lanes = await lanesOf(context, [item]);
  const placed = placeItem(context, { item, lanes });
  const key = addresses.compose(placed.leaf);
  const [account, recipient] = await accountsNow(rpc, [key, placed.recipient]);
  const compose = gatewayStateOrNull(context, { name: 'Compose', account });
  if (compose === null) return [];
  if (recipient === null || recipient === undefined) throw new PlanRefused('RecipientMissing');
  const target = new PublicKey(recipient.owner);
  const call = gatewayInstruction(addresses, {
    name: 'execute_compose',
    args: { item: placed.bytes },
    accounts: {
      lane: addresses.lane(item.srcEid),
      compose: key,
      rent_payer: new PublicKey(compose.payer),
      recipient: placed.recipient,
      target,
      compose_authority: addresses.composeAuthority(target),
    },
    remaining: await composeAccounts(context, { item: placed, lanes, target }),
  });
  const computeUnits = placed.composeUnits + COMPUTE_UNITS.aroundCall;
  return [{ label: 'compose', instructions: [call], computeUnits, leastComputeUnits: computeUnits }];
}
