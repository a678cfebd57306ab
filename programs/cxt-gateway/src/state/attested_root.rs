use anchor_lang::prelude::*;

/// A batch whose signatures were verified. Closed after `not_after`, rent back to whoever paid.
#[account]
#[derive(InitSpace)]
pub struct AttestedRoot {
    pub bump: u8,
    pub root: [u8; 32],
    pub epoch: u64,
    pub count: u32,
    /// Members that signed.
    pub bitmap: u32,
    /// Unix seconds.
    pub not_after: u64,
    /// Who brought the signatures.
    pub attester: Pubkey,
    pub payer: Pubkey,
}
