use anchor_lang::prelude::*;

/// The item waits for its claim.
pub const STATE_QUEUED: u8 = 1;
/// The item was vetoed.
pub const STATE_HELD: u8 = 2;

/// An item over the bucket, the delay threshold or the cap. Closed at its claim, rent back to whoever paid.
#[account]
#[derive(InitSpace)]
pub struct Queued {
    pub bump: u8,
    pub state: u8,
    pub leaf: [u8; 32],
    pub src_eid: u32,
    pub dst_eid: u32,
    pub nonce: u64,
    pub amount_units: u64,
    /// Unix seconds; 2^64 - 1 for never by time.
    pub release_at: u64,
    pub delayed_until: u64,
    /// Unix seconds at which it was vetoed.
    pub held_at: u64,
    pub payer: Pubkey,
}
