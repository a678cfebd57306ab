/** Sends CXT, a call or both from Solana as a user's wallet does. */
import { hexToBytes } from 'viem';

import { eidOf } from '../chain/chainSpec.ts';
import { DevnetError } from '../devnetError.ts';
import type { TestUser } from '../users/testUser.ts';
import { recipientBytes32, type Transfer, transferOptions } from '../users/transferCall.ts';
import { big } from './bigNumber.ts';
import type { SolanaBridge } from './solanaBridge.ts';
import { tokenAccount } from './tokenAccount.ts';

const WEI_PER_UNIT = 10n ** 9n;
/** More than any fee of the devnet's tariff; exactly the quote is taken. */
const MAX_FEE_UNITS = 10n ** 9n;

/** Signature, before any block. @throws web3.js' error when the program refuses it */
export async function sendFromSolana(parameters: {
  solana: SolanaBridge | null;
  user: TestUser;
  transfer: Transfer;
}): Promise<string> {
  const { solana, user, transfer } = parameters;
  if (solana === null) throw new DevnetError('this devnet has no Solana', 'start it with --chains all');
  const owner = user.solana.publicKey;
  const from = tokenAccount({ owner, mint: solana.mint });
  const params = {
    dstEid: eidOf(transfer.to),
    to: [...hexToBytes(recipientBytes32(transfer))],
    amountUnits: big(transfer.amountWei / WEI_PER_UNIT),
    maxFeeUnits: big(MAX_FEE_UNITS),
    options: Buffer.from(transferOptions(transfer)),
    composeMsg: Buffer.from(hexToBytes(transfer.compose?.data ?? '0x')),
  };
  const instruction = await solana.gateway('send', [params], { owner, from, mint: solana.mint });
  return solana.chain.submit({ instructions: [instruction], signers: [user.solana] });
}
