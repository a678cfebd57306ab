import { describe, expect, it } from 'vitest';
import { decodeExecution, encodeExecution } from './execution.ts';
import { bytesToHex, type Hex } from './hex.ts';
import { encodeOptions, parseOptions } from './options.ts';
import { refusal } from './testing.ts';

const u128 = (value: bigint): string => value.toString(16).padStart(32, '0');
const receive = (gas: bigint, value?: bigint): string =>
  value === undefined ? `01001101${u128(gas)}` : `01002101${u128(gas)}${u128(value)}`;
const compose = (index: string, gas: bigint, value?: bigint): string =>
  value === undefined ? `01001303${index}${u128(gas)}` : `01002303${index}${u128(gas)}${u128(value)}`;
const type3 = (...options: string[]): Hex => `0x0003${options.join('')}`;
const RENT = 2_039_280n;

describe('options', () => {
  it.each([
    ['0x', 0],
    [type3(), 0],
    [type3(receive(200_000n)), 0],
    [type3(receive(200_000n, 0n)), 0],
    [type3(receive(1n), receive(2n)), 0],
    [type3(compose('0000', 400_000n)), 400_000],
    [type3(receive(9n), compose('0000', 400_000n, 0n)), 400_000],
  ] as const)('%s to EVM means %s', (options, execution) => {
    expect(parseOptions(options, { dstVm: 'evm' }).execution).toBe(execution);
  });

  it('buys a token account on Solana only, once, for exactly its rent', () => {
    expect(parseOptions(type3(receive(0n, RENT), compose('0000', 5n)), { dstVm: 'svm' })).toEqual({
      execution: 2 ** 31 + 5,
      composeGas: 5,
      openTokenAccount: true,
    });
    const verdict = (options: Hex, dstVm: 'evm' | 'svm') => refusal(() => parseOptions(options, { dstVm }));
    expect(verdict(type3(receive(0n, RENT)), 'evm')).toBe('CXT_WIRE_OPTIONS_RECEIVE_VALUE');
    expect(verdict(type3(receive(0n, RENT + 1n)), 'svm')).toBe('CXT_WIRE_OPTIONS_RECEIVE_VALUE');
    expect(verdict(type3(receive(0n, RENT), receive(0n, RENT)), 'svm')).toBe(
      'CXT_WIRE_OPTIONS_ACCOUNT_TWICE',
    );
  });

  it.each([
    ['0x00', 'CXT_WIRE_OPTIONS_TRUNCATED'],
    ['0x00030100', 'CXT_WIRE_OPTIONS_TRUNCATED'],
    ['0x000301001101', 'CXT_WIRE_OPTIONS_TRUNCATED'],
    ['0x0001', 'CXT_WIRE_OPTIONS_TYPE'],
    ['0x0002', 'CXT_WIRE_OPTIONS_TYPE'],
    ['0x0003010000', 'CXT_WIRE_OPTIONS_SIZE'],
    [type3(`02000101`), 'CXT_WIRE_OPTIONS_WORKER'],
    [type3(`01003102${u128(1n)}${'11'.repeat(32)}`), 'CXT_WIRE_OPTIONS_UNKNOWN'],
    [type3('01000104'), 'CXT_WIRE_OPTIONS_UNKNOWN'],
    [type3(`01001163${u128(1n)}`), 'CXT_WIRE_OPTIONS_UNKNOWN'],
    [type3(`01001201${u128(1n)}00`), 'CXT_WIRE_OPTIONS_SIZE'],
    [type3(`01001203${u128(1n)}00`), 'CXT_WIRE_OPTIONS_SIZE'],
    [type3(receive(1n, 1n)), 'CXT_WIRE_OPTIONS_RECEIVE_VALUE'],
    [type3(compose('0001', 1n)), 'CXT_WIRE_OPTIONS_COMPOSE_INDEX'],
    [type3(compose('0000', 1n, 1n)), 'CXT_WIRE_OPTIONS_COMPOSE_VALUE'],
    [type3(compose('0000', 0n), compose('0000', 0n)), 'CXT_WIRE_OPTIONS_COMPOSE_TWICE'],
    [type3(compose('0000', 5_000_001n)), 'CXT_WIRE_OPTIONS_COMPOSE_GAS'],
    [type3(compose('0000', 2n ** 128n - 5n)), 'CXT_WIRE_OPTIONS_COMPOSE_GAS'],
  ] as const)('refuses %s with %s', (options, code) => {
    expect(refusal(() => parseOptions(options, { dstVm: 'evm' }))).toBe(code);
  });

  it('parses what it encodes', () => {
    expect(bytesToHex(encodeOptions({}))).toBe('0x');
    for (const composeGas of [0, 1, 900_000]) {
      for (const openTokenAccount of [false, true]) {
        const parsed = parseOptions(encodeOptions({ composeGas, openTokenAccount }), { dstVm: 'svm' });
        expect(parsed).toMatchObject({ composeGas, openTokenAccount });
        expect(decodeExecution(parsed.execution)).toEqual({ composeGas, openTokenAccount });
      }
    }
    expect(refusal(() => parseOptions(encodeOptions({ composeGas: 900_001 }), { dstVm: 'svm' }))).toBe(
      'CXT_WIRE_OPTIONS_COMPOSE_GAS',
    );
    for (const composeGas of [-1, 0.5, 2 ** 31]) {
      expect(refusal(() => encodeOptions({ composeGas }))).toBe('CXT_WIRE_EXECUTION');
      expect(refusal(() => encodeExecution({ composeGas, openTokenAccount: false }))).toBe(
        'CXT_WIRE_EXECUTION',
      );
    }
  });
});
