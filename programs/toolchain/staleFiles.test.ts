/** What the hashes of the manifest find, each planted in a copy of the folder. */
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { committedManifest, sourceHashes } from './manifest.ts';
import { PROGRAMS_FOLDER } from './paths.ts';
import { staleFiles } from './staleFiles.ts';

const SOURCE = 'cxt-gateway/src/settle/settle_item.rs';
let folder: string;

const stale = (): string[] => staleFiles({ manifest: committedManifest(), folder });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cxt-programs-'));
  for (const name of [...Object.keys(sourceHashes()), 'artifacts']) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    cpSync(join(PROGRAMS_FOLDER, name), join(folder, name), { recursive: true });
  }
});

afterEach(() => rmSync(folder, { recursive: true }));

test('nothing is stale', () => {
  expect(stale()).toEqual([]);
});

test('one byte of a source', () => {
  const path = join(folder, SOURCE);
  const bytes = readFileSync(path);
  bytes[40] = (bytes[40] ?? 0) ^ 1;
  writeFileSync(path, bytes);
  expect(stale()).toEqual([`programs/${SOURCE} changed since the artifacts were built`]);
});

test('a source more, and one less', () => {
  writeFileSync(join(folder, 'cxt-gateway/src/more.rs'), '');
  rmSync(join(folder, SOURCE));
  expect(stale()).toEqual([
    'programs/cxt-gateway/src/more.rs is new since the artifacts were built',
    `programs/${SOURCE} is gone since the artifacts were built`,
  ]);
});

test('an artifact that was changed or taken away', () => {
  appendFileSync(join(folder, 'artifacts/cxt_gateway.so'), '\0');
  rmSync(join(folder, 'artifacts/compose_receiver.json'));
  expect(stale()).toEqual([
    'programs/artifacts/cxt_gateway.so is not the one that its manifest names',
    'programs/artifacts/compose_receiver.json is missing',
  ]);
});
