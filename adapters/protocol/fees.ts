/**
 * Fee table and quote (protocol §10).
 *
 * Guarantee: the same integer that the gateway charges, to the wei.
 */
import { WEI_PER_UNIT } from './amounts.ts';
import { ProtocolError } from './errors.ts';
import { type Wei, wei } from './ids.ts';

/** Components of a table in wei of CXT, in the order in which they are hashed. */
export const FEE_COMPONENTS = [
  'base',
  'perByte',
  'perGas',
  'account',
  'transit',
  'returnBase',
  'returnPerByte',
  'returnPerGas',
] as const;

/** Tariff of one destination, in wei of CXT; `return…` is the tariff from home back to this chain. */
export type FeeTable = { readonly [Component in (typeof FEE_COMPONENTS)[number]]: bigint };

const CEILING = 1n << 80n;

/** The components in order, as a FEES attestation may set them. @throws CXT_WIRE_FEE_COMPONENT unless each is at least 1 wei and below 2^80 */
export function feeTableComponents(table: FeeTable): bigint[] {
  return FEE_COMPONENTS.map((component) => {
    const value = table[component];
    if (typeof value !== 'bigint' || value < 1n || value >= CEILING) {
      throw new ProtocolError('CXT_WIRE_FEE_COMPONENT', { component, value });
    }
    return value;
  });
}

/** Table of eight components in order. @throws CXT_WIRE_FEE_COMPONENT */
export function feeTable(components: readonly bigint[]): FeeTable {
  if (components.length !== FEE_COMPONENTS.length) {
    throw new ProtocolError('CXT_WIRE_FEE_COMPONENT', { count: components.length });
  }
  const table = Object.fromEntries(
    FEE_COMPONENTS.map((name, index) => [name, components[index]]),
  ) as FeeTable;
  feeTableComponents(table);
  return table;
}

/** What a message uses; `messageLength` in bytes, `composeGas` in gas (or compute units) of the destination. */
export type FeeUse = {
  readonly messageLength: number;
  readonly composeGas: number;
  readonly openAccount: boolean;
  /** True if neither end of the lane is home. */
  readonly transit: boolean;
};

/**
 * Fee in wei of CXT: base + perByte·length + perGas·gas, plus account and transit if used, rounded up to 1e9 wei.
 * @throws CXT_WIRE_FEE_COMPONENT, CXT_WIRE_INTEGER_RANGE
 */
export function quoteFee(args: { table: FeeTable } & FeeUse): Wei {
  const { table, messageLength, composeGas, openAccount, transit } = args;
  for (const component of FEE_COMPONENTS) {
    const value = table[component];
    if (value < 0n || value >> 128n !== 0n)
      throw new ProtocolError('CXT_WIRE_FEE_COMPONENT', { component, value });
  }
  for (const [field, value] of Object.entries({ messageLength, composeGas })) {
    if (!Number.isSafeInteger(value) || value < 0)
      throw new ProtocolError('CXT_WIRE_INTEGER_RANGE', { field, value });
  }
  let fee = table.base + table.perByte * BigInt(messageLength) + table.perGas * BigInt(composeGas);
  if (openAccount) fee += table.account;
  if (transit) fee += table.transit;
  return wei(((fee + WEI_PER_UNIT - 1n) / WEI_PER_UNIT) * WEI_PER_UNIT);
}
