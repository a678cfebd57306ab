use anchor_lang::prelude::*;
use anchor_spl::token::{
    initialize_account3, initialize_mint2, InitializeAccount3, InitializeMint2, Mint, Token, TokenAccount,
};

use crate::{
    constants::{
        CONFIG_SEED, DECIMALS, FEE_AUTHORITY_SEED, FEE_VAULT_SEED, MINT_AUTHORITY_SEED, MINT_SEED, SET_SEED,
        TOTAL_SUPPLY_UNITS,
    },
    errors::GatewayError,
    pda::create_at,
    program::CxtGateway,
    state::{Config, FeeShares, SignerSet, Waits},
    wire::attestation::domain_separator,
};

/// What a deployment chooses, beside its lanes.
#[derive(AnchorSerialize, AnchorDeserialize, Clone)]
pub struct InitializeParams {
    /// `keccak("CXT-BRIDGE/v1/" ‖ networkName)`.
    pub bridge_id: [u8; 32],
    pub local_eid: u32,
    pub home_eid: u32,
    /// How many lanes `open_lane` will open; the gateway works when all are.
    pub lane_count: u8,
    pub supply_cap_units: u64,
    pub epoch: u64,
    pub threshold: u8,
    pub minimum_threshold: u8,
    pub members: Vec<[u8; 20]>,
    /// Zero for none.
    pub recovery_set_hash: [u8; 32],
    pub waits: Waits,
    pub fee_shares: FeeShares,
    pub minimum_sweep_units: u64,
}

#[derive(Accounts)]
#[instruction(params: InitializeParams)]
pub struct Initialize<'info> {
    /// The program's upgrade authority; pays.
    #[account(mut)]
    pub authority: Signer<'info>,
    #[account(constraint = program.programdata_address()? == Some(program_data.key()) @ GatewayError::OnlyUpgradeAuthority)]
    pub program: Program<'info, CxtGateway>,
    #[account(constraint = program_data.upgrade_authority_address == Some(authority.key()) @ GatewayError::OnlyUpgradeAuthority)]
    pub program_data: Box<Account<'info, ProgramData>>,
    #[account(init, payer = authority, space = 8 + Config::INIT_SPACE, seeds = [CONFIG_SEED], bump)]
    pub config: Box<Account<'info, Config>>,
    #[account(
        init, payer = authority, space = 8 + SignerSet::INIT_SPACE,
        seeds = [SET_SEED, params.epoch.to_le_bytes().as_ref()], bump
    )]
    pub signer_set: Box<Account<'info, SignerSet>>,
    /// CHECK: the token, created here. Only the gateway can mint it, and nobody can freeze it.
    #[account(mut, seeds = [MINT_SEED], bump)]
    pub mint: UncheckedAccount<'info>,
    /// CHECK: an address that signs mints; it holds nothing.
    #[account(seeds = [MINT_AUTHORITY_SEED], bump)]
    pub mint_authority: UncheckedAccount<'info>,
    /// CHECK: a token account for fees, created here.
    #[account(mut, seeds = [FEE_VAULT_SEED], bump)]
    pub fee_vault: UncheckedAccount<'info>,
    /// CHECK: an address that owns the fee vault; it holds nothing else.
    #[account(seeds = [FEE_AUTHORITY_SEED], bump)]
    pub fee_authority: UncheckedAccount<'info>,
    pub token_program: Program<'info, Token>,
    pub system_program: Program<'info, System>,
}

/// Fails with `OnlyUpgradeAuthority`, `ZeroValue`, `ValueOutOfRange`, `SetInvalid`, `SetThresholdInvalid`, and the second
/// time because the accounts exist.
pub fn initialize(ctx: Context<Initialize>, params: InitializeParams) -> Result<()> {
    check(&params)?;
    let accounts = ctx.accounts;
    accounts.create_token(ctx.bumps.mint, ctx.bumps.fee_vault)?;
    accounts.signer_set.set_inner(SignerSet::new(
        &params.bridge_id,
        params.epoch,
        params.threshold,
        params.members,
        params.minimum_threshold,
        ctx.bumps.signer_set,
    )?);
    accounts.config.set_inner(Config {
        version: Config::VERSION,
        bump: ctx.bumps.config,
        mint_authority_bump: ctx.bumps.mint_authority,
        fee_authority_bump: ctx.bumps.fee_authority,
        bridge_id: params.bridge_id,
        domain_separator: domain_separator(&params.bridge_id),
        local_eid: params.local_eid,
        home_eid: params.home_eid,
        mint: accounts.mint.key(),
        fee_vault: accounts.fee_vault.key(),
        lane_count: params.lane_count,
        lanes_open: 0,
        home_lane_open: false,
        minimum_threshold: params.minimum_threshold,
        current_epoch: params.epoch,
        supply_cap_units: params.supply_cap_units,
        paused_until: 0,
        pause_seq: 0,
        config_seq: 0,
        fees_seq: 0,
        recovery_set_hash: params.recovery_set_hash,
        waits: params.waits,
        fee_shares: params.fee_shares,
        minimum_sweep_units: params.minimum_sweep_units,
        last_sweep_at: 0,
        reserved: [0; 128],
    });
    Ok(())
}

impl<'info> Initialize<'info> {
    /// Creates mint and fee vault, both of the classic token program.
    #[inline(never)]
    fn create_token(&self, mint_bump: u8, fee_vault_bump: u8) -> Result<()> {
        let (payer, program) = (self.authority.to_account_info(), self.token_program.key());
        let mint = self.mint.to_account_info();
        create_at(&mint, &payer, &[MINT_SEED, &[mint_bump]], Mint::LEN, &program)?;
        let context = CpiContext::new(program, InitializeMint2 { mint: mint.clone() });
        // SAFETY: no freeze authority: nobody can make CXT untransferable.
        initialize_mint2(context, DECIMALS, self.mint_authority.key, None)?;

        let fee_vault = self.fee_vault.to_account_info();
        create_at(&fee_vault, &payer, &[FEE_VAULT_SEED, &[fee_vault_bump]], TokenAccount::LEN, &program)?;
        let authority = self.fee_authority.to_account_info();
        initialize_account3(CpiContext::new(program, InitializeAccount3 { account: fee_vault, mint, authority }))
    }
}

fn check(params: &InitializeParams) -> Result<()> {
    require!(params.bridge_id != [0u8; 32], GatewayError::ZeroValue);
    require!(params.local_eid != 0 && params.home_eid != 0, GatewayError::ZeroValue);
    require!(params.lane_count != 0 && params.supply_cap_units != 0, GatewayError::ZeroValue);
    require!(params.local_eid != params.home_eid, GatewayError::ValueOutOfRange);
    require!(params.supply_cap_units <= TOTAL_SUPPLY_UNITS, GatewayError::ValueOutOfRange);
    let shares = u32::from(params.fee_shares.burn_bps) + u32::from(params.fee_shares.pool_bps);
    require!(shares <= 10_000, GatewayError::ValueOutOfRange);
    Ok(())
}
