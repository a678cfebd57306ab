/** What the token's own Transfer logs say about supply and vault, in log order. */
import type { TokenFlow } from '../../core/chainTypes.ts';
import { type Hex, wei } from '../../protocol/index.ts';
import type { EvmLog } from '../receipts/evmReceipt.ts';
import { LogMalformed } from './abiEvents.ts';

/** keccak of `Transfer(address,address,uint256)` (ERC-20). */
const TRANSFER = '0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef';
const ZERO = `0x${'0'.repeat(40)}`;

/**
 * Flows of a transaction from the logs of the token; transfers between holders, of 0, and other events are left out.
 * @throws LogMalformed for a Transfer that is not exactly ERC-20's
 */
export function tokenFlows(args: {
  logs: readonly EvmLog[];
  gateway: Hex;
  isHome: boolean;
}): readonly TokenFlow[] {
  const { logs, gateway, isHome } = args;
  return logs.flatMap((log) => {
    if (log.topics[0] !== TRANSFER) return [];
    const { from, to, amount } = readTransfer(log);
    if (amount === 0n) return [];
    const amountWei = wei(amount);
    const flows: TokenFlow[] = [];
    // WHY: home's only Transfer from 0 is the constructor's, whether or not it falls into the observed range; that its supply
    // never grows is checked against totalSupply.
    if (from === ZERO && !isHome) flows.push({ kind: 'mint', amountWei });
    if (isHome && from === gateway && to !== gateway) flows.push({ kind: 'vaultOut', amountWei });
    if (isHome && to === gateway && from !== gateway) flows.push({ kind: 'vaultIn', amountWei });
    if (to === ZERO) flows.push({ kind: 'burn', amountWei });
    return flows;
  });
}

function readTransfer(log: EvmLog): { from: string; to: string; amount: bigint } {
  const [, from, to] = log.topics;
  if (log.topics.length !== 3 || from === undefined || to === undefined || log.data.length !== 66) {
    throw new LogMalformed('Transfer is not that of ERC-20');
  }
  return { from: readAddress(from), to: readAddress(to), amount: BigInt(log.data) };
}

function readAddress(topic: Hex): string {
  if (!topic.startsWith(`0x${'0'.repeat(24)}`))
    throw new LogMalformed('Transfer has a topic that is no address');
  return `0x${topic.slice(26)}`;
}
