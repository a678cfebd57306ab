import { formatCxt } from '@cxt-bridge/adapters/protocol';

const NATIVE_DECIMALS = 18;
const SHOWN_DECIMALS = 6;

/** Wei as people read them: `1.5 CXT`, exact. A negative difference keeps its sign. */
export function cxt(amountWei: string): string {
  const wei = BigInt(amountWei);
  return wei < 0n ? `-${formatCxt(-wei)} CXT` : `${formatCxt(wei)} CXT`;
}

/** Native gas money, cut to six decimals. */
export function native(amountWei: string): string {
  const digits = BigInt(amountWei)
    .toString()
    .padStart(NATIVE_DECIMALS + 1, '0');
  const whole = digits.slice(0, -NATIVE_DECIMALS);
  const decimals = digits.slice(-NATIVE_DECIMALS, -NATIVE_DECIMALS + SHOWN_DECIMALS).replace(/0+$/, '');
  return decimals === '' ? whole : `${whole}.${decimals}`;
}

/** `0x1234…cdef` for tables; `--json` has the whole. */
export function short(hex: string): string {
  return hex.length > 14 ? `${hex.slice(0, 8)}…${hex.slice(-4)}` : hex;
}

/** An EVM account as people know it; on the wire it is 32 bytes, left-padded (protocol §2). */
export function account(hex: string): string {
  return hex.length === 66 && hex.startsWith(`0x${'0'.repeat(24)}`) ? `0x${hex.slice(26)}` : hex;
}
