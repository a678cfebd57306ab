/** Whether the deployment is what it says: program, config, mint, and the code where its hash is known. */
import { sha256 } from '@noble/hashes/sha2.js';
import type { CallOptions } from '../../core/chainProvider.ts';
import { bytesToHex, type Hex } from '../../protocol/index.ts';
import { TOKEN_PROGRAM } from '../program/addresses.ts';
import type { SolanaReader } from '../solanaReader.ts';
import { accountsNow } from './accountsAt.ts';
import { gatewayStateOrNull } from './gatewayState.ts';

/** State of the upgradeable loader before the code: tag u32, slot u64, authority option 33. */
const CODE_OFFSET = 45;

/**
 * True where the program is executable, its config names this mint and these endpoint ids, the mint is there, and the code has
 * the expected hash (if one was given). @throws ChainError; MalformedAnswer
 */
export async function hasCode(reader: SolanaReader, options: CallOptions = {}): Promise<boolean> {
  const { addresses, deployment, codeHash } = reader;
  const keys = [addresses.program, addresses.config, addresses.mint, addresses.programData];
  const [program, configAccount, mint, programData] = await accountsNow(reader.rpc, keys, options);
  if (program?.executable !== true || mint?.owner !== TOKEN_PROGRAM.toBase58()) return false;
  const config = gatewayStateOrNull(reader, { name: 'Config', account: configAccount });
  if (config?.mint !== deployment.token) return false;
  if (config.localEid !== deployment.eid || config.homeEid !== deployment.homeEid) return false;
  if (codeHash === null) return true;
  return programCodeHash((programData?.data ?? new Uint8Array()).slice(CODE_OFFSET)) === codeHash;
}

/** sha256 of a program's code without the zero bytes that fill up its account. */
export function programCodeHash(code: Uint8Array): Hex {
  let end = code.length;
  while (end > 0 && code[end - 1] === 0) end -= 1;
  return bytesToHex(sha256(code.subarray(0, end)));
}
