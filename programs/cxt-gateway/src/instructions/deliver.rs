use anchor_lang::prelude::*;
use anchor_spl::{
    associated_token::AssociatedToken,
    token::{Mint, Token},
};

use crate::{
    clock::now,
    constants::{CONFIG_SEED, LANE_SEED, MINT_AUTHORITY_SEED, NONCES_SEED, SET_SEED},
    errors::GatewayError,
    events::{BatchAccepted, PacketFailed},
    report::report,
    settle::{settle_item, Desk, Inbound, ItemAccounts, Outcome},
    state::{Config, Lane, NoncePage, SignerSet},
    verify_batch::verify_batch,
    wire::{attestation::COMPACT_BYTES, item::Item, tree},
};

#[event_cpi]
#[derive(Accounts)]
pub struct Deliver<'info> {
    /// Whoever delivers; pays rent where an item needs an account, and gets it back when that is closed.
    #[account(mut)]
    pub payer: Signer<'info>,
    #[account(seeds = [CONFIG_SEED], bump = config.bump, has_one = mint)]
    pub config: Box<Account<'info, Config>>,
    #[account(seeds = [SET_SEED, signer_set.epoch.to_le_bytes().as_ref()], bump = signer_set.bump)]
    pub signer_set: Box<Account<'info, SignerSet>>,
    /// Lane of the first item.
    #[account(mut, seeds = [LANE_SEED, lane.load()?.eid.to_le_bytes().as_ref()], bump = lane.load()?.bump)]
    pub lane: AccountLoader<'info, Lane>,
    /// Page of the first item's nonce.
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
    pub token_program: Program<'info, Token>,
    pub associated_token_program: Program<'info, AssociatedToken>,
    pub system_program: Program<'info, System>,
}

/// Lane and page that the item in hand belongs to.
struct Hand<'info> {
    lane: AccountLoader<'info, Lane>,
    nonces: AccountLoader<'info, NoncePage>,
}

/// Executes all messages of an attested batch, each isolated from the others.
///
/// `accounts_of_items` has one byte an item: which of its accounts follow (1 token account, 2 owner, 4 queued, 8 credit,
/// 16 compose). Before an item of another source stand that lane and its page, before one of another page that page.
///
/// Fails with `NotLive`, what `verify_batch` fails with, when an item cannot be read or belongs to no lane here, with
/// `RootMismatch` when the items do not make up the root, and with `AccountMissing`.
pub fn deliver<'info>(
    ctx: Context<'info, Deliver<'info>>,
    attestation: [u8; COMPACT_BYTES],
    signatures: Vec<u8>,
    items: Vec<u8>,
    accounts_of_items: Vec<u8>,
) -> Result<()> {
    let accounts = &*ctx.accounts;
    accounts.config.require_live()?;
    let now = now()?;
    let (batch, bitmap) = verify_batch(&accounts.config, &accounts.signer_set, &attestation, &signatures, now)?;
    let count = batch.count as usize;
    require!(accounts_of_items.len() == count, GatewayError::AccountMissing);

    let mut rest = ctx.remaining_accounts.iter();
    let mut hand = Hand { lane: accounts.lane.clone(), nonces: accounts.nonces.clone() };
    let mut desk = accounts.desk(now);
    let mut leaves = Vec::with_capacity(count.next_power_of_two());
    let mut unread = items.as_slice();
    let (mut done, mut failed) = (0u32, 0u32);
    for flags in accounts_of_items {
        let (item, after) = Item::read(unread)?;
        unread = after;
        hand.turn_to(&item, &mut rest)?;
        let given = ItemAccounts::take(flags, &mut rest)?;
        let (leaf, outcome) = hand.settle(&mut desk, accounts, item, &given)?;
        leaves.push(leaf);
        match outcome {
            Outcome::Done => done += 1,
            Outcome::Refused(_) => failed += 1,
            Outcome::Skipped => {}
        }
    }
    require!(unread.is_empty(), GatewayError::TrailingBytes);
    // SAFETY: what was credited above stands only if it is what was signed; otherwise the whole transaction is undone.
    require!(tree::root(leaves) == batch.root, GatewayError::RootMismatch);
    let submitter = accounts.payer.key();
    let event = BatchAccepted { root: batch.root, epoch: batch.epoch, bitmap, submitter, done, failed };
    report(&desk.event_authority, &event)
}

impl<'info> Deliver<'info> {
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

impl<'info> Hand<'info> {
    /// Takes lane and page of the item, from the accounts that follow if they are others than those in hand.
    ///
    /// Fails with `AccountMissing`, `AccountMismatch`, `AccountNotWritable`, and with Anchor's errors for accounts of another
    /// owner or type.
    fn turn_to(&mut self, item: &Item, rest: &mut std::slice::Iter<'info, AccountInfo<'info>>) -> Result<()> {
        if self.lane.load()?.eid != item.src_eid {
            self.lane = AccountLoader::try_from(next_writable(rest)?)?;
            self.nonces = AccountLoader::try_from(next_writable(rest)?)?;
        } else if !self.is_page_of(item)? {
            self.nonces = AccountLoader::try_from(next_writable(rest)?)?;
        } else {
            return Ok(());
        }
        let is_lane = self.lane.load()?.eid == item.src_eid;
        require!(is_lane && self.is_page_of(item)?, GatewayError::AccountMismatch);
        Ok(())
    }

    fn is_page_of(&self, item: &Item) -> Result<bool> {
        let nonces = self.nonces.load()?;
        Ok(nonces.src_eid == item.src_eid && nonces.page == NoncePage::page_of(item.nonce))
    }

    /// Settles the item; a refusal is reported. Returns its leaf.
    #[inline(never)]
    fn settle(
        &self,
        desk: &mut Desk<'info>,
        accounts: &Deliver<'info>,
        item: Item,
        given: &ItemAccounts<'_, 'info>,
    ) -> Result<([u8; 32], Outcome)> {
        let mut lane = self.lane.load_mut()?;
        let mut page = self.nonces.load_mut()?;
        let inbound = Inbound::new(item, &lane, &accounts.config, &accounts.config.key())?;
        let outcome = settle_item(desk, &accounts.config, &mut lane, &mut page, &inbound, given)?;
        if let Outcome::Refused(reason) = &outcome {
            let Inbound { item, guid, leaf } = &inbound;
            let reason = u32::from(*reason);
            let event = PacketFailed { src_eid: item.src_eid, nonce: item.nonce, guid: *guid, leaf: *leaf, reason };
            report(&desk.event_authority, &event)?;
        }
        Ok((inbound.leaf, outcome))
    }
}

/// The next account that follows. Accounts of this program with the type of a lane or page exist only at their own
/// addresses, so owner, type and contents (checked by the caller) name them.
fn next_writable<'info>(rest: &mut std::slice::Iter<'info, AccountInfo<'info>>) -> Result<&'info AccountInfo<'info>> {
    let info = rest.next().ok_or(GatewayError::AccountMissing)?;
    require!(info.is_writable, GatewayError::AccountNotWritable);
    Ok(info)
}
