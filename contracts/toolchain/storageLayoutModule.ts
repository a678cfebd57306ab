/** Text of `adapters/evm/abi/storageLayout.ts`. */
export function storageLayoutModule(): string {
  return `
/** Slot of \`mapping(uint32 eid => uint256 word)\`: the outbound lane's nonce is in bits 0-63 of the word. */
export const OUTBOUND_LANE_SLOT = 2n;
/** Slot of \`mapping(uint32 eid => bytes32 laneHash)\`. */
export const LANE_HASH_SLOT = 3n;
`;
}
