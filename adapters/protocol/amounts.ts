/**
 * Amounts of CXT: wei on EVM, units of 1e-9 CXT on the wire and on Solana (protocol §2).
 *
 * Guarantee: no conversion rounds silently; what cannot be represented is refused.
 */
import { ProtocolError } from './errors.ts';
import { type Units, units, type Wei, wei } from './ids.ts';

/** Units in one CXT. */
export const UNITS_PER_CXT = 10n ** 9n;
/** Wei in one unit. */
export const WEI_PER_UNIT = 10n ** 9n;
/** Wei in one CXT. */
export const WEI_PER_CXT = 10n ** 18n;
/** 100,000,000 CXT in wei. */
export const TOTAL_SUPPLY_WEI = wei(10n ** 26n);
/** 100,000,000 CXT in units. */
export const TOTAL_SUPPLY_UNITS = units(10n ** 17n);

/** Exact conversion. @throws CXT_WIRE_UNITS_RANGE */
export function unitsToWei(amountUnits: bigint): Wei {
  return (units(amountUnits) * WEI_PER_UNIT) as Wei;
}

/** Exact conversion. @throws CXT_WIRE_DUST unless 1e9 divides it; CXT_WIRE_WEI_RANGE, CXT_WIRE_UNITS_RANGE */
export function weiToUnits(amountWei: bigint): Units {
  if (wei(amountWei) % WEI_PER_UNIT !== 0n) throw new ProtocolError('CXT_WIRE_DUST', { amountWei });
  return units(amountWei / WEI_PER_UNIT);
}

/** The part of an amount that can leave the sender (OFT `_removeDust`). @throws CXT_WIRE_WEI_RANGE */
export function removeDust(amountWei: bigint): Wei {
  return (wei(amountWei) - (amountWei % WEI_PER_UNIT)) as Wei;
}

/**
 * Amount in wei from a decimal number of CXT: digits, optionally a point and 1 to 18 decimals. No sign, exponent,
 * separators or leading zeros.
 * @throws CXT_WIRE_AMOUNT_SYNTAX, CXT_WIRE_WEI_RANGE
 */
export function parseCxt(text: string): Wei {
  const match = /^(0|[1-9][0-9]{0,59})(?:\.([0-9]{1,18}))?$/.exec(text);
  if (match === null) throw new ProtocolError('CXT_WIRE_AMOUNT_SYNTAX', { text: String(text).slice(0, 80) });
  return wei(BigInt(match[1] as string) * WEI_PER_CXT + BigInt((match[2] ?? '').padEnd(18, '0')));
}

/** Shortest exact decimal number of CXT. @throws CXT_WIRE_WEI_RANGE */
export function formatCxt(amountWei: bigint): string {
  const whole = wei(amountWei) / WEI_PER_CXT;
  const decimals = (amountWei % WEI_PER_CXT).toString().padStart(18, '0').replace(/0+$/, '');
  return decimals === '' ? whole.toString() : `${whole}.${decimals}`;
}
