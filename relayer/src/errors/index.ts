/** Entry of the error table: what the rest of the relayer throws, catches and says. */
export { BridgeError, type BridgeErrorOptions, isBridgeError } from './bridgeError.ts';
export { asBridgeError, describeError, type ErrorDescription } from './describeError.ts';
export type { Blame, ErrorRow, ExitCode, Retry } from './errorRow.ts';
export { BRIDGE_ERRORS, type BridgeErrorCode, type ContextOf } from './errorTable.ts';
export { scrub, type ScrubOptions } from './scrub.ts';
