/**
 * Finds the guards of Solidity sources: statements that refuse (`revert`, or return the reason of a refusal).
 *
 * A guard whose line or the line before says `unreachable:` is left out; the reason stands there.
 */

/** One way to break one guard. */
export interface Mutant {
  readonly file: string;
  readonly line: number;
  readonly kind: 'removed' | 'flipped';
  readonly text: string;
  /** The whole file with the guard broken. */
  readonly source: string;
}

interface Guard {
  readonly first: number;
  readonly last: number;
  readonly condition: string;
}

const ONE_LINE = /^\s*(?:\} else )?if \((.*)\) (?:revert [A-Z].*;|return [A-Za-z.]*selector;)\s*$/;
const OPENING = /^\s*if \((.*)\) \{\s*$/;
const REVERT = /^\s*revert [A-Z]/;
const UNREACHABLE = /unreachable:/;

/** The index of the line that closes a block which holds nothing but a revert; undefined for other blocks. */
function endOfRevertBlock(lines: readonly string[], start: number): number | undefined {
  if (!REVERT.test(lines[start + 1] ?? '')) return undefined;
  for (let index = start + 1; index < lines.length; index++) {
    if (/^\s*\}\s*$/.test(lines[index] ?? '')) return index;
    if (/;\s*$/.test(lines[index] ?? '') && !/^\s*\}/.test(lines[index + 1] ?? '')) return undefined;
  }
  return undefined;
}

function guardAt(lines: readonly string[], index: number): Guard | undefined {
  const line = lines[index] ?? '';
  if (UNREACHABLE.test(line) || UNREACHABLE.test(lines[index - 1] ?? '')) return undefined;
  const single = ONE_LINE.exec(line);
  if (single?.[1] !== undefined) return { first: index, last: index, condition: single[1] };
  const opening = OPENING.exec(line);
  if (opening?.[1] === undefined) return undefined;
  const last = endOfRevertBlock(lines, index);
  return last === undefined ? undefined : { first: index, last, condition: opening[1] };
}

function without(lines: readonly string[], guard: Guard): string {
  return [...lines.slice(0, guard.first), ...lines.slice(guard.last + 1)].join('\n');
}

function flipped(lines: readonly string[], guard: Guard): string {
  const line = (lines[guard.first] ?? '').replace(`(${guard.condition})`, `(!(${guard.condition}))`);
  return [...lines.slice(0, guard.first), line, ...lines.slice(guard.first + 1)].join('\n');
}

/** All mutants of a source: each guard removed, and each guard with its condition negated. */
export function mutantsOf(parameters: { file: string; source: string }): readonly Mutant[] {
  const { file, source } = parameters;
  const lines = source.split('\n');
  return lines.flatMap((_, index): readonly Mutant[] => {
    const guard = guardAt(lines, index);
    if (guard === undefined) return [];
    const place = { file, line: index + 1, text: (lines[index] ?? '').trim() };
    return [
      { ...place, kind: 'removed', source: without(lines, guard) },
      { ...place, kind: 'flipped', source: flipped(lines, guard) },
    ];
  });
}
