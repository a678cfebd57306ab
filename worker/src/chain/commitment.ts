import { type Address, concat, encodePacked, type Hex, keccak256, zeroHash } from 'viem';

/** `keccak("CXTCOMMIT1" ‖ jobId ‖ node ‖ resultHash ‖ units u64 ‖ salt 32)`, as `commitResult` wants it. */
export function resultCommitment(parameters: {
  jobId: Hex;
  node: Address;
  resultHash: Hex;
  units: bigint;
  salt: Hex;
}): Hex {
  const { jobId, node, resultHash, units, salt } = parameters;
  return keccak256(
    encodePacked(
      ['string', 'bytes32', 'address', 'bytes32', 'uint64', 'bytes32'],
      ['CXTCOMMIT1', jobId, node, resultHash, units, salt],
    ),
  );
}

/** `commitRoot` of a certificate: keccak of the revealed result hashes in order of drawing, zero for who revealed none. */
export function revealRoot(parameters: {
  executors: readonly Address[];
  reveals: ReadonlyMap<string, { readonly resultHash: Hex }>;
}): Hex {
  const { executors, reveals } = parameters;
  return keccak256(concat(executors.map((node) => reveals.get(node.toLowerCase())?.resultHash ?? zeroHash)));
}
