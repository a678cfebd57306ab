/** The chain's own clock (sysvar `Clock`). */
import { MalformedAnswer } from '../rpc/answer.ts';
import type { AccountData } from './accountsAt.ts';

const TIMESTAMP_OFFSET = 32;

/** Unix seconds. @throws MalformedAnswer */
export function chainClock(account: AccountData | null | undefined): bigint {
  if (account === null || account === undefined || account.data.length < TIMESTAMP_OFFSET + 8) {
    throw new MalformedAnswer('the clock does not decode');
  }
  const { buffer, byteOffset } = account.data;
  return new DataView(buffer, byteOffset).getBigInt64(TIMESTAMP_OFFSET, true);
}
