/** Accounts of the gateway, checked to be the gateway's. */
import type { CallOptions } from '../../core/chainProvider.ts';
import { ChainError } from '../../core/chainError.ts';
import { decodeGatewayAccount, type GatewayAccounts } from '../program/gatewayAccounts.ts';
import { MalformedAnswer } from '../rpc/answer.ts';
import type { SolanaReader } from '../solanaReader.ts';
import { type AccountData, accountsNow } from './accountsAt.ts';

/** Content of an account that must be there. @throws CXT_CHAIN_NO_CODE when it is not; MalformedAnswer */
export function gatewayState<Name extends keyof GatewayAccounts>(
  reader: Pick<SolanaReader, 'rpc' | 'addresses'>,
  at: { name: Name; account: AccountData | null | undefined },
): GatewayAccounts[Name] {
  const state = gatewayStateOrNull(reader, at);
  if (state !== null) return state;
  const { label } = reader.rpc;
  throw new ChainError('CXT_CHAIN_NO_CODE', `${label}: the gateway has no ${at.name} account`, {
    provider: label,
  });
}

/** Content of an account, `null` without one. @throws MalformedAnswer */
export function gatewayStateOrNull<Name extends keyof GatewayAccounts>(
  reader: Pick<SolanaReader, 'addresses'>,
  at: { name: Name; account: AccountData | null | undefined },
): GatewayAccounts[Name] | null {
  const { name, account } = at;
  // Lamports alone may lie at any address.
  if (account === null || account === undefined || account.data.length === 0) return null;
  if (account.owner !== reader.addresses.program.toBase58()) {
    throw new MalformedAnswer(`the ${name} account belongs to ${account.owner}`);
  }
  try {
    return decodeGatewayAccount(name, account.data);
  } catch {
    throw new MalformedAnswer(`the ${name} account does not decode`);
  }
}

/** The config account now. @throws CXT_CHAIN_NO_CODE, other ChainError; MalformedAnswer */
export async function configNow(
  reader: SolanaReader,
  options: CallOptions = {},
): Promise<GatewayAccounts['Config']> {
  const [account] = await accountsNow(reader.rpc, [reader.addresses.config], options);
  return gatewayState(reader, { name: 'Config', account });
}
