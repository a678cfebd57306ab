/** Sends many transfers at once: quotes, signs, hands over; hashes in the order of the transfers. */
import { assertRecipient, createSolanaRpc } from '@cxt-bridge/adapters/solana';

import type { ChainKey } from '../chain/chainSpec.ts';
import type { Devnet } from '../devnet.ts';
import { sendFromSolana } from '../solana/sendFromSolana.ts';
import type { TestUser } from './testUser.ts';
import { quoteFee, sendCall, type Transfer } from './transferCall.ts';

export interface SentBy {
  readonly from: ChainKey;
  readonly user: TestUser;
  readonly transfer: Transfer;
}

/**
 * Transaction hashes; signatures on Solana.
 * @throws RecipientIsTokenAccount before anything is sent; JsonRpcFailure when a node refuses a transaction; viem's or web3.js' error when a quote or a send is refused.
 */
export async function sendTransfers(parameters: {
  devnet: Pick<Devnet, 'chain' | 'addresses' | 'solana'>;
  transfers: readonly SentBy[];
}): Promise<string[]> {
  const { devnet, transfers } = parameters;
  const { gateway } = devnet.addresses;
  await assertRecipients({ devnet, transfers });
  const fees = await Promise.all(
    transfers.map(async ({ from, transfer }) =>
      from === 'solana' ? 0n : quoteFee({ chain: devnet.chain(from), gateway, transfer }),
    ),
  );
  const hashes: string[] = [];
  for (const [index, { from, user, transfer }] of transfers.entries()) {
    if (from === 'solana') {
      hashes.push(await sendFromSolana({ solana: devnet.solana, user, transfer }));
      continue;
    }
    const call = sendCall({ gateway, transfer, feeWei: fees[index] as bigint, sender: user.address });
    hashes.push(await user.submit(devnet.chain(from), call));
  }
  return hashes;
}

async function assertRecipients(parameters: {
  devnet: Pick<Devnet, 'solana'>;
  transfers: readonly SentBy[];
}): Promise<void> {
  const { devnet, transfers } = parameters;
  if (devnet.solana === null) return;
  const rpc = createSolanaRpc({ url: devnet.solana.chain.rpcUrl });
  const recipients = new Set(
    transfers.flatMap(({ transfer }) => (transfer.to === 'solana' ? [transfer.recipient] : [])),
  );
  await Promise.all([...recipients].map((recipient) => assertRecipient({ rpc, recipient })));
}
