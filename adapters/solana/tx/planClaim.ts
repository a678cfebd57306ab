/** Credits a queued item whose time has come. */
import { PublicKey } from '@solana/web3.js';
import type { Hex } from '../../protocol/index.ts';
import { gatewayInstruction } from '../program/gatewayInstruction.ts';
import { accountsNow } from '../reads/accountsAt.ts';
import { gatewayStateOrNull } from '../reads/gatewayState.ts';
import { COMPUTE_UNITS } from './computeBudget.ts';
import { creditAccounts } from './itemAccounts.ts';
import { lanesOf, placeItem, readItem } from './placedItem.ts';
import type { PlanContext } from './planContext.ts';
import type { PlannedStep } from './plannedStep.ts';

/** The claim; nothing when no such item is queued. @throws PlanRefused, ChainError, MalformedAnswer, protocol errors */
export async function planClaim(context: PlanContext, bytes: Hex): Promise<readonly PlannedStep[]> {
  const { addresses, payer, rpc } = context;
  const item = readItem(bytes);
  const lanes = await lanesOf(context, [item]);
  const placed = placeItem(context, { item, lanes });
  const key = addresses.queued(placed.leaf);
  const [[account], [accounts]] = await Promise.all([
    accountsNow(rpc, [key]),
    creditAccounts(context, [placed]),
  ]);
  const queued = gatewayStateOrNull(context, { name: 'Queued', account });
  if (queued === null || accounts === undefined) return [];
  const claim = gatewayInstruction(addresses, {
    name: 'claim_queued',
    args: { item: placed.bytes },
    accounts: {
      payer,
      lane: addresses.lane(item.srcEid),
      queued: key,
      rent_payer: new PublicKey(queued.payer),
      token_account: accounts.token,
      owner: accounts.owner,
      credit: accounts.credit,
      compose: accounts.compose,
    },
  });
  return [{ label: 'claim', instructions: [claim], computeUnits: COMPUTE_UNITS.claim }];
}
