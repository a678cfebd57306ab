/** Plain aligned columns. */

/** Lines of a table; numbers belong to the right. */
export function table(parameters: {
  head: readonly string[];
  rows: readonly (readonly string[])[];
  right?: readonly number[];
}): string {
  const { head, rows, right = [] } = parameters;
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    widths
      .map((width, column) => {
        const cell = cells[column] ?? '';
        return right.includes(column) ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  return [line(head), widths.map((width) => '─'.repeat(width)).join('  '), ...rows.map(line)].join('\n');
}
