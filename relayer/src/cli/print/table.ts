/** Tables for people: no frames, columns as wide as needed, so that they can be read, copied and grepped. */
import Table from 'cli-table3';
import pc from 'picocolors';

const NO_FRAME = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

/** Renders rows under their titles; `(none)` where there are none. */
export function renderTable(parameters: {
  columns: readonly Column[];
  rows: readonly (readonly string[])[];
}): string {
  const { columns, rows } = parameters;
  if (rows.length === 0) return pc.dim('(none)');
  const table = new Table({
    head: columns.map(({ title }) => pc.bold(title)),
    colAligns: columns.map(({ align }) => align ?? 'left'),
    chars: NO_FRAME,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  table.push(...rows.map((row) => [...row]));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

/** `name  value` lines. */
export function renderFacts(facts: readonly (readonly [name: string, value: string])[]): string {
  const width = Math.max(...facts.map(([name]) => name.length));
  return facts.map(([name, value]) => `${pc.dim(name.padEnd(width))}  ${value}`).join('\n');
}
