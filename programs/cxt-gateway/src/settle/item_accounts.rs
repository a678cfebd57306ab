use anchor_lang::prelude::*;

use crate::errors::GatewayError;

/// Flags of the accounts that are given for an item, in this order.
const TOKEN: u8 = 1;
const OWNER: u8 = 2;
const QUEUED: u8 = 4;
const CREDIT: u8 = 8;
const COMPOSE: u8 = 16;
const ALL: u8 = TOKEN | OWNER | QUEUED | CREDIT | COMPOSE;

/// Accounts that one item may need. Which ones, the sender of the transaction says; whether they are the right ones is
/// checked when they are used.
pub struct ItemAccounts<'a, 'info> {
    /// A token account of the recipient, or his associated one when that is not usable.
    pub token: Option<&'a AccountInfo<'info>>,
    /// The recipient, to open his token account.
    pub owner: Option<&'a AccountInfo<'info>>,
    pub queued: Option<&'a AccountInfo<'info>>,
    pub credit: Option<&'a AccountInfo<'info>>,
    pub compose: Option<&'a AccountInfo<'info>>,
}

impl<'a, 'info> ItemAccounts<'a, 'info> {
    /// Takes the accounts that `flags` names from `rest`. Fails with `AccountMissing`, `ValueOutOfRange`.
    pub fn take(flags: u8, rest: &mut std::slice::Iter<'a, AccountInfo<'info>>) -> Result<Self> {
        require!(flags & !ALL == 0, GatewayError::ValueOutOfRange);
        let mut next = |flag: u8| -> Result<Option<&'a AccountInfo<'info>>> {
            if flags & flag == 0 {
                return Ok(None);
            }
            rest.next().map(Some).ok_or_else(|| error!(GatewayError::AccountMissing))
        };
        Ok(Self {
            token: next(TOKEN)?,
            owner: next(OWNER)?,
            queued: next(QUEUED)?,
            credit: next(CREDIT)?,
            compose: next(COMPOSE)?,
        })
    }
}
