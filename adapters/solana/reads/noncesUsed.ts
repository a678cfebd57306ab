/** Which nonces are used: the replay bitmap, 8,192 a page (protocol §7). */
import type { CallOptions } from '../../core/chainProvider.ts';
import type { Eid, Nonce } from '../../protocol/index.ts';
import { NONCES_PER_PAGE, pageOfNonce } from '../program/addresses.ts';
import type { NoncePageAccount } from '../program/gatewayAccounts.ts';
import type { SolanaReader } from '../solanaReader.ts';
import { accountsNow } from './accountsAt.ts';
import { gatewayStateOrNull } from './gatewayState.ts';

const WORD_BITS = 64n;

/** In the confirmed state, in the order asked. Nothing is executed here that is for another chain. @throws ChainError; MalformedAnswer */
export async function noncesUsed(
  reader: SolanaReader,
  keys: readonly { srcEid: Eid; dstEid: Eid; nonce: Nonce }[],
  options: CallOptions = {},
): Promise<readonly boolean[]> {
  const addressOf = ({ srcEid, nonce }: { srcEid: Eid; nonce: Nonce }) =>
    reader.addresses.noncePage({ srcEid, page: pageOfNonce(nonce) });
  const wanted = new Map(keys.map((key) => [addressOf(key).toBase58(), addressOf(key)]));
  const accounts = await accountsNow(reader.rpc, [...wanted.values()], options);
  const pages = new Map(
    [...wanted.keys()].map((key, index) => [
      key,
      gatewayStateOrNull(reader, { name: 'NoncePage', account: accounts[index] }),
    ]),
  );
  return keys.map((key) => {
    const page = pages.get(addressOf(key).toBase58()) ?? null;
    return key.dstEid === reader.deployment.eid && page !== null && isNonceUsed(page, key.nonce);
  });
}

/** Whether a page has the nonce marked. */
export function isNonceUsed(page: NoncePageAccount, nonce: bigint): boolean {
  const index = nonce % NONCES_PER_PAGE;
  const word = page.bitmap[Number(index / WORD_BITS)] ?? 0n;
  return ((word >> (index % WORD_BITS)) & 1n) === 1n;
}
