/** Sends many transfers at once: quotes, signs, hands over; hashes in the order of the transfers. */
import type { Hex } from 'viem';

import type { ChainKey } from '../chain/chainSpec.ts';
import type { Devnet } from '../devnet.ts';
import type { TestUser } from './testUser.ts';
import { quoteFee, sendCall, type Transfer } from './transferCall.ts';

export interface SentBy {
  readonly from: ChainKey;
  readonly user: TestUser;
  readonly transfer: Transfer;
}

/** @throws JsonRpcFailure when a node refuses a transaction; viem's error when a quote is refused. */
export async function sendTransfers(parameters: {
  devnet: Pick<Devnet, 'chain' | 'addresses'>;
  transfers: readonly SentBy[];
}): Promise<Hex[]> {
  const { devnet, transfers } = parameters;
  const { gateway } = devnet.addresses;
  const fees = await Promise.all(
    transfers.map(({ from, transfer }) => quoteFee({ chain: devnet.chain(from), gateway, transfer })),
  );
  const hashes: Hex[] = [];
  for (const [index, { from, user, transfer }] of transfers.entries()) {
    const call = sendCall({ gateway, transfer, feeWei: fees[index] as bigint, sender: user.address });
    hashes.push(await user.submit(devnet.chain(from), call));
  }
  return hashes;
}
