/** Verification (protocol §6): what is not signed by the quorum, for this chain, now, and in full, changes nothing. */
import { concatBytes, type Hex } from '@cxt-bridge/adapters/protocol';
import { Keypair, type PublicKey } from '@solana/web3.js';
import { beforeEach, describe, expect, test } from 'vitest';
import { BSC_EID, CXT, HOME_EID } from './support/deployment.ts';
import { GatewayWorld } from './support/gatewayWorld.ts';
import type { Batch, BatchOptions } from './support/inbound.ts';
import { compactOf, makeQuorum, sign } from './support/quorum.ts';

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

let world: GatewayWorld;
let to: PublicKey;

beforeEach(() => {
  world = new GatewayWorld();
  to = Keypair.generate().publicKey;
  world.openToken(to);
});

function batch(options: BatchOptions = {}): Batch {
  return world.batch([{ srcEid: HOME_EID, nonce: 1n, to, amountUnits: CXT }], options);
}

/** Both ways in must refuse; returns the error, which must be the same. */
function refusal(bad: Batch): string {
  const delivered = world.send(world.deliverCall(bad));
  const attested = world.send(world.attestCall(bad));
  expect(delivered.ok || attested.ok).toBe(false);
  expect(world.supply()).toBe(0n);
  const name = world.gateway.errorName(delivered);
  expect(world.gateway.errorName(attested)).toBe(name);
  return name;
}

/** The batch with other fields, signed as if they were right. */
function withFields(fields: Partial<Batch['fields']>): Batch {
  const good = batch();
  const changed = { ...good.fields, ...fields };
  // The protocol library refuses to digest what no chain takes; then the good signatures must do.
  try {
    const signatures = sign({ quorum: world.quorum, fields: changed });
    return { ...good, fields: changed, attestation: compactOf(changed), signatures };
  } catch {
    return { ...good, fields: changed, attestation: compactOf(changed) };
  }
}

describe('fields', () => {
  test.each([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0, 255])('kind %i is not for delivery', (kind) => {
    expect(refusal(withFields({ kind }))).toBe('KindNotAllowed');
  });

  test('an expired one, and one that is valid for more than a day', () => {
    const now = world.chain.time;
    expect(refusal(withFields({ notAfter: now - 1n }))).toBe('AttestationExpired');
    expect(refusal(withFields({ notAfter: now + 86_401n }))).toBe('AttestationTooLong');
    expect(world.send(world.deliverCall(withFields({ notAfter: now }))).ok).toBe(true);
  });

  test('one that is valid for exactly a day is taken', () => {
    expect(world.send(world.deliverCall(withFields({ notAfter: world.chain.time + 86_400n }))).ok).toBe(true);
  });

  test('count zero and above 256', () => {
    expect(refusal(withFields({ count: 0 }))).toBe('CountInvalid');
    expect(refusal(withFields({ count: 257 }))).toBe('CountInvalid');
  });

  test('another chain, every chain, a sequence number, a zero root', () => {
    expect(refusal(withFields({ domain: BSC_EID }))).toBe('DomainMismatch');
    expect(refusal(withFields({ domain: 0 }))).toBe('DomainMismatch');
    expect(refusal(withFields({ seq: 1n }))).toBe('SequenceInvalid');
    expect(refusal(withFields({ root: `0x${'00'.repeat(32)}` }))).toBe('RootZero');
  });

  test('another epoch under the set of this one', () => {
    const other = makeQuorum({ name: 'relayer', size: 7, threshold: 5, epoch: 2n });
    const bad = batch({ quorum: other });
    const accounts = { signerSet: world.signerSet(1n) };
    const receipt = world.send(world.deliverCall(bad, [], accounts));
    expect(world.gateway.errorName(receipt)).toBe('EpochUnknown');
  });

  test('a set of an epoch that does not exist', () => {
    const other = makeQuorum({ name: 'relayer', size: 7, threshold: 5, epoch: 2n });
    const receipt = world.send(world.deliverCall(batch({ quorum: other })));
    expect(world.gateway.errorName(receipt)).toBe('AccountNotInitialized');
  });
});

