use anchor_lang::prelude::*;
use anchor_spl::token::{burn, transfer, Burn, Mint, Token, TokenAccount, Transfer};

use crate::{
    clock::now,
    constants::{
        CONFIG_SEED, FEE_VAULT_SEED, LANE_SEED, MAX_MESSAGE_BYTES_EVM, MAX_MESSAGE_BYTES_SOLANA, OPEN_ACCOUNT_BIT,
        TOTAL_SUPPLY_UNITS, UNIT_WEI,
    },
    errors::GatewayError,
    events::{FeePaid, PacketSent},
    report::report,
    state::{Config, FeeComponent, Lane},
    wire::{
        address::is_address,
        message,
        options::execution,
        packet::{next_lane_hash, seal, Place, HEADER_BYTES},
    },
};

/// What is sent.
#[derive(AnchorSerialize, AnchorDeserialize, Clone)]
pub struct SendParams {
    pub dst_eid: u32,
    /// Recipient on the destination, as on the wire.
    pub to: [u8; 32],
    /// May be zero only with a call.
    pub amount_units: u64,
    /// Most that the sender pays beside the amount; exactly the quote is taken.
    pub max_fee_units: u64,
    /// LayerZero type-3 executor options.
    pub options: Vec<u8>,
    /// Body of a call; empty for none.
    pub compose_msg: Vec<u8>,
}

/// What a send returns.
#[derive(AnchorSerialize, AnchorDeserialize, Clone)]
pub struct SendReceipt {
    pub guid: [u8; 32],
    pub nonce: u64,
    pub fee_units: u64,
}

#[event_cpi]
#[derive(Accounts)]
#[instruction(params: SendParams)]
pub struct Send<'info> {
    /// Owner of the debited account, a wallet or a program's address; `composeFrom` of a call.
    pub owner: Signer<'info>,
    #[account(seeds = [CONFIG_SEED], bump = config.bump, has_one = mint, has_one = fee_vault)]
    pub config: Box<Account<'info, Config>>,
    #[account(mut, seeds = [LANE_SEED, params.dst_eid.to_le_bytes().as_ref()], bump = lane.load()?.bump)]
    pub lane: AccountLoader<'info, Lane>,
    #[account(mut)]
    pub mint: Box<Account<'info, Mint>>,
    #[account(mut, token::mint = mint, token::authority = owner)]
    pub from: Box<Account<'info, TokenAccount>>,
    #[account(mut, seeds = [FEE_VAULT_SEED], bump)]
    pub fee_vault: Box<Account<'info, TokenAccount>>,
    pub token_program: Program<'info, Token>,
}

/// A message that may be sent, and what it costs.
struct Outgoing {
    execution: u32,
    message: Vec<u8>,
    fee_units: u64,
    transit_wei: u128,
}

/// Burns the amount, takes the fee, numbers the packet, advances the lane hash and reports the packet.
///
/// Fails with `NotLive`, `OutboundPaused`, `InvalidRecipient`, `NothingToSend`, `AmountAboveSupply`, `MessageTooLong`, an
/// option error, `FeeAboveMaximum`, and what the token program refuses.
pub fn send(ctx: Context<Send>, params: SendParams) -> Result<SendReceipt> {
    let accounts = ctx.accounts;
    let config = &accounts.config;
    config.require_live()?;
    let now = now()?;
    let (packet, leaf_guid, outgoing, nonce) = {
        let mut lane = accounts.lane.load_mut()?;
        let is_paused = config.is_paused(now) || lane.is_outbound_paused(now);
        require!(!is_paused, GatewayError::OutboundPaused);
        let outgoing = prepare(&lane, config, &params, &accounts.owner.key())?;
        require!(outgoing.fee_units <= params.max_fee_units, GatewayError::FeeAboveMaximum);
        lane.relieve(params.amount_units, now);
        let (packet, guid) = advance(&mut lane, config, &config.key(), &params, &outgoing)?;
        (packet, guid, outgoing, lane.outbound_nonce)
    };
    accounts.take(params.amount_units, outgoing.fee_units)?;

    let authority = accounts.event_authority.to_account_info();
    let send_library = accounts.config.key();
    report(&authority, &PacketSent { encoded_payload: packet, options: params.options, send_library })?;
    let fee_wei = u128::from(outgoing.fee_units) * UNIT_WEI;
    report(&authority, &FeePaid { guid: leaf_guid, fee_wei, transit_wei: outgoing.transit_wei })?;
    Ok(SendReceipt { guid: leaf_guid, nonce, fee_units: outgoing.fee_units })
}

