import { describe, expect, it } from 'vitest';
import { faultError, resultOf } from './rpcFault.ts';

describe('a refusal of an EVM node', () => {
  it.each([
    [-32005, 'x', 'CXT_CHAIN_RATE_LIMITED'],
    [-32000, 'Too Many Requests', 'CXT_CHAIN_RATE_LIMITED'],
    [-32001, 'x', 'CXT_CHAIN_STATE_UNAVAILABLE'],
    [-32000, 'header not found', 'CXT_CHAIN_STATE_UNAVAILABLE'],
    [-32601, 'the method does not exist', 'CXT_CHAIN_BAD_ANSWER'],
    [-32603, 'internal error', 'CXT_CHAIN_BAD_ANSWER'],
  ])('with %i "%s" is %s', (code, message, expected) => {
    const fault = { code, message, data: null };
    expect(faultError({ label: 'node', method: 'a', fault })).toMatchObject({
      code: expected,
      context: { provider: 'node', method: 'a', rpcCode: String(code) },
    });
    const outcome = { ok: false, fault } as const;
    expect(() => resultOf({ outcome, label: 'node', method: 'a' })).toThrow(message);
  });
});
