import { describe, expect, it } from 'vitest';
import { endpointSecrets } from './secrets.ts';

const URL_WITH_KEY =
  'https://alice:pass%20word@rpc.example.org:8443/v3/0123456789abcdef?token=query-secret#frag-secret';

describe('endpointSecrets', () => {
  it('shows the host only and keeps user info out of the requested URL', () => {
    const endpoint = endpointSecrets(URL_WITH_KEY);
    expect(endpoint.label).toBe('rpc.example.org:8443');
    expect(endpoint.requestUrl).not.toContain('alice');
    expect(endpoint.requestUrl).toContain('/v3/0123456789abcdef');
    expect(endpoint.authorization).toBe(`Basic ${btoa('alice:pass word')}`);
  });

  it('removes every secret from a text, and whole URLs', () => {
    const { scrub } = endpointSecrets(URL_WITH_KEY);
    const text = scrub(
      'key 0123456789abcdef of alice / pass word / pass%20word / query-secret / frag-secret at https://elsewhere.example/x?y=z failed',
    );
    for (const secret of [
      '0123456789abcdef',
      'alice',
      'pass word',
      'pass%20word',
      'query-secret',
      'frag-secret',
      'elsewhere',
    ]) {
      expect(text).not.toContain(secret);
    }
    expect(text).toContain('failed');
  });

  it('shortens long texts', () => {
    expect(endpointSecrets('http://127.0.0.1:1').scrub('x'.repeat(10_000)).length).toBeLessThanOrEqual(300);
  });

  it.each(['not a url', 'wss://rpc.example.org/secretpath', 'file:///etc/passwd', ''])(
    'refuses %j without repeating it',
    (url) => {
      expect(() => endpointSecrets(url)).toThrow(TypeError);
      if (url !== '') expect(() => endpointSecrets(url)).not.toThrow(url);
    },
  );
});
