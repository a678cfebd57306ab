use anchor_lang::prelude::*;

/// A call that is still to be made. Closed when it has run, rent back to whoever paid.
#[account]
#[derive(InitSpace)]
pub struct Compose {
    pub bump: u8,
    pub leaf: [u8; 32],
    pub payer: Pubkey,
}
