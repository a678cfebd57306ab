/**
 * JSON as RFC 8259 meant it between strangers: one reading only.
 *
 * Refuses what parsers read differently (a key twice in one object) and what attacks the reader (`__proto__` keys, deep nesting).
 */

const MAX_DEPTH = 16;

/** Why a text is not accepted; the text itself is never repeated. */
export class StrictJsonError extends Error {
  override readonly name = 'StrictJsonError';
}

/** Parses `text`; throws `StrictJsonError` for anything that is not valid JSON with one reading. */
export function parseStrictJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new StrictJsonError('the body is not JSON');
  }
  refuseAmbiguousKeys(text);
  return value;
}

/** `text` is valid JSON here, so a scan over strings and brackets sees every key. */
function refuseAmbiguousKeys(text: string): void {
  const open: (Set<string> | null)[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (char === '{' || char === '[') {
      open.push(char === '{' ? new Set() : null);
      if (open.length > MAX_DEPTH) throw new StrictJsonError(`the body is nested deeper than ${MAX_DEPTH}`);
    } else if (char === '}' || char === ']') {
      open.pop();
    } else if (char === '"') {
      const end = endOfString(text, at);
      if (isKey(text, end))
        addKey({ keys: open.at(-1) ?? null, key: JSON.parse(text.slice(at, end)) as string });
      at = end - 1;
    }
  }
}

/** Index behind the closing quote of the string that opens at `start`. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

function isKey(text: string, from: number): boolean {
  let at = from;
  while (at < text.length && ' \t\r\n'.includes(text[at] as string)) at += 1;
  return text[at] === ':';
}

function addKey(parameters: { keys: Set<string> | null; key: string }): void {
  const { keys, key } = parameters;
  if (key === '__proto__') throw new StrictJsonError('the key "__proto__" is not allowed');
  if (keys === null) return;
  if (keys.has(key)) throw new StrictJsonError('a key stands twice in one object');
  keys.add(key);
}
