use anchor_lang::prelude::*;
use anchor_spl::{
    associated_token::{create_idempotent, Create},
    token::{mint_to, MintTo},
};

use super::{
    inbound::Inbound,
    item_accounts::ItemAccounts,
    slot::Slot,
    token_account::{is_associated, is_usable, is_vacant},
};
use crate::{
    constants::{COMPOSE_SEED, CREDIT_SEED, MINT_AUTHORITY_SEED},
    errors::GatewayError,
    events::{PacketClaimable, PacketDelivered},
    report::report,
    state::{Compose, Credit},
};

/// What crediting takes: mint and its authority, the programs, who pays rent, and how much may still be minted.
pub struct Desk<'info> {
    pub payer: AccountInfo<'info>,
    pub mint: AccountInfo<'info>,
    pub mint_authority: AccountInfo<'info>,
    pub mint_authority_bump: u8,
    pub token_program: AccountInfo<'info>,
    pub system_program: AccountInfo<'info>,
    pub event_authority: AccountInfo<'info>,
    pub supply_units: u64,
    pub supply_cap_units: u64,
    /// Unix seconds.
    pub now: u64,
}

/// How an item will be credited. Made by `Desk::route`, which has checked that nothing of it can fail.
pub enum CreditRoute<'a, 'info> {
    /// Nothing but a call.
    Nothing,
    /// To a token account that exists.
    Existing(&'a AccountInfo<'info>),
    /// To the associated token account, which is opened: it was paid for.
    Opening { token: &'a AccountInfo<'info>, owner: &'a AccountInfo<'info> },
    /// Later, when the recipient has a token account.
    Claimable(Slot<'a, 'info>),
}

impl<'info> Desk<'info> {
    /// Whether the supply may grow by the amount now.
    pub fn has_room(&self, amount_units: u64) -> bool {
        self.supply_units.checked_add(amount_units).is_some_and(|supply| supply <= self.supply_cap_units)
    }

