import type { ScanOptions } from './store.ts';

/** Half-open range of keys, [from, to). */
export interface KeyRange {
  readonly from: string;
  readonly to: string;
}

/** The range that a scan asks for. */
export function keyRange(options: Pick<ScanOptions, 'prefix' | 'after' | 'before'>): KeyRange {
  const { prefix = '', after, before } = options;
  // WHY: keys hold nothing below a blank and nothing above `~`, so these are the least key after `after` and the least one
  // behind all keys of the prefix.
  const next = after === undefined ? '' : `${after} `;
  const ceiling = `${prefix}\x7f`;
  return {
    from: next > prefix ? next : prefix,
    to: before !== undefined && before < ceiling ? before : ceiling,
  };
}
