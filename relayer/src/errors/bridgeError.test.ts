import { ChainError } from '@cxt-bridge/adapters/core';
import { describe, expect, it } from 'vitest';
import { BridgeError, isBridgeError } from './bridgeError.ts';
import { asBridgeError, describeError } from './describeError.ts';
import type { ErrorRow } from './errorRow.ts';
import { BRIDGE_ERRORS } from './errorTable.ts';

const rows = Object.entries(BRIDGE_ERRORS) as [string, ErrorRow][];

describe('the error table', () => {
  it.each(rows)('%s is complete', (code, row) => {
    expect(code).toMatch(/^CXT_[A-Z]+(_[A-Z]+)+$/);
    expect(row.what.length).toBeGreaterThan(0);
    expect(row.hint.length).toBeGreaterThan(0);
    expect(`${row.what}${row.where}${row.hint}`).not.toMatch(/[\r\n]/);
    expect([1, 70, 75]).toContain(row.exitCode);
    if (row.exitCode === 70) expect(row.blame).not.toBe('user');
  });
});

describe('BridgeError', () => {
  const make = () => new BridgeError('CXT_STORE_IN_USE', { context: { path: '/data/store.sqlite' } });

  it('says what, where and what to do in one line and knows its exit code', () => {
    expect(describeError(make())).toMatchObject({
      line: 'another process uses this store: /data/store.sqlite: stop the other relayer or give this one its own dataDir',
      exitCode: 1,
      alert: false,
    });
  });

  it('is narrowed by code', () => {
    expect(isBridgeError(make(), 'CXT_STORE_IN_USE')).toBe(true);
    expect(isBridgeError(make(), 'CXT_STORE_CORRUPT')).toBe(false);
    expect(isBridgeError(new Error('x'))).toBe(false);
  });

  it('scrubs context and the whole chain of causes', () => {
    const inner = Object.assign(new Error('POST https://rpc.example.org/v2/SECRETKEY failed'), {
      code: -32005,
    });
    const outer = new Error('HTTP request failed. URL: https://user:pw@rpc.example.org/v2/SECRETKEY?x=1', {
      cause: inner,
    });
    const error = new BridgeError('CXT_STORE_IO', {
      context: { path: 'x', detail: 'while asking wss://rpc.example.org/ws/SECRETKEY' },
      cause: outer,
    });
    const middle = error.cause as Error & { cause: Error & { code: string } };
    const all = [
      error.message,
      error.stack,
      middle.message,
      middle.stack,
      middle.cause.message,
      middle.cause.stack,
    ].join('\n');
    expect(all).not.toContain('SECRETKEY');
    expect(all).not.toContain('pw@');
    expect(middle.message).toContain('https://rpc.example.org/[scrubbed]');
    expect(middle.cause.code).toBe('-32005');
  });
});

describe('describeError', () => {
  it('recognises a full disk by its code', () => {
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), {
      code: 'ENOSPC',
      path: '/data/x',
    });
    expect(describeError(full)).toMatchObject({ code: 'CXT_PROCESS_DISK_FULL', exitCode: 75 });
    expect(describeError(full).line).toBe(
      'no space left on the disk: /data/x: free disk space and start again',
    );
  });

  it('gives chain errors their place and the right exit code', () => {
    const wrong = new ChainError('CXT_CHAIN_WRONG_NETWORK', 'expected chain id 1, got 56', {
      provider: 'rpc.example.org',
    });
    expect(describeError(wrong)).toMatchObject({ exitCode: 1, retry: 'operator' });
    expect(describeError(wrong).line).toMatch(/^expected chain id 1, got 56: provider rpc\.example\.org: /);
    expect(describeError(new ChainError('CXT_CHAIN_TIMEOUT', 'no answer')).exitCode).toBe(75);
  });

  it('puts unknown things on one line and retries them', () => {
    const described = describeError(new TypeError('first\n  second'));
    expect(described).toMatchObject({ code: 'CXT_PROCESS_UNEXPECTED', retry: 'backoff', alert: true });
    expect(described.line).not.toContain('\n');
    expect(asBridgeError('text').message).toContain('text');
  });
});
