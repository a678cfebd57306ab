/**
 * Every way in which a relayer fails, closed: a code is never removed, renamed or given another meaning. Whether to retry, whom
 * to blame and whether to wake somebody is decided here and never at the call site (relayer design §7).
 */
import type { PlaceholderOf } from './errorRow.ts';
import { CONFIG_ERRORS } from './table/configErrors.ts';
import { JOURNAL_ERRORS } from './table/journalErrors.ts';
import { KEY_ERRORS } from './table/keyErrors.ts';
import { NETWORK_ERRORS } from './table/networkErrors.ts';
import { SAFETY_ERRORS } from './table/safetyErrors.ts';
import { SERVICE_ERRORS } from './table/serviceErrors.ts';
import { STORE_ERRORS } from './table/storeErrors.ts';

export const BRIDGE_ERRORS = {
  ...CONFIG_ERRORS,
  ...STORE_ERRORS,
  ...JOURNAL_ERRORS,
  ...KEY_ERRORS,
  ...SAFETY_ERRORS,
  ...NETWORK_ERRORS,
  ...SERVICE_ERRORS,
} as const;

export type BridgeErrorCode = keyof typeof BRIDGE_ERRORS;

type RowOf<C extends BridgeErrorCode> = (typeof BRIDGE_ERRORS)[C];

/** What an error of this code must carry: the placeholders of its texts. */
export type ContextOf<C extends BridgeErrorCode> = Readonly<
  Record<PlaceholderOf<RowOf<C>['what'] | RowOf<C>['where'] | RowOf<C>['hint']>, string>
>;
