/** What tests of the protocol library need: the code of a refusal and generators of valid values. */
import fc from 'fast-check';
import { TOTAL_SUPPLY_UNITS } from './amounts.ts';
import { ENDPOINTS, type Vm } from './endpoints.ts';
import type { ProtocolErrorCode } from './errorTable.ts';
import { ProtocolError } from './errors.ts';
import { bytesToHex, type Hex } from './hex.ts';
import type { Nonce, Units } from './ids.ts';
import { encodeMessage, MAX_MESSAGE_BYTES_SVM } from './message.ts';
import type { PacketInput } from './packet.ts';

/** Code with which `act` is refused, or `accepted`. Errors of another class are rethrown. */
export function refusal(act: () => unknown): ProtocolErrorCode | 'accepted' {
  try {
    act();
    return 'accepted';
  } catch (error) {
    if (error instanceof ProtocolError) return error.code;
    throw error;
  }
}

/** Byte strings of exactly `size` bytes. */
export const bytesOf = (size: number): fc.Arbitrary<Uint8Array> =>
  fc.uint8Array({ minLength: size, maxLength: size });

/** Words that are not zero. */
export const anyWord: fc.Arbitrary<Hex> = bytesOf(32)
  .filter((bytes) => bytes.some((byte) => byte !== 0))
  .map(bytesToHex);

/** Addresses on the wire that fit a VM. */
export const anyAddress = (vm: Vm): fc.Arbitrary<Hex> =>
  vm === 'svm'
    ? anyWord
    : bytesOf(20)
        .filter((bytes) => bytes.some((byte) => byte !== 0))
        .map((bytes): Hex => `0x${'00'.repeat(12)}${bytesToHex(bytes).slice(2)}`);

/** Valid packets between any two known chains, with and without a call. */
export const anyPacket: fc.Arbitrary<PacketInput> = fc
  .tuple(fc.nat(ENDPOINTS.length - 1), fc.integer({ min: 1, max: ENDPOINTS.length - 1 }))
  .chain(([from, step]) => {
    const src = ENDPOINTS[from] as (typeof ENDPOINTS)[number];
    const dst = ENDPOINTS[(from + step) % ENDPOINTS.length] as (typeof ENDPOINTS)[number];
    const bodyLimit = dst.vm === 'svm' ? MAX_MESSAGE_BYTES_SVM - 72 : 600;
    const compose = fc.record({
      composeFrom: anyAddress(src.vm),
      composeMsg: fc.uint8Array({ minLength: 1, maxLength: bodyLimit }),
    });
    return fc.record({
      nonce: fc.bigInt({ min: 1n, max: 2n ** 64n - 1n }).map((value) => value as Nonce),
      srcEid: fc.constant(src.eid),
      sender: anyAddress(src.vm),
      dstEid: fc.constant(dst.eid),
      receiver: anyAddress(dst.vm),
      message: fc
        .record({
          sendTo: anyAddress(dst.vm),
          amountUnits: fc.bigInt({ min: 1n, max: TOTAL_SUPPLY_UNITS }).map((value) => value as Units),
          compose: fc.option(compose, { nil: undefined }),
        })
        .map(encodeMessage),
    });
  });
