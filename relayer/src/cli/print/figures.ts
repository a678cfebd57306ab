import { formatCxt } from '@cxt-bridge/adapters/protocol';

/** Ether and the like. */
const EVM_DECIMALS = 18;
/** SOL: 1e9 lamports. */
const SOLANA_DECIMALS = 9;
const SHOWN_DECIMALS = 6;

/** Wei as people read them: `1.5 CXT`, exact. A negative difference keeps its sign. */
export function cxt(amountWei: string): string {
  const wei = BigInt(amountWei);
  return wei < 0n ? `-${formatCxt(-wei)} CXT` : `${formatCxt(wei)} CXT`;
}

/** Whose native coin has how many decimals; accounts of the two kinds of chains cannot be confused. */
export function nativeDecimals(owner: string): number {
  return owner.startsWith('0x') ? EVM_DECIMALS : SOLANA_DECIMALS;
}

/** Native gas money of an account, from wei or lamports; cut to six decimals, with the coin's name where it has but one. */
export function native(parameters: { amount: string; owner: string }): string {
  const { amount, owner } = parameters;
  const decimalPlaces = nativeDecimals(owner);
  const digits = BigInt(amount)
    .toString()
    .padStart(decimalPlaces + 1, '0');
  const whole = digits.slice(0, -decimalPlaces);
  const decimals = digits.slice(-decimalPlaces, -decimalPlaces + SHOWN_DECIMALS).replace(/0+$/, '');
  const figure = decimals === '' ? whole : `${whole}.${decimals}`;
  return decimalPlaces === SOLANA_DECIMALS ? `${figure} SOL` : figure;
}

/** The same inside a sentence, where an EVM chain's coin has no name here: `0.5 SOL`, `0.5 of the native coin`. */
export function gasMoney(parameters: { amount: string; owner: string }): string {
  const figure = native(parameters);
  return parameters.owner.startsWith('0x') ? `${figure} of the native coin` : figure;
}

/** `0x1234…cdef` for tables; `--json` has the whole. */
export function short(hex: string): string {
  return hex.length > 14 ? `${hex.slice(0, 8)}…${hex.slice(-4)}` : hex;
}

/** An EVM account as people know it; on the wire it is 32 bytes, left-padded (protocol §2). */
export function account(hex: string): string {
  return hex.length === 66 && hex.startsWith(`0x${'0'.repeat(24)}`) ? `0x${hex.slice(26)}` : hex;
}
