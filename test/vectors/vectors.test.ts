import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Hex, keccakText, privateKeyToAddress } from '@cxt-bridge/adapters/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attemptInto } from './attempt.ts';
import { checkVectors, packetRefusal, signatureRefusal } from './check.ts';
import { derive } from './derive.ts';
import { makeVectors, vectorText } from './make.ts';
import { parseVectorFile, SchemaError, type VectorFile } from './schema.ts';
import type { VectorInputs } from './vectorInputs.ts';

const COMMITTED = fileURLToPath(new URL('./protocol-v1.json', import.meta.url));
const CLI = fileURLToPath(new URL('./cli.ts', import.meta.url));
const text = readFileSync(COMMITTED, 'utf8');
const file = parseVectorFile(JSON.parse(text));

type Json = { [key: string]: Json };
type Path = readonly (string | number)[];

const show = (path: Path): string =>
  `$${path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join('')}`;

function scalarPaths(value: unknown, path: Path = []): Path[] {
  if (Array.isArray(value)) return value.flatMap((entry, index) => scalarPaths(entry, [...path, index]));
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, entry]) => scalarPaths(entry, [...path, key]));
}

/** The file with the value at `path` changed by little, so that it is still of its type. */
function tampered(path: Path): unknown {
  const copy = JSON.parse(text) as Json;
  let parent = copy;
  for (const key of path.slice(0, -1)) parent = parent[key] as Json;
  const key = path.at(-1) as string | number;
  const value: unknown = parent[key];
  let other: unknown = `${String(value)}x`;
  if (typeof value === 'number') other = value + 1;
  else if (/^[0-9]+$/.test(String(value))) other = (BigInt(String(value)) - 1n).toString().replace('-', '');
  else if (String(value).startsWith('0x')) {
    const at = Math.floor(String(value).length * 0.7);
    other =
      String(value).slice(0, at) + (String(value)[at] === '3' ? '4' : '3') + String(value).slice(at + 1);
  }
  Object.assign(parent, { [key]: other });
  return copy;
}

/** Derived by definition: nothing but itself may be reported when it alone is wrong. */
const DERIVED =
  /^\$\.(bridgeId|domainSeparator|attestationTypehash|.*\.(members\[\d+\]|setHash|packet|guid|leaf|item|transitItem|laneHash|root|compact|digest|signatures|newSignatures|kind|submit|terminal|cancel|cutLeaf)|trees\[\d+\]\.(leaves|proofs).*|jobs\.jobId|jobs\.terminalFields\.jobId|.*payouts\[\d+\]\.(epoch|index))$/;

