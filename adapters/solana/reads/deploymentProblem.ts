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

/** The first thing that is not as the deployment says; `null` when all of it is. @throws ChainError; MalformedAnswer */
export async function deploymentProblem(
  reader: SolanaReader,
  options: CallOptions = {},
): Promise<string | null> {
  const { addresses, deployment, codeHash } = reader;
  const { programId, gateway, token, eid, homeEid } = deployment;
  const keys = [addresses.program, addresses.config, addresses.mint, addresses.programData];
  const [program, configAccount, mint, programData] = await accountsNow(reader.rpc, keys, options);
  if (program === null || program === undefined) return `there is no program at ${programId}`;
  if (!program.executable) return `the account ${programId} is no program`;
  if (codeHash !== null) {
    const found = programCodeHash((programData?.data ?? new Uint8Array()).slice(CODE_OFFSET));
    if (found !== codeHash) return `the program ${programId} has code with hash ${found}, not ${codeHash}`;
  }
  const config = gatewayStateOrNull(reader, { name: 'Config', account: configAccount });
  if (config === null) return `the program ${programId} has no gateway ${gateway}: it was not initialised`;
  if (config.mint !== token) return `the mint of the gateway ${gateway} is ${config.mint}, not ${token}`;
  if (mint?.owner !== TOKEN_PROGRAM.toBase58()) return `there is no mint at ${token}`;
  if (config.localEid === eid && config.homeEid === homeEid) return null;
  const found = `endpoint ${config.localEid} with home ${config.homeEid}`;
  return `the gateway ${gateway} is ${found}, not ${eid} with home ${homeEid}`;
}

/** sha256 of a program's code without the zero bytes that fill up its account. */
export function programCodeHash(code: Uint8Array): Hex {
  let end = code.length;
  while (end > 0 && code[end - 1] === 0) end -= 1;
  return bytesToHex(sha256(code.subarray(0, end)));
}
