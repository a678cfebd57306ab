/** Stored roots whose time is over and whose rent somebody gets back. */
import type { CallOptions } from '../../core/chainProvider.ts';
import type { Hex } from '../../protocol/index.ts';
import { CLOCK_SYSVAR } from '../program/addresses.ts';
import { accountKindFilter } from '../program/gatewayAccounts.ts';
import { asArray, asRecord } from '../rpc/answer.ts';
import type { SolanaReader } from '../solanaReader.ts';
import { accountsNow, readAccount } from './accountsAt.ts';
import { chainClock } from './chainClock.ts';
import { gatewayStateOrNull } from './gatewayState.ts';

/** Place of the payer's key in a root's account (programs/cxt-gateway/src/state, `AttestedRoot`). */
const PAYER_OFFSET = 97;

/**
 * Roots of `payer` that `close_root` takes by now, confirmed. Searched on the chain, so that nothing must be remembered to find them.
 * @throws CXT_CHAIN_BAD_ANSWER where the node does not serve this search; other ChainError; MalformedAnswer
 */
export async function closableRoots(
  reader: SolanaReader,
  payer: string,
  options: CallOptions = {},
): Promise<readonly Hex[]> {
  const { rpc, addresses } = reader;
  const filters = [accountKindFilter('AttestedRoot'), { memcmp: { offset: PAYER_OFFSET, bytes: payer } }];
  const config = { encoding: 'base64', commitment: 'confirmed', filters };
  const params = [addresses.program.toBase58(), config];
  const [found, [clock]] = await Promise.all([
    rpc.ask({ method: 'getProgramAccounts', params }, options),
    accountsNow(rpc, [CLOCK_SYSVAR], options),
  ]);
  const now = chainClock(clock);
  return asArray(found, 'program accounts').flatMap((entry) => {
    const account = readAccount(asRecord(entry, 'program account')['account']);
    const stored = gatewayStateOrNull(reader, { name: 'AttestedRoot', account });
    return stored !== null && stored.payer === payer && stored.notAfter < now ? [stored.root] : [];
  });
}
