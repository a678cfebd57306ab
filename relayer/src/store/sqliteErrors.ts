import { BridgeError } from '../errors/bridgeError.ts';

/** Primary result codes of SQLite, https://www.sqlite.org/rescode.html */
const BUSY = 5;
const LOCKED = 6;
const READONLY = 8;
const IOERR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANTOPEN = 14;
const NOTADB = 26;

/** Translates an error of node:sqlite by its numeric result code. */
export function translateSqliteError(options: { error: unknown; path: string }): BridgeError {
  const { error, path } = options;
  if (error instanceof BridgeError) return error;
  const { errcode, errstr, code } = error as { errcode?: number; errstr?: string; code?: string };
  const detail = errstr ?? (error instanceof Error ? error.message : String(error));
  const cause = error;
  // Extended codes carry the primary one in their low byte.
  switch (errcode === undefined ? undefined : errcode & 0xff) {
    case FULL:
      return new BridgeError('CXT_STORE_DISK_FULL', { context: { path }, cause });
    case CORRUPT:
    case NOTADB:
      return new BridgeError('CXT_STORE_CORRUPT', { context: { path, detail }, cause });
    case BUSY:
    case LOCKED:
      return new BridgeError('CXT_STORE_IN_USE', { context: { path }, cause });
    case READONLY:
    case CANTOPEN:
      return new BridgeError('CXT_STORE_NOT_WRITABLE', { context: { path, detail }, cause });
    case IOERR:
      return new BridgeError('CXT_STORE_IO', { context: { path, detail }, cause });
    default:
      return code === 'ERR_INVALID_STATE'
        ? new BridgeError('CXT_STORE_CLOSED', { context: { path }, cause })
        : new BridgeError('CXT_STORE_IO', { context: { path, detail }, cause });
  }
}
