/** The ledger as JSON for the store: decimal strings, nothing lost, unknown shapes refused. */
import type { Eid } from '@cxt-bridge/adapters/protocol';
import type { HomeBook, LedgerTotals, OpenEntry, SpokeBook } from './book.ts';

type Strings<T> = { [K in keyof T]: string };
export interface TotalsJson {
  homeEid: number;
  home: Strings<HomeBook>;
  spokes: Record<string, Strings<SpokeBook>>;
  pendingInWei: Record<string, string>;
}
export interface OpenEntryJson extends Omit<OpenEntry, 'nonce' | 'amountWei'> {
  nonce: string;
  amountWei: string;
}

const strings = <T extends object>(record: T): Strings<T> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, String(value)])) as Strings<T>;
const bigints = <T extends object>(record: Strings<T>): T =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, BigInt(value as string)])) as T;

export function totalsToJson(totals: LedgerTotals): TotalsJson {
  return {
    homeEid: totals.homeEid,
    home: strings(totals.home),
    spokes: Object.fromEntries([...totals.spokes].map(([eid, book]) => [String(eid), strings(book)])),
    pendingInWei: Object.fromEntries(
      [...totals.pendingInWei].map(([eid, wei]) => [String(eid), String(wei)]),
    ),
  };
}

export function totalsFromJson(json: TotalsJson): LedgerTotals {
  return {
    homeEid: json.homeEid as Eid,
    home: bigints<HomeBook>(json.home),
    spokes: new Map(
      Object.entries(json.spokes).map(([eid, book]) => [Number(eid) as Eid, bigints<SpokeBook>(book)]),
    ),
    pendingInWei: new Map(
      Object.entries(json.pendingInWei).map(([eid, wei]) => [Number(eid) as Eid, BigInt(wei)]),
    ),
  };
}

export function entryToJson(entry: OpenEntry): OpenEntryJson {
  return { ...entry, nonce: entry.nonce.toString(), amountWei: entry.amountWei.toString() };
}

export function entryFromJson(json: OpenEntryJson): OpenEntry {
  return {
    ...json,
    leaf: json.leaf,
    nonce: BigInt(json.nonce),
    amountWei: BigInt(json.amountWei),
  };
}
