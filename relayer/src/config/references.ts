/** `${env:NAME}` and `${file:PATH}`: put in place in secret fields, refused everywhere else. */
import { readFileSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import { BridgeError } from '../errors/index.ts';
import { childOf, type JsonPath, type JsonSchemaNode, pathText } from './schemaAt.ts';

export interface ReferenceSources {
  readonly file: string;
  /** Relative paths start here. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

const REFERENCE = /\$\{([^}]*)\}/g;

/**
 * A copy of `raw` with all references of secret fields replaced.
 * @throws CXT_CONFIG_SECRET_UNRESOLVED, CXT_CONFIG_SECRET_NOT_ALLOWED
 */
export function resolveReferences(
  options: ReferenceSources & { raw: unknown; schema: JsonSchemaNode | undefined; path?: JsonPath },
): unknown {
  const { raw, schema, path = [] } = options;
  if (typeof raw === 'string') return resolveText({ ...options, raw, path });
  if (typeof raw !== 'object' || raw === null) return raw;
  const child = (value: unknown, step: string | number) =>
    resolveReferences({
      ...options,
      raw: value,
      schema: schema === undefined ? undefined : childOf(schema, step),
      path: [...path, step],
    });
  if (Array.isArray(raw)) return raw.map(child);
  return Object.fromEntries(Object.entries(raw).map(([key, value]) => [key, child(value, key)]));
}

function resolveText(
  options: ReferenceSources & { raw: string; schema: JsonSchemaNode | undefined; path: JsonPath },
): string {
  const { raw, schema, file, path } = options;
  return raw.replace(REFERENCE, (reference, inner: string) => {
    // A place that the schema does not know is reported as an unknown key.
    if (schema === undefined) return reference;
    if (schema.secret !== true) {
      throw new BridgeError('CXT_CONFIG_SECRET_NOT_ALLOWED', {
        context: { reference, file, path: pathText(path) },
      });
    }
    const found = lookUp({ ...options, inner });
    if (typeof found === 'string') return found;
    throw new BridgeError('CXT_CONFIG_SECRET_UNRESOLVED', {
      context: { reference, file, path: pathText(path), detail: found.reason },
    });
  });
}

function lookUp(options: ReferenceSources & { inner: string }): string | { reason: string } {
  const { inner, env, folder } = options;
  const at = inner.indexOf(':');
  const kind = inner.slice(0, Math.max(0, at));
  const name = inner.slice(at + 1);
  if (kind === 'env') {
    const value = Object.hasOwn(env, name) ? env[name] : undefined;
    return value === undefined || value === '' ? { reason: 'the variable is not set' } : value;
  }
  if (kind !== 'file') return { reason: 'a reference is ${env:NAME} or ${file:PATH}' };
  try {
    return readFileSync(isAbsolute(name) ? name : resolve(folder, name), 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    return { reason: `the file cannot be read: ${(error as { code?: string }).code ?? 'unknown reason'}` };
  }
}
