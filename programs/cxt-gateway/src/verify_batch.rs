//! Whether a BATCH attestation may be executed here and now (protocol §6).
use anchor_lang::prelude::*;

use crate::{
    constants::{MAX_LEAVES, MAX_VALIDITY_SECONDS},
    errors::GatewayError,
    state::{Config, SignerSet},
    wire::{
        attestation::{Attestation, COMPACT_BYTES, KIND_BATCH},
        signatures,
    },
};

/// The attestation and the bitmap of those who signed it.
///
/// Fails with `KindNotAllowed`, `AttestationExpired`, `AttestationTooLong`, `CountInvalid`, `DomainMismatch`,
/// `SequenceInvalid`, `RootZero`, `EpochUnknown`, `EpochExpired`, `DigestZero` and what `signatures::verify` fails with.
#[inline(never)]
pub fn verify_batch(
    config: &Config,
    set: &SignerSet,
    compact: &[u8; COMPACT_BYTES],
    blob: &[u8],
    now: u64,
) -> Result<(Attestation, u32)> {
    let attestation = Attestation::decode(compact);
    check_fields(&attestation, config.local_eid, now)?;
    set.require_signs(attestation.epoch, now)?;
    let digest = attestation.digest(&config.domain_separator, &set.set_hash)?;
    let bitmap = signatures::verify(&digest, &set.members, set.threshold, blob)?;
    Ok((attestation, bitmap))
}

/// What a batch demands of its fields.
pub fn check_fields(attestation: &Attestation, local_eid: u32, now: u64) -> Result<()> {
    require!(attestation.kind == KIND_BATCH, GatewayError::KindNotAllowed);
    require!(now <= attestation.not_after, GatewayError::AttestationExpired);
    require!(attestation.not_after <= now + MAX_VALIDITY_SECONDS, GatewayError::AttestationTooLong);
    require!((1..=MAX_LEAVES).contains(&attestation.count), GatewayError::CountInvalid);
    require!(attestation.domain == local_eid, GatewayError::DomainMismatch);
    require!(attestation.seq == 0, GatewayError::SequenceInvalid);
    // SAFETY: a zero root is what empty storage holds (Nomad, 2022).
    require!(attestation.root != [0u8; 32], GatewayError::RootZero);
    Ok(())
}
