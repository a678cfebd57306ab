/** Names of program errors by their numbers. */
import { LangErrorCode } from '@coral-xyz/anchor';
import { GATEWAY_IDL } from './gatewayIdl.ts';

const GATEWAY_ERRORS: ReadonlyMap<number, string> = new Map(
  (GATEWAY_IDL.errors ?? []).map(({ code, name }) => [code, name]),
);
const ANCHOR_ERRORS: ReadonlyMap<number, string> = new Map(
  Object.entries(LangErrorCode).map(([name, code]) => [Number(code), name]),
);

/** Name of an error that the gateway gave; the number where it is unknown. */
export function gatewayErrorName(code: number): string {
  return GATEWAY_ERRORS.get(code) ?? ANCHOR_ERRORS.get(code) ?? `Error${code}`;
}
