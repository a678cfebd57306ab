/**
 * Keystore version 3 (the web3 secret storage format): scrypt or PBKDF2, AES-128-CTR, keccak MAC.
 *
 * Whatever is wrong with file or password is one error, `CXT_KEYSTORE_UNREADABLE`. Work factors beyond the format's usual ones are
 * refused, so that a hostile file cannot hold the process.
 */
import {
  createCipheriv,
  createDecipheriv,
  pbkdf2,
  randomBytes,
  randomUUID,
  scrypt,
  timingSafeEqual,
} from 'node:crypto';
import { promisify } from 'node:util';
import { keccakBytes } from '@cxt-bridge/adapters/protocol';
import { z } from 'zod';
import { BridgeError } from '../errors/index.ts';
import { addressOfKey, privateKeyBytes } from './attesterSigner.ts';

const hex = (bytes?: number) =>
  z.string().regex(bytes === undefined ? /^(?:[0-9a-f]{2})+$/i : new RegExp(`^[0-9a-f]{${2 * bytes}}$`, 'i'));

const kdfSchema = z.discriminatedUnion('kdf', [
  z.object({
    kdf: z.literal('scrypt'),
    kdfparams: z.object({
      n: z
        .int()
        .min(2)
        .max(2 ** 20),
      r: z.int().min(1).max(16),
      p: z.int().min(1).max(16),
      dklen: z.literal(32),
      salt: hex(),
    }),
  }),
  z.object({
    kdf: z.literal('pbkdf2'),
    kdfparams: z.object({
      c: z.int().min(1).max(10_000_000),
      prf: z.literal('hmac-sha256'),
      dklen: z.literal(32),
      salt: hex(),
    }),
  }),
]);

const keystoreSchema = z.object({
  version: z.literal(3),
  id: z.string().optional(),
  address: z.string().optional(),
  crypto: z.intersection(
    z.object({
      cipher: z.literal('aes-128-ctr'),
      ciphertext: hex(32),
      cipherparams: z.object({ iv: hex(16) }),
      mac: hex(32),
    }),
    kdfSchema,
  ),
});

/** The JSON of a keystore file. */
export type Keystore = z.infer<typeof keystoreSchema>;

type Kdf = z.infer<typeof kdfSchema>;

const SCRYPT_N = 2 ** 17;
const deriveScrypt = promisify<
  string,
  Buffer,
  number,
  { N: number; r: number; p: number; maxmem: number },
  Buffer
>(scrypt);
const derivePbkdf2 = promisify(pbkdf2);

/** Encrypts a private key. `scryptN` is the work factor (a power of two; less than 2^17 only for devnets and tests). */
export async function encryptKeystore(options: {
  privateKey: Uint8Array;
  password: string;
  scryptN?: number;
}): Promise<Keystore> {
  const secret = privateKeyBytes({ privateKey: options.privateKey, path: 'key' });
  const iv = randomBytes(16);
  const kdf: Kdf = {
    kdf: 'scrypt',
    kdfparams: {
      n: options.scryptN ?? SCRYPT_N,
      r: 8,
      p: 1,
      dklen: 32,
      salt: randomBytes(32).toString('hex'),
    },
  };
  const derived = await deriveKey({ kdf, password: options.password });
  const cipher = createCipheriv('aes-128-ctr', derived.subarray(0, 16), iv);
  const ciphertext = Buffer.concat([cipher.update(secret), cipher.final()]);
  return {
    version: 3,
    id: randomUUID(),
    address: addressOfKey(secret).slice(2),
    crypto: {
      cipher: 'aes-128-ctr',
      ciphertext: ciphertext.toString('hex'),
      cipherparams: { iv: iv.toString('hex') },
      mac: macOf({ derived, ciphertext }).toString('hex'),
      ...kdf,
    },
  };
}

/** The private key of a keystore. `path` names the file in errors. @throws CXT_KEYSTORE_UNREADABLE */
export async function decryptKeystore(options: {
  json: string;
  password: string;
  path: string;
}): Promise<Uint8Array> {
  const { json, password, path } = options;
  const refuse = (detail: string) =>
    new BridgeError('CXT_KEYSTORE_UNREADABLE', { context: { path, detail } });
  const keystore = parseKeystore(json);
  if (keystore === null) throw refuse('it is not a version 3 keystore');
  const { crypto } = keystore;
  const ciphertext = Buffer.from(crypto.ciphertext, 'hex');
  const derived = await deriveKey({ kdf: crypto, password }).catch(() => null);
  if (derived === null)
    throw refuse('its key derivation parameters are not usable; RFC 7914 wants n < 2^(16·r)');
  if (!timingSafeEqual(macOf({ derived, ciphertext }), Buffer.from(crypto.mac, 'hex')))
    throw refuse('wrong password');
  const decipher = createDecipheriv(
    'aes-128-ctr',
    derived.subarray(0, 16),
    Buffer.from(crypto.cipherparams.iv, 'hex'),
  );
  const secret = new Uint8Array(Buffer.concat([decipher.update(ciphertext), decipher.final()]));
  const address = addressOrNull(secret);
  if (address === null) throw refuse('it holds no secp256k1 key');
  const named = keystore.address?.toLowerCase().replace(/^0x/, '');
  if (named !== undefined && `0x${named}` !== address) throw refuse('its address is not that of its key');
  return secret;
}

/** Reads the file's JSON strictly enough to know what it is. */
function parseKeystore(json: string): Keystore | null {
  try {
    const raw = JSON.parse(json) as unknown;
    // Some writers spell the section with a capital.
    const { Crypto, ...rest } = raw as { Crypto?: unknown };
    const parsed = keystoreSchema.safeParse(Crypto === undefined ? raw : { crypto: Crypto, ...rest });
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

async function deriveKey(options: { kdf: Kdf; password: string }): Promise<Buffer> {
  const { kdf, password } = options;
  const salt = Buffer.from(kdf.kdfparams.salt, 'hex');
  if (kdf.kdf === 'pbkdf2') return derivePbkdf2(password, salt, kdf.kdfparams.c, 32, 'sha256');
  const { n, r, p } = kdf.kdfparams;
  return deriveScrypt(password, salt, 32, { N: n, r, p, maxmem: 256 * n * r + 1024 * r * p + 2 ** 20 });
}

function macOf(options: { derived: Buffer; ciphertext: Buffer }): Buffer {
  return Buffer.from(keccakBytes(Buffer.concat([options.derived.subarray(16, 32), options.ciphertext])));
}

function addressOrNull(secret: Uint8Array): string | null {
  try {
    return addressOfKey(secret);
  } catch {
    return null;
  }
}
