/**
 * Signatures of all transactions of an address in a range of slots, oldest first.
 *
 * Pages from the newest backwards until it has passed the lower end: a node's index has no other order. Marks left by earlier
 * scans shorten the way when pages are read one after the other (catching up). The caller has seen that the node has come as
 * far as the upper end.
 */
import type { CallOptions } from '../../core/chainProvider.ts';
import { asArray, asCount, asRecord, asText } from '../rpc/answer.ts';
import type { SolanaReader } from '../solanaReader.ts';

const PAGE = 1_000;
const METHOD = 'getSignaturesForAddress';

export interface ListedSignature {
  readonly signature: string;
  readonly slot: bigint;
}

/** Some signatures seen by the way, newest first, one a page. */
export type SignatureMarks = readonly ListedSignature[];

interface Range {
  /** Base58. */
  readonly address: string;
  /** Exclusive. */
  readonly from: bigint;
  /** Inclusive. */
  readonly to: bigint;
  readonly commitment: 'confirmed' | 'finalized';
}

/** Signatures of the transactions that succeeded; a failed one has no effect. @throws ChainError; MalformedAnswer */
export async function signaturesIn(
  reader: SolanaReader,
  range: Range,
  options: CallOptions = {},
): Promise<readonly ListedSignature[]> {
  const { marks } = reader.memory;
  const start = (marks.get(range.address) ?? []).findLast(({ slot }) => slot > range.to);
  const first = await fetchPage({ reader, range, before: start?.signature, options });
  // WHY: a node that does not know the mark answers an empty list instead of an error.
  if (start !== undefined && first.length === 0) {
    marks.delete(range.address);
    return signaturesIn(reader, range, options);
  }
  const passed: ListedSignature[] = start === undefined ? [] : [start];
  const found: ListedSignature[] = [];
  let page = first;
  for (;;) {
    found.push(...page.filter(({ slot, failed }) => !failed && slot > range.from && slot <= range.to));
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE || last.slot <= range.from) break;
    passed.push(last);
    page = await fetchPage({ reader, range, before: last.signature, options });
  }
  const newer = (marks.get(range.address) ?? []).filter(
    ({ slot }) => start !== undefined && slot > start.slot,
  );
  marks.set(range.address, [...newer, ...passed]);
  return found.toReversed().map(({ signature, slot }) => ({ signature, slot }));
}

/** Whether the node lists so few transactions of an address that all of them can be read. @throws ChainError; MalformedAnswer */
export async function hasShortHistory(
  reader: SolanaReader,
  address: string,
  options: CallOptions = {},
): Promise<boolean> {
  const range = { address, commitment: 'confirmed' } as const;
  return (await fetchPage({ reader, range, before: undefined, options })).length < PAGE;
}

async function fetchPage(at: {
  reader: SolanaReader;
  range: Pick<Range, 'address' | 'commitment'>;
  before: string | undefined;
  options: CallOptions;
}): Promise<readonly (ListedSignature & { readonly failed: boolean })[]> {
  const { reader, range, before, options } = at;
  // WHY no minContextSlot: some runtimes take it for a lower bound of the slots they list.
  const config = {
    limit: PAGE,
    commitment: range.commitment,
    ...(before === undefined ? {} : { before }),
  };
  const answer = await reader.rpc.ask({ method: METHOD, params: [range.address, config] }, options);
  return asArray(answer, 'signatures').map((entry) => {
    const { signature, slot, err } = asRecord(entry, 'signature entry');
    return {
      signature: asText(signature, 'signature'),
      slot: asCount(slot, 'signature.slot'),
      failed: err !== null && err !== undefined,
    };
  });
}
