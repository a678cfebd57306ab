import { describe, expect, it } from 'vitest';
import { scrub } from './scrub.ts';

describe('scrub', () => {
  it.each([
    ['URL: https://eth.example.com/v2/abcdef0123', 'URL: https://eth.example.com/[scrubbed]'],
    ['https://user:pa:ss@h.example:8545/?key=1', 'https://h.example:8545/[scrubbed]'],
    ['https://token@h.example', 'https://h.example'],
    ['"wss://h.example/ws/KEY"', '"wss://h.example/[scrubbed]"'],
    ['redis://:pw@127.0.0.1:6379/0', 'redis://127.0.0.1:6379/[scrubbed]'],
    ['http://127.0.0.1:8545 refused', 'http://127.0.0.1:8545 refused'],
    ['at file:///app/src/x.ts:1:2', 'at file:///app/src/x.ts:1:2'],
    ['Authorization: Bearer abc.def-ghi', 'Authorization: [scrubbed] [scrubbed]'],
    ['sent Bearer abc.def-ghi', 'sent Bearer [scrubbed]'],
    ['api_key=12345&x=1', 'api_key=[scrubbed]&x=1'],
    ['{"password":"hunter2","a":1}', '{"password":"[scrubbed]","a":1}'],
  ])('%s', (text, expected) => {
    expect(scrub(text)).toBe(expected);
  });

  it('removes 32-byte words only when asked', () => {
    const word = `0x${'ab'.repeat(32)}`;
    expect(scrub(`leaf ${word}`)).toContain(word);
    expect(scrub(`key ${word} and ${'cd'.repeat(32)}`, { hexWords: true })).toBe(
      'key [scrubbed 32 bytes] and [scrubbed 32 bytes]',
    );
    expect(scrub(`0x${'ab'.repeat(20)}`, { hexWords: true })).toBe(`0x${'ab'.repeat(20)}`);
  });

  it('is bounded: 20 MB of hostile text takes no time', () => {
    const started = process.hrtime.bigint();
    expect(scrub('token='.repeat(3_000_000)).length).toBeLessThan(20_000);
    expect(Number(process.hrtime.bigint() - started) / 1e6).toBeLessThan(2_000);
  });
});
