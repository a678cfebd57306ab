//! What the gateway reports. Emitted by self-CPI and read from inner instructions, never from logs: logs can be truncated.
//!
//! They say what the EVM gateways' events say. Amounts of CXT are in units (1e-9 CXT), fees in wei as everywhere.
use anchor_lang::prelude::*;

/// A message left. `options` as the sender gave them; `send_library` is the config account, this gateway's identity.
#[event]
pub struct PacketSent {
    pub encoded_payload: Vec<u8>,
    pub options: Vec<u8>,
    pub send_library: Pubkey,
}

/// What was charged for a message, in wei; `transit_wei` is the part for the home leg.
#[event]
pub struct FeePaid {
    pub guid: [u8; 32],
    pub fee_wei: u128,
    pub transit_wei: u128,
}

/// A message was credited, now or at its claim.
#[event]
pub struct PacketDelivered {
    pub src_eid: u32,
    pub nonce: u64,
    pub guid: [u8; 32],
    pub leaf: [u8; 32],
    pub amount_units: u64,
}

/// A message waits; `release_at` in unix seconds, 2^64 - 1 when time alone does not release it.
#[event]
pub struct PacketQueued {
    pub src_eid: u32,
    pub nonce: u64,
    pub guid: [u8; 32],
    pub leaf: [u8; 32],
    pub amount_units: u64,
    pub release_at: u64,
}

/// A message waits for its recipient to have a token account; its nonce is used.
#[event]
pub struct PacketClaimable {
    pub src_eid: u32,
    pub nonce: u64,
    pub guid: [u8; 32],
    pub leaf: [u8; 32],
    pub amount_units: u64,
    pub recipient: Pubkey,
}

/// A message of a bundle cannot be delivered now; `reason` is the code of the error that names it.
#[event]
pub struct PacketFailed {
    pub src_eid: u32,
    pub nonce: u64,
    pub guid: [u8; 32],
    pub leaf: [u8; 32],
    pub reason: u32,
}

/// An attestation was executed: `done` = delivered + queued + claimable; skipped items are in neither count.
#[event]
pub struct BatchAccepted {
    pub root: [u8; 32],
    pub epoch: u64,
    pub bitmap: u32,
    pub submitter: Pubkey,
    pub done: u32,
    pub failed: u32,
}

/// The signatures of a root were verified and stored.
#[event]
pub struct RootAttested {
    pub root: [u8; 32],
    pub epoch: u64,
    pub bitmap: u32,
    pub attester: Pubkey,
    pub count: u32,
    pub not_after: u64,
}

/// The call of a message succeeded.
#[event]
pub struct ComposeDelivered {
    pub guid: [u8; 32],
    pub leaf: [u8; 32],
}
