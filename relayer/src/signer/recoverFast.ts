/**
 * Recovery by libsecp256k1 (WebAssembly), with a cache, for the protocol library's injectable `Recover`: every signature is
 * verified once, however often it is asked about. In JavaScript alone one recovery costs about 1.5 ms.
 */
import { bytesToHex, type Hex, keccakBytes, type Recover } from '@cxt-bridge/adapters/protocol';
import * as secp256k1 from 'tiny-secp256k1';

/** Recovery without a cache. */
export const recoverNative: Recover = ({ digest, signature64 }) => {
  const signature = new Uint8Array(signature64);
  const parity = ((signature[32] as number) >> 7) as 0 | 1;
  signature[32] = (signature[32] as number) & 0x7f;
  try {
    const publicKey = secp256k1.recover(digest, signature, parity, false);
    return publicKey === null ? undefined : addressOfPublicKey(publicKey);
  } catch {
    return undefined;
  }
};

/** A `Recover` with a cache of its own: the least recently used of `capacity` answers goes first. */
export function createRecoverFast(options: { capacity?: number; recover?: Recover } = {}): Recover {
  const { capacity = 16_384, recover = recoverNative } = options;
  const cache = new Map<string, Hex | undefined>();
  return ({ digest, signature64 }) => {
    // SAFETY: digest and the whole signature are the key; an answer must never be found by part of them.
    const key = `${latin1(digest)}${latin1(signature64)}`;
    const known = cache.get(key);
    const isKnown = known !== undefined || cache.has(key);
    const signer = isKnown ? known : recover({ digest, signature64 });
    if (isKnown) cache.delete(key);
    else if (cache.size >= capacity) cache.delete(cache.keys().next().value as string);
    cache.set(key, signer);
    return signer;
  };
}

/** Lower-case address of an uncompressed public key (65 bytes). */
export function addressOfPublicKey(publicKey: Uint8Array): Hex {
  return bytesToHex(keccakBytes(publicKey.subarray(1)).subarray(12));
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}
