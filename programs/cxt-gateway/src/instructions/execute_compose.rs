use anchor_lang::{
    prelude::*,
    solana_program::{bpf_loader_upgradeable, instruction::Instruction, program::invoke_signed},
};
use anchor_spl::{associated_token, token};

use crate::{
    constants::{COMPOSE_AUTHORITY_SEED, COMPOSE_SEED, CONFIG_SEED, LANE_SEED},
    errors::GatewayError,
    events::ComposeDelivered,
    report::report,
    settle::Inbound,
    state::{Compose, Config, Lane},
    wire::item::Item,
};

/// First eight bytes of `sha256("global:cxt_compose")`: the instruction that receivers have.
const COMPOSE_DISCRIMINATOR: [u8; 8] = [0xfc, 0x18, 0x0e, 0x22, 0x92, 0xf0, 0xd7, 0xa2];

/// What a receiver is called with, after the discriminator.
#[derive(AnchorSerialize)]
struct ComposeArgs<'a> {
    guid: [u8; 32],
    src_eid: u32,
    compose_from: [u8; 32],
    amount_units: u64,
    message: &'a [u8],
}

#[event_cpi]
#[derive(Accounts)]
pub struct ExecuteCompose<'info> {
    #[account(seeds = [CONFIG_SEED], bump = config.bump)]
    pub config: Box<Account<'info, Config>>,
    #[account(seeds = [LANE_SEED, lane.load()?.eid.to_le_bytes().as_ref()], bump = lane.load()?.bump)]
    pub lane: AccountLoader<'info, Lane>,
    #[account(mut, seeds = [COMPOSE_SEED, compose.leaf.as_ref()], bump = compose.bump, close = rent_payer)]
    pub compose: Box<Account<'info, Compose>>,
    /// CHECK: whoever paid for the compose account.
    #[account(mut, address = compose.payer)]
    pub rent_payer: UncheckedAccount<'info>,
    /// CHECK: the message's recipient, an account of the program that is called.
    #[account(mut)]
    pub recipient: UncheckedAccount<'info>,
    /// CHECK: the program that owns the recipient.
    #[account(executable, address = *recipient.owner)]
    pub target: UncheckedAccount<'info>,
    /// CHECK: signs the call for this receiver alone; it has no authority anywhere and holds nothing.
    #[account(seeds = [COMPOSE_AUTHORITY_SEED, target.key().as_ref()], bump)]
    pub compose_authority: UncheckedAccount<'info>,
}

/// Makes the call of a credited message. Open to anyone; if it fails nothing changes and anyone tries again.
///
/// The receiver sees `compose_authority` as the only signer, the recipient, then the accounts that follow.
/// Fails with `AccountMismatch` when the item is not the pending one or the recipient not the message's, `NoCall`,
/// `TargetForbidden`, or with the receiver's error.
pub fn execute_compose<'info>(ctx: Context<'info, ExecuteCompose<'info>>, item: Vec<u8>) -> Result<()> {
    let accounts = &*ctx.accounts;
    let config = &accounts.config;
    let inbound = {
        let lane = accounts.lane.load()?;
        Inbound::new(Item::read_alone(&item)?, &lane, config, &config.key())?
    };
    require!(inbound.leaf == accounts.compose.leaf, GatewayError::AccountMismatch);
    require!(accounts.recipient.key() == inbound.item.message.send_to, GatewayError::AccountMismatch);
    require!(!is_forbidden(accounts.target.key), GatewayError::TargetForbidden);
    let bump = ctx.bumps.compose_authority;
    accounts.call(&inbound, bump, ctx.remaining_accounts)?;
    let event = ComposeDelivered { guid: inbound.guid, leaf: inbound.leaf };
    report(&accounts.event_authority, &event)
}

/// Programs that are no receivers: they would do what their instructions say for whoever signs.
fn is_forbidden(target: &Pubkey) -> bool {
    let forbidden = [
        crate::ID,
        System::id(),
        token::ID,
        TOKEN_2022,
        associated_token::ID,
        bpf_loader_upgradeable::ID,
        LOADER_V1,
        LOADER_V2,
        LOADER_V4,
        NATIVE_LOADER,
    ];
    forbidden.contains(target)
}

const TOKEN_2022: Pubkey = pubkey!("TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb");
const LOADER_V1: Pubkey = pubkey!("BPFLoader1111111111111111111111111111111111");
const LOADER_V2: Pubkey = pubkey!("BPFLoader2111111111111111111111111111111111");
const LOADER_V4: Pubkey = pubkey!("LoaderV411111111111111111111111111111111111");
const NATIVE_LOADER: Pubkey = pubkey!("NativeLoader1111111111111111111111111111111");

impl<'info> ExecuteCompose<'info> {
    #[inline(never)]
    fn call(&self, inbound: &Inbound, bump: u8, following: &[AccountInfo<'info>]) -> Result<()> {
        let message = &inbound.item.message;
        let call = message.call().ok_or(GatewayError::NoCall)?;
        let mut data = Vec::with_capacity(8 + 32 + 4 + 32 + 8 + 4 + call.body.len());
        data.extend_from_slice(&COMPOSE_DISCRIMINATOR);
        ComposeArgs {
            guid: inbound.guid,
            src_eid: inbound.item.src_eid,
            compose_from: call.from,
            amount_units: message.amount_units,
            message: call.body,
        }
        .serialize(&mut data)?;

        let authority = self.compose_authority.to_account_info();
        let recipient = self.recipient.to_account_info();
        let mut infos = Vec::with_capacity(following.len() + 2);
        infos.push(authority);
        infos.push(recipient);
        infos.extend_from_slice(following);
        // SAFETY: no signature of this transaction is lent to the receiver, not even the payer's.
        let mut metas: Vec<_> = infos
            .iter()
            .map(|info| AccountMeta { pubkey: *info.key, is_signer: false, is_writable: info.is_writable })
            .collect();
        metas[0] = AccountMeta::new_readonly(*self.compose_authority.key, true);

        let instruction = Instruction { program_id: *self.target.key, accounts: metas, data };
        let seeds: &[&[u8]] = &[COMPOSE_AUTHORITY_SEED, self.target.key.as_ref(), &[bump]];
        invoke_signed(&instruction, &infos, &[seeds])?;
        Ok(())
    }
}
