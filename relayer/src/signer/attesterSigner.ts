/**
 * Port: the attester key of one operator. It never holds funds and signs digests only; a keystore, a KMS or a remote signer stands
 * behind it.
 */
import { BridgeError } from '../errors/index.ts';
import { bytesToHex, type Hex, hexToBytes, SIGNATURE_BYTES } from '@cxt-bridge/adapters/protocol';
import * as secp256k1 from 'tiny-secp256k1';
import { addressOfPublicKey } from './recoverFast.ts';

export interface AttesterSigner {
  /** Lower-case address of the key. */
  readonly address: Hex;
  /**
   * 64 bytes, EIP-2098: r ‖ yParity·2^255 + s, s in the lower half, the same for the same digest.
   * @throws CXT_SIGNER_UNAVAILABLE
   */
  // SAFETY: reserve every key that the digest covers in the sign journal before calling this.
  sign(digest: Hex | Uint8Array): Promise<Uint8Array>;
}

/** A signer in this process, by libsecp256k1. @throws CXT_KEY_INVALID */
export function createLocalSigner(privateKey: Hex | Uint8Array): AttesterSigner {
  const secret = privateKeyBytes({ privateKey, path: 'attester' });
  const address = addressOfKey(secret);
  return {
    address,
    sign: async (digest) => {
      const bytes = typeof digest === 'string' ? hexToBytes(digest) : digest;
      if (bytes.length !== 32 || bytes.every((byte) => byte === 0)) {
        throw new BridgeError('CXT_SIGNER_UNAVAILABLE', {
          context: { address, detail: 'a digest is 32 bytes and not zero' },
        });
      }
      const { signature, recoveryId } = secp256k1.signRecoverable(bytes, secret);
      // WHY: ids 2 and 3 (r above the group order) do not fit 64 bytes; they occur once in 2^127 signatures.
      if (recoveryId > 1) {
        throw new BridgeError('CXT_SIGNER_UNAVAILABLE', {
          context: { address, detail: 'r is out of range' },
        });
      }
      const compact = new Uint8Array(signature);
      compact[SIGNATURE_BYTES / 2] = (compact[SIGNATURE_BYTES / 2] as number) | (recoveryId << 7);
      return compact;
    },
  };
}

/** 32 bytes of a private key given as hex (0x optional) or bytes. @throws CXT_KEY_INVALID, without any of the key in it */
export function privateKeyBytes(options: { privateKey: string | Uint8Array; path: string }): Uint8Array {
  const { privateKey, path } = options;
  const bytes = typeof privateKey === 'string' ? parseKey(privateKey) : new Uint8Array(privateKey);
  if (bytes === null || bytes.length !== 32 || !secp256k1.isPrivate(bytes)) {
    throw new BridgeError('CXT_KEY_INVALID', { context: { path } });
  }
  return bytes;
}

/** Lower-case address of a private key. @throws CXT_KEY_INVALID */
export function addressOfKey(privateKey: Hex | Uint8Array): Hex {
  const secret = privateKeyBytes({ privateKey, path: 'key' });
  return addressOfPublicKey(secp256k1.pointFromScalar(secret, false) as Uint8Array);
}

/** The key as hex, for libraries that want it so. */
export function keyHex(secret: Uint8Array): Hex {
  return bytesToHex(secret);
}

function parseKey(text: string): Uint8Array | null {
  const digits = text.trim().replace(/^0x/i, '');
  return /^[0-9a-f]{64}$/i.test(digits) ? hexToBytes(`0x${digits}`) : null;
}
