use anchor_lang::prelude::*;

/// A credit whose recipient has no usable token account and bought none. Anyone who opens one may claim it for him.
#[account]
#[derive(InitSpace)]
pub struct Credit {
    pub bump: u8,
    pub leaf: [u8; 32],
    pub guid: [u8; 32],
    pub src_eid: u32,
    pub nonce: u64,
    pub amount_units: u64,
    pub recipient: Pubkey,
    /// Whether a call follows the credit.
    pub has_call: bool,
    pub payer: Pubkey,
}
