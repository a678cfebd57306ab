/** Negative cases, made from the first packet and the batch: what every decoder and verifier must refuse. */
import {
  bytesToHex,
  concatBytes,
  decodeSignatures,
  type Hex,
  hexToBytes,
  keccakBytes,
} from '@cxt-bridge/adapters/protocol';
import type { VectorFile } from './schema.ts';

const ORDER = 'fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141';
const HEADER = 113;
const AMOUNT = HEADER + 32;

/** Packets that differ from a good one in one respect. The guid fits unless the case is about it. */
export function negativePackets(goodPacket: Hex): VectorFile['negative']['packets'] {
  const good = hexToBytes(goodPacket);
  const set = (offset: number, value: number): Uint8Array =>
    good.map((byte, index) => (index === offset ? value : byte));
  const amount = (units: bigint): Uint8Array => {
    const packet = good.slice();
    new DataView(packet.buffer).setBigUint64(AMOUNT, units);
    return packet;
  };
  const cases: [why: string, packet: Uint8Array][] = [
    ['empty', new Uint8Array(0)],
    ['truncated header', good.slice(0, 50)],
    ['no message', good.slice(0, HEADER)],
    ['message of 39 bytes', good.slice(0, HEADER + 39)],
    ['one trailing byte', concatBytes([good, new Uint8Array(1)])],
    ['compose without body (72 bytes)', concatBytes([good, new Uint8Array(32)])],
    ['version 2', set(0, 2)],
    ['wrong guid', set(81, ((good[81] as number) + 1) % 256)],
    ['EVM receiver with high bytes', withGuid(set(49, 1))],
    ['EVM recipient with high bytes', set(HEADER, 1)],
    ['nonce 0', withGuid(good.map((byte, index) => (index >= 1 && index < 9 ? 0 : byte)))],
    ['amount 0 without compose', amount(0n)],
    ['amount over total supply', amount(10n ** 17n + 1n)],
  ];
  return cases.map(([why, packet]) => ({ why, packet: bytesToHex(packet) }));
}

/** Signature blobs that differ from the good one of the batch in one respect. */
export function negativeSignatures(args: {
  good: Hex;
  ofOtherDigest: Hex;
  outsider: Hex;
  memberCount: number;
}): VectorFile['negative']['signatures'] {
  const good = hexToBytes(args.good);
  const signatures = decodeSignatures(good).map(({ signature64 }) => signature64);
  const [first, second] = signatures as [Uint8Array, Uint8Array];
  const bitmap = new DataView(good.buffer).getUint32(0);
  const blob = (bits: number, list: readonly Uint8Array[]): Uint8Array => {
    const head = new Uint8Array(4);
    new DataView(head.buffer).setUint32(0, bits);
    return concatBytes([head, ...list]);
  };
  const first64 = (signature: Uint8Array): Uint8Array => blob(bitmap, [signature, ...signatures.slice(1)]);
  const everyMember = 2 ** args.memberCount - 1;
  const highestBit = 2 ** Math.floor(Math.log2(bitmap));
  const cases: [why: string, blob: Uint8Array][] = [
    ['empty', new Uint8Array(0)],
    ['bitmap only', blob(bitmap, [])],
    ['four of five', blob(bitmap - highestBit, signatures.slice(0, -1))],
    ['bitmap names a sixth', blob(everyMember, signatures)],
    ['bit beyond n', blob(bitmap + 2 ** args.memberCount, signatures)],
    ['duplicate signature', blob(bitmap, [first, first, ...signatures.slice(2)])],
    ['swapped order', blob(bitmap, [second, first, ...signatures.slice(2)])],
    ['one trailing byte', concatBytes([good, new Uint8Array(1)])],
    ['one byte short', good.slice(0, -1)],
    ['outsider', first64(hexToBytes(args.outsider))],
    ['other digest', hexToBytes(args.ofOtherDigest)],
    ['zero signature', first64(new Uint8Array(64))],
    ['parity flipped', first64(first.map((byte, index) => (index === 32 ? byte ^ 0x80 : byte)))],
    ['r of n', first64(concatBytes([hexToBytes(`0x${ORDER}`), first.slice(32)]))],
  ];
  return cases.map(([why, bytes]) => ({ why, attestation: 'batch', signatures: bytesToHex(bytes) }));
}

function withGuid(packet: Uint8Array): Uint8Array {
  packet.set(keccakBytes(packet.subarray(1, 81)), 81);
  return packet;
}
