import { describe, expect, it } from 'vitest';

import { DevnetError, oneLine } from './devnetError.ts';
import { parseOptions } from './options.ts';

const parse = (...args: string[]) => parseOptions({ args, cwd: '/somewhere' });

const refusal = (...args: string[]): string => {
  try {
    parse(...args);
  } catch (error) {
    expect(error).toBeInstanceOf(DevnetError);
    return oneLine(error);
  }
  return 'accepted';
};

describe('options of the devnet', () => {
  it('means the whole demo in .devnet when nothing is given', () => {
    const { once, json, demo, help, solana, portBase, dir } = parse();
    expect({ once, json, demo, help, solana, portBase }).toEqual({
      once: false,
      json: false,
      demo: true,
      help: false,
      solana: true,
      portBase: null,
    });
    expect(dir).toMatch(/\/\.devnet$/);
  });

  it('takes folders relative to where the user stands, with a space or an equals sign', () => {
    expect(parse('--dir', 'second').dir).toBe('/somewhere/second');
    expect(parse('--dir=/else/where').dir).toBe('/else/where');
    expect(parse('--once', '--json', '--port-base', '19000')).toMatchObject({
      once: true,
      json: true,
      portBase: 19_000,
    });
  });

  it('leaves Solana out when told to', () => {
    expect(parse('--chains', 'evm').solana).toBe(false);
    expect(parse('--chains=all').solana).toBe(true);
    expect(refusal('--chains', 'solana')).toBe(
      '--chains solana is no choice: give evm, or all for Solana too',
    );
    expect(refusal('--chains')).toMatch(/^--chains needs a value: for example --chains evm/);
  });

  it('answers what it does not know with one line and the nearest option', () => {
    expect(refusal('--onec')).toBe('unknown option --onec: did you mean --once?');
    expect(refusal('--nodemo')).toBe('unknown option --nodemo: did you mean --no-demo?');
    expect(refusal('--verbose')).toBe('unknown option --verbose: npm start -- --help lists the options');
    expect(refusal('now')).toMatch(/^unknown option now: /);
  });

  it('refuses missing, superfluous and impossible values', () => {
    expect(refusal('--dir')).toMatch(/^--dir needs a value/);
    expect(refusal('--dir', '--once')).toMatch(/^--dir needs a value/);
    expect(refusal('--once=yes')).toMatch(/^--once takes no value/);
    expect(refusal('--port-base', '80')).toMatch(/^--port-base 80 is no port/);
    expect(refusal('--port-base', '1e4')).toMatch(/^--port-base 1e4 is no port/);
    expect(refusal('--once', '--no-demo')).toMatch(/exclude each other/);
    expect(refusal('--json', '--no-demo')).toMatch(/exclude each other/);
  });
});
