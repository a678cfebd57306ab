//! A receiver of calls that come with CXT: stores what it is sent, and can be told to fail. Copy it.
//!
//! How it works: messages go to the inbox, an account of this program. The gateway first credits the CXT to the inbox's token
//! account, then anyone makes the call `cxt_compose`. A call that fails changes nothing and is tried again, so an error here
//! means "later", never "lost". The gateway cannot be called from inside the call: store now, act in a later instruction.
#![allow(unexpected_cfgs)]
#![forbid(unsafe_code)]

use anchor_lang::prelude::*;

declare_id!("4SHmaZv1hEKMnLKTeDLV3v1AudAYUmQk2SHerYFmeegn");

/// The gateway, and its seed for the address that signs calls to one receiver alone.
pub const GATEWAY: Pubkey = pubkey!("9dSGVrBBpUCc2GU5jCVQ1zJe7qiEphfTrPvZiQr9GR9f");
pub const COMPOSE_AUTHORITY_SEED: &[u8] = b"compose_auth";

#[program]
pub mod compose_receiver {
    use super::*;

    /// Opens the inbox. Its address is what senders put down as the recipient.
    pub fn initialize(ctx: Context<Initialize>) -> Result<()> {
        let inbox = &mut ctx.accounts.inbox;
        inbox.admin = ctx.accounts.admin.key();
        inbox.bump = ctx.bumps.inbox;
        Ok(())
    }

    /// While it is refusing, every call fails.
    pub fn set_refusing(ctx: Context<SetRefusing>, refusing: bool) -> Result<()> {
        ctx.accounts.inbox.refusing = refusing;
        Ok(())
    }

    /// What the gateway calls. `compose_from` is who sent the message on the source chain, `amount_units` what was credited
    /// with it.
    pub fn cxt_compose(
        ctx: Context<CxtCompose>,
        guid: [u8; 32],
        src_eid: u32,
        compose_from: [u8; 32],
        amount_units: u64,
        message: Vec<u8>,
    ) -> Result<()> {
        let inbox = &mut ctx.accounts.inbox;
        require!(!inbox.refusing, ReceiverError::Refusing);
        require!(message.len() <= MESSAGE_MAX, ReceiverError::MessageTooLong);
        inbox.count = inbox.count.checked_add(1).ok_or(ReceiverError::Overflow)?;
        inbox.received_units = inbox.received_units.checked_add(amount_units).ok_or(ReceiverError::Overflow)?;
        inbox.guid = guid;
        inbox.src_eid = src_eid;
        inbox.compose_from = compose_from;
        inbox.message = message;
        Ok(())
    }

    /// Accounts that `cxt_compose` needs after the compose authority and the recipient: none here. Relayers simulate this
    /// instruction and pass on what it returns.
    pub fn cxt_compose_accounts(
        _ctx: Context<CxtComposeAccounts>,
        _guid: [u8; 32],
        _src_eid: u32,
        _compose_from: [u8; 32],
        _amount_units: u64,
        _message: Vec<u8>,
    ) -> Result<Vec<ComposeAccount>> {
        Ok(Vec::new())
    }
}

/// Longest message that the inbox keeps.
pub const MESSAGE_MAX: usize = 408;

/// Where messages arrive; shows the last one.
#[account]
#[derive(InitSpace)]
pub struct Inbox {
    pub admin: Pubkey,
    pub bump: u8,
    pub refusing: bool,
    pub count: u64,
    pub received_units: u64,
    pub guid: [u8; 32],
    pub src_eid: u32,
    pub compose_from: [u8; 32],
    #[max_len(MESSAGE_MAX)]
    pub message: Vec<u8>,
}

/// One account that a call needs.
#[derive(AnchorSerialize, AnchorDeserialize, Clone)]
pub struct ComposeAccount {
    pub pubkey: Pubkey,
    pub is_writable: bool,
}

#[derive(Accounts)]
pub struct Initialize<'info> {
    #[account(mut)]
    pub admin: Signer<'info>,
    #[account(init, payer = admin, space = 8 + Inbox::INIT_SPACE, seeds = [b"inbox"], bump)]
    pub inbox: Account<'info, Inbox>,
    pub system_program: Program<'info, System>,
}

#[derive(Accounts)]
pub struct SetRefusing<'info> {
    pub admin: Signer<'info>,
    #[account(mut, seeds = [b"inbox"], bump = inbox.bump, has_one = admin)]
    pub inbox: Account<'info, Inbox>,
}

#[derive(Accounts)]
pub struct CxtCompose<'info> {
    /// Only the gateway can sign for this address, and only to call this program: without this check anyone could call.
    #[account(seeds = [COMPOSE_AUTHORITY_SEED, crate::ID.as_ref()], bump, seeds::program = GATEWAY)]
    pub compose_authority: Signer<'info>,
    #[account(mut, seeds = [b"inbox"], bump = inbox.bump)]
    pub inbox: Account<'info, Inbox>,
}

#[derive(Accounts)]
pub struct CxtComposeAccounts<'info> {
    #[account(seeds = [b"inbox"], bump = inbox.bump)]
    pub inbox: Account<'info, Inbox>,
}

#[error_code]
pub enum ReceiverError {
    #[msg("told to refuse")]
    Refusing,
    #[msg("the message is longer than the inbox keeps")]
    MessageTooLong,
    #[msg("arithmetic overflow")]
    Overflow,
}
