/** Compute units to allow where nothing can be simulated yet; measured on the program, rounded up. */

export const COMPUTE_UNITS = {
  /** One `secp256k1_recover` and what is around it. */
  perSignature: 27_000,
  perDelivery: 45_000,
  perItem: 60_000,
  attest: 45_000,
  proven: 110_000,
  claim: 140_000,
  /** Around a call, beside what was bought for it. */
  aroundCall: 80_000,
  openNonces: 30_000,
  closeRoot: 20_000,
  lookupTable: 60_000,
} as const;
