//! Items: what is delivered, the same bytes on every chain (protocol §7).
//!
//! `srcEid u32 ‖ dstEid u32 ‖ nonce u64 ‖ execution u32 ‖ length u16 ‖ message`. Sender, receiver and guid are no part of it:
//! they come from this chain's own peers, so they cannot be forged.
use anchor_lang::prelude::*;

use super::{
    message::Message,
    packet::{seal, Place, Sealed},
};
use crate::{constants::OPEN_ACCOUNT_BIT, errors::GatewayError};

const HEAD_BYTES: usize = 22;

/// An item that could be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item<'a> {
    pub src_eid: u32,
    pub dst_eid: u32,
    pub nonce: u64,
    pub execution: u32,
    pub message: Message<'a>,
}

impl<'a> Item<'a> {
    /// Reads the first item of `bytes` and returns what follows it.
    ///
    /// Fails with `ItemTruncated`, `NonceZero` and what `Message::decode` fails with.
    pub fn read(bytes: &'a [u8]) -> Result<(Self, &'a [u8])> {
        let Some((head, body)) = bytes.split_first_chunk::<HEAD_BYTES>() else {
            return err!(GatewayError::ItemTruncated);
        };
        let length = usize::from(u16::from_be_bytes([head[20], head[21]]));
        let Some((message, rest)) = body.split_at_checked(length) else {
            return err!(GatewayError::ItemTruncated);
        };
        let mut nonce = [0u8; 8];
        nonce.copy_from_slice(&head[8..16]);
        let item = Self {
            src_eid: u32::from_be_bytes([head[0], head[1], head[2], head[3]]),
            dst_eid: u32::from_be_bytes([head[4], head[5], head[6], head[7]]),
            nonce: u64::from_be_bytes(nonce),
            execution: u32::from_be_bytes([head[16], head[17], head[18], head[19]]),
            message: Message::decode(message)?,
        };
        require!(item.nonce != 0, GatewayError::NonceZero);
        Ok((item, rest))
    }

    /// Reads exactly one item. Fails with `TrailingBytes` too.
    pub fn read_alone(bytes: &'a [u8]) -> Result<Self> {
        let (item, rest) = Self::read(bytes)?;
        require!(rest.is_empty(), GatewayError::TrailingBytes);
        Ok(item)
    }

    /// Guid and leaf, with both gateways as this chain knows them.
    pub fn seal(&self, sender: &[u8; 32], receiver: &[u8; 32]) -> Sealed {
        let place = Place {
            nonce: self.nonce,
            src_eid: self.src_eid,
            sender: *sender,
            dst_eid: self.dst_eid,
            receiver: *receiver,
        };
        seal(&place, self.execution, self.message.amount_units, self.message.bytes)
    }

    /// Whether the sender bought a token account for the recipient.
    pub fn buys_account(&self) -> bool {
        self.execution & OPEN_ACCOUNT_BIT != 0
    }
}
