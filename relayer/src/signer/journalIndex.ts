/** What the journal holds, in memory: decides for every entry whether it is new, known or forbidden. No I/O. */
import type { Hex } from '@cxt-bridge/adapters/protocol';
import { ATTESTATION_KINDS } from '@cxt-bridge/adapters/protocol';
import { BridgeError } from '../errors/index.ts';
import { LanePages } from './lanePages.ts';
import { type JournalEntry, type JournalFloor, journalKey, journalValue } from './signJournal.ts';

const WORD = /^0x[0-9a-f]{64}$/;
const ZERO_WORD = /^0x0+$/;
const U32 = 0xffff_ffff;
const U64 = 2n ** 64n - 1n;

export class JournalIndex {
  readonly #path: string;
  readonly #lanes = new Map<string, LanePages>();
  readonly #others = new Map<string, string>();
  readonly #floors = new Map<string, bigint>();

  constructor(path: string) {
    this.#path = path;
  }

  /**
   * Takes all entries in, or none, and returns those that were new.
   * @throws CXT_JOURNAL_CONFLICT, CXT_JOURNAL_BELOW_FLOOR, CXT_JOURNAL_BAD_ENTRY
   */
  reserve(entries: readonly JournalEntry[]): JournalEntry[] {
    const fresh: JournalEntry[] = [];
    try {
      for (const entry of entries) {
        this.#assertForm(entry);
        if (this.#isNew(entry)) {
          this.#set(entry);
          fresh.push(entry);
        }
      }
    } catch (error) {
      this.forget(fresh);
      throw error;
    }
    return fresh;
  }

  /** Takes back entries that never reached the disk. */
  forget(entries: readonly JournalEntry[]): void {
    for (const entry of entries) {
      if (entry.kind === 'BATCH') this.#lanes.get(laneOf(entry))?.delete(entry.nonce);
      else this.#others.delete(journalKey(entry));
    }
  }

  /** Raises a floor; it never falls. */
  addFloor(floor: JournalFloor): void {
    const lane = laneOf(floor);
    const height = floor.kind === 'BATCH' ? floor.nonce : floor.seq;
    const before = this.#floors.get(lane);
    if (before === undefined || before < height) this.#floors.set(lane, height);
  }

  #isNew(entry: JournalEntry): boolean {
    const journaled = this.#get(entry);
    const asked = journalValue(entry);
    if (journaled === asked) return false;
    const key = journalKey(entry);
    // SAFETY: this is the whole point of the journal; there is no override.
    if (journaled !== undefined) {
      throw new BridgeError('CXT_JOURNAL_CONFLICT', { context: { path: this.#path, key, journaled, asked } });
    }
    const floor = this.#floors.get(laneOf(entry));
    const height = entry.kind === 'BATCH' ? entry.nonce : 'seq' in entry ? entry.seq : undefined;
    if (floor !== undefined && height !== undefined && height <= floor) {
      throw new BridgeError('CXT_JOURNAL_BELOW_FLOOR', {
        context: { path: this.#path, key, floor: String(floor) },
      });
    }
    return true;
  }

  #get(entry: JournalEntry): string | undefined {
    if (entry.kind === 'BATCH') return this.#lanes.get(laneOf(entry))?.get(entry.nonce);
    return this.#others.get(journalKey(entry));
  }

  #set(entry: JournalEntry): void {
    if (entry.kind !== 'BATCH') {
      this.#others.set(journalKey(entry), journalValue(entry));
      return;
    }
    const lane = laneOf(entry);
    let pages = this.#lanes.get(lane);
    if (pages === undefined) {
      pages = new LanePages();
      this.#lanes.set(lane, pages);
    }
    pages.set(entry.nonce, entry.leaf);
  }

  #assertForm(entry: JournalEntry): void {
    const fault = faultOf(entry);
    if (fault === null) return;
    throw new BridgeError('CXT_JOURNAL_BAD_ENTRY', { context: { path: this.#path, detail: fault } });
  }
}

/** Group within which heights are compared with a floor. */
function laneOf(entry: JournalEntry | JournalFloor): string {
  return entry.kind === 'BATCH' ? `BATCH ${entry.srcEid} ${entry.dstEid}` : `${entry.kind} ${entry.domain}`;
}

function faultOf(entry: JournalEntry): string | null {
  if (!Object.hasOwn(ATTESTATION_KINDS, entry.kind)) return 'unknown kind';
  if (entry.kind === 'BATCH') {
    if (!isU32(entry.srcEid) || !isU32(entry.dstEid)) return 'an EID is not a u32';
    if (!isU64(entry.nonce) || entry.nonce === 0n) return 'the nonce is not a u64 from 1';
    return isWord(entry.leaf) ? null : 'the leaf is not 32 bytes of lower-case hex, or zero';
  }
  if (!isU32(entry.domain)) return 'the domain is not a u32';
  if (entry.kind === 'VETO' || entry.kind === 'HELD') {
    if (!Number.isInteger(entry.action) || entry.action < 1 || entry.action > 255)
      return 'the action is not 1 to 255';
    const word = entry.kind === 'VETO' ? entry.root : entry.leaf;
    return isWord(word) ? null : 'the root is not 32 bytes of lower-case hex, or zero';
  }
  if (!isU64(entry.seq)) return 'the seq is not a u64';
  return isWord(entry.root) ? null : 'the root is not 32 bytes of lower-case hex, or zero';
}

function isU32(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= U32;
}

function isU64(value: bigint): boolean {
  return typeof value === 'bigint' && value >= 0n && value <= U64;
}

function isWord(value: Hex): boolean {
  return WORD.test(value) && !ZERO_WORD.test(value);
}
