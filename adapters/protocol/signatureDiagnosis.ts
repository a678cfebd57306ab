/**
 * Names the reason why a signature blob is refused. Runs on the way out only: the verdict is already no.
 */
import { ProtocolError } from './errors.ts';
import type { Hex } from './hex.ts';
import type { Recover } from './secp256k1.ts';

type Blob = {
  readonly digest: Uint8Array;
  readonly signatures: readonly { readonly index: number; readonly signature64: Uint8Array }[];
  readonly members: readonly Hex[];
  readonly recover: Recover;
};

/** The error for a blob of which at least one signature is not by the member at its place. */
export function refusalOf(blob: Blob): ProtocolError {
  const { digest, signatures, recover } = blob;
  const members = blob.members.map((member) => member.toLowerCase());
  const signers = signatures.map(({ signature64 }) => recover({ digest, signature64 })?.toLowerCase());
  const at = signers.findIndex(
    (signer, position) => signer !== members[signatures[position]?.index as number],
  );
  const signature = signatures[at];
  const signer = signers[at];
  if (signature === undefined) return new ProtocolError('CXT_WIRE_SIGNER_MISMATCH');
  const { index } = signature;
  if (signer === undefined) return new ProtocolError('CXT_WIRE_RECOVERY_FAILED', { index });
  if (signers.indexOf(signer) < at) return new ProtocolError('CXT_WIRE_SIGNER_DUPLICATE', { index, signer });
  if (members.includes(signer)) return new ProtocolError('CXT_WIRE_SIGNER_ORDER', { index, signer });
  if (recover({ digest, signature64: flipParity(signature.signature64) })?.toLowerCase() === members[index]) {
    return new ProtocolError('CXT_WIRE_SIGNER_PARITY', { index });
  }
  if (signatures.length === 1) return new ProtocolError('CXT_WIRE_SIGNER_MISMATCH', { index, signer });
  const isAnyKnown = signers.some((other) => other !== undefined && members.includes(other));
  if (!isAnyKnown) return new ProtocolError('CXT_WIRE_SIGNATURES_OTHER_DIGEST');
  return new ProtocolError('CXT_WIRE_SIGNER_UNKNOWN', { index, signer });
}

function flipParity(signature64: Uint8Array): Uint8Array {
  const flipped = signature64.slice();
  flipped[32] = (flipped[32] as number) ^ 0x80;
  return flipped;
}
