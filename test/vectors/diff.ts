/** Differences between two JSON values, each with its path. */
import type { Problem } from './attempt.ts';

/** One problem for every place where `actual` is not `expected`; numbers and decimal strings of one value are equal. */
export function diff(args: { path: string; expected: unknown; actual: unknown }): Problem[] {
  const { path, expected, actual } = args;
  if (Array.isArray(expected) && Array.isArray(actual)) {
    const length = Math.max(expected.length, actual.length);
    return Array.from({ length }, (_, index) =>
      diff({ path: `${path}[${index}]`, expected: expected[index], actual: actual[index] }),
    ).flat();
  }
  if (isRecord(expected) && isRecord(actual)) {
    const keys = new Set([...Object.keys(expected), ...Object.keys(actual)]);
    return [...keys].flatMap((key) =>
      diff({ path: `${path}.${key}`, expected: expected[key], actual: actual[key] }),
    );
  }
  if (expected === actual || (isScalar(expected) && isScalar(actual) && String(expected) === String(actual)))
    return [];
  return [{ path, message: `expected ${show(expected)}, found ${show(actual)}` }];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isScalar(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

function show(value: unknown): string {
  return value === undefined ? 'nothing' : (JSON.stringify(value) ?? 'nothing');
}