describe('vectors', () => {
  it('are made byte for byte', () => {
    expect(vectorText(makeVectors())).toBe(text);
  });

  it('hold', () => {
    expect(checkVectors(file)).toEqual([]);
  });

  it('refuse every negative case with a code of its own', () => {
    const packets = file.negative.packets.map(({ why, packet }) => [why, packetRefusal(packet)?.code]);
    expect(Object.fromEntries(packets)).toEqual({
      empty: 'CXT_WIRE_PACKET_EMPTY',
      'truncated header': 'CXT_WIRE_PACKET_HEADER',
      'no message': 'CXT_WIRE_MESSAGE_EMPTY',
      'message of 39 bytes': 'CXT_WIRE_MESSAGE_SHORT',
      'one trailing byte': 'CXT_WIRE_MESSAGE_TRAILING',
      'compose without body (72 bytes)': 'CXT_WIRE_MESSAGE_COMPOSE_EMPTY',
      'version 2': 'CXT_WIRE_PACKET_VERSION',
      'wrong guid': 'CXT_WIRE_PACKET_GUID',
      'EVM receiver with high bytes': 'CXT_WIRE_PACKET_RECEIVER',
      'EVM recipient with high bytes': 'CXT_WIRE_RECIPIENT',
      'nonce 0': 'CXT_WIRE_NONCE_ZERO',
      'amount 0 without compose': 'CXT_WIRE_AMOUNT_ZERO',
      'amount over total supply': 'CXT_WIRE_AMOUNT_OVER_SUPPLY',
    });
    const set = file.sets[0] as VectorFile['sets'][number];
    const attestation = file.attestations.batch;
    const signatures = file.negative.signatures.map(({ why, signatures: blob }) => [
      why,
      signatureRefusal({ signatures: blob, attestation, set })?.code,
    ]);
    expect(Object.fromEntries(signatures)).toEqual({
      empty: 'CXT_WIRE_SIGNATURES_EMPTY',
      'bitmap only': 'CXT_WIRE_SIGNATURES_MISSING',
      'four of five': 'CXT_WIRE_BELOW_THRESHOLD',
      'bitmap names a sixth': 'CXT_WIRE_SIGNATURES_COUNT',
      'bit beyond n': 'CXT_WIRE_BIT_BEYOND_SET',
      'duplicate signature': 'CXT_WIRE_SIGNER_DUPLICATE',
      'swapped order': 'CXT_WIRE_SIGNER_ORDER',
      'one trailing byte': 'CXT_WIRE_SIGNATURES_TRAILING',
      'one byte short': 'CXT_WIRE_SIGNATURES_SHORT',
      outsider: 'CXT_WIRE_SIGNER_UNKNOWN',
      'other digest': 'CXT_WIRE_SIGNATURES_OTHER_DIGEST',
      'zero signature': 'CXT_WIRE_SIGNATURE_ZERO',
      'parity flipped': 'CXT_WIRE_SIGNER_PARITY',
      'r of n': 'CXT_WIRE_R_OUT_OF_RANGE',
    });
  });

  const paths = scalarPaths(JSON.parse(text)).filter(([top]) => top !== 'note' && top !== 'negative');
  // WHY: every path takes over a minute; every eleventh meets all kinds of field.
  const sample = paths.filter((_, index) => index % 11 === 0);

  it.each(sample.map((path) => [show(path), path] as const))('report a change of %s', (shown, path) => {
    const reported = checkVectors(parseVectorFile(tampered(path))).map((problem) => problem.path);
    expect(reported.length).toBeGreaterThan(0);
    if (DERIVED.test(shown)) expect(reported).toEqual([shown]);
  });

  it('report a negative case that is taken', () => {
    const packets = [{ why: 'good', packet: file.packets[0]?.packet as Hex }];
    const { batch, pause } = file.attestations;
    const signatures = [
      { why: 'good', attestation: 'batch', signatures: batch.signatures },
      { why: 'fine', attestation: 'batch', signatures: pause.signatures },
      { why: 'nobody', attestation: 'toString', signatures: '0x' },
    ];
    const reported = checkVectors({ ...file, negative: { packets, signatures } }).map(({ path }) => path);
    expect(reported).toEqual([
      '$.negative.packets[0].packet',
      '$.negative.signatures[0].signatures',
      '$.negative.signatures[2].attestation',
    ]);
  });
});

/** A file of the same shape with other keys, sizes, labels and chains. */
function otherFile(): VectorFile {
  const keyed = (seeds: readonly string[]): Hex[] =>
    seeds
      .map((seed) => keccakText(seed))
      .toSorted((a, b) => (privateKeyToAddress(a) < privateKeyToAddress(b) ? -1 : 1));
  const { attestations, packets } = file;
  const signed = { epoch: 8, notAfter: 2_000_000_000, signers: [0, 1, 3] };
  const inputs: VectorInputs = {
    note: 'other',
    networkName: 'other-1',
    sets: [
      { epoch: 8, threshold: 3, testPrivateKeys: keyed(['a', 'b', 'c', 'd']) },
      { epoch: 9, threshold: 4, testPrivateKeys: keyed(['a', 'b', 'c', 'e', 'f']) },
    ],
    packets: [packets[5], packets[0], packets[1], packets[2]].map((packet) => {
      const { nonce, srcEid, sender, dstEid, receiver, message } = packet as VectorFile['packets'][number];
      return { nonce, srcEid, sender, dstEid, receiver, message, execution: 77 };
    }),
    laneHashes: [{ nonce: 1 }, { nonce: 2 }],
    trees: [{ count: 4 }, { count: 2 }],
    supply: file.supply.slice(1),
    settlement: { epoch: 9, previousPostedEpoch: 8, cut: file.settlement.cut.slice(0, 2), payouts: [] },
    fees: { ...file.fees, table: file.fees.table.map((component) => `${component}1`) },
    config: { ...file.config, seq: 5 },
    attestations: {
      batch: { ...signed, domain: 40102, count: 2 },
      rotation: { ...signed, domain: 0, root: attestations.rotation.root, newSigners: [0, 1, 2, 4] },
      supply: { ...signed, domain: 0, seq: 1 },
      settlement: { ...signed, domain: 40231 },
      pause: { ...signed, domain: 0, seq: 1, root: keccakText('pause'), signers: [1, 3] },
      unpause: { ...signed, domain: 40102, seq: 2, root: keccakText('unpause') },
      config: { ...signed, domain: 40102 },
      veto: { ...signed, domain: 0, root: keccakText('a rotation'), signers: [0, 2] },
      fees: { ...signed, domain: 40102, seq: 3 },
      held: { ...signed, domain: 40102, root: keccakText('held') },
    },
    jobs: {
      ...file.jobs,
      routerNonce: 12,
      submitFields: { ...file.jobs.submitFields, uri: 'https://example.org' },
    },
  };
  const { jobs, ...rest } = derive({ inputs, attempt: attemptInto([]) });
  return { ...rest, negative: { packets: [], signatures: [] }, jobs };
}

