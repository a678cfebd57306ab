/** Reads a config or network file: JSON, JSON5 or YAML by its ending. Refuses keys that stand twice. */
import { readFileSync, statSync } from 'node:fs';
import { extname } from 'node:path';
import JSON5 from 'json5';
import { parse as parseYaml } from 'yaml';
import { BridgeError } from '../errors/index.ts';

const MAX_BYTES = 1 << 20;

/** @throws CXT_CONFIG_NOT_FOUND, CXT_CONFIG_UNREADABLE, CXT_CONFIG_SYNTAX */
export function readStructuredFile(file: string): unknown {
  const text = readText(file);
  try {
    switch (extname(file).toLowerCase()) {
      case '.json': {
        const value = JSON.parse(text) as unknown;
        // WHY: JSON.parse keeps the last of two equal keys in silence; YAML, of which JSON is a part, does not.
        parseYaml(text, { uniqueKeys: true, maxAliasCount: 0 });
        return value;
      }
      case '.json5':
        return JSON5.parse<unknown>(text);
      case '.yaml':
      case '.yml':
        return parseYaml(text, { uniqueKeys: true, maxAliasCount: 100 }) as unknown;
      default:
        throw new Error('the ending must be .json, .json5, .yaml or .yml');
    }
  } catch (error) {
    throw new BridgeError('CXT_CONFIG_SYNTAX', { context: { file, detail: syntaxDetail(error) } });
  }
}

function readText(file: string): string {
  try {
    const { size } = statSync(file);
    if (size > MAX_BYTES) throw new Error('larger than 1 MiB');
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === 'ENOENT') throw new BridgeError('CXT_CONFIG_NOT_FOUND', { context: { file } });
    const detail = code ?? (error as Error).message;
    throw new BridgeError('CXT_CONFIG_UNREADABLE', { context: { file, detail } });
  }
}

// SAFETY: parsers quote the text around the fault, which may be a password; only the first line is kept, without quotes of it.
function syntaxDetail(error: unknown): string {
  const [first = ''] = (error as Error).message.split('\n');
  return first
    .replace(/, ?(?:\.\.\.)?".*$/s, '')
    .replace(/:\s*$/, '')
    .slice(0, 160);
}
