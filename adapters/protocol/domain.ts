/**
 * What binds a signature to one deployment (protocol §2, §6).
 */
import { ProtocolError } from './errors.ts';
import { concatBytes, type Hex, hexToBytes } from './hex.ts';
import { bytes32 } from './ids.ts';
import { keccak256, keccakText } from './keccak.ts';

/** EIP-712 type of an attestation. */
export const ATTESTATION_TYPE =
  'Attestation(uint8 kind,uint64 epoch,bytes32 setHash,uint32 domain,uint64 seq,bytes32 root,uint32 count,uint64 notAfter)';

/** keccak of {@link ATTESTATION_TYPE}. */
export const ATTESTATION_TYPEHASH: Hex = keccakText(ATTESTATION_TYPE);

const DOMAIN_TYPEHASH = hexToBytes(keccakText('EIP712Domain(string name,string version,bytes32 salt)'));
const NAME_HASH = hexToBytes(keccakText('CXT Quorum'));
const VERSION_HASH = hexToBytes(keccakText('1'));

/**
 * Deployment id: `keccak("CXT-BRIDGE/v1/" ‖ networkName)`.
 * @throws CXT_WIRE_NETWORK_NAME unless the name is 1 to 64 printable ASCII characters.
 */
export function bridgeId(networkName: string): Hex {
  if (!/^[\x20-\x7e]{1,64}$/.test(networkName)) {
    throw new ProtocolError('CXT_WIRE_NETWORK_NAME', { networkName: String(networkName).slice(0, 80) });
  }
  return keccakText(`CXT-BRIDGE/v1/${networkName}`);
}

/**
 * EIP-712 domain separator. It names no chain and no contract: `domain` and the leaves bind the destination.
 * @throws CXT_WIRE_HEX_INVALID, CXT_WIRE_LENGTH
 */
export function domainSeparator(id: Hex): Hex {
  return keccak256(concatBytes([DOMAIN_TYPEHASH, NAME_HASH, VERSION_HASH, hexToBytes(bytes32(id))]));
}
