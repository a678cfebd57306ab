/**
 * Keeps credentials of an RPC URL out of every text.
 *
 * Guarantee: `scrub` removes the URL, its path segments, query values and user info from a foreign text, also when a node
 * echoes them ("invalid API key abc…").
 */

/** What a request needs of the URL, with the credentials split off, and a filter for texts. */
export interface EndpointSecrets {
  /** Host and port: the only part of the URL that may be shown. */
  readonly label: string;
  /** URL without user info (fetch refuses it inside a URL). */
  readonly requestUrl: string;
  /** `Authorization` header, when the URL had user info. */
  readonly authorization: string | null;
  /** Shortens a foreign text and removes every secret from it. */
  readonly scrub: (text: string) => string;
}

const MAX_FOREIGN_TEXT = 300;
const MIN_SECRET_LENGTH = 5;

/**
 * Splits an RPC URL into what may be shown and what may not.
 * @throws TypeError when it is no http(s) URL (the message does not repeat it).
 */
export function endpointSecrets(url: string): EndpointSecrets {
  const parsed = parse(url);
  const { username, password } = parsed;
  const secrets = collectSecrets(parsed);
  parsed.username = '';
  parsed.password = '';
  return {
    label: parsed.host,
    requestUrl: parsed.href,
    authorization:
      username === '' && password === ''
        ? null
        : `Basic ${btoa(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`)}`,
    scrub(text) {
      let clean = text.replaceAll(/\b[a-z][a-z0-9+.-]*:\/\/\S+/gi, '[url]');
      for (const secret of secrets) clean = clean.replaceAll(secret, '[redacted]');
      return clean.slice(0, MAX_FOREIGN_TEXT);
    },
  };
}

function parse(url: string): URL {
  // WHY: the error of `new URL` carries the whole input.
  if (!URL.canParse(url)) throw new TypeError('the RPC address is not a URL');
  const parsed = new URL(url);
  if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:') {
    throw new TypeError(`the RPC address must be http or https, not ${parsed.protocol}`);
  }
  return parsed;
}

function collectSecrets(url: URL): readonly string[] {
  const raw = [
    url.username,
    url.password,
    ...url.pathname.split('/'),
    ...url.searchParams.values(),
    url.hash.slice(1),
  ];
  const all = raw.flatMap((part) => [part, safeDecode(part)]);
  const long = all.filter((part) => part.length >= MIN_SECRET_LENGTH);
  return [...new Set(long)].toSorted((a, b) => b.length - a.length);
}

function safeDecode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
