use anchor_lang::prelude::*;

use crate::{
    clock::now,
    constants::{CONFIG_SEED, ROOT_SEED, SET_SEED},
    errors::GatewayError,
    events::RootAttested,
    report::report,
    state::{AttestedRoot, Config, SignerSet},
    verify_batch::verify_batch,
    wire::attestation::COMPACT_BYTES,
};

#[event_cpi]
#[derive(Accounts)]
#[instruction(attestation: [u8; COMPACT_BYTES])]
pub struct Attest<'info> {
    #[account(mut)]
    pub payer: Signer<'info>,
    #[account(seeds = [CONFIG_SEED], bump = config.bump)]
    pub config: Box<Account<'info, Config>>,
    #[account(seeds = [SET_SEED, signer_set.epoch.to_le_bytes().as_ref()], bump = signer_set.bump)]
    pub signer_set: Box<Account<'info, SignerSet>>,
    /// An expired attestation of the same root is replaced.
    #[account(
        init_if_needed, payer = payer, space = 8 + AttestedRoot::INIT_SPACE,
        seeds = [ROOT_SEED, &attestation[21..53]], bump
    )]
    pub root: Box<Account<'info, AttestedRoot>>,
    pub system_program: Program<'info, System>,
}

/// Stores a root whose signatures are good, for `deliver_proven`.
///
/// Fails with `NotLive`, with `RootAlreadyAttested` while the stored one is good (nobody can take over who attested it), and
/// with what `verify_batch` fails with.
pub fn attest(ctx: Context<Attest>, attestation: [u8; COMPACT_BYTES], signatures: Vec<u8>) -> Result<()> {
    let accounts = ctx.accounts;
    accounts.config.require_live()?;
    let now = now()?;
    let is_new = accounts.root.root == [0u8; 32];
    // WHY: before the signatures, so that the second of two relayers pays little.
    let epoch = accounts.signer_set.epoch;
    let is_over = now > accounts.root.not_after || epoch > accounts.root.epoch;
    require!(is_new || is_over, GatewayError::RootAlreadyAttested);
    let (batch, bitmap) = verify_batch(&accounts.config, &accounts.signer_set, &attestation, &signatures, now)?;
    let attester = accounts.payer.key();
    let payer = if is_new { attester } else { accounts.root.payer };
    accounts.root.set_inner(AttestedRoot {
        bump: ctx.bumps.root,
        root: batch.root,
        epoch: batch.epoch,
        count: batch.count,
        bitmap,
        not_after: batch.not_after,
        attester,
        payer,
    });
    let event = RootAttested {
        root: batch.root,
        epoch: batch.epoch,
        bitmap,
        attester,
        count: batch.count,
        not_after: batch.not_after,
    };
    report(&accounts.event_authority, &event)
}
