/**
 * Send options: LayerZero type-3 executor options (protocol §3).
 *
 * Guarantee: options either mean exactly one execution word or are refused with the reason. Empty options mean 0;
 * `lzReceive` gas is accepted and ignored (stock callers send it); no option is ever skipped silently.
 */
import type { Vm } from './endpoints.ts';
import { ProtocolError } from './errors.ts';
import { encodeExecution } from './execution.ts';
import { type BytesLike, concatBytes, toBytes } from './hex.ts';
import { decodeLayout, encodeLayout, type Layout, readUint } from './layout.ts';

const OPTIONS_TYPE = 3;
const EXECUTOR_WORKER = 1;
const LZ_RECEIVE = 1;
const LZ_COMPOSE = 3;

/** Rent of a token account in lamports: as the value of `lzReceive` to Solana it buys opening one. */
export const TOKEN_ACCOUNT_LAMPORTS = 2_039_280n;
/** Highest compose gas that a source accepts for a destination (protocol §3). */
export const MAX_COMPOSE_GAS = { evm: 5_000_000, svm: 900_000 } as const satisfies Record<Vm, number>;

const OPTION_HEAD_LAYOUT = [
  { name: 'worker', type: 'u8', is: EXECUTOR_WORKER },
  { name: 'size', type: 'u16' },
  { name: 'type', type: 'u8' },
] as const satisfies Layout;

const RECEIVE_LAYOUT = [{ name: 'gas', type: 'u128' }] as const satisfies Layout;
const RECEIVE_VALUE_LAYOUT = [...RECEIVE_LAYOUT, { name: 'value', type: 'u128' }] as const satisfies Layout;
const COMPOSE_LAYOUT = [
  { name: 'index', type: 'u16' },
  { name: 'gas', type: 'u128' },
] as const satisfies Layout;
const COMPOSE_VALUE_LAYOUT = [...COMPOSE_LAYOUT, { name: 'value', type: 'u128' }] as const satisfies Layout;

/** What a sender may buy. `composeGas` in gas (EVM) or compute units (Solana). */
export type OptionsRequest = { readonly composeGas?: number; readonly openTokenAccount?: boolean };

/**
 * Options that buy a delivery; empty bytes if nothing is bought.
 * @throws CXT_WIRE_EXECUTION if the gas is negative, fractional or above 31 bits
 */
export function encodeOptions(request: OptionsRequest): Uint8Array {
  const { composeGas = 0, openTokenAccount = false } = request;
  encodeExecution({ composeGas, openTokenAccount });
  const options: Uint8Array[] = [];
  if (openTokenAccount) {
    const body = encodeLayout(RECEIVE_VALUE_LAYOUT, { gas: 0n, value: TOKEN_ACCOUNT_LAMPORTS });
    options.push(executorOption({ type: LZ_RECEIVE, body }));
  }
  if (composeGas > 0) {
    const body = encodeLayout(COMPOSE_LAYOUT, { index: 0, gas: BigInt(composeGas) });
    options.push(executorOption({ type: LZ_COMPOSE, body }));
  }
  if (options.length === 0) return new Uint8Array(0);
  return concatBytes([Uint8Array.of(0, OPTIONS_TYPE), ...options]);
}

/** What options mean, and the word that says so. */
export type ParsedOptions = {
  readonly execution: number;
  readonly composeGas: number;
  readonly openTokenAccount: boolean;
};

/**
 * Execution that options buy at a destination. `dstMaxComposeGas` defaults to that of the VM.
 * @throws CXT_WIRE_OPTIONS_TRUNCATED, _TYPE, _WORKER, _UNKNOWN, _SIZE, _RECEIVE_VALUE, _ACCOUNT_TWICE, _COMPOSE_INDEX,
 *   _COMPOSE_VALUE, _COMPOSE_TWICE, _COMPOSE_GAS
 */
