/** Shown by `/v1/status` and `cxt-relayer --version`. */
export const VERSION = '0.1.0';
