/** Entry of the error table: what the rest of the relayer throws, catches and says. */
export { BridgeError, isBridgeError } from './bridgeError.ts';
export { describeError } from './describeError.ts';
export { scrub } from './scrub.ts';
