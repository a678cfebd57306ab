//! Token message (protocol §4): `sendTo 32 ‖ amount u64`, and with a call `‖ composeFrom 32 ‖ composeMsg`.
use anchor_lang::prelude::*;

use crate::{constants::TOTAL_SUPPLY_UNITS, errors::GatewayError};

/// Bytes of a message without a call.
pub const TRANSFER_BYTES: usize = 40;
/// Bytes before the body of a call; a message with a call is longer than this.
pub const COMPOSE_OFFSET: usize = 72;

/// A message that may be executed here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Message<'a> {
    pub bytes: &'a [u8],
    pub send_to: Pubkey,
    pub amount_units: u64,
}

/// The call of a message.
pub struct Call<'a> {
    pub from: [u8; 32],
    pub body: &'a [u8],
}

impl<'a> Message<'a> {
    /// Fails with `MessageLengthInvalid`, `InvalidRecipient`, `AmountZero`, `AmountAboveSupply`.
    pub fn decode(bytes: &'a [u8]) -> Result<Self> {
        let (Some(send_to), true) = (bytes.first_chunk::<32>(), is_length(bytes.len())) else {
            return err!(GatewayError::MessageLengthInvalid);
        };
        require!(*send_to != [0u8; 32], GatewayError::InvalidRecipient);
        let mut amount = [0u8; 8];
        amount.copy_from_slice(&bytes[32..TRANSFER_BYTES]);
        let amount_units = u64::from_be_bytes(amount);
        require!(amount_units != 0 || bytes.len() != TRANSFER_BYTES, GatewayError::AmountZero);
        // SAFETY: more than the supply cannot have been burned or locked anywhere.
        require!(amount_units <= TOTAL_SUPPLY_UNITS, GatewayError::AmountAboveSupply);
        Ok(Self { bytes, send_to: Pubkey::new_from_array(*send_to), amount_units })
    }

    pub fn has_call(&self) -> bool {
        self.bytes.len() > COMPOSE_OFFSET
    }

    /// The call, if there is one.
    pub fn call(&self) -> Option<Call<'a>> {
        if !self.has_call() {
            return None;
        }
        let mut from = [0u8; 32];
        from.copy_from_slice(&self.bytes[TRANSFER_BYTES..COMPOSE_OFFSET]);
        Some(Call { from, body: &self.bytes[COMPOSE_OFFSET..] })
    }
}

/// Exactly 40, or more than 72.
fn is_length(length: usize) -> bool {
    length == TRANSFER_BYTES || length > COMPOSE_OFFSET
}

/// Encodes a message; `call` is the caller and a body of at least one byte.
pub fn encode(send_to: &[u8; 32], amount_units: u64, call: Option<(&[u8; 32], &[u8])>) -> Vec<u8> {
    let extra = call.map_or(0, |(_, body)| 32 + body.len());
    let mut bytes = Vec::with_capacity(TRANSFER_BYTES + extra);
    bytes.extend_from_slice(send_to);
    bytes.extend_from_slice(&amount_units.to_be_bytes());
    if let Some((from, body)) = call {
        bytes.extend_from_slice(from);
        bytes.extend_from_slice(body);
    }
    bytes
}