export function parseOptions(
  options: BytesLike,
  destination: { readonly dstVm: Vm; readonly dstMaxComposeGas?: number },
): ParsedOptions {
  const bytes = toBytes(options);
  const maxComposeGas = destination.dstMaxComposeGas ?? MAX_COMPOSE_GAS[destination.dstVm];
  let composeGas: number | undefined;
  let openTokenAccount = false;
  for (const { type, body } of executorOptions(bytes)) {
    if (type === LZ_RECEIVE) {
      const buysAccount = receiveBuysAccount({ body, dstVm: destination.dstVm });
      if (buysAccount && openTokenAccount) throw new ProtocolError('CXT_WIRE_OPTIONS_ACCOUNT_TWICE');
      openTokenAccount ||= buysAccount;
    } else if (type === LZ_COMPOSE) {
      if (composeGas !== undefined) throw new ProtocolError('CXT_WIRE_OPTIONS_COMPOSE_TWICE');
      composeGas = composeGasOf({ body, maxComposeGas });
    } else {
      throw new ProtocolError('CXT_WIRE_OPTIONS_UNKNOWN', { type });
    }
  }
  const execution = { composeGas: composeGas ?? 0, openTokenAccount };
  return { ...execution, execution: encodeExecution(execution) };
}

function executorOption(args: { type: number; body: Uint8Array }): Uint8Array {
  const head = encodeLayout(OPTION_HEAD_LAYOUT, { size: args.body.length + 1, type: args.type });
  return concatBytes([head, args.body]);
}

function executorOptions(bytes: Uint8Array): { type: number; body: Uint8Array }[] {
  if (bytes.length === 0) return [];
  if (bytes.length < 2) throw new ProtocolError('CXT_WIRE_OPTIONS_TRUNCATED', { length: bytes.length });
  const optionsType = readUint(bytes, 0, 2);
  if (optionsType !== OPTIONS_TYPE) throw new ProtocolError('CXT_WIRE_OPTIONS_TYPE', { type: optionsType });
  const options: { type: number; body: Uint8Array }[] = [];
  for (let offset = 2; offset < bytes.length; ) {
    const worker = bytes[offset] as number;
    if (worker !== EXECUTOR_WORKER) throw new ProtocolError('CXT_WIRE_OPTIONS_WORKER', { worker });
    if (offset + 3 > bytes.length)
      throw new ProtocolError('CXT_WIRE_OPTIONS_TRUNCATED', { length: bytes.length });
    const size = readUint(bytes, offset + 1, 2);
    if (size === 0) throw new ProtocolError('CXT_WIRE_OPTIONS_SIZE', { size });
    const end = offset + 3 + size;
    if (end > bytes.length)
      throw new ProtocolError('CXT_WIRE_OPTIONS_TRUNCATED', { length: bytes.length, end });
    options.push({ type: bytes[offset + 3] as number, body: bytes.subarray(offset + 4, end) });
    offset = end;
  }
  return options;
}

function receiveBuysAccount(args: { body: Uint8Array; dstVm: Vm }): boolean {
  const { body, dstVm } = args;
  if (body.length === 16) return false;
  if (body.length !== 32) throw new ProtocolError('CXT_WIRE_OPTIONS_SIZE', { size: body.length + 1 });
  const { value } = decodeLayout(RECEIVE_VALUE_LAYOUT, body);
  if (value === 0n) return false;
  if (dstVm !== 'svm' || value !== TOKEN_ACCOUNT_LAMPORTS) {
    throw new ProtocolError('CXT_WIRE_OPTIONS_RECEIVE_VALUE', { value });
  }
  return true;
}

function composeGasOf(args: { body: Uint8Array; maxComposeGas: number }): number {
  const { body, maxComposeGas } = args;
  if (body.length !== 18 && body.length !== 34)
    throw new ProtocolError('CXT_WIRE_OPTIONS_SIZE', { size: body.length + 1 });
  const { index, gas } = decodeLayout(COMPOSE_LAYOUT, body.subarray(0, 18));
  if (index !== 0) throw new ProtocolError('CXT_WIRE_OPTIONS_COMPOSE_INDEX', { index });
  const value = body.length === 34 ? decodeLayout(COMPOSE_VALUE_LAYOUT, body).value : 0n;
  if (value !== 0n) throw new ProtocolError('CXT_WIRE_OPTIONS_COMPOSE_VALUE', { value });
  if (gas > BigInt(maxComposeGas))
    throw new ProtocolError('CXT_WIRE_OPTIONS_COMPOSE_GAS', { gas, maxComposeGas });
  return Number(gas);
}
