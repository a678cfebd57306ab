/** Prints what journal and signer do per second: `node relayer/src/signer/journal.bench.ts`. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalSigner } from './attesterSigner.ts';
import { openFileSignJournal } from './fileSignJournal.ts';
import { createRecoverFast, recoverNative } from './recoverFast.ts';
import type { JournalEntry } from './signJournal.ts';

const word = (n: number) => `0x${n.toString(16).padStart(64, '0')}` as const;
const secondsSince = (started: bigint) => Number(process.hrtime.bigint() - started) / 1e9;
const folder = mkdtempSync(join(tmpdir(), 'cxt-journal-bench-'));
const options = { path: join(folder, 'sign.journal'), bridgeId: word(1) };
const TOTAL = 200_000;

async function measureJournal(): Promise<Record<string, number>> {
  const journal = await openFileSignJournal({ ...options, create: true });
  const entry = (i: number): JournalEntry => ({
    kind: 'BATCH',
    srcEid: 1,
    dstEid: 2,
    nonce: BigInt(i),
    leaf: word(i),
  });
  let started = process.hrtime.bigint();
  for (let i = 1; i <= 200; i++) await journal.reserve([entry(i)]);
  const single = 200 / secondsSince(started);
  started = process.hrtime.bigint();
  for (let from = 201; from <= TOTAL; from += 1_000) {
    const calls = Array.from({ length: 1_000 }, (_, i) => journal.reserve([entry(from + i)]));
    await Promise.all(calls);
  }
  const grouped = (TOTAL - 200) / secondsSince(started);
  await journal.close();
  started = process.hrtime.bigint();
  const again = await openFileSignJournal(options);
  const openSeconds = secondsSince(started);
  await again.close();
  return {
    'reserve, one by one /s': Math.round(single),
    'reserve, 1,000 at once /s': Math.round(grouped),
    [`open ${TOTAL} records, ms`]: Math.round(openSeconds * 1e3),
  };
}

async function measureSigner(): Promise<Record<string, number>> {
  const signer = createLocalSigner(word(7));
  const digests = Array.from({ length: 2_000 }, (_, i) => new Uint8Array(32).fill((i % 255) + 1, i % 30));
  let started = process.hrtime.bigint();
  const signatures: Uint8Array[] = [];
  for (const digest of digests) signatures.push(await signer.sign(digest));
  const sign = digests.length / secondsSince(started);
  started = process.hrtime.bigint();
  digests.forEach((digest, i) => recoverNative({ digest, signature64: signatures[i] as Uint8Array }));
  const recover = digests.length / secondsSince(started);
  const cached = createRecoverFast();
  digests.forEach((digest, i) => cached({ digest, signature64: signatures[i] as Uint8Array }));
  started = process.hrtime.bigint();
  digests.forEach((digest, i) => cached({ digest, signature64: signatures[i] as Uint8Array }));
  const known = digests.length / secondsSince(started);
  return {
    'sign /s': Math.round(sign),
    'recover /s': Math.round(recover),
    'recover, cached /s': Math.round(known),
  };
}

console.table({ ...(await measureJournal()), ...(await measureSigner()) });
rmSync(folder, { recursive: true });
