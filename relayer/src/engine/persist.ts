/**
 * The engine's memory ↔ store rows. One `commit` carries cursor, ledger, messages and indices of a page together: a crash leaves all of it
 * or none.
 */
import type { Eid, Guid, Leaf } from '@cxt-bridge/adapters/protocol';
import { type LedgerDelta, adopt } from '../domain/ledger/applyPage.ts';
import type { Ledger } from '../domain/ledger/book.ts';
import {
  type OpenEntryJson,
  type TotalsJson,
  entryFromJson,
  entryToJson,
  totalsFromJson,
  totalsToJson,
} from '../domain/ledger/codec.ts';
import { type Message, isClosed } from '../domain/message/message.ts';
import type { JsonValue, Store, StoreWrite } from '../store/store.ts';
import { fromJson, toJson } from './json.ts';
import type { PagePlan } from './planPage.ts';
import type { CompleteAttestation, Cursor, EarlyEvent, EngineState, Halt } from './state.ts';

const SEQUENCE_DIGITS = 15;
const sequenceKey = (sequence: number): string => String(sequence).padStart(SEQUENCE_DIGITS, '0');

/** Every row a page leaves behind. `firstSequence` numbers the created messages. */
export function pageWrites(parameters: { plan: PagePlan; firstSequence: number }): StoreWrite[] {
  const { plan, firstSequence } = parameters;
  const writes: StoreWrite[] = [cursorWrite(plan.eid, plan.cursor), ...ledgerWrites(plan.delta)];
  for (const message of plan.messages.values()) writes.push(...messageWrites(message));
  plan.created.forEach((guid, index) => {
    const message = plan.messages.get(guid) as Message;
    writes.push(...indexWrites({ message, sequence: firstSequence + index }));
  });
  if (plan.created.length > 0) {
    writes.push({ table: 'meta', key: 'nextSequence', value: firstSequence + plan.created.length });
  }
  for (const [leaf, events] of plan.early) {
    writes.push({ table: 'meta', key: `early/${leaf}`, value: events.length === 0 ? null : toJson(events) });
  }
  return writes;
}

/** Makes the page the engine's memory. Call only after its writes are durable. */
export function adoptPage(parameters: { state: EngineState; plan: PagePlan }): void {
  const { state, plan } = parameters;
  adopt({ ledger: state.ledger, delta: plan.delta });
  state.cursors.set(plan.eid, plan.cursor);
  if (plan.economy !== null) state.economy = plan.economy;
  if (plan.verified) state.verified.add(plan.eid);
  else state.verified.delete(plan.eid);
  state.nextSequence += plan.created.length;
  for (const [guid, message] of plan.messages) {
    const existing = state.messages.get(guid);
    if (isClosed(message)) {
      state.messages.delete(guid);
      state.byLeaf.delete(message.leaf);
    } else if (existing) Object.assign(existing, message);
    else {
      state.messages.set(guid, message);
      state.byLeaf.set(message.leaf, guid);
    }
  }
  for (const [leaf, events] of plan.early) {
    if (events.length === 0) state.early.delete(leaf);
    else state.early.set(leaf, [...events]);
  }
}

export function messageWrites(message: Message): StoreWrite[] {
  return [
    { table: 'message', key: message.guid, value: message as unknown as JsonValue },
    { table: 'messageOpen', key: message.guid, value: isClosed(message) ? null : 1 },
  ];
}

export function attestationWrites(attestation: CompleteAttestation): StoreWrite[] {
  return [
    { table: 'batch', key: attestation.root, value: toJson(attestation) },
    ...attestation.guids.map(
      (guid): StoreWrite => ({
        table: 'messageIndex',
        key: `root/${guid}/${attestation.domain}`,
        value: attestation.root,
      }),
    ),
  ];
}

export function haltWrite(halt: Halt, cleared: boolean): StoreWrite {
  return { table: 'halt', key: halt.scope, value: cleared ? null : toJson(halt) };
}

function cursorWrite(eid: Eid, cursor: Cursor): StoreWrite {
  return {
    table: 'cursor',
    key: String(eid),
    value: toJson({ block: cursor.block, lanes: [...cursor.lanes], rent: cursor.rent }),
  };
}

