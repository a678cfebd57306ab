import { BridgeError } from '../errors/bridgeError.ts';
import { STORE_TABLES, type StoreTable, type StoreWrite } from './store.ts';

/** A checked write, its value as JSON text; `null` deletes. */
export interface EncodedWrite {
  readonly table: StoreTable;
  readonly key: string;
  readonly json: string | null;
}

const KEY = /^[\x20-\x7e]{1,512}$/;

/** Checks table and key and encodes the value. @throws CXT_STORE_BAD_WRITE before anything of the batch is written */
export function encodeWrite(write: StoreWrite): EncodedWrite {
  const { table, key, value } = write;
  const refuse = (detail: string, cause?: unknown) =>
    new BridgeError('CXT_STORE_BAD_WRITE', {
      context: { table, key: key.slice(0, 80), detail },
      cause,
    });
  if (!STORE_TABLES.includes(table)) throw refuse('unknown table');
  if (!KEY.test(key)) throw refuse('a key is 1 to 512 printable ASCII characters');
  if (value === null) return { table, key, json: null };
  try {
    const json = JSON.stringify(value) as string | undefined;
    if (json === undefined) throw refuse('the value is not JSON');
    return { table, key, json };
  } catch (error) {
    throw error instanceof BridgeError ? error : refuse('the value is not JSON', error);
  }
}
