use anchor_lang::prelude::*;
use anchor_spl::{
    associated_token::AssociatedToken,
    token::{Mint, Token},
};

use super::deliver_proven::ItemInfos;
use crate::{
    clock::now,
    constants::{CONFIG_SEED, LANE_SEED, MINT_AUTHORITY_SEED, QUEUED_SEED},
    errors::GatewayError,
    settle::{Desk, Inbound},
    state::{Config, Lane, Queued, STATE_QUEUED},
    wire::item::Item,
};

#[event_cpi]
#[derive(Accounts)]
pub struct ClaimQueued<'info> {
    #[account(mut)]
    pub payer: Signer<'info>,
    #[account(seeds = [CONFIG_SEED], bump = config.bump, has_one = mint)]
    pub config: Box<Account<'info, Config>>,
    #[account(seeds = [LANE_SEED, queued.src_eid.to_le_bytes().as_ref()], bump = lane.load()?.bump)]
    pub lane: AccountLoader<'info, Lane>,
    #[account(mut, seeds = [QUEUED_SEED, queued.leaf.as_ref()], bump = queued.bump, close = rent_payer)]
    pub queued: Box<Account<'info, Queued>>,
    /// CHECK: whoever paid for the queue account.
    #[account(mut, address = queued.payer)]
    pub rent_payer: UncheckedAccount<'info>,
    #[account(mut)]
    pub mint: Box<Account<'info, Mint>>,
    /// CHECK: an address that signs mints.
    #[account(seeds = [MINT_AUTHORITY_SEED], bump = config.mint_authority_bump)]
    pub mint_authority: UncheckedAccount<'info>,
    /// CHECK: a token account of the recipient, or his associated one when it is not usable; `Desk::route` checks.
    #[account(mut)]
    pub token_account: Option<UncheckedAccount<'info>>,
    /// CHECK: the recipient, to open his token account; `Desk::route` checks.
    pub owner: Option<UncheckedAccount<'info>>,
    /// CHECK: address ["credit", leaf] if nobody can be credited; `Slot::at` checks.
    #[account(mut)]
    pub credit: Option<UncheckedAccount<'info>>,
    /// CHECK: address ["compose", leaf] if the item has a call; `Slot::at` checks.
    #[account(mut)]
    pub compose: Option<UncheckedAccount<'info>>,
    pub token_program: Program<'info, Token>,
    pub associated_token_program: Program<'info, AssociatedToken>,
    pub system_program: Program<'info, System>,
}

/// Credits a queued message whose time has come: by time, or because what went out brought the bucket's debt back within its
/// capacity. Consumes nothing more of the bucket, obeys pause and cap.
///
/// Fails with `AccountMismatch` when the item is not the queued one, `NotQueued`, `InboundPaused`, `NotReleasable`,
/// `SupplyCapReached`, and what `Desk::route` fails with.
pub fn claim_queued<'info>(ctx: Context<'info, ClaimQueued<'info>>, item: Vec<u8>) -> Result<()> {
    let accounts = &*ctx.accounts;
    let (config, queued) = (&accounts.config, &accounts.queued);
    let now = now()?;
    let mut lane = *accounts.lane.load()?;
    lane.settle(now);
    let inbound = Inbound::new(Item::read_alone(&item)?, &lane, config, &config.key())?;
    // SAFETY: the leaf names the content; without this another message could be credited for the queued one.
    require!(inbound.leaf == queued.leaf, GatewayError::AccountMismatch);
    require!(queued.state == STATE_QUEUED, GatewayError::NotQueued);
    require!(!config.is_paused(now) && !lane.is_inbound_paused(now), GatewayError::InboundPaused);
    let is_due = now >= queued.release_at;
    let is_paid = lane.debt_milli <= lane.capacity_milli && now >= queued.delayed_until;
    require!(is_due || is_paid, GatewayError::NotReleasable);
    let mut desk = accounts.desk(now);
    require!(desk.has_room(queued.amount_units), GatewayError::SupplyCapReached);

    let infos = accounts.item_infos();
    let given = infos.as_item_accounts();
    let route = desk.route(&inbound, &given)?;
    let compose = desk.compose_slot(&inbound, &route, &given)?;
    desk.conclude(&inbound, route, compose)
}

impl<'info> ClaimQueued<'info> {
    fn item_infos(&self) -> ItemInfos<'info> {
        let info = |account: &Option<UncheckedAccount<'info>>| account.as_ref().map(|a| a.to_account_info());
        ItemInfos {
            token: info(&self.token_account),
            owner: info(&self.owner),
            queued: None,
            credit: info(&self.credit),
            compose: info(&self.compose),
        }
    }

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