describe('signatures', () => {
  const withSignatures = (change: (blob: Uint8Array) => Uint8Array): Batch => {
    const good = batch();
    return { ...good, signatures: change(good.signatures.slice()) };
  };

  test('k - 1 of them', () => {
    expect(refusal(batch({ signers: [0, 1, 2, 3] }))).toBe('ThresholdNotReached');
  });

  test('all of them, and any five of them, are taken', () => {
    const all = batch({ signers: [0, 1, 2, 3, 4, 5, 6] });
    expect(world.send(world.deliverCall(all)).ok).toBe(true);
    const others = world.batch([{ srcEid: HOME_EID, nonce: 2n, to, amountUnits: CXT }], {
      signers: [0, 2, 4, 5, 6],
    });
    expect(world.send(world.deliverCall(others)).ok).toBe(true);
  });

  test('none, a bare bitmap, a byte less, a byte more', () => {
    expect(refusal(withSignatures(() => new Uint8Array(0)))).toBe('SignaturesLengthInvalid');
    expect(refusal(withSignatures(() => new Uint8Array(4)))).toBe('ThresholdNotReached');
    expect(refusal(withSignatures((blob) => blob.slice(0, 4)))).toBe('SignaturesLengthInvalid');
    expect(refusal(withSignatures((blob) => blob.slice(0, -1)))).toBe('SignaturesLengthInvalid');
    expect(refusal(withSignatures((blob) => concatBytes([blob, new Uint8Array(1)])))).toBe(
      'SignaturesLengthInvalid',
    );
  });

  test('a bit beyond the set', () => {
    const beyond = withSignatures((blob) => {
      blob[3] = (blob[3] ?? 0) | 0x80;
      return concatBytes([blob, blob.slice(4, 68)]);
    });
    expect(refusal(beyond)).toBe('BitmapOutOfRange');
  });

  test('the same one twice, and two in the wrong order', () => {
    const first = (blob: Uint8Array): Uint8Array => blob.slice(4, 68);
    const second = (blob: Uint8Array): Uint8Array => blob.slice(68, 132);
    const twice = withSignatures((blob) =>
      concatBytes([blob.slice(0, 4), first(blob), first(blob), blob.slice(132)]),
    );
    const swapped = withSignatures((blob) =>
      concatBytes([blob.slice(0, 4), second(blob), first(blob), blob.slice(132)]),
    );
    expect(refusal(twice)).toBe('SignerMismatch');
    expect(refusal(swapped)).toBe('SignerMismatch');
  });

  test('an outsider, another parity, nothing at all', () => {
    const outsiders = makeQuorum({ name: 'outsider', size: 7, threshold: 5 });
    const good = batch();
    const foreign = sign({ quorum: { ...world.quorum, keys: outsiders.keys }, fields: good.fields });
    expect(refusal({ ...good, signatures: foreign })).toBe('SignerMismatch');
    const flipped = withSignatures((blob) => {
      blob[36] = (blob[36] ?? 0) ^ 0x80;
      return blob;
    });
    expect(refusal(flipped)).toBe('SignerMismatch');
    const zero = withSignatures((blob) => blob.fill(0, 4, 68));
    expect(refusal(zero)).toBe('SignerMismatch');
  });

  test('the other s of a good signature', () => {
    const malleable = withSignatures((blob) => {
      const word = BigInt(`0x${Buffer.from(blob.slice(36, 68)).toString('hex')}`);
      const parity = word >> 255n;
      const s = ORDER - (word & ((1n << 255n) - 1n));
      const other = (((parity ^ 1n) << 255n) | (s & ((1n << 255n) - 1n))).toString(16).padStart(64, '0');
      blob.set(Buffer.from(other, 'hex'), 36);
      return blob;
    });
    expect(['SignatureMalleable', 'SignerMismatch']).toContain(refusal(malleable));
  });

  test('of the same batch for another deployment', () => {
    const good = batch();
    const foreign = { ...world.quorum, setHash: `0x${'11'.repeat(32)}` as Hex };
    const signatures = sign({ quorum: foreign, fields: good.fields });
    expect(refusal({ ...good, signatures })).toBe('SignerMismatch');
  });
});

describe('items', () => {
  const refused = (items: Uint8Array, flags = [1]): string => {
    const call = world.deliverCall(batch());
    const args = { ...call.args, items: Buffer.from(items), accountsOfItems: Buffer.from(flags) };
    const receipt = world.send({ ...call, args });
    expect(receipt.ok).toBe(false);
    expect(world.supply()).toBe(0n);
    return world.gateway.errorName(receipt);
  };
  const item = (): Uint8Array => batch().messages[0]?.item.slice() ?? new Uint8Array(0);
  const changed = (offset: number, value: number): Uint8Array => {
    const bytes = item();
    bytes[offset] = value;
    return bytes;
  };

  test('that are cut, or followed by something', () => {
    expect(refused(new Uint8Array(0))).toBe('ItemTruncated');
    expect(refused(item().slice(0, 21))).toBe('ItemTruncated');
    expect(refused(item().slice(0, -1))).toBe('ItemTruncated');
    expect(refused(concatBytes([item(), new Uint8Array(1)]))).toBe('TrailingBytes');
    expect(refused(concatBytes([item(), item()]))).toBe('TrailingBytes');
  });

  test('of which one is changed in any part', () => {
    expect(refused(changed(7, 1))).toBe('DestinationMismatch');
    expect(refused(changed(15, 0))).toBe('NonceZero');
    expect(refused(changed(15, 2))).toBe('RootMismatch');
    expect(refused(changed(19, 1))).toBe('RootMismatch');
    expect(refused(changed(21, 39))).toBe('MessageLengthInvalid');
    expect(refused(changed(61, 1))).toBe('RootMismatch');
    expect(refused(changed(54, 0xff))).toBe('AmountAboveSupply');
  });

  test('more or fewer than the count', () => {
    expect(refused(item(), [])).toBe('AccountMissing');
    expect(refused(item(), [1, 1])).toBe('AccountMissing');
    expect(refused(item(), [3])).toBe('AccountMissing');
    expect(refused(item(), [33])).toBe('ValueOutOfRange');
  });
});
