/** The mint's own figures (spl-token `Mint`). */
import { TOKEN_PROGRAM } from '../program/addresses.ts';
import { MalformedAnswer } from '../rpc/answer.ts';
import type { AccountData } from './accountsAt.ts';

const MINT_BYTES = 82;
const SUPPLY_OFFSET = 36;

/** Supply of a mint in units. @throws MalformedAnswer when it is no mint of the classic token program */
export function mintSupply(account: AccountData | null | undefined): bigint {
  if (account?.owner !== TOKEN_PROGRAM.toBase58() || account.data.length !== MINT_BYTES) {
    throw new MalformedAnswer('the mint is no mint of the token program');
  }
  const { buffer, byteOffset } = account.data;
  return new DataView(buffer, byteOffset).getBigUint64(SUPPLY_OFFSET, true);
}