describe('another file of the schema', () => {
  it('holds, also after a round trip through text', () => {
    const other = otherFile();
    expect(checkVectors(parseVectorFile(JSON.parse(vectorText(other))))).toEqual([]);
    expect(other.packets.map(({ transitItem }) => transitItem !== undefined)).toEqual([
      false,
      true,
      true,
      true,
    ]);
  });

  it('may have trees over other leaves, if they fit their root', () => {
    const leaves = [keccakText('x'), keccakText('y'), keccakText('z')] as const;
    const tree = derive({
      inputs: { ...file, packets: [], laneHashes: [], trees: [{ count: 3, leaves }] },
      attempt: attemptInto([]),
    }).trees;
    expect(checkVectors({ ...file, trees: tree })).toEqual([]);
    const wrong = tree.map((entry) => ({ ...entry, root: keccakText('w') }));
    expect(checkVectors({ ...file, trees: wrong })).not.toEqual([]);
  });
});

describe('schema', () => {
  const broken: [name: string, change: (copy: Json) => void][] = [
    ['a missing field', (copy) => delete copy['bridgeId']],
    ['an unknown field', (copy) => Object.assign(copy, { extra: 1 })],
    ['a fraction', (copy) => Object.assign(copy['fees'] as Json, { eid: 1.5 })],
    ['an unsafe number', (copy) => Object.assign(copy['packets']?.['0'] as Json, { nonce: 2 ** 60 })],
    ['upper-case hex', (copy) => Object.assign(copy, { bridgeId: `0x${'AB'.repeat(32)}` })],
    ['half a byte', (copy) => Object.assign(copy['packets']?.['0'] as Json, { message: '0x123' })],
    ['a list for an object', (copy) => Object.assign(copy, { jobs: [] })],
  ];
  it.each(broken)('refuses %s', (_, change) => {
    const copy = JSON.parse(text) as Json;
    change(copy);
    expect(() => parseVectorFile(copy)).toThrow(SchemaError);
  });
});

describe('command line', () => {
  let dir: string;
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'cxt-vectors-'));
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  const run = (...args: string[]) => spawnSync(process.execPath, [CLI, ...args], { encoding: 'utf8' });
  const fileOf = (content: string): string => {
    const path = join(dir, 'file.json');
    writeFileSync(path, content);
    return path;
  };

  it('prints one line and exits 0 when all holds', () => {
    const { status, stdout } = run('check', COMMITTED);
    expect(stdout).toMatch(/^ok: .*\n$/);
    expect(status).toBe(0);
  });

  it('names the path of a mismatch and exits 1', () => {
    const path = ['attestations', 'held', 'digest'];
    const { status, stdout } = run('check', fileOf(JSON.stringify(tampered(path))));
    expect(stdout).toMatch(
      /^\$\.attestations\.held\.digest: expected "0x[0-9a-f]{64}", found "0x[0-9a-f]{64}"\n$/,
    );
    expect(status).toBe(1);
  });

  it.each(['', 'null', '{', '{"note":1}', '[]'])('says in one line that %j is no vector file', (content) => {
    const { status, stdout, stderr } = run('check', fileOf(content));
    expect(stdout.trimEnd().split('\n')).toHaveLength(1);
    expect(stdout).toMatch(/is not (JSON|a vector file)/);
    expect(stderr).toBe('');
    expect(status).toBe(1);
  });

  it('says in one line that a file cannot be read', () => {
    const { status, stdout } = run('check', join(dir, 'absent.json'));
    expect(stdout).toMatch(/^.*absent\.json: cannot be read \(ENOENT\)\n$/);
    expect(status).toBe(1);
  });
});
