/** The signer set that the gateway trusts now (protocol §6). */
import type { CallOptions, SignerSetState } from '../../core/chainProvider.ts';
import type { SolanaReader } from '../solanaReader.ts';
import { accountsNow } from './accountsAt.ts';
import { configNow, gatewayState } from './gatewayState.ts';

/** Set of the config's current epoch, confirmed. @throws ChainError; MalformedAnswer */
export async function signerSet(reader: SolanaReader, options: CallOptions = {}): Promise<SignerSetState> {
  const { currentEpoch } = await configNow(reader, options);
  const [account] = await accountsNow(reader.rpc, [reader.addresses.signerSet(currentEpoch)], options);
  const { epoch, setHash, threshold, members } = gatewayState(reader, { name: 'SignerSet', account });
  return { epoch, setHash, threshold, members };
}
