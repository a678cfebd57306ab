/** Storage words of an account, proven from a header's state root (EIP-1186). */
import { RLP } from '@ethereumjs/rlp';
import { bytesToHex, type Hex, hexToBytes } from '../../protocol/index.ts';
import { asArray, asRecord } from '../../rpc/answer.ts';
import { asData } from '../rpc/answer.ts';
import { ProofInvalid, readTrieProof } from './readTrieProof.ts';

/**
 * The words at `slots`, in order, from an `eth_getProof` answer; an absent slot is 0. Only the proofs are read: what the answer
 * says in plain (`value`, `storageHash`) is not looked at.
 * @throws ProofInvalid; MalformedAnswer
 */
export function readStorageProof(args: {
  answer: unknown;
  stateRoot: Hex;
  account: Hex;
  slots: readonly Hex[];
}): readonly bigint[] {
  const { stateRoot, account, slots } = args;
  const answer = asRecord(args.answer, 'proof');
  const accountProof = readNodes(answer['accountProof'], 'accountProof');
  const encoded = readTrieProof({ root: stateRoot, key: hexToBytes(account), proof: accountProof });
  if (encoded === null) return slots.map(() => 0n);
  const storageRoot = storageRootOf(encoded);
  const storageProofs = asArray(answer['storageProof'], 'storageProof');
  if (storageProofs.length !== slots.length) throw new ProofInvalid('not every slot has a proof');
  return slots.map((slot, index) => {
    const proof = readNodes(asRecord(storageProofs[index], 'storageProof')['proof'], 'storageProof.proof');
    const value = readTrieProof({ root: storageRoot, key: hexToBytes(slot), proof });
    return value === null ? 0n : wordOf(value);
  });
}

function readNodes(value: unknown, what: string): readonly Hex[] {
  return asArray(value, what).map((node) => asData(node, what));
}

function storageRootOf(account: Uint8Array): Hex {
  const fields = decodeRlp(account);
  const root = Array.isArray(fields) && fields.length === 4 ? fields[2] : undefined;
  if (!(root instanceof Uint8Array) || root.length !== 32) throw new ProofInvalid('the account is malformed');
  return bytesToHex(root);
}

function wordOf(value: Uint8Array): bigint {
  const word = decodeRlp(value);
  if (!(word instanceof Uint8Array) || word.length > 32)
    throw new ProofInvalid('a storage value is malformed');
  // WHY: anvil keeps a slot that was written with 0 in its trie, as the empty string; other chains remove it.
  return word.length === 0 ? 0n : BigInt(bytesToHex(word));
}

function decodeRlp(bytes: Uint8Array): unknown {
  try {
    return RLP.decode(bytes);
  } catch {
    throw new ProofInvalid('a value is not RLP');
  }
}
