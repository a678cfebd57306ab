import { createServer, type Server } from 'node:net';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { ConfigInput } from '../config/index.ts';
import { type CliProcess, startCli } from './testing/cliProcess.ts';
import { ATTESTER, createOperatorFolder, type OperatorFolder } from './testing/operatorFolder.ts';
import { type StubNode, startStubNode } from './testing/stubNode.ts';

const SILENT = 'http://127.0.0.1:9';
/** Makes the launcher believe that it runs on an old Node. */
const OLD_NODE = [
  '--import',
  'data:text/javascript,Object.defineProperty(process.versions,"node",{value:"20.1.0"})',
];

const folders: OperatorFolder[] = [];
const nodes: StubNode[] = [];
const servers: Server[] = [];
const running: CliProcess[] = [];

afterEach(async () => {
  for (const cli of running.splice(0)) {
    cli.child.kill('SIGKILL');
    await cli.ended;
  }
  await Promise.all(nodes.splice(0).map((stub) => stub.close()));
  for (const server of servers.splice(0)) server.close();
  for (const folder of folders.splice(0)) folder.remove();
});

function operator(
  options: { rpcUrl?: string; change?: (config: ConfigInput) => void; journal?: boolean } = {},
): OperatorFolder {
  const folder = createOperatorFolder({ rpcUrl: SILENT, ...options });
  folders.push(folder);
  return folder;
}

async function node(answers: Record<string, unknown>): Promise<string> {
  const stub = await startStubNode(answers);
  nodes.push(stub);
  return stub.url;
}

function start(folder: OperatorFolder, options: { args?: string[]; nodeArgs?: string[] } = {}): CliProcess {
  const args = ['start', '--config', folder.configFile, ...(options.args ?? [])];
  const cli = startCli({ args, ...(options.nodeArgs && { nodeArgs: options.nodeArgs }) });
  running.push(cli);
  return cli;
}

/** The error line and the exit code of a start that fails. */
async function refusal(folder: OperatorFolder, args: string[] = []): Promise<[number | null, string]> {
  const cli = start(folder, { args });
  const { code } = await cli.ended;
  const errors = cli
    .stderr()
    .split('\n')
    .filter((line) => line.startsWith('error: '));
  expect([errors.length, cli.stderr()]).toEqual([1, expect.not.stringMatching(/^\s+at /m)]);
  return [code, errors[0] as string];
}

describe('a start that is refused', () => {
  test('RPC of another chain', async () => {
    const [code, line] = await refusal(operator({ rpcUrl: await node({ eth_chainId: '0x1' }) }));
    expect([code, line]).toEqual([1, expect.stringContaining('serves chain 1, not 31337: chain ethereum')]);
  });

  test('a node without the finalized tag', async () => {
    const rpcUrl = await node({ eth_chainId: '0x7a69', eth_getBlockByNumber: null });
    const [code, line] = await refusal(operator({ rpcUrl }));
    expect([code, line]).toEqual([1, expect.stringContaining('has no finalized block: chain ethereum')]);
  });

  test('a chain that cannot be reached, with --no-wait', async () => {
    const [code, line] = await refusal(operator(), ['--no-wait']);
    expect([code, line]).toEqual([75, expect.stringContaining('could not be reached')]);
  });

  test('a port that is taken', async () => {
    const taken = createServer();
    servers.push(taken);
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as AddressInfo;
    const folder = operator({ change: (config) => Object.assign(config, { peersApi: { port } }) });
    const [code, line] = await refusal(folder);
    expect([code, line]).toEqual([
      1,
      expect.stringContaining(`the port ${port} of 127.0.0.1 is taken: peersApi.port`),
    ]);
  });

  test('no sign journal: 70, and what to do', async () => {
    const [code, line] = await refusal(operator({ journal: false }));
    expect([code, line]).toEqual([
      70,
      expect.stringMatching(/sign journal is missing: .*cxt-relayer acknowledge 0x[0-9a-f]{64}/),
    ]);
  });

  test('no data folder', async () => {
    const folder = operator();
    rmSync(folder.dataDir, { recursive: true });
    const [code, line] = await refusal(folder);
    expect([code, line]).toEqual([1, expect.stringContaining('store.sqlite')]);
    expect(existsSync(folder.dataDir)).toBe(false);
  });

  test('a network where nothing is deployed', async () => {
    const folder = operator({ change: (config) => Object.assign(config, { network: 'devnet' }) });
    const [code, line] = await refusal(folder);
    expect([code, line]).toEqual([1, expect.stringContaining('chains')]);
  });
});

describe('a relayer that waits for its chain', () => {
  test('answers on its ports, says why, refuses a second process and stops within seconds', async () => {
    const folder = operator();
    const readyFile = join(folder.path, 'ready.json');
    const cli = start(folder, { args: ['--ready-file', readyFile] });
    const url = await cli.seen(/"api":"([^"]+)"/);
    await cli.seen(/waiting for a chain/);
    const ready = await fetch(`${url}/readyz`);
    expect([ready.status, await ready.text()]).toEqual([
      503,
      expect.stringContaining('could not be reached'),
    ]);
    expect((await fetch(`${url}/livez`)).status).toBe(200);
    expect(await (await fetch(`${url}/metrics`)).text()).toContain('cxt_bridge_sign_journal_records 0');
    expect(existsSync(readyFile)).toBe(false);

    const [code, line] = await refusal(folder);
    expect([code, line]).toEqual([
      1,
      expect.stringContaining(`another process on this machine signs with ${ATTESTER}`),
    ]);

    cli.child.kill('SIGHUP');
    cli.child.kill('SIGTERM');
    const startMs = performance.now();
    expect(await cli.ended).toEqual({ code: 0, signal: null });
    expect(performance.now() - startMs).toBeLessThan(10_000);
    expect(cli.stderr()).not.toMatch(/^\s+at /m);
    expect(readFileSync(join(folder.dataDir, 'sign.journal'), 'utf8').split('\n')).toHaveLength(2);
  });

  test('Ctrl-C ends it the same way, also through the launcher of an old Node', async () => {
    const cli = start(operator(), { nodeArgs: OLD_NODE });
    await cli.seen(/waiting for a chain/);
    cli.child.kill('SIGINT');
    expect(await cli.ended).toEqual({ code: 0, signal: null });
  });

  test('goes down with a launcher that was killed', async () => {
    const cli = start(operator(), { nodeArgs: OLD_NODE });
    const url = await cli.seen(/"api":"([^"]+)"/);
    cli.child.kill('SIGKILL');
    await cli.ended;
    await expect
      .poll(
        () =>
          fetch(url).then(
            () => 'up',
            () => 'down',
          ),
        { timeout: 10_000 },
      )
      .toBe('down');
  });
});
