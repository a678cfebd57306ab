/**
 * Shape of a vector file. Guarantee: what {@link parseVectorFile} returns has every field, no other, each of its type.
 * Whether the values are right is for check.ts.
 */
import type { Hex } from '@cxt-bridge/adapters/protocol';

/** The file does not have the shape of a vector file. */
export class SchemaError extends Error {
  constructor(path: string, message: string) {
    super(`${path}: ${message}`);
    this.name = 'SchemaError';
  }
}

type Shape<T> = (value: unknown, path: string) => T;
type Fields = Readonly<Record<string, Shape<unknown>>>;
type ObjectOf<F extends Fields> = { readonly [K in keyof F]: ReturnType<F[K]> };
type OptionalOf<F extends Fields> = { readonly [K in keyof F]?: ReturnType<F[K]> };

/** Whole number: a JSON number, or a decimal string when it does not fit one. */
export type Int = number | string;

const text: Shape<string> = (value, path) => {
  if (typeof value !== 'string') throw new SchemaError(path, 'must be a string');
  return value;
};

const int: Shape<Int> = (value, path) => {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  if (typeof value === 'string' && /^(0|[1-9][0-9]{0,77})$/.test(value)) return value;
  throw new SchemaError(path, 'must be a whole number (as a string if it is above 2^53)');
};

const small: Shape<number> = (value, path) => {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new SchemaError(path, 'must be a whole number');
};

const hex: Shape<Hex> = (value, path) => {
  if (typeof value === 'string' && value.length % 2 === 0 && /^0x[0-9a-f]*$/.test(value)) return value as Hex;
  throw new SchemaError(path, 'must be lower-case hex of whole bytes with 0x');
};

const bytes =
  (size: number): Shape<Hex> =>
  (value, path) => {
    if (hex(value, path).length !== 2 + 2 * size) throw new SchemaError(path, `must have ${size} bytes`);
    return value as Hex;
  };

const list =
  <T>(item: Shape<T>): Shape<readonly T[]> =>
  (value, path) => {
    if (!Array.isArray(value)) throw new SchemaError(path, 'must be a list');
    return value.map((entry, index) => item(entry, `${path}[${index}]`));
  };

function object<F extends Fields>(fields: F): Shape<ObjectOf<F>>;
function object<F extends Fields, O extends Fields>(
  fields: F,
  optional: O,
): Shape<ObjectOf<F> & OptionalOf<O>>;
function object(fields: Fields, optional: Fields = {}): Shape<unknown> {
  return (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new SchemaError(path, 'must be an object');
    }
    for (const key of Object.keys(value)) {
      if (!Object.hasOwn(fields, key) && !Object.hasOwn(optional, key))
        throw new SchemaError(`${path}.${key}`, 'is not a known field');
    }
    const record = value as Readonly<Record<string, unknown>>;
    const entries: [string, unknown][] = [];
    for (const [key, shape] of Object.entries({ ...fields, ...optional })) {
      if (Object.hasOwn(record, key)) entries.push([key, shape(record[key], `${path}.${key}`)]);
      else if (Object.hasOwn(fields, key)) throw new SchemaError(`${path}.${key}`, 'is missing');
    }
    return Object.fromEntries(entries);
  };
}

const attestationFields = {
  kind: small,
  epoch: int,
  domain: small,
  seq: int,
  root: bytes(32),
  count: small,
  notAfter: int,
  compact: hex,
  digest: bytes(32),
  signers: list(small),
  signatures: hex,
};
const attestation = object(attestationFields);
const cutChain = object({ eid: small, height: int, blockHash: bytes(32) });

const vectorFile = object({
  note: text,
  networkName: text,
  bridgeId: bytes(32),
  domainSeparator: bytes(32),
  attestationTypehash: bytes(32),
  sets: list(
    object({
      epoch: int,
      threshold: small,
      members: list(bytes(20)),
      testPrivateKeys: list(bytes(32)),
      setHash: bytes(32),
    }),
  ),
  packets: list(
    object(
      {
        nonce: int,
        srcEid: small,
        sender: bytes(32),
        dstEid: small,
        receiver: bytes(32),
        execution: small,
        message: hex,
        packet: hex,
        guid: bytes(32),
        leaf: bytes(32),
        item: hex,
      },
      { transitItem: hex },
    ),
  ),
  laneHashes: list(object({ nonce: int, leaf: bytes(32), laneHash: bytes(32) })),
  trees: list(
    object({ count: small, leaves: list(bytes(32)), root: bytes(32), proofs: list(list(bytes(32))) }),
  ),
  supply: list(
    object({
      eid: small,
      height: int,
      blockHash: bytes(32),
      supply: int,
      locked: int,
      pendingIn: int,
      burned: int,
      leaf: bytes(32),
    }),
  ),
  settlement: object({
    epoch: int,
    previousPostedEpoch: int,
    cut: list(cutChain),
    cutLeaf: bytes(32),
    payouts: list(object({ epoch: int, index: small, payout: bytes(20), amountWei: int, leaf: bytes(32) })),
  }),
  fees: object({ eid: small, dstEid: small, table: list(int) }),
  config: object({ seq: int, field: small, laneEid: small, value: bytes(32) }),
  attestations: object({
    batch: attestation,
    rotation: object({ ...attestationFields, newSigners: list(small), newSignatures: hex }),
    supply: attestation,
    settlement: attestation,
    pause: attestation,
    unpause: attestation,
    config: attestation,
    veto: attestation,
    fees: attestation,
    held: attestation,
  }),
  negative: object({
    packets: list(object({ why: text, packet: text })),
    signatures: list(object({ why: text, attestation: text, signatures: text })),
  }),
  jobs: object({
    jobId: bytes(32),
    srcEid: small,
    router: bytes(32),
    routerNonce: int,
    submitFields: object({
      srcNonce: int,
      requester: bytes(32),
      refundee: bytes(32),
      callback: bytes(32),
      callbackGas: small,
      homeFallback: bytes(20),
      window: small,
      jobType: small,
      redundancy: small,
      flags: small,
      maxUnits: int,
      price: int,
      returnFee: int,
      acceptSeconds: small,
      computeSeconds: small,
      specHash: bytes(32),
      inputHash: bytes(32),
      uri: text,
    }),
    submit: hex,
    terminalFields: object({
      jobId: bytes(32),
      status: small,
      reason: small,
      units: int,
      resultHash: bytes(32),
      dataKind: small,
      data: hex,
    }),
    terminal: hex,
    cancel: hex,
  }),
});

/** A vector file: inputs and derived values. */
export type VectorFile = ReturnType<typeof vectorFile>;
/** Names of the attestations in a vector file. */
export type AttestationName = keyof VectorFile['attestations'];

/** Vector file of parsed JSON. @throws SchemaError naming the first field that is wrong */
export function parseVectorFile(value: unknown): VectorFile {
  return vectorFile(value, '$');
}
