use anchor_lang::prelude::*;

use crate::{
    constants::{LANE_SEED, NONCES_SEED},
    state::{Lane, NoncePage},
};

#[derive(Accounts)]
#[instruction(src_eid: u32, page: u64)]
pub struct OpenNonces<'info> {
    #[account(mut)]
    pub payer: Signer<'info>,
    #[account(seeds = [LANE_SEED, src_eid.to_le_bytes().as_ref()], bump = lane.load()?.bump)]
    pub lane: AccountLoader<'info, Lane>,
    #[account(
        init, payer = payer, space = 8 + NoncePage::INIT_SPACE,
        seeds = [NONCES_SEED, src_eid.to_le_bytes().as_ref(), page.to_le_bytes().as_ref()], bump
    )]
    pub nonces: AccountLoader<'info, NoncePage>,
    pub system_program: Program<'info, System>,
}

/// Fails when there is no such lane or the page exists.
pub fn open_nonces(ctx: Context<OpenNonces>, src_eid: u32, page: u64) -> Result<()> {
    let mut nonces = ctx.accounts.nonces.load_init()?;
    nonces.src_eid = src_eid;
    nonces.page = page;
    nonces.bump = ctx.bumps.nonces;
    Ok(())
}
