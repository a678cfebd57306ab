import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { initialConfig } from './initialConfig.ts';
import { loadWorkerConfig, policyOf } from './loadWorkerConfig.ts';
import { workerConfigJsonSchema } from './workerConfig.ts';

const folder = mkdtempSync(join(tmpdir(), 'cxt-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

const MINIMAL = {
  chain: { id: 1, rpc: ['https://home.example'], miningPool: `0x${'11'.repeat(20)}` },
  key: { keystore: './key.json' },
  dataDir: './data',
};

function load(config: unknown) {
  const file = join(folder, 'config.json');
  writeFileSync(file, typeof config === 'string' ? config : JSON.stringify(config));
  return loadWorkerConfig(file);
}

describe('the config', () => {
  test('that init writes is read, with comments and all', () => {
    const file = join(folder, 'init.json5');
    const values = {
      schema: 'x',
      chainId: 31_337,
      rpc: ['http://127.0.0.1:8545'],
      miningPool: MINIMAL.chain.miningPool,
      keystore: './key.json',
      passwordFile: null,
      dataDir: './data',
      isDevnet: true,
    };
    writeFileSync(file, initialConfig(values));
    const { config } = loadWorkerConfig(file);
    expect(config.chain.rpc).toEqual(values.rpc);
    expect(policyOf(config).jobs.types).toEqual([1, 2, 3, 4]);
  });

  test('turns a price a million units into micro-units of 1e9 wei a unit', () => {
    const { config } = load({ ...MINIMAL, jobs: { floorCxtPerMillionUnits: '1.5' } });
    // 1.5e18 wei / 1e6 units = 1.5e12 wei a unit = 1,500 units of 1e9 wei.
    expect(policyOf(config).jobs.floorMicroUnits).toBe(1_500n * 1_000_000n);
  });

  test.each([
    [{ ...MINIMAL, stake: { targetCxt: 5 } }, /expected string.*at stake\.targetCxt$/],
    [{ ...MINIMAL, stake: { targetCxt: 'x' } }, /expected CXT as a decimal text.*at stake\.targetCxt$/],
    [{ ...MINIMAL, mien: {} }, /[Uu]nrecognized key.*mien/],
    [{ ...MINIMAL, key: {} }, /either "keystore" or "privateKeyFile".*at key$/],
    [
      { ...MINIMAL, chain: { ...MINIMAL.chain, miningPool: '0x12' } },
      /expected an address.*at chain\.miningPool$/,
    ],
  ])('is refused in one line that says where: %#', (config, line) => {
    expect(() => load(config)).toThrow(line);
  });

  test('has its schema committed', () => {
    const committed = readFileSync(new URL('./workerConfig.schema.json', import.meta.url), 'utf8');
    expect(JSON.parse(committed)).toEqual(workerConfigJsonSchema());
  });
});