/// Everything about a send that can be refused without changing the lane.
#[inline(never)]
fn prepare(lane: &Lane, config: &Config, params: &SendParams, owner: &Pubkey) -> Result<Outgoing> {
    require!(is_address(&params.to, lane.vm), GatewayError::InvalidRecipient);
    require!(params.amount_units <= TOTAL_SUPPLY_UNITS, GatewayError::AmountAboveSupply);
    let has_call = !params.compose_msg.is_empty();
    require!(params.amount_units != 0 || has_call, GatewayError::NothingToSend);
    let from = owner.to_bytes();
    let call = has_call.then_some((&from, params.compose_msg.as_slice()));
    let message = message::encode(&params.to, params.amount_units, call);
    let longest = if lane.is_solana() { MAX_MESSAGE_BYTES_SOLANA } else { MAX_MESSAGE_BYTES_EVM };
    require!(message.len() <= longest, GatewayError::MessageTooLong);

    let execution = execution(&params.options, lane.vm)?;
    let (gas, opens) = (execution & !OPEN_ACCOUNT_BIT, execution & OPEN_ACCOUNT_BIT != 0);
    let transits = lane.eid != config.home_eid;
    let fee_units = lane.quote_units(message.len(), gas, opens, transits)?;
    let transit_wei = if transits { lane.fee_wei(FeeComponent::Transit) } else { 0 };
    Ok(Outgoing { execution, message, fee_units, transit_wei })
}

/// Numbers the packet and extends the lane hash. Returns packet and guid.
#[inline(never)]
fn advance(
    lane: &mut Lane,
    config: &Config,
    gateway: &Pubkey,
    params: &SendParams,
    outgoing: &Outgoing,
) -> Result<(Vec<u8>, [u8; 32])> {
    lane.outbound_nonce = lane.outbound_nonce.checked_add(1).ok_or(GatewayError::Overflow)?;
    let place = Place {
        nonce: lane.outbound_nonce,
        src_eid: config.local_eid,
        sender: gateway.to_bytes(),
        dst_eid: params.dst_eid,
        receiver: lane.peer,
    };
    let sealed = seal(&place, outgoing.execution, params.amount_units, &outgoing.message);
    lane.lane_hash = next_lane_hash(&lane.lane_hash, &sealed.leaf);
    let mut packet = Vec::with_capacity(HEADER_BYTES + outgoing.message.len());
    packet.extend_from_slice(&sealed.header);
    packet.extend_from_slice(&outgoing.message);
    Ok((packet, sealed.guid))
}

impl<'info> Send<'info> {
    /// Takes the fee and burns the amount.
    #[inline(never)]
    fn take(&self, amount_units: u64, fee_units: u64) -> Result<()> {
        let program = self.token_program.key();
        let authority = self.owner.to_account_info();
        let fee = Transfer {
            from: self.from.to_account_info(),
            to: self.fee_vault.to_account_info(),
            authority: authority.clone(),
        };
        transfer(CpiContext::new(program, fee), fee_units)?;
        if amount_units == 0 {
            return Ok(());
        }
        let amount = Burn { mint: self.mint.to_account_info(), from: self.from.to_account_info(), authority };
        burn(CpiContext::new(program, amount), amount_units)
    }
}
