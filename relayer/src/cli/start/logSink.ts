/** Where log lines go: JSON on stderr for machines, short lines for a person at a terminal. stdout is left for answers. */
import pc from 'picocolors';
import type { Terminal } from '../terminal.ts';

const PAINT: Readonly<Record<string, (text: string) => string>> = {
  debug: pc.dim,
  info: (text) => text,
  warn: pc.yellow,
  error: pc.red,
};
const FRAME = new Set(['level', 'time', 'msg', 'operator', 'network']);
const MAX_VALUE_CHARS = 160;

export function logSink(terminal: Terminal): (line: string) => void {
  return terminal.isTty ? (line) => terminal.err(forPeople(line)) : (line) => terminal.err(line.trimEnd());
}

function forPeople(line: string): string {
  const record = JSON.parse(line) as Record<string, unknown>;
  const level = String(record['level']);
  const time = String(record['time']).slice(11, 19);
  const fields = Object.entries(record)
    .filter(([name]) => !FRAME.has(name))
    .map(([name, value]) => pc.dim(`${name}=`) + shown(value));
  const paint = PAINT[level] ?? ((text: string) => text);
  return [pc.dim(time), paint(`${level.padEnd(5)} ${String(record['msg'])}`), ...fields].join(' ');
}

function shown(value: unknown): string {
  const { message } = (value ?? {}) as { message?: unknown };
  const text =
    typeof message === 'string' ? message : typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > MAX_VALUE_CHARS ? `${text.slice(0, MAX_VALUE_CHARS)}…` : text;
}
