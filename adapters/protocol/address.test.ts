import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addressToBytes32,
  bytes32ToAddress,
  bytes32ToEvmAddress,
  evmAddressToBytes32,
  solanaAddressToBytes32,
  toChecksumAddress,
} from './address.ts';
import { anyAddress, anyWord, refusal } from './testing.ts';

// Examples of EIP-55 itself.
const CHECKSUMMED = [
  '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
  '0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359',
  '0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB',
  '0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb',
] as const;

describe('EVM addresses', () => {
  it.each(CHECKSUMMED)('takes %s and gives it back', (address) => {
    const word = evmAddressToBytes32(address);
    expect(word).toBe(`0x${'00'.repeat(12)}${address.slice(2).toLowerCase()}`);
    expect(toChecksumAddress(bytes32ToEvmAddress(word))).toBe(address);
    expect(evmAddressToBytes32(address.toLowerCase())).toBe(word);
    expect(evmAddressToBytes32(`0x${address.slice(2).toUpperCase()}`)).toBe(word);
  });

  it.each(CHECKSUMMED)('refuses %s with one letter in the other case', (address) => {
    const at = address.search(/[a-f]/);
    const wrong = address.slice(0, at) + address.charAt(at).toUpperCase() + address.slice(at + 1);
    expect(refusal(() => evmAddressToBytes32(wrong))).toBe('CXT_WIRE_ADDRESS_CHECKSUM');
  });

  it('refuses what is not 0x and 20 bytes', () => {
    const address = CHECKSUMMED[0].toLowerCase();
    for (const text of [
      address.slice(2),
      address.slice(0, -1),
      `${address}0`,
      ` ${address}`,
      `0X${address.slice(2)}`,
      '',
    ]) {
      expect(refusal(() => evmAddressToBytes32(text))).toBe('CXT_WIRE_ADDRESS_SYNTAX');
    }
    expect(refusal(() => evmAddressToBytes32(`0x${'00'.repeat(20)}`))).toBe('CXT_WIRE_ADDRESS_ZERO');
  });

  it('refuses words with high bytes and the zero word', () => {
    expect(refusal(() => bytes32ToEvmAddress(`0x01${'00'.repeat(11)}${'11'.repeat(20)}`))).toBe(
      'CXT_WIRE_ADDRESS_HIGH_BYTES',
    );
    expect(refusal(() => bytes32ToEvmAddress(`0x${'00'.repeat(32)}`))).toBe('CXT_WIRE_ADDRESS_ZERO');
    expect(refusal(() => bytes32ToEvmAddress(`0x${'11'.repeat(20)}`))).toBe('CXT_WIRE_LENGTH');
  });
});

describe('Solana addresses', () => {
  it('takes base58 of exactly 32 bytes', () => {
    // The associated token program.
    expect(solanaAddressToBytes32('ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL')).toBe(
      '0x8c97258f4e2489f1bb3d1029148e0d830b5a1399daff1084048e7bd8dbe9f859',
    );
    expect(refusal(() => solanaAddressToBytes32('11111111111111111111111111111111'))).toBe(
      'CXT_WIRE_ADDRESS_ZERO',
    );
  });

  it.each([
    '9949444508627d0db49c9bc31b7f99ec27910b3d',
    '5aaeb6353f3e94c9b9a19f33669435e7ef1beaed',
    'ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8kn0',
    'ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8',
    '1ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL',
    'zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz',
    '',
  ])('refuses %j', (text) => expect(refusal(() => solanaAddressToBytes32(text))).toBe('CXT_WIRE_BASE58'));
});

it('gives back every address of either VM', () => {
  for (const vm of ['evm', 'svm'] as const) {
    const any = vm === 'evm' ? anyAddress(vm) : anyWord;
    fc.assert(
      fc.property(
        any,
        (value) => addressToBytes32({ vm, address: bytes32ToAddress({ vm, value }) }) === value,
      ),
    );
  }
});
