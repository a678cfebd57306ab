/** The signer set that the gateway trusts now (protocol §6). */
import type { CallOptions, SignerSetState } from '../../core/chainProvider.ts';
import type { Hex } from '../../protocol/index.ts';
import type { EvmReader } from '../evmReader.ts';
import { MalformedAnswer } from '../../rpc/malformedAnswer.ts';
import { askViews, gatewayView } from './views.ts';

/** Epoch, hash, threshold and members (lower case, in the set's order) in the latest state. @throws ChainError; MalformedAnswer */
export async function signerSet(reader: EvmReader, options: CallOptions = {}): Promise<SignerSetState> {
  const views = [gatewayView(reader, 'signerSet', [])];
  const [answer] = await askViews(reader, { views, block: 'latest' }, options);
  if (answer === undefined) throw new MalformedAnswer('signerSet() is missing');
  const [epoch, setHash, threshold, members] = answer;
  return { epoch, setHash, threshold, members: members.map((member) => member.toLowerCase() as Hex) };
}
