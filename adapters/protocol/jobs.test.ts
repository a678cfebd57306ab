import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeOftComposeMessage, encodeOftComposeMessage } from './composeMessage.ts';
import { feeTable, quoteFee } from './fees.ts';
import { bytesToHex, type Hex } from './hex.ts';
import { type Eid, type Nonce, units, type Wei } from './ids.ts';
import {
  decodeJobCancel,
  decodeJobSubmit,
  decodeJobTerminal,
  encodeJobCancel,
  encodeJobSubmit,
  encodeJobTerminal,
  type JobSubmit,
} from './jobs.ts';
import { keccakText } from './keccak.ts';
import { anyWord, refusal } from './testing.ts';

const word = keccakText('word');
const zero = `0x${'00'.repeat(32)}` as const;
const submit: JobSubmit = {
  srcNonce: 3n,
  requester: word,
  refundee: word,
  callback: zero,
  callbackGas: 0,
  homeFallback: `0x${'11'.repeat(20)}`,
  window: 2,
  jobType: 5,
  redundancy: 3,
  flags: 1,
  maxUnits: 2n ** 64n - 1n,
  price: units(1n),
  returnFee: units(0n),
  acceptSeconds: 60,
  computeSeconds: 600,
  specHash: word,
  inputHash: zero,
  uri: '\uFEFFipfs:über',
};
const terminal = {
  jobId: word,
  status: 4,
  reason: 8,
  units: 0n,
  resultHash: zero,
  dataKind: 1,
  data: new Uint8Array([1, 2, 3]),
};

describe('job messages', () => {
  it('decode what they encode', () => {
    expect(decodeJobSubmit(encodeJobSubmit(submit))).toEqual(submit);
    expect(decodeJobTerminal(encodeJobTerminal(terminal))).toEqual(terminal);
    expect(decodeJobCancel(encodeJobCancel(word))).toBe(word);
  });

  it('refuse every truncation and extension', () => {
    const codecs: [bytes: Uint8Array, decode: (bytes: Uint8Array) => unknown][] = [
      [encodeJobSubmit(submit), decodeJobSubmit],
      [encodeJobTerminal(terminal), decodeJobTerminal],
      [encodeJobCancel(word), decodeJobCancel],
    ];
    for (const [bytes, decode] of codecs) {
      for (let length = 0; length < bytes.length; length++) {
        expect(refusal(() => decode(bytes.slice(0, length)))).not.toBe('accepted');
      }
      const longer = new Uint8Array(bytes.length + 1);
      longer.set(bytes);
      expect(refusal(() => decode(longer))).toBe('CXT_WIRE_TRAILING');
      for (const [, other] of codecs) {
        if (other !== decode) expect(refusal(() => other(bytes))).toBe('CXT_WIRE_JOB_TYPE');
      }
    }
  });

  it.each([
    { requester: zero },
    { refundee: zero },
    { homeFallback: `0x${'00'.repeat(20)}` },
    { window: 3 },
    { jobType: 0 },
    { jobType: 6 },
    { redundancy: 0 },
    { redundancy: 4 },
    { flags: 2 },
  ] as Partial<JobSubmit>[])('refuse %o', (change) => {
    expect(refusal(() => encodeJobSubmit({ ...submit, ...change }))).toBe('CXT_WIRE_JOB_FIELD');
  });

  it('hold uri and data to their limits', () => {
    expect(refusal(() => encodeJobSubmit({ ...submit, uri: 'x'.repeat(200) }))).toBe('accepted');
    expect(refusal(() => encodeJobSubmit({ ...submit, uri: 'x'.repeat(201) }))).toBe('CXT_WIRE_JOB_URI');
    expect(refusal(() => encodeJobSubmit({ ...submit, uri: '\ud800' }))).toBe('CXT_WIRE_JOB_URI');
    const invalid = encodeJobSubmit({ ...submit, uri: 'x' });
    invalid[invalid.length - 1] = 0xff;
    expect(refusal(() => decodeJobSubmit(invalid))).toBe('CXT_WIRE_JOB_URI');
    const data = (bytes: number, dstVm: 'evm' | 'svm') =>
      refusal(() => encodeJobTerminal({ ...terminal, data: new Uint8Array(bytes) }, { dstVm }));
    expect([data(1024, 'evm'), data(1025, 'evm')]).toEqual(['accepted', 'CXT_WIRE_JOB_DATA']);
    expect([data(256, 'svm'), data(257, 'svm')]).toEqual(['accepted', 'CXT_WIRE_JOB_DATA']);
    for (const change of [
      { status: 0 },
      { status: 5 },
      { reason: 9 },
      { dataKind: 2 },
      { jobId: zero as Hex },
    ]) {
      expect(refusal(() => encodeJobTerminal({ ...terminal, ...change }))).toBe('CXT_WIRE_JOB_FIELD');
    }
  });
});

it('OFTComposeMsg decodes what it encodes and refuses truncation of its head', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }),
      anyWord,
      fc.uint8Array(),
      (amount, composeFrom, body) => {
        const message = {
          nonce: 7n as Nonce,
          srcEid: 40161 as Eid,
          amountLDWei: amount as Wei,
          composeFrom,
          composeMsg: body,
        };
        const bytes = encodeOftComposeMessage(message);
        expect(bytes.length).toBe(76 + body.length);
        const decoded = decodeOftComposeMessage(bytes);
        expect({ ...decoded, composeMsg: bytesToHex(decoded.composeMsg) }).toEqual({
          ...message,
          composeMsg: bytesToHex(body),
        });
        expect(refusal(() => decodeOftComposeMessage(bytes.slice(0, 75)))).toBe('CXT_WIRE_TRUNCATED');
      },
    ),
  );
});

describe('fee', () => {
  const table = feeTable([10n ** 17n, 10n ** 12n, 10n ** 11n, 7n, 5n * 10n ** 16n, 1n, 1n, 1n]);
  const use = { messageLength: 40, composeGas: 0, openAccount: false, transit: false };

  it('is the sum of what is used, rounded up to a unit', () => {
    expect(quoteFee({ table, ...use })).toBe(10n ** 17n + 40n * 10n ** 12n);
    const all = { ...use, composeGas: 400_000, openAccount: true, transit: true };
    const exact = 10n ** 17n + 40n * 10n ** 12n + 4n * 10n ** 16n + 7n + 5n * 10n ** 16n;
    expect(quoteFee({ table, ...all })).toBe(exact - 7n + 10n ** 9n);
  });

  it('refuses impossible tables and uses', () => {
    expect(refusal(() => feeTable([1n, 1n, 1n, 1n, 1n, 1n, 1n]))).toBe('CXT_WIRE_FEE_COMPONENT');
    expect(refusal(() => feeTable([0n, 1n, 1n, 1n, 1n, 1n, 1n, 1n]))).toBe('CXT_WIRE_FEE_COMPONENT');
    expect(refusal(() => feeTable([2n ** 80n, 1n, 1n, 1n, 1n, 1n, 1n, 1n]))).toBe('CXT_WIRE_FEE_COMPONENT');
    expect(refusal(() => quoteFee({ table, ...use, composeGas: -1 }))).toBe('CXT_WIRE_INTEGER_RANGE');
  });
});
