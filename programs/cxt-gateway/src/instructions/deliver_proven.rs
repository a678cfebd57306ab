use anchor_lang::prelude::*;
use anchor_spl::{
    associated_token::AssociatedToken,
    token::{Mint, Token},
};

use crate::{
    clock::now,
    constants::{CONFIG_SEED, LANE_SEED, MINT_AUTHORITY_SEED, NONCES_SEED, ROOT_SEED, SET_SEED},
    errors::GatewayError,
    events::BatchAccepted,
    report::report,
    settle::{settle_item, Desk, Inbound, ItemAccounts, Outcome},
    state::{AttestedRoot, Config, Lane, NoncePage, SignerSet},
    wire::{item::Item, tree},
};

#[event_cpi]
#[derive(Accounts)]
pub struct DeliverProven<'info> {
    #[account(mut)]
    pub payer: Signer<'info>,
    #[account(seeds = [CONFIG_SEED], bump = config.bump, has_one = mint)]
    pub config: Box<Account<'info, Config>>,
    #[account(seeds = [SET_SEED, root.epoch.to_le_bytes().as_ref()], bump = signer_set.bump)]
    pub signer_set: Box<Account<'info, SignerSet>>,
    #[account(seeds = [ROOT_SEED, root.root.as_ref()], bump = root.bump)]
    pub root: Box<Account<'info, AttestedRoot>>,
    #[account(mut, seeds = [LANE_SEED, lane.load()?.eid.to_le_bytes().as_ref()], bump = lane.load()?.bump)]
    pub lane: AccountLoader<'info, Lane>,
    #[account(
        mut,
        seeds = [NONCES_SEED, nonces.load()?.src_eid.to_le_bytes().as_ref(), nonces.load()?.page.to_le_bytes().as_ref()],
        bump = nonces.load()?.bump
    )]
    pub nonces: AccountLoader<'info, NoncePage>,
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
    /// CHECK: address ["queued", leaf] if the item has to wait; `Slot::at` checks.
    #[account(mut)]
    pub queued: Option<UncheckedAccount<'info>>,
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

/// Executes one message of an attested root. Ends without effect and without an event if its nonce was used before.
///
/// Fails with `NotLive`, `AttestationExpired`, `EpochExpired`, `AccountMismatch` for another lane's or page's account, what
/// items and proofs fail with, and with the reason why it may not be delivered now.
pub fn deliver_proven<'info>(
    ctx: Context<'info, DeliverProven<'info>>,
    item: Vec<u8>,
    index: u32,
    proof: Vec<[u8; 32]>,
) -> Result<()> {
    let accounts = &*ctx.accounts;
    let (config, root) = (&accounts.config, &accounts.root);
    config.require_live()?;
    let now = now()?;
    // SAFETY: a root outlives neither its attestation nor the set that signed it.
    require!(now <= root.not_after, GatewayError::AttestationExpired);
    accounts.signer_set.require_signs(root.epoch, now)?;
    let item = Item::read_alone(&item)?;
    let mut lane = accounts.lane.load_mut()?;
    let mut page = accounts.nonces.load_mut()?;
    let is_page = page.src_eid == item.src_eid && page.page == NoncePage::page_of(item.nonce);
    require!(is_page, GatewayError::AccountMismatch);
    let inbound = Inbound::new(item, &lane, config, &config.key())?;
    tree::verify_proof(&inbound.leaf, index, root.count, &proof, &root.root)?;

    let infos = accounts.item_infos();
    let given = infos.as_item_accounts();
    let mut desk = accounts.desk(now);
    match settle_item(&mut desk, config, &mut lane, &mut page, &inbound, &given)? {
        Outcome::Skipped => return Ok(()),
        Outcome::Refused(reason) => return Err(reason.into()),
        Outcome::Done => {}
    }
    let event = BatchAccepted {
        root: root.root,
        epoch: root.epoch,
        bitmap: root.bitmap,
        submitter: accounts.payer.key(),
        done: 1,
        failed: 0,
    };
    report(&desk.event_authority, &event)
}

/// The optional accounts of an item, as account infos.
pub(super) struct ItemInfos<'info> {
    pub token: Option<AccountInfo<'info>>,
    pub owner: Option<AccountInfo<'info>>,
    pub queued: Option<AccountInfo<'info>>,
    pub credit: Option<AccountInfo<'info>>,
    pub compose: Option<AccountInfo<'info>>,
}

impl<'info> ItemInfos<'info> {
    pub(super) fn as_item_accounts(&self) -> ItemAccounts<'_, 'info> {
        ItemAccounts {
            token: self.token.as_ref(),
            owner: self.owner.as_ref(),
            queued: self.queued.as_ref(),
            credit: self.credit.as_ref(),
            compose: self.compose.as_ref(),
        }
    }
}

impl<'info> DeliverProven<'info> {
    fn item_infos(&self) -> ItemInfos<'info> {
        let info = |account: &Option<UncheckedAccount<'info>>| account.as_ref().map(|a| a.to_account_info());
        ItemInfos {
            token: info(&self.token_account),
            owner: info(&self.owner),
            queued: info(&self.queued),
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
