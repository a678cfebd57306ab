import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { loadConfig } from '../config/index.ts';
import type { MessageView, StatusView } from '../engine/readModel.ts';
import { createAdminApi } from '../http/adminApi.ts';
import { createPublicApi } from '../http/publicApi.ts';
import { type HttpService, serve } from '../http/serve.ts';
import {
  createFixtureReadModel,
  EVIDENCE,
  type FixtureReadModel,
  fixtureAdmin,
  GUID,
  realClock,
} from '../http/testing/fixtureReadModel.ts';
import { runCli } from './runCli.ts';
import { captureTerminal } from './testing/captureTerminal.ts';
import { ATTESTER, ATTESTER_KEY } from './testing/operatorFolder.ts';

let read: FixtureReadModel;
let api: HttpService;
let admin: HttpService;
let folder: string;

beforeAll(async () => {
  read = createFixtureReadModel();
  const publicApi = createPublicApi({
    read,
    clock: realClock,
    version: '0',
    metrics: { contentType: 'text/plain', text: async () => '' },
    stalledLoops: () => [],
    onError: () => undefined,
  });
  const adminApi = createAdminApi({ admin: fixtureAdmin, token: 'secret-token', onError: () => undefined });
  const listen = { host: '127.0.0.1', port: 0, setting: 'test', clock: realClock };
  api = await serve({ ...listen, fetch: publicApi.app.fetch });
  admin = await serve({ ...listen, fetch: adminApi.fetch });
});

afterAll(() => Promise.all([api.close(), admin.close()]));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cxt-cli-test-'));
  read.failure = null;
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
  process.exitCode = undefined;
});

async function run(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  const terminal = captureTerminal();
  const code = await runCli({ argv, terminal });
  return { code, out: terminal.stdout.join('\n'), err: terminal.stderr.join('\n') };
}

const secretFile = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

describe('bad input is one line and exit code 1', () => {
  test.each([
    [['statsu'], /^error: unknown command 'statsu' \(did you mean status\?\)/],
    [['status', '--jsn'], /^error: unknown option '--jsn' \(did you mean --json\?\): cxt-relayer status/],
    [['config', 'chek'], /did you mean check\?/],
    [['keys'], /a command is missing \(new, import, show\): cxt-relayer keys/],
    [['message'], /missing required argument 'guid'/],
    [['message', '0x12'], /'0x12' is no guid: it must be 0x and 64 hex digits/],
    [['retry', 'x'.repeat(66)], /is no guid/],
    [['acknowledge', '0x'], /is no evidence/],
    [['messages', '--status', 'lost'], /'lost' is no value of --status/],
    [['status', '--api', 'localhost:80'], /is not a URL that begins with http/],
    [
      ['status', '--config', '/does/not/exist.json'],
      /the config file does not exist: \/does\/not\/exist\.json/,
    ],
    [['start', 'now'], /too many arguments/],
    [['keys', 'show', '/does/not/exist'], /the keystore cannot be opened \(the file does not exist\)/],
  ])('%j', async (argv, expected) => {
    const { code, out, err } = await run(...argv);
    expect([code, out, err.split('\n').length]).toEqual([1, '', 1]);
    expect(err).toMatch(expected);
  });

  test('the API says which value is malformed', async () => {
    const { code, err } = await run('messages', '--api', api.url, '--limit', '1e3');
    expect([code, err]).toEqual([
      1,
      expect.stringContaining('must be a whole number from 1 to 200: limit: see'),
    ]);
  });

  test('with --json the error is JSON', async () => {
    const { code, err } = await run('message', `0x${'00'.repeat(32)}`, '--json', '--api', api.url);
    expect(code).toBe(1);
    expect(JSON.parse(err)).toMatchObject({ error: { code: 'CXT_HTTP_NOT_FOUND', exitCode: 1 } });
  });
});

describe('asking a relayer', () => {
  test('JSON is the answer of the API, unchanged', async () => {
    const status = await run('status', '--json', '--api', api.url);
    expect(JSON.parse(status.out) as StatusView).toEqual(await read.status());
    const one = await run('message', GUID, '--json', '--api', api.url);
    expect(JSON.parse(one.out) as MessageView).toEqual(await read.message(GUID));
  });

  test.each([
    [['status'], ['alice', '3 of 1 sign', 'ethereum', 'bob']],
    [['lanes'], ['ethereum → bsc', '4 s']],
    [['messages'], [GUID, '1.5 CXT', 'queued']],
    [
      ['message', GUID],
      ['1.5 CXT, fee 0.000000001 CXT', 'over the inbound bucket'],
    ],
    [['supply'], ['100000000 CXT', 'exact']],
  ])('%j is shown in words and CXT', async (argv, expected) => {
    const { code, out } = await run(...argv, '--api', api.url);
    expect(code).toBe(0);
    for (const text of expected) expect(out).toContain(text);
  });

  test('filters are passed on', async () => {
    await run('messages', '--api', api.url, '--status', 'failed', '--limit', '3', '--cursor', 'c1');
    expect(read.lastFilter).toEqual({ status: 'failed', limit: 3, cursor: 'c1' });
  });

  test('silence and strangers are temporary', async () => {
    const gone = await serve({
      fetch: () => new Response('<html>'),
      host: '127.0.0.1',
      port: 0,
      setting: 't',
      clock: realClock,
    });
    const stranger = await run('status', '--api', gone.url);
    expect([stranger.code, stranger.err]).toEqual([
      75,
      expect.stringContaining('what answers there is no relayer'),
    ]);
    await gone.close();
    const nobody = await run('status', '--api', gone.url);
    expect([nobody.code, nobody.err]).toEqual([75, expect.stringContaining('ECONNREFUSED')]);
  });

  test('a supply that is not exact is exit code 70', async () => {
    const { supply } = read;
    read.supply = async () => ({ ...(await supply()), exact: false, delta: '-1' });
    const { code, out } = await run('supply', '--api', api.url);
    read.supply = supply;
    expect([code, out]).toEqual([70, expect.stringContaining('NOT EXACT')]);
    expect(out).toContain('-0.000000000000000001 CXT');
  });
});

