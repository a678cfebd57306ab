/**
 * Execution word: what was bought for the delivery of a message (protocol §3).
 */
import { ProtocolError } from './errors.ts';

/** Bit that says: open the recipient's token account (Solana). */
export const OPEN_ACCOUNT_BIT = 0x8000_0000;

/** What an execution word says. */
export type Execution = { readonly composeGas: number; readonly openTokenAccount: boolean };

/** Word of an execution. @throws CXT_WIRE_EXECUTION if the gas does not fit 31 bits */
export function encodeExecution(execution: Execution): number {
  const { composeGas, openTokenAccount } = execution;
  if (!Number.isInteger(composeGas) || composeGas < 0 || composeGas >= OPEN_ACCOUNT_BIT) {
    throw new ProtocolError('CXT_WIRE_EXECUTION', { composeGas });
  }
  return composeGas + (openTokenAccount ? OPEN_ACCOUNT_BIT : 0);
}

/** Execution of a word. @throws CXT_WIRE_EXECUTION if it does not fit 32 bits */
export function decodeExecution(word: number): Execution {
  if (!Number.isInteger(word) || word < 0 || word > 0xffff_ffff)
    throw new ProtocolError('CXT_WIRE_EXECUTION', { word });
  return { composeGas: word % OPEN_ACCOUNT_BIT, openTokenAccount: word >= OPEN_ACCOUNT_BIT };
}
