//! CXT bridge gateway on Solana: a spoke like BSC and Arbitrum. Burns CXT to send, mints CXT against packets that a quorum of
//! relayers attested. Same packets, leaves, attestations and signatures as everywhere.
//!
//! Guarantees: every credit uses up a nonce, a queue entry or a credit account that only a verified attestation could make;
//! the supply never passes the cap; what a stolen quorum can take is bounded by the lanes' buckets. Refuses what it cannot
//! read, verify or finish, before the first CPI.
// The macros of anchor-lang test cfg values that this crate does not declare.
#![allow(unexpected_cfgs)]
#![forbid(unsafe_code)]

use anchor_lang::prelude::*;

mod clock;
pub mod constants;
pub mod errors;
pub mod events;
pub mod instructions;
mod pda;
mod report;
mod settle;
pub mod state;
pub mod syscalls;
pub mod verify_batch;
pub mod wire;

use instructions::*;

declare_id!("9dSGVrBBpUCc2GU5jCVQ1zJe7qiEphfTrPvZiQr9GR9f");

#[program]
pub mod cxt_gateway {
    use super::*;

    /// Creates the token, the first signer set and the deployment's parameters. Only the program's upgrade authority, once.
    pub fn initialize(ctx: Context<Initialize>, params: InitializeParams) -> Result<()> {
        instructions::initialize::initialize(ctx, params)
    }

    /// Opens one of the announced lanes. Only the program's upgrade authority; no lane is ever changed or replaced.
    pub fn open_lane(ctx: Context<OpenLane>, params: LaneParams) -> Result<()> {
        instructions::open_lane::open_lane(ctx, params)
    }

    /// Opens the page for 8,192 more nonces of a source. Open to anyone.
    pub fn open_nonces(ctx: Context<OpenNonces>, src_eid: u32, page: u64) -> Result<()> {
        instructions::open_nonces::open_nonces(ctx, src_eid, page)
    }

    /// Sends CXT, a call, or both to another chain.
    pub fn send(ctx: Context<Send>, params: SendParams) -> Result<SendReceipt> {
        instructions::send::send(ctx, params)
    }

    /// Executes all messages of an attested batch, each isolated from the others. Open to anyone.
    pub fn deliver<'info>(
        ctx: Context<'info, Deliver<'info>>,
        attestation: [u8; 65],
        signatures: Vec<u8>,
        items: Vec<u8>,
        accounts_of_items: Vec<u8>,
    ) -> Result<()> {
        instructions::deliver::deliver(ctx, attestation, signatures, items, accounts_of_items)
    }

    /// Verifies and stores the root of a batch for `deliver_proven`. Open to anyone.
    pub fn attest(ctx: Context<Attest>, attestation: [u8; 65], signatures: Vec<u8>) -> Result<()> {
        instructions::attest::attest(ctx, attestation, signatures)
    }

    /// Executes one message of a stored root with its proof. Open to anyone.
    pub fn deliver_proven<'info>(
        ctx: Context<'info, DeliverProven<'info>>,
        item: Vec<u8>,
        index: u32,
        proof: Vec<[u8; 32]>,
    ) -> Result<()> {
        instructions::deliver_proven::deliver_proven(ctx, item, index, proof)
    }

    /// Credits a queued message whose time has come. Open to anyone.
    pub fn claim_queued<'info>(ctx: Context<'info, ClaimQueued<'info>>, item: Vec<u8>) -> Result<()> {
        instructions::claim_queued::claim_queued(ctx, item)
    }

    /// Pays out a credit whose recipient has a token account by now. Open to anyone.
    pub fn claim_credit(ctx: Context<ClaimCredit>) -> Result<()> {
        instructions::claim_credit::claim_credit(ctx)
    }

    /// Makes the call of a credited message. Open to anyone.
    pub fn execute_compose<'info>(ctx: Context<'info, ExecuteCompose<'info>>, item: Vec<u8>) -> Result<()> {
        instructions::execute_compose::execute_compose(ctx, item)
    }

    /// Gives the rent of an expired root back to whoever paid it. Open to anyone.
    pub fn close_root(ctx: Context<CloseRoot>) -> Result<()> {
        instructions::close_root::close_root(ctx)
    }
}
