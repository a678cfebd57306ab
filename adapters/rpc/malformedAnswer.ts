/** A node's answer that does not have the shape its method promises. Translated to `CXT_CHAIN_BAD_ANSWER` at the edge. */
export class MalformedAnswer extends Error {
  override readonly name = 'MalformedAnswer';
}
