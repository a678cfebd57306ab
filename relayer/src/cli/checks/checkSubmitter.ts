/** Whether the submitter of a chain can pay for a delivery. */
import type { ChainProvider } from '@cxt-bridge/adapters/core';
import { BridgeError } from '../../errors/bridgeError.ts';
import { gasMoney } from '../print/figures.ts';
import { failed, type Finding, passed } from './finding.ts';

/** A bundle of 16 messages with some room (contract design: at most 20,000 gas each). */
const DELIVERY_GAS = 400_000n;
/** Rent that deliveries advance for an attested root, queued credits and pending calls, some of each, and signatures. */
const SOLANA_DELIVERY_LAMPORTS = 10_000_000n;

/** Balance in native wei (lamports on Solana) and whether it pays one delivery at the present fee. */
export async function submitterFunds(parameters: {
  provider: ChainProvider;
  account: string;
  signal?: AbortSignal;
}): Promise<{ balanceWei: bigint; enough: boolean }> {
  const { provider, account, signal } = parameters;
  const call = signal === undefined ? {} : { signal };
  const [balanceWei, fees] = await Promise.all([provider.balanceOf(account, call), provider.feeQuote(call)]);
  const needed = account.startsWith('0x') ? DELIVERY_GAS * fees.maxFeePerGas : SOLANA_DELIVERY_LAMPORTS;
  return { balanceWei, enough: balanceWei >= needed };
}

/** One finding; a thin purse is a problem for `config check` and a warning at start. */
export async function checkSubmitter(parameters: {
  chain: string;
  provider: ChainProvider;
  account: string;
  level?: 'warning';
  signal?: AbortSignal;
}): Promise<Finding> {
  const { chain, account, level } = parameters;
  const check = 'gas money';
  const soft = level === undefined ? {} : { level };
  try {
    const { balanceWei, enough } = await submitterFunds(parameters);
    const balance = gasMoney({ amount: balanceWei.toString(), owner: account });
    if (enough) return passed({ subject: chain, check, detail: `${account} has ${balance}` });
    const error = new BridgeError('CXT_SUBMIT_UNFUNDED', { context: { address: account, balance, chain } });
    // WHY: whoever checks a config shall not go on with it, although a running relayer waits for the money.
    return { ...failed({ subject: chain, check, error, ...soft }), exitCode: 1 };
  } catch (error) {
    parameters.signal?.throwIfAborted();
    return failed({ subject: chain, check, error, ...soft });
  }
}
