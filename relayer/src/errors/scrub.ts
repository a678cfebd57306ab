/**
 * Takes secrets out of texts that leave the process. Guarantees: of a URL only scheme, host and port survive; no bearer token,
 * password or API key assignment survives. `file:` URLs stay (stack traces need them).
 *
 * WHY: RPC clients put whole URLs, API keys included, into error messages; redaction by field path cannot help there.
 */

const MAX_CHARS = 8_000;
const URL_LIKE = /\b([a-z][a-z0-9+.-]{0,20}):\/\/([^\s/?#"'<>`\\]+)([/?#][^\s"'<>`\\]*)?/gi;
const BEARER = /\b(bearer|basic)\s+[a-z0-9._~+/=-]{4,}/gi;
const ASSIGNMENT =
  /\b((?:[a-z]+[-_])*(?:api[-_]?key|token|secret|password|passphrase|authorization|private[-_]?key))(["']?\s*[=:]\s*["']?)(?!\[scrubbed\])[^\s"',;&}]+/gi;
const HEX_32_BYTES = /\b(?:0x)?[0-9a-f]{64}\b/gi;

export interface ScrubOptions {
  /** Also removes every 32-byte hex word: for texts in which a private key may stand (it removes hashes too). */
  readonly hexWords?: boolean;
}

/** The text without secrets, at most 8,000 characters of it. */
export function scrub(text: string, options: ScrubOptions = {}): string {
  const bounded = text.length > MAX_CHARS ? `${text.slice(0, MAX_CHARS)}… [cut]` : text;
  const clean = bounded
    .replace(URL_LIKE, scrubUrl)
    .replace(BEARER, '$1 [scrubbed]')
    .replace(ASSIGNMENT, '$1$2[scrubbed]');
  return options.hexWords === true ? clean.replace(HEX_32_BYTES, '[scrubbed 32 bytes]') : clean;
}

function scrubUrl(url: string, scheme: string, authority: string, rest: string | undefined): string {
  if (scheme.toLowerCase() === 'file') return url;
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  const tail = rest === undefined || rest === '/' ? '' : '/[scrubbed]';
  return `${scheme}://${host}${tail}`;
}
