/** Reads a body without ever holding more than was allowed. */

export class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError';
}

/** The body as text; stops reading and throws `BodyTooLargeError` once it exceeds `maxBytes`. */
export async function readBoundedText(parameters: {
  body: ReadableStream<Uint8Array> | null;
  maxBytes: number;
}): Promise<string> {
  const { body, maxBytes } = parameters;
  if (body === null) return '';
  const reader = body.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.byteLength;
    if (size > maxBytes) {
      await reader.cancel().catch(() => undefined);
      throw new BodyTooLargeError(`more than ${maxBytes} bytes`);
    }
    chunks.push(value);
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return new TextDecoder('utf-8', { fatal: true }).decode(whole);
}