    /// Finds how an item can be credited, or why it cannot with these accounts. Changes nothing.
    ///
    /// Only an associated token account that is not usable shows that nobody can be credited: with less, a stranger who
    /// delivers could make every credit wait.
    pub fn route<'a>(
        &self,
        inbound: &Inbound,
        accounts: &ItemAccounts<'a, 'info>,
    ) -> std::result::Result<CreditRoute<'a, 'info>, GatewayError> {
        let message = &inbound.item.message;
        if message.amount_units == 0 {
            return Ok(CreditRoute::Nothing);
        }
        let (mint, to) = (self.mint.key, &message.send_to);
        let token = accounts.token.ok_or(GatewayError::TokenAccountRequired)?;
        if is_usable(token, mint, to) {
            return if token.is_writable {
                Ok(CreditRoute::Existing(token))
            } else {
                Err(GatewayError::AccountNotWritable)
            };
        }
        if !is_associated(token, mint, to) {
            return Err(GatewayError::TokenAccountRequired);
        }
        if inbound.item.buys_account() && is_vacant(token) {
            let owner = accounts.owner.ok_or(GatewayError::OwnerAccountRequired)?;
            if owner.key != to {
                return Err(GatewayError::AccountMismatch);
            }
            if !token.is_writable {
                return Err(GatewayError::AccountNotWritable);
            }
            return Ok(CreditRoute::Opening { token, owner });
        }
        let credit = accounts.credit.ok_or(GatewayError::CreditAccountRequired)?;
        Ok(CreditRoute::Claimable(Slot::at(credit, CREDIT_SEED, &inbound.leaf)?))
    }

    /// Finds the place of an item's pending call: none without a call, or when the call waits with its credit.
    pub fn compose_slot<'a>(
        &self,
        inbound: &Inbound,
        route: &CreditRoute,
        accounts: &ItemAccounts<'a, 'info>,
    ) -> std::result::Result<Option<Slot<'a, 'info>>, GatewayError> {
        if !inbound.item.message.has_call() || matches!(route, CreditRoute::Claimable(_)) {
            return Ok(None);
        }
        let compose = accounts.compose.ok_or(GatewayError::ComposeAccountRequired)?;
        Slot::at(compose, COMPOSE_SEED, &inbound.leaf).map(Some)
    }

    /// Credits an item by its route, stores its call, and reports it. Used by delivery and claim; nothing else credits items.
    pub fn conclude<'a>(
        &mut self,
        inbound: &Inbound,
        route: CreditRoute<'a, 'info>,
        compose: Option<Slot<'a, 'info>>,
    ) -> Result<()> {
        let amount_units = inbound.item.message.amount_units;
        match route {
            CreditRoute::Nothing => {}
            CreditRoute::Existing(token) => self.credit(token, amount_units)?,
            CreditRoute::Opening { token, owner } => {
                self.open_token_account(token, owner)?;
                self.credit(token, amount_units)?;
            }
            CreditRoute::Claimable(slot) => return self.put_down(inbound, slot),
        }
        if let Some(slot) = compose {
            self.put_down_call(&inbound.leaf, slot)?;
        }
        self.report_delivered(inbound.item.src_eid, inbound.item.nonce, &inbound.guid, &inbound.leaf, amount_units)
    }

    /// Mints. SAFETY: the only call of `mint_to`; whoever calls this has used up the item's nonce, queue entry or credit.
    pub fn credit(&mut self, token: &AccountInfo<'info>, amount_units: u64) -> Result<()> {
        let seeds: &[&[u8]] = &[MINT_AUTHORITY_SEED, &[self.mint_authority_bump]];
        let accounts = MintTo { mint: self.mint.clone(), to: token.clone(), authority: self.mint_authority.clone() };
        mint_to(CpiContext::new_with_signer(*self.token_program.key, accounts, &[seeds]), amount_units)?;
        self.supply_units = self.supply_units.checked_add(amount_units).ok_or(GatewayError::Overflow)?;
        Ok(())
    }

    /// Stores a pending call.
    pub fn put_down_call(&self, leaf: &[u8; 32], slot: Slot<'_, 'info>) -> Result<()> {
        slot.open(&self.payer, |bump| Compose { bump, leaf: *leaf, payer: *self.payer.key })
    }

    pub fn report_delivered(
        &self,
        src_eid: u32,
        nonce: u64,
        guid: &[u8; 32],
        leaf: &[u8; 32],
        amount_units: u64,
    ) -> Result<()> {
        let event = PacketDelivered { src_eid, nonce, guid: *guid, leaf: *leaf, amount_units };
        report(&self.event_authority, &event)
    }

    #[inline(never)]
    fn open_token_account(&self, token: &AccountInfo<'info>, owner: &AccountInfo<'info>) -> Result<()> {
        let accounts = Create {
            payer: self.payer.clone(),
            associated_token: token.clone(),
            authority: owner.clone(),
            mint: self.mint.clone(),
            system_program: self.system_program.clone(),
            token_program: self.token_program.clone(),
        };
        create_idempotent(CpiContext::new(anchor_spl::associated_token::ID, accounts))
    }

    #[inline(never)]
    fn put_down(&self, inbound: &Inbound, slot: Slot<'_, 'info>) -> Result<()> {
        let Inbound { item, guid, leaf } = inbound;
        slot.open(&self.payer, |bump| Credit {
            bump,
            leaf: *leaf,
            guid: *guid,
            src_eid: item.src_eid,
            nonce: item.nonce,
            amount_units: item.message.amount_units,
            recipient: item.message.send_to,
            has_call: item.message.has_call(),
            payer: *self.payer.key,
        })?;
        report(
            &self.event_authority,
            &PacketClaimable {
                src_eid: item.src_eid,
                nonce: item.nonce,
                guid: *guid,
                leaf: *leaf,
                amount_units: item.message.amount_units,
                recipient: item.message.send_to,
            },
        )
    }
}
