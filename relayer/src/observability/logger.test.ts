import { describe, expect, it } from 'vitest';
import { Secret } from '../config/secret.ts';
import { BridgeError } from '../errors/index.ts';
import { createLogger } from './logger.ts';

const clock = { nowMs: () => Date.UTC(2030, 0, 1), sleep: async () => undefined };

function capture(level: 'debug' | 'info' = 'debug') {
  const lines: string[] = [];
  const log = createLogger({
    level,
    clock,
    fields: { operator: 'one' },
    write: (line) => void lines.push(line),
  });
  return { log, lines, last: () => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown> };
}

describe('the logger', () => {
  it('writes one JSON line with level, time, constant message and fields', () => {
    const { log, last } = capture();
    log.info(
      { amountWei: 10n ** 26n, bytes: new Uint8Array([1, 255]), deep: { list: [1n, { n: 2n }] } },
      'delivered',
    );
    expect(last()).toEqual({
      level: 'info',
      time: '2030-01-01T00:00:00.000Z',
      operator: 'one',
      msg: 'delivered',
      amountWei: '100000000000000000000000000',
      bytes: '0x01ff',
      deep: { list: ['1', { n: '2' }] },
    });
  });

  it('gives no secret out, wherever it stands', () => {
    const { log, lines } = capture();
    const url = 'https://rpc.example.org/v2/SECRET';
    const foreign = new Error(`HTTP request failed. URL: ${url}`, {
      cause: new Error(`Bearer SECRET ${url}`),
    });
    log.error(
      {
        error: foreign,
        wrapped: new BridgeError('CXT_STORE_IO', { context: { path: 'p', detail: url }, cause: foreign }),
        endpoint: url,
        nested: [{ url: new Secret('SECRET') }, new Map([['password', 'SECRET']])],
        adminToken: 'SECRET',
        privateKey: 'SECRET',
        headers: { authorization: 'SECRET' },
      },
      `failed ${url}`,
    );
    log.child({ authToken: 'SECRET', endpoint: url }).info({}, 'child');
    expect(lines).toHaveLength(2);
    expect(lines.join('')).not.toContain('SECRET');
    expect(lines[0]).toContain('rpc.example.org/[scrubbed]');
    expect(JSON.parse(lines[0] as string)).toMatchObject({
      wrapped: { code: 'CXT_STORE_IO', context: { path: 'p' } },
    });
  });

  it('survives everything that can be passed', () => {
    const { log, lines } = capture();
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    log.warn(
      { circle, wide: Array.from({ length: 10_000 }, (_, i) => i), f: () => 1, u: undefined, s: Symbol('x') },
      'odd',
    );
    expect(lines).toHaveLength(1);
    expect((lines[0] as string).length).toBeLessThan(5_000);
  });

  it('obeys its level', () => {
    const { log, lines } = capture('info');
    log.debug({}, 'quiet');
    expect(lines).toHaveLength(0);
  });
});
