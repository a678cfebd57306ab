use anchor_lang::prelude::*;

use crate::{clock::now, constants::ROOT_SEED, errors::GatewayError, state::AttestedRoot};

#[derive(Accounts)]
pub struct CloseRoot<'info> {
    #[account(mut, seeds = [ROOT_SEED, root.root.as_ref()], bump = root.bump, close = rent_payer)]
    pub root: Box<Account<'info, AttestedRoot>>,
    /// CHECK: whoever paid for the root account.
    #[account(mut, address = root.payer)]
    pub rent_payer: UncheckedAccount<'info>,
}

/// Gives the rent of an expired root back. Fails with `RootStillValid`.
pub fn close_root(ctx: Context<CloseRoot>) -> Result<()> {
    require!(now()? > ctx.accounts.root.not_after, GatewayError::RootStillValid);
    Ok(())
}
