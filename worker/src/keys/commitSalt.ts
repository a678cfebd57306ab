import { createHmac } from 'node:crypto';
import { type Address, type Hex, hexToBytes } from 'viem';

/**
 * Salt of a commitment, from the node's key and the job alone.
 *
 * SAFETY: a salt that only a file knew would be a bond that a broken disk can lose. With this one, key and chain suffice: the result
 * is computed again, the salt derived again, and both must hash to the commitment that the chain has.
 */
export function commitSalt(parameters: {
  secret: Uint8Array;
  chainId: number;
  market: Address;
  jobId: Hex;
}): Hex {
  const { secret, chainId, market, jobId } = parameters;
  const mac = createHmac('sha256', secret)
    .update('CXTSALT1')
    .update(String(chainId))
    .update(hexToBytes(market.toLowerCase() as Hex))
    .update(hexToBytes(jobId));
  return `0x${mac.digest('hex')}`;
}
