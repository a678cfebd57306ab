/** Faults below JSON-RPC: what the wire and the HTTP server in front of a node do. */
import type { ServerResponse } from 'node:http';

type Scope = {
  readonly layer: 'transport';
  /** Only exchanges that contain one of these; all when absent. */
  readonly methods?: readonly string[];
};

export type TransportFault = Scope &
  (
    | { readonly kind: 'latency'; readonly ms: number }
    /** HTTP 429 with a JSON-RPC error, as hosted nodes answer. */
    | { readonly kind: 'rateLimit' }
    | { readonly kind: 'serverError'; readonly status: number }
    /** The answer ends in the middle, with a correct HTTP framing. */
    | { readonly kind: 'truncatedJson' }
    /** The connection is closed in the middle of the announced body. */
    | { readonly kind: 'cutConnection' }
    /** Takes the request and never answers. */
    | { readonly kind: 'halfOpen' }
    | { readonly kind: 'drip'; readonly bytesPerSecond: number }
    /** An endless-looking body, so many bytes long. */
    | { readonly kind: 'hugeAnswer'; readonly bytes: number }
    /** Batch answers in reverse order, which JSON-RPC allows. */
    | { readonly kind: 'reversedBatch' }
    | { readonly kind: 'notJson' }
    /** Redirects elsewhere. */
    | { readonly kind: 'redirect'; readonly location: string }
  );

/** Answers `text` as the fault would have it. Resolves when nothing more will be written by this exchange. */
export async function applyTransportFault(args: {
  fault: TransportFault;
  response: ServerResponse;
  text: string;
}): Promise<void> {
  const { fault, response, text } = args;
  const body = Buffer.from(text, 'utf8');
  switch (fault.kind) {
    case 'latency':
      await delay(fault.ms, response);
      return end(response, 200, text);
    case 'rateLimit':
      return end(
        response,
        429,
        '{"jsonrpc":"2.0","id":null,"error":{"code":-32005,"message":"rate limit exceeded"}}',
      );
    case 'serverError':
      return end(response, fault.status, '<html><body>upstream error</body></html>');
    case 'truncatedJson':
      return end(response, 200, text.slice(0, Math.floor(text.length / 2)));
    case 'cutConnection':
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
      response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.destroy());
      return;
    case 'halfOpen':
      return;
    case 'drip':
      return drip({ response, body, bytesPerSecond: fault.bytesPerSecond });
    case 'hugeAnswer':
      return huge({ response, bytes: fault.bytes });
    case 'reversedBatch': {
      const parsed: unknown = JSON.parse(text);
      return end(response, 200, JSON.stringify(Array.isArray(parsed) ? parsed.toReversed() : parsed));
    }
    case 'notJson':
      return end(response, 200, '<!doctype html><title>maintenance</title>');
    case 'redirect':
      response.writeHead(307, { location: fault.location });
      response.end();
  }
}

function end(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(text);
}

/** Ends early when the client gives up. */
function delay(ms: number, response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    response.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

async function drip(args: { response: ServerResponse; body: Buffer; bytesPerSecond: number }): Promise<void> {
  const { response, body, bytesPerSecond } = args;
  response.writeHead(200, { 'content-type': 'application/json' });
  for (let at = 0; at < body.length && !response.closed; at += bytesPerSecond) {
    response.write(body.subarray(at, at + bytesPerSecond));
    await delay(1000, response);
  }
  response.end();
}

async function huge(args: { response: ServerResponse; bytes: number }): Promise<void> {
  const { response, bytes } = args;
  const chunk = Buffer.alloc(64 * 1024, '0');
  response.writeHead(200, { 'content-type': 'application/json' });
  for (let sent = 0; sent < bytes && !response.closed; sent += chunk.length) {
    if (!response.write(chunk)) {
      await new Promise<void>((resolve) => {
        response.once('drain', resolve);
        response.once('close', resolve);
      });
    }
  }
  response.end();
}
