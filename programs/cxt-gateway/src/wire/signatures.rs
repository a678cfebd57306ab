//! Signature blob of an attestation: `bitmap u32 ‖ 64 bytes per set bit, ascending` (protocol §6).
use anchor_lang::prelude::*;

use crate::{
    errors::GatewayError,
    syscalls::{recover_address, Recovered},
};

const BITMAP_BYTES: usize = 4;
const SIGNATURE_BYTES: usize = 64;

/// Bitmap of a blob that carries one valid signature of that member for **every** set bit, at least `threshold` of them, and
/// not a byte more. Bitmap order makes a member count once.
///
/// Fails with `SignaturesLengthInvalid`, `BitmapOutOfRange`, `ThresholdNotReached`, `SignatureMalleable`, `SignerMismatch`.
pub fn verify(digest: &[u8; 32], members: &[[u8; 20]], threshold: u8, blob: &[u8]) -> Result<u32> {
    let Some((head, body)) = blob.split_first_chunk::<BITMAP_BYTES>() else {
        return err!(GatewayError::SignaturesLengthInvalid);
    };
    let bitmap = u32::from_be_bytes(*head);
    let beyond = u64::from(bitmap) >> members.len();
    require!(beyond == 0, GatewayError::BitmapOutOfRange);
    let present = bitmap.count_ones();
    require!(body.len() == SIGNATURE_BYTES * present as usize, GatewayError::SignaturesLengthInvalid);
    // SAFETY: a threshold of zero would accept what nobody signed.
    require!(threshold > 0 && present >= u32::from(threshold), GatewayError::ThresholdNotReached);
    let signatures = body.as_chunks::<SIGNATURE_BYTES>().0.iter();
    let signers = members.iter().enumerate().filter(|(index, _)| bitmap >> index & 1 == 1);
    for ((_, member), signature) in signers.zip(signatures) {
        match recover_address(digest, signature) {
            Recovered::Address(address) if address == *member => {}
            Recovered::Malleable => return err!(GatewayError::SignatureMalleable),
            // SAFETY: every set bit must be that member's; a bad signature is never skipped.
            _ => return err!(GatewayError::SignerMismatch),
        }
    }
    Ok(bitmap)
}
