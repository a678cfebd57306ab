/** Says what is wrong with a config in the words of a person: what, where, what to do. Values of secret fields never appear. */
import type { z } from 'zod';
import { BridgeError } from '../errors/index.ts';
import { type JsonPath, type JsonSchemaNode, pathText, schemaAt } from './schemaAt.ts';
import { suggestName } from './suggestion.ts';

interface Problem {
  readonly file: string;
  readonly raw: unknown;
  readonly schema: JsonSchemaNode;
}

/** The error for a file that does not fit its schema; it names the first problem and counts the others. */
export function explainIssues(options: Problem & { issues: readonly z.core.$ZodIssue[] }): BridgeError {
  const { issues } = options;
  // WHY: a misspelt key is also a missing one; the spelling is the problem.
  const first = issues.find((issue) => issue.code === 'unrecognized_keys') ?? issues[0];
  if (first === undefined) throw new Error('no issue to explain');
  const others = issues.length - 1;
  const more =
    others === 0 ? '' : others === 1 ? ' (and one more problem)' : ` (and ${others} more problems)`;
  return explainIssue({ ...options, issue: first, more });
}

function explainIssue(options: Problem & { issue: z.core.$ZodIssue; more: string }): BridgeError {
  const { issue, file, more, schema } = options;
  const path = issue.path as JsonPath;
  const at = { file, path: pathText(path), more };
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? '';
    const known = Object.keys(schemaAt(schema, path)?.properties ?? {}).filter((name) => name !== '$schema');
    return new BridgeError('CXT_CONFIG_UNKNOWN_KEY', {
      context: { ...at, key, suggestion: suggestName({ given: key, known }) },
    });
  }
  const value = valueAt(options.raw, path);
  if (issue.code === 'invalid_type') {
    const expected = EXPECTED[issue.expected] ?? issue.expected;
    if (value === undefined) {
      const parent = pathText(path.slice(0, -1));
      return new BridgeError('CXT_CONFIG_MISSING_KEY', {
        context: { ...at, path: parent, key: String(path.at(-1) ?? ''), expected },
      });
    }
    const got = describeValue({ value, isSecret: schemaAt(schema, path)?.secret === true });
    return new BridgeError('CXT_CONFIG_WRONG_TYPE', { context: { ...at, expected, got } });
  }
  return new BridgeError('CXT_CONFIG_INVALID_VALUE', { context: { ...at, detail: detailOf(issue) } });
}

const EXPECTED: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

function detailOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_value') return `expected one of ${issue.values.map(String).join(', ')}`;
  if (issue.code === 'invalid_key') return issue.issues[0]?.message ?? issue.message;
  return issue.message;
}

function describeValue(options: { value: unknown; isSecret: boolean }): string {
  const { value, isSecret } = options;
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return isSecret ? 'a text' : `the text "${value.slice(0, 40)}"`;
  if (typeof value === 'number' || typeof value === 'bigint')
    return isSecret ? 'a number' : `the number ${value}`;
  return typeof value === 'boolean' ? String(value) : 'an object';
}

function valueAt(raw: unknown, path: JsonPath): unknown {
  let value = raw;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}