describe('acting on a relayer', () => {
  const access = (token: string): string[] => [
    '--admin',
    admin.url,
    '--token-file',
    secretFile('token', token),
  ];

  test('retry and acknowledge', async () => {
    expect((await run('retry', GUID, ...access('secret-token\n'))).code).toBe(0);
    expect((await run('acknowledge', EVIDENCE, ...access('secret-token'))).out).toBe('the halt is lifted');
  });

  test('a wrong token, an unknown message and foreign evidence are refused', async () => {
    const other = `0x${'00'.repeat(32)}`;
    expect((await run('retry', GUID, ...access('wrong'))).err).toContain('the token is missing or wrong');
    expect(await run('retry', other, ...access('secret-token'))).toMatchObject({ code: 1 });
    expect((await run('acknowledge', other, ...access('secret-token'))).err).toContain(
      'no halt has the evidence',
    );
  });
});

describe('keys', () => {
  test('import, show and a second import that is refused', async () => {
    const file = join(folder, 'sub', 'key.json');
    const password = ['--password-file', secretFile('password', 'correct horse\n')];
    const key = secretFile('key', `${ATTESTER_KEY}\n`);
    const imported = await run('keys', 'import', file, '--private-key-file', key, ...password);
    expect([imported.code, imported.out]).toEqual([0, `${ATTESTER}  ${file}`]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect((await run('keys', 'show', file, '--json')).out).toContain(ATTESTER);
    expect((await run('keys', 'show', file, ...password)).code).toBe(0);
    const wrong = await run('keys', 'show', file, '--password-file', secretFile('other', 'wrong password'));
    expect([wrong.code, wrong.err]).toEqual([1, expect.stringContaining('wrong password')]);
    const again = await run('keys', 'import', file, '--private-key-file', key, ...password);
    expect([again.code, again.err]).toEqual([1, expect.stringContaining('there is a keystore already')]);
    expect(readFileSync(file, 'utf8')).not.toContain(ATTESTER_KEY.slice(2));
  });

  test('a short password and a key that is none are refused, the key unseen', async () => {
    const file = join(folder, 'key.json');
    const short = await run('keys', 'new', file, '--password-file', secretFile('password', 'short'));
    expect([short.code, short.err]).toEqual([1, expect.stringContaining('fewer than 8 characters')]);
    const password = ['--password-file', secretFile('long', 'long enough')];
    const bad = await run(
      'keys',
      'import',
      file,
      '--private-key-file',
      secretFile('bad', 'abcdef1234'),
      ...password,
    );
    expect([bad.code, bad.err]).toEqual([1, expect.stringContaining('not 32 bytes of hex')]);
    expect(bad.err).not.toContain('abcdef1234');
  });
});

describe('init', () => {
  const init = (...more: string[]): ReturnType<typeof run> => {
    const config = ['--config', join(folder, 'relayer.json'), '--data-dir', join(folder, 'data')];
    return run(
      'init',
      '--json',
      ...config,
      '--password-file',
      secretFile('password', 'correct horse'),
      ...more,
    );
  };

  test('makes a config that loads, keys that open and a journal; a second time it touches nothing', async () => {
    const made = await init('--operator', 'alice', '--import-attester', secretFile('key', ATTESTER_KEY));
    expect(made).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(made.out)).toMatchObject({ attester: ATTESTER });
    const config = loadConfig({ file: join(folder, 'relayer.json'), env: {} });
    expect([config.operator, config.dataDir, config.chains.length]).toEqual([
      'alice',
      join(folder, 'data'),
      3,
    ]);
    expect(statSync(join(folder, 'relayer.json')).mode & 0o777).toBe(0o600);
    const before = readFileSync(join(folder, 'relayer.json'), 'utf8');
    expect(await init()).toMatchObject({
      code: 1,
      err: expect.stringContaining('overwrites nothing') as string,
    });
    rmSync(join(folder, 'relayer.json'));
    expect(await init()).toMatchObject({
      code: 1,
      err: expect.stringContaining('there is a keystore already') as string,
    });
    writeFileSync(join(folder, 'relayer.json'), before);
  });

  test('a lost journal with its head is not a free place', async () => {
    await init();
    for (const name of ['relayer.json', 'data/attester.json', 'data/submitter.json', 'data/sign.journal']) {
      rmSync(join(folder, name));
    }
    expect(await init()).toMatchObject({
      code: 1,
      err: expect.stringContaining('there is a sign journal already') as string,
    });
  });

  test('an unknown network is refused before anything is written', async () => {
    const { code, err } = await init('--network', 'mainet');
    expect([code, err]).toEqual([1, expect.stringContaining('there is no network')]);
    expect(() => statSync(join(folder, 'data'))).toThrow();
  });
});
