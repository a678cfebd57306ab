/**
 * Reads the answers of an EVM node field by field.
 *
 * Guarantee: what comes out has the type and width it claims. Refuses everything else with {@link MalformedAnswer}.
 */
import { type Hex, isHex } from '../../protocol/index.ts';
import { MalformedAnswer } from '../../rpc/malformedAnswer.ts';

/** A JSON-RPC quantity (`0x` and 1–64 hex digits). @throws MalformedAnswer */
export function asQuantity(value: unknown, what: string): bigint {
  if (typeof value !== 'string' || !/^0x[0-9a-fA-F]{1,64}$/.test(value)) {
    throw new MalformedAnswer(`${what} is not a hex quantity`);
  }
  return BigInt(value);
}

/** A quantity that fits a JavaScript integer. @throws MalformedAnswer */
export function asInteger(value: unknown, what: string): number {
  const quantity = asQuantity(value, what);
  if (quantity > BigInt(Number.MAX_SAFE_INTEGER)) throw new MalformedAnswer(`${what} is too large`);
  return Number(quantity);
}

/** JSON-RPC data, lower case; of exactly `length` bytes where given. @throws MalformedAnswer */
export function asData(value: unknown, what: string, length?: number): Hex {
  if (!isHex(value, length)) {
    throw new MalformedAnswer(`${what} is not hex data${length === undefined ? '' : ` of ${length} bytes`}`);
  }
  return value.toLowerCase() as Hex;
}
