/** Reads an HTTP body up to a limit, so that no answer can exhaust memory. */

/** Thrown past the limit. */
export class AnswerTooLarge extends Error {
  override readonly name = 'AnswerTooLarge';
}

/**
 * Body of `response` as text.
 * @throws AnswerTooLarge as soon as the announced or received length exceeds `maxBytes`; the rest is not downloaded.
 */
export async function readBounded(args: { response: Response; maxBytes: number }): Promise<string> {
  const { response, maxBytes } = args;
  const announced = Number(response.headers.get('content-length') ?? '0');
  if (announced > maxBytes) {
    await response.body?.cancel();
    throw new AnswerTooLarge();
  }
  if (response.body === null) return '';
  const decoder = new TextDecoder('utf-8');
  let text = '';
  let received = 0;
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    received += value.byteLength;
    if (received > maxBytes) {
      await reader.cancel();
      throw new AnswerTooLarge();
    }
    text += decoder.decode(value, { stream: true });
  }
}
