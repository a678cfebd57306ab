/** The checks that a BATCH attestation passes before any item is looked at (protocol §6). */
import type { Hex } from '../core/index.ts';
import {
  type Attestation,
  attestationDigest,
  decodeCompact,
  domainSeparator,
  signerSetHash,
} from '../protocol/index.ts';
import type { ExecutionContext } from './executionContext.ts';
import type { GatewayConfig } from './gatewayConfig.ts';
import { GAS } from './gasMeter.ts';
import { refusing } from './inboundItem.ts';
import { Revert } from './revert.ts';

const KIND_BATCH = 1;
const LONGEST_SECONDS = 24n * 3600n;

const DERIVED = new WeakMap<GatewayConfig, { setHash: Hex; separator: Hex }>();

/** Hash of the signer set and EIP-712 domain of a deployment; computed once. */
export function signingConstants(config: GatewayConfig): { setHash: Hex; separator: Hex } {
  let derived = DERIVED.get(config);
  if (derived === undefined) {
    const { signerSet, bridgeId } = config;
    derived = {
      setHash: signerSetHash({ ...signerSet, bridgeId, allowSmallThreshold: true }),
      separator: domainSeparator(bridgeId),
    };
    DERIVED.set(config, derived);
  }
  return derived;
}

/** Throws `Revert` with the contract's error name unless k members signed exactly this, for this chain, for now. */
export function verifyBatch(
  context: ExecutionContext,
  at: { attestation: Hex; signatures: Hex },
): { attestation: Attestation; bitmap: number } {
  const { config, now, gas } = context;
  const attestation = refusing(() => decodeCompact(at.attestation), 'AttestationRefused');
  if (attestation.kind !== KIND_BATCH) throw new Revert('KindNotAllowed', String(attestation.kind));
  if (now > attestation.notAfter) throw new Revert('AttestationExpired');
  if (attestation.notAfter > now + LONGEST_SECONDS) throw new Revert('AttestationTooLong');
  if (attestation.domain !== config.localEid) throw new Revert('DomainMismatch', String(attestation.domain));
  if (attestation.epoch !== config.signerSet.epoch)
    throw new Revert('EpochUnknown', String(attestation.epoch));
  const { setHash, separator } = signingConstants(config);
  gas.charge(GAS.attestation + GAS.signature * BigInt((at.signatures.length - 10) >> 7));
  const digest = attestationDigest({ ...attestation, setHash, domainSeparator: separator });
  const bitmap = context.checkSignatures({ digest, signatures: at.signatures, signerSet: config.signerSet });
  return { attestation, bitmap };
}