function ledgerWrites(delta: LedgerDelta): StoreWrite[] {
  const writes: StoreWrite[] = [
    { table: 'ledger', key: 'totals', value: totalsToJson(delta.totals) as unknown as JsonValue },
  ];
  for (const [leaf, entry] of delta.open) {
    const value = entry === null ? null : (entryToJson(entry) as unknown as JsonValue);
    writes.push({ table: 'ledgerOpen', key: leaf, value });
  }
  return writes;
}

function indexWrites(parameters: { message: Message; sequence: number }): StoreWrite[] {
  const { message, sequence } = parameters;
  const at = sequenceKey(sequence);
  const row = (key: string): StoreWrite => ({ table: 'messageIndex', key, value: message.guid });
  return [
    row(`all/${at}`),
    row(`sender/${message.sender.toLowerCase()}/${at}`),
    row(`recipient/${message.recipient.toLowerCase()}/${at}`),
  ];
}

/** Fills an empty state from the store. Ten thousand open messages take well under a second. */
export async function loadState(parameters: { store: Store; state: EngineState }): Promise<void> {
  const { store, state } = parameters;
  await loadLedger({ store, ledger: state.ledger });
  for (const { key, value } of await store.scan('cursor', { limit: 100 })) {
    const { block, lanes, rent } = fromJson<
      Pick<Cursor, 'block' | 'rent'> & { lanes: [Eid, { nonce: bigint; laneHash: `0x${string}` }][] }
    >(value);
    state.cursors.set(Number(key) as Eid, { block, lanes: new Map(lanes), rent });
  }
  for await (const { key } of scanAll({ store, table: 'messageOpen', prefix: '' })) {
    const value = await store.get('message', key);
    if (value === undefined) continue;
    const message = value as unknown as Message;
    state.messages.set(message.guid, message);
    state.byLeaf.set(message.leaf, message.guid);
  }
  for await (const { key, value } of scanAll({ store, table: 'meta', prefix: 'early/' })) {
    state.early.set(key.slice('early/'.length) as Leaf, fromJson<EarlyEvent[]>(value));
  }
  for (const { key, value } of await store.scan('halt', { limit: 100 }))
    state.halts.set(key, fromJson<Halt>(value));
  state.nextSequence = Number((await store.get('meta', 'nextSequence')) ?? 0);
  await loadAttestations({ store, state });
}

async function loadLedger(parameters: { store: Store; ledger: Ledger }): Promise<void> {
  const { store, ledger } = parameters;
  const totals = await store.get('ledger', 'totals');
  if (totals !== undefined) ledger.totals = totalsFromJson(totals as unknown as TotalsJson);
  for await (const { value } of scanAll({ store, table: 'ledgerOpen', prefix: '' })) {
    const entry = entryFromJson(value as unknown as OpenEntryJson);
    ledger.open.set(entry.leaf, entry);
    if (entry.unmatchedSinceMs !== null) ledger.unmatched.add(entry.leaf);
  }
}

/** Only those of open messages are kept in memory. */
async function loadAttestations(parameters: { store: Store; state: EngineState }): Promise<void> {
  const { store, state } = parameters;
  for (const guid of state.messages.keys()) {
    for (const { key, value } of await store.scan('messageIndex', { prefix: `root/${guid}/`, limit: 10 })) {
      const root = String(value);
      state.rootOf.set(`${guid}@${key.slice(`root/${guid}/`.length)}`, root);
      if (state.attestations.has(root)) continue;
      const stored = await loadAttestation({ store, root });
      if (stored !== null) state.attestations.set(root, stored);
    }
  }
}

export async function loadAttestation(parameters: {
  store: Store;
  root: string;
}): Promise<CompleteAttestation | null> {
  const value = await parameters.store.get('batch', parameters.root);
  return value === undefined ? null : fromJson<CompleteAttestation>(value);
}

export async function loadMessage(parameters: { store: Store; guid: Guid }): Promise<Message | null> {
  const value = await parameters.store.get('message', parameters.guid);
  return value === undefined ? null : (value as unknown as Message);
}

/** Reads a table in pages of a thousand, in key order. */
export async function* scanAll(parameters: {
  store: Store;
  table: StoreWrite['table'];
  prefix: string;
}): AsyncGenerator<{ key: string; value: JsonValue }> {
  const { store, table, prefix } = parameters;
  let after: string | undefined;
  for (;;) {
    const rows = await store.scan(table, { prefix, limit: 1000, ...(after !== undefined && { after }) });
    yield* rows;
    const last = rows.at(-1);
    if (rows.length < 1000 || last === undefined) return;
    after = last.key;
  }
}
