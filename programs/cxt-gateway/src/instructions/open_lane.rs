use anchor_lang::prelude::*;

use crate::{
    constants::{
        CONFIG_SEED, DELAY_SECONDS_MAX, LANE_FIELD_MAX, LANE_SEED, MICRO_CXT_WEI, MILLI_CXT_WEI, NONCES_SEED, VM_EVM,
        VM_SOLANA,
    },
    errors::GatewayError,
    program::CxtGateway,
    state::{Config, Lane, NoncePage},
    wire::address::is_address,
};

/// Fee components must stay below this many wei.
const FEE_CEILING_WEI: u128 = 1 << 80;

/// One lane: the gateway on the other chain, the tariff towards it, the limits of what comes from it. Amounts in wei, as in
/// the network files; values that their unit does not divide are refused.
#[derive(AnchorSerialize, AnchorDeserialize, Clone)]
pub struct LaneParams {
    pub eid: u32,
    pub vm: u8,
    pub gateway: [u8; 32],
    pub fees_wei: [u128; 8],
    pub capacity_wei: u128,
    pub refill_wei_per_second: u128,
    pub threshold_wei: u128,
    pub delay_seconds: u32,
}

#[derive(Accounts)]
#[instruction(params: LaneParams)]
pub struct OpenLane<'info> {
    /// The program's upgrade authority; pays.
    #[account(mut)]
    pub authority: Signer<'info>,
    #[account(constraint = program.programdata_address()? == Some(program_data.key()) @ GatewayError::OnlyUpgradeAuthority)]
    pub program: Program<'info, CxtGateway>,
    #[account(constraint = program_data.upgrade_authority_address == Some(authority.key()) @ GatewayError::OnlyUpgradeAuthority)]
    pub program_data: Box<Account<'info, ProgramData>>,
    #[account(mut, seeds = [CONFIG_SEED], bump = config.bump)]
    pub config: Box<Account<'info, Config>>,
    #[account(
        init, payer = authority, space = 8 + Lane::INIT_SPACE,
        seeds = [LANE_SEED, params.eid.to_le_bytes().as_ref()], bump
    )]
    pub lane: AccountLoader<'info, Lane>,
    /// The first page of what comes in.
    #[account(
        init, payer = authority, space = 8 + NoncePage::INIT_SPACE,
        seeds = [NONCES_SEED, params.eid.to_le_bytes().as_ref(), 0u64.to_le_bytes().as_ref()], bump
    )]
    pub nonces: AccountLoader<'info, NoncePage>,
    pub system_program: Program<'info, System>,
}

/// Fails with `OnlyUpgradeAuthority`, `LanesComplete`, `DuplicatePeer`, `ZeroValue`, `InvalidRecipient`, `ValueOutOfRange`,
/// `NoPeer` when the last lane leaves home without one, and for a lane that exists.
pub fn open_lane(ctx: Context<OpenLane>, params: LaneParams) -> Result<()> {
    let config = &mut ctx.accounts.config;
    require!(config.lanes_open < config.lane_count, GatewayError::LanesComplete);
    require!(params.eid != config.local_eid, GatewayError::DuplicatePeer);
    require!(params.eid != 0 && params.gateway != [0u8; 32], GatewayError::ZeroValue);
    require!(params.vm == VM_EVM || params.vm == VM_SOLANA, GatewayError::ValueOutOfRange);
    require!(is_address(&params.gateway, params.vm), GatewayError::InvalidRecipient);
    require!(params.delay_seconds <= DELAY_SECONDS_MAX, GatewayError::ValueOutOfRange);

    let mut lane = ctx.accounts.lane.load_init()?;
    lane.eid = params.eid;
    lane.vm = params.vm;
    lane.bump = ctx.bumps.lane;
    lane.peer = params.gateway;
    lane.capacity_milli = scaled(params.capacity_wei, MILLI_CXT_WEI)?;
    lane.threshold_milli = scaled(params.threshold_wei, MILLI_CXT_WEI)?;
    lane.refill_micro = scaled(params.refill_wei_per_second, MICRO_CXT_WEI)?;
    lane.delay_seconds = u64::from(params.delay_seconds);
    for (place, wei) in lane.fees_wei.iter_mut().zip(params.fees_wei) {
        // A component of zero could never be raised: an update doubles it at most.
        require!((1..FEE_CEILING_WEI).contains(&wei), GatewayError::ValueOutOfRange);
        *place = wei.to_le_bytes();
    }
    let mut page = ctx.accounts.nonces.load_init()?;
    page.src_eid = params.eid;
    page.bump = ctx.bumps.nonces;

    config.lanes_open += 1;
    config.home_lane_open |= params.eid == config.home_eid;
    require!(config.home_lane_open || config.lanes_open < config.lane_count, GatewayError::NoPeer);
    Ok(())
}

fn scaled(wei: u128, unit_wei: u128) -> Result<u64> {
    let value = wei / unit_wei;
    require!(wei.is_multiple_of(unit_wei) && value <= u128::from(LANE_FIELD_MAX), GatewayError::ValueOutOfRange);
    Ok(value as u64)
}
