//! A receiver that misbehaves, for the gateway's tests: its message says how.
//!
//! First byte 0: uses up all compute. First byte 1: makes any call with what it was given, `program u8 ‖ n u8 ‖ n × (account u8
//! ‖ flags u8) ‖ data`; accounts count from the compose authority; flags: 1 signer, 2 writable.
#![allow(unexpected_cfgs)]
#![forbid(unsafe_code)]

use anchor_lang::{
    prelude::*,
    solana_program::{instruction::Instruction, program::invoke},
};

declare_id!("tinXPQMiy5xemNJjQdREGJxJ9HtmE3WSzyZhWiUsKUE");

#[program]
pub mod hostile_receiver {
    use super::*;

    pub fn initialize(_ctx: Context<Initialize>) -> Result<()> {
        Ok(())
    }

    pub fn cxt_compose<'info>(
        ctx: Context<'info, CxtCompose<'info>>,
        _guid: [u8; 32],
        _src_eid: u32,
        _compose_from: [u8; 32],
        _amount_units: u64,
        message: Vec<u8>,
    ) -> Result<()> {
        let accounts = &*ctx.accounts;
        let mut infos = vec![accounts.compose_authority.to_account_info(), accounts.recipient.to_account_info()];
        infos.extend_from_slice(ctx.remaining_accounts);
        match message.as_slice() {
            [0, ..] => loop {
                Clock::get()?;
            },
            [1, program, count, rest @ ..] => {
                let (metas, data) = rest.split_at(2 * usize::from(*count));
                let accounts = metas
                    .chunks(2)
                    .map(|meta| AccountMeta {
                        pubkey: *infos[usize::from(meta[0])].key,
                        is_signer: meta[1] & 1 != 0,
                        is_writable: meta[1] & 2 != 0,
                    })
                    .collect();
                let program_id = *infos[usize::from(*program)].key;
                invoke(&Instruction { program_id, accounts, data: data.to_vec() }, &infos)?;
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

#[account]
#[derive(InitSpace)]
pub struct Inbox {
    pub unused: u8,
}

#[derive(Accounts)]
pub struct Initialize<'info> {
    #[account(mut)]
    pub payer: Signer<'info>,
    #[account(init, payer = payer, space = 8 + Inbox::INIT_SPACE, seeds = [b"inbox"], bump)]
    pub inbox: Account<'info, Inbox>,
    pub system_program: Program<'info, System>,
}

#[derive(Accounts)]
pub struct CxtCompose<'info> {
    /// CHECK: whatever comes.
    pub compose_authority: UncheckedAccount<'info>,
    /// CHECK: whatever comes.
    #[account(mut)]
    pub recipient: UncheckedAccount<'info>,
}
