/** `npm start` as a user meets it: what it prints, how it ends, what it leaves behind. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';

import { ALL_LANES } from '../devnet/chain/chainSpec.ts';
import type { DemoReport } from '../devnet/demo/demoReport.ts';
import { TOTAL_SUPPLY_WEI } from '../devnet/deploy/parameters.ts';
import { isPortFree } from '../devnet/process/freePorts.ts';
import { nodeBinary } from '../devnet/process/nodeBinary.ts';
import { until } from './until.ts';

const MAIN = fileURLToPath(new URL('../devnet/main.ts', import.meta.url));
const folders: string[] = [];

interface Run {
  readonly child: ChildProcess;
  readonly dir: string;
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

function start(args: readonly string[]): Run {
  const dir = join(mkdtempSync(join(tmpdir(), 'cxt-start-')), 'devnet');
  folders.push(join(dir, '..'));
  const child = spawn(nodeBinary(), [MAIN, '--dir', dir, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) =>
    child.once('close', (code, signal) => resolve({ code, signal })),
  );
  return { child, dir, ended, stdout: () => stdout, stderr: () => stderr };
}

/** Pids of all processes that this one started, however deep. */
function descendants(pid: number): number[] {
  const rows = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((row) => row.trim().split(/\s+/).map(Number) as [number, number]);
  const children = rows.filter(([, parent]) => parent === pid).map(([child]) => child);
  return children.flatMap((child) => [child, ...descendants(child)]);
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

async function expectGone(pids: readonly number[]): Promise<void> {
  await until({
    what: `processes ${pids.join(', ')} are gone`,
    timeoutMs: 5_000,
    condition: async () => !pids.some(isAlive),
  });
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

describe('npm start', () => {
  it('answers an unknown option with one line and the right one', async () => {
    const run = start(['--onec']);
    expect(await run.ended).toEqual({ code: 1, signal: null });
    expect(run.stderr()).toBe('error: unknown option --onec: did you mean --once?\n');
    expect(existsSync(run.dir)).toBe(false);
  });

  it.each(['starting Ethereum', 'ok starting', 'ok deploying', 'ready after'])(
    'leaves nothing behind after Ctrl-C at "%s"',
    async (phase) => {
      const run = start(['--no-demo']);
      if (phase !== 'starting Ethereum') {
        await until({ what: phase, timeoutMs: 30_000, condition: async () => run.stderr().includes(phase) });
      } else {
        await until({
          what: 'a child',
          timeoutMs: 30_000,
          condition: async () => descendants(run.child.pid as number)[0],
        });
      }
      const pids = descendants(run.child.pid as number);
      expect(pids.length).toBeGreaterThan(0);
      run.child.kill('SIGINT');
      expect(await run.ended).toEqual({ code: 130, signal: null });
      await expectGone(pids);
      expect(existsSync(run.dir)).toBe(false);
    },
    60_000,
  );

  it('runs beside another, keeps a folder to itself, and ends clean with Ctrl-C or kill -9', async () => {
    const [first, second] = [start(['--no-demo']), start(['--no-demo'])];
    const runs = [first, second] as const;
    for (const run of runs) {
      await until({
        what: 'up',
        // Twice four chains, four relayers and eight nodes that mine the first CXT.
        timeoutMs: 110_000,
        condition: async () => run.stderr().includes('Ctrl-C stops'),
      });
    }
    const manifests = runs.map(
      ({ dir }) =>
        JSON.parse(readFileSync(join(dir, 'manifest.json'), 'utf8')) as {
          chains: Record<string, { rpcUrl: string }>;
          relayers: { apiUrl: string }[];
        },
    );
    const ports = manifests.map(({ chains, relayers }) =>
      [...Object.values(chains).map(({ rpcUrl }) => rpcUrl), ...relayers.map(({ apiUrl }) => apiUrl)].map(
        (url) => Number(new URL(url).port),
      ),
    );
    expect(new Set(ports.flat()).size).toBe(16);
    const same = spawn(nodeBinary(), [MAIN, '--dir', first.dir], { stdio: ['ignore', 'ignore', 'pipe'] });
    let refusal = '';
    same.stderr.on('data', (chunk: Buffer) => {
      refusal += chunk.toString();
    });
    expect(await new Promise((resolve) => same.once('close', resolve))).toBe(1);
    expect(refusal).toMatch(
      /^error: a devnet \(process \d+\) is using .*: stop it, or choose another --dir\n$/,
    );

    const pids = runs.flatMap(({ child }) => descendants(child.pid as number));
    first.child.kill('SIGINT');
    expect(await first.ended).toEqual({ code: 0, signal: null });
    expect(existsSync(first.dir)).toBe(false);
    second.child.kill('SIGKILL');
    await second.ended;
    await expectGone(pids);
    for (const port of ports.flat()) expect(await isPortFree(port)).toBe(true);
  }, 200_000);

  it('prints one JSON object with --once --json: every transfer delivered, the supply exact', async () => {
    const run = start(['--once', '--json']);
    const end = await run.ended;
    expect({ ...end, stderr: end.code === 0 ? '' : run.stderr() }).toEqual({
      code: 0,
      signal: null,
      stderr: '',
    });
    const report = JSON.parse(run.stdout()) as DemoReport;
    expect(new Set(report.transfers.map(({ status }) => status))).toEqual(new Set(['delivered']));
    expect(report.transfers.every(({ compose }) => compose === 'none' || compose === 'ok')).toBe(true);
    for (const { from, to } of ALL_LANES) {
      expect(report.transfers.some((transfer) => transfer.from === from && transfer.to === to)).toBe(true);
    }
    expect(report.supply.exact).toBe(true);
    const parts = Object.entries(report.supply.home).filter(([part]) => part !== 'bonded');
    expect(parts.reduce((sum, [, wei]) => sum + BigInt(wei), 0n)).toBe(TOTAL_SUPPLY_WEI);
    expect(report.jobs.map(({ type, status, disputed }) => ({ type, status, disputed }))).toEqual([
      { type: 'INFERENCE', status: 'SETTLED', disputed: false },
      { type: 'TRAIN_FRAGMENT', status: 'SETTLED', disputed: false },
      { type: 'BATCH', status: 'EXPIRED', disputed: false },
      { type: 'BATCH', status: 'REJECTED', disputed: true },
    ]);
    expect(report.jobs[0]?.answer).toBe('a 7 (it is a 7)');
    const released = report.epochs.reduce((sum, epoch) => sum + BigInt(epoch.released), 0n);
    expect(released).toBeGreaterThan(0n);
    expect(report.epochs.every((epoch) => BigInt(epoch.claimed) <= BigInt(epoch.released))).toBe(true);
    expect(report.epochs.every((epoch) => BigInt(epoch.released) <= BigInt(epoch.budget))).toBe(true);
    const { ethereum, ...spokes } = report.supply.perChain;
    expect(Object.keys(spokes).toSorted()).toEqual(['arbitrum', 'bsc', 'solana']);
    const circulating = Object.values(spokes).reduce((sum, { supply }) => sum + BigInt(supply), 0n);
    expect(BigInt(ethereum?.locked ?? 0)).toBe(circulating);
    expect(report.peakRssBytes).toBeLessThan(2 * 2 ** 30);
    expect(existsSync(run.dir)).toBe(false);
  }, 200_000);
});
