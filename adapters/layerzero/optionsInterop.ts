/**
 * Options as lz-v2-utilities builds them.
 *
 * Guarantee: options mean what our own parser says; the library is only a builder.
 */
import { Options } from '@layerzerolabs/lz-v2-utilities';
import { encodeExecution } from '../protocol/execution.ts';
import {
  type ParsedOptions,
  type OptionsRequest,
  parseOptions,
  TOKEN_ACCOUNT_LAMPORTS,
} from '../protocol/options.ts';

/** Library options that buy the same as our `encodeOptions`. @throws CXT_WIRE_EXECUTION */
export function optionsToLayerZero(request: OptionsRequest): Options {
  const { composeGas = 0, openTokenAccount = false } = request;
  encodeExecution({ composeGas, openTokenAccount });
  const options = Options.newOptions();
  if (openTokenAccount) options.addExecutorLzReceiveOption(0, TOKEN_ACCOUNT_LAMPORTS);
  if (composeGas > 0) options.addExecutorComposeOption(0, composeGas, 0);
  return options;
}

/** What library options mean at a destination. @throws the codes of `parseOptions` */
export function optionsFromLayerZero(
  options: Options,
  destination: Parameters<typeof parseOptions>[1],
): ParsedOptions {
  return parseOptions(options.toHex() as `0x${string}`, destination);
}
