import { describe, expect, it } from 'vitest';
import { SEND_REFUSAL_FIXTURES, STATE_FIXTURES, TAG_FIXTURES } from './nodeDialect.fixtures.ts';
import { readSendRefusal, saysStateUnavailable, saysTagUnknown } from './nodeDialect.ts';

describe('node dialect', () => {
  it.each(SEND_REFUSAL_FIXTURES)('reads "$text" ($source) as $means', ({ text, means }) => {
    expect(readSendRefusal(text)).toBe(means);
  });

  it.each(STATE_FIXTURES)('state unavailable: "$text" ($source) is $means', ({ text, means }) => {
    expect(saysStateUnavailable(text)).toBe(means);
  });

  it.each(TAG_FIXTURES)('tag unknown: "$text" ($source) is $means', ({ text, means }) => {
    expect(saysTagUnknown(text)).toBe(means);
  });
});
