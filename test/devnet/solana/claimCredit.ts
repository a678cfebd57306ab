/** Pays out a credit that waited for its owner's token account, as the owner's wallet does. */
import type { PublicKey } from '@solana/web3.js';
import { hexToBytes } from 'viem';

import { eidOf } from '../chain/chainSpec.ts';
import { DevnetError } from '../devnetError.ts';
import type { TestUser } from '../users/testUser.ts';
import type { TransferRecord } from '../watch/transferRecord.ts';
import type { SolanaBridge } from './solanaBridge.ts';
import { openTokenAccount, tokenAccount } from './tokenAccount.ts';

/** Opens the token account and claims, in one transaction. @throws DevnetError when there is nothing to claim or it fails */
export async function claimCredit(parameters: {
  solana: SolanaBridge;
  user: TestUser;
  record: TransferRecord;
}): Promise<void> {
  const { solana, user, record } = parameters;
  const owner = user.solana.publicKey;
  const credit = solana.address('credit', hexToBytes(record.leaf));
  const info = await solana.chain.connection.getAccountInfo(credit);
  if (info === null) throw new DevnetError(`there is no credit for ${record.guid}`, 'was it delivered?');
  const { payer: rentPayer } = solana.deployment.program.coder.accounts.decode<{ payer: PublicKey }>(
    'credit',
    info.data,
  );
  const holding = { owner, mint: solana.mint };
  const claim = await solana.gateway('claimCredit', [], {
    payer: owner,
    mint: solana.mint,
    lane: solana.lane(eidOf(record.from)),
    credit,
    rentPayer,
    tokenAccount: tokenAccount(holding),
    compose: null,
  });
  await solana.chain.execute({
    instructions: [openTokenAccount({ ...holding, payer: owner }), claim],
    signers: [user.solana],
    what: 'claiming a credit',
  });
}
