use anchor_lang::prelude::*;
use anchor_spl::token::{Mint, Token, TokenAccount};

use crate::{
    clock::now,
    constants::{COMPOSE_SEED, CONFIG_SEED, CREDIT_SEED, LANE_SEED, MINT_AUTHORITY_SEED},
    errors::GatewayError,
    settle::{Desk, Slot},
    state::{Config, Credit, Lane},
};

#[event_cpi]
#[derive(Accounts)]
pub struct ClaimCredit<'info> {
    #[account(mut)]
    pub payer: Signer<'info>,
    #[account(seeds = [CONFIG_SEED], bump = config.bump, has_one = mint)]
    pub config: Box<Account<'info, Config>>,
    #[account(seeds = [LANE_SEED, credit.src_eid.to_le_bytes().as_ref()], bump = lane.load()?.bump)]
    pub lane: AccountLoader<'info, Lane>,
    #[account(mut, seeds = [CREDIT_SEED, credit.leaf.as_ref()], bump = credit.bump, close = rent_payer)]
    pub credit: Box<Account<'info, Credit>>,
    /// CHECK: whoever paid for the credit account.
    #[account(mut, address = credit.payer)]
    pub rent_payer: UncheckedAccount<'info>,
    #[account(mut)]
    pub mint: Box<Account<'info, Mint>>,
    /// CHECK: an address that signs mints.
    #[account(seeds = [MINT_AUTHORITY_SEED], bump = config.mint_authority_bump)]
    pub mint_authority: UncheckedAccount<'info>,
    /// Any token account of the mint that the recipient owns.
    #[account(mut, token::mint = mint, constraint = token_account.owner == credit.recipient @ GatewayError::TokenAccountRequired)]
    pub token_account: Box<Account<'info, TokenAccount>>,
    /// CHECK: address ["compose", leaf] if a call follows; `Slot::at` checks.
    #[account(mut)]
    pub compose: Option<UncheckedAccount<'info>>,
    pub token_program: Program<'info, Token>,
    pub system_program: Program<'info, System>,
}

/// Pays out a credit that waited for its recipient's token account. Open to anyone; obeys pause and cap.
///
/// Fails with `InboundPaused`, `SupplyCapReached`, `TokenAccountRequired`, `ComposeAccountRequired` and what `Slot::at`
/// fails with.
pub fn claim_credit(ctx: Context<ClaimCredit>) -> Result<()> {
    let accounts = &*ctx.accounts;
    let (config, credit) = (&accounts.config, &accounts.credit);
    let now = now()?;
    let is_paused = config.is_paused(now) || accounts.lane.load()?.is_inbound_paused(now);
    require!(!is_paused, GatewayError::InboundPaused);
    let mut desk = accounts.desk(now);
    require!(desk.has_room(credit.amount_units), GatewayError::SupplyCapReached);
    desk.credit(&accounts.token_account.to_account_info(), credit.amount_units)?;
    if credit.has_call {
        let compose = accounts.compose.as_ref().ok_or(GatewayError::ComposeAccountRequired)?;
        desk.put_down_call(&credit.leaf, Slot::at(compose, COMPOSE_SEED, &credit.leaf)?)?;
    }
    desk.report_delivered(credit.src_eid, credit.nonce, &credit.guid, &credit.leaf, credit.amount_units)
}

impl<'info> ClaimCredit<'info> {
    fn desk(&self, now: u64) -> Desk<'info> {
        Desk {
            payer: self.payer.to_account_info(),
            mint: self.mint.to_account_info(),
            mint_authority: self.mint_authority.to_account_info(),
            mint_authority_bump: self.config.mint_authority_bump,
            token_program: self.token_program.to_account_info(),
            system_program: self.system_program.to_account_info(),
            event_authority: self.event_authority.to_account_info(),
            supply_units: self.mint.supply,
            supply_cap_units: self.config.supply_cap_units,
            now,
        }
    }
}
