import { Keypair } from '@solana/web3.js';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { gatewayAddresses } from '../program/addresses.ts';
import { createSolanaRpc, type SolanaRpc } from '../rpc/solanaRpc.ts';
import { createLonelySolana, type LonelySolana } from '../testing/lonelySolana.ts';
import { assertRecipient } from './assertRecipient.ts';

let solana: LonelySolana;
let rpc: SolanaRpc;

beforeAll(async () => {
  solana = await createLonelySolana();
  rpc = createSolanaRpc({ url: solana.chain.url });
}, 60_000);
afterAll(() => solana.chain.surfnet.stop());

it('lets wallets through, whether anything is there or not, and accounts of programs', async () => {
  const { userKey, deployment } = solana.chain;
  for (const key of [userKey.publicKey, Keypair.generate().publicKey])
    await expect(assertRecipient({ rpc, recipient: key.toBase58() })).resolves.toBeUndefined();
  await expect(assertRecipient({ rpc, recipient: deployment.gateway })).resolves.toBeUndefined();
});

it('refuses a token account and names its owner', async () => {
  const { userKey, deployment } = solana.chain;
  const owner = userKey.publicKey;
  const recipient = gatewayAddresses(deployment.programId).tokenAccount(owner).toBase58();
  await expect(assertRecipient({ rpc, recipient })).rejects.toMatchObject({
    code: 'CXT_SEND_RECIPIENT_TOKEN_ACCOUNT',
    message: `the recipient ${recipient} is a token account, not a wallet`,
    owner: owner.toBase58(),
    hint: expect.stringMatching(new RegExp(`^send to its owner ${owner.toBase58()}:`)),
  });
});

it.each([
  ['an EVM address', `0x${'ab'.repeat(20)}`],
  ['base58 of another length', 'FdTokenAccount1111'],
])('refuses %s', async (_, recipient) => {
  await expect(assertRecipient({ rpc, recipient })).rejects.toThrow(`${recipient} is no Solana address`);
});
