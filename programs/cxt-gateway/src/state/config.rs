use anchor_lang::prelude::*;

use crate::errors::GatewayError;

/// What a deployment is. Its address is the gateway's identity on the wire; it never signs.
#[account]
#[derive(InitSpace)]
pub struct Config {
    pub version: u8,
    pub bump: u8,
    pub mint_authority_bump: u8,
    pub fee_authority_bump: u8,
    pub bridge_id: [u8; 32],
    /// EIP-712 domain separator of `bridge_id`.
    pub domain_separator: [u8; 32],
    pub local_eid: u32,
    pub home_eid: u32,
    pub mint: Pubkey,
    pub fee_vault: Pubkey,
    /// Lanes of this deployment, and how many of them are open. Nothing is sent or delivered before all are.
    pub lane_count: u8,
    pub lanes_open: u8,
    pub home_lane_open: bool,
    /// Least threshold that a signer set may have.
    pub minimum_threshold: u8,
    pub current_epoch: u64,
    /// Supply above which nothing is credited (it is queued).
    pub supply_cap_units: u64,
    /// Unix seconds; everything is paused before.
    pub paused_until: u64,
    /// Greatest `seq` seen of each family, unix milliseconds.
    pub pause_seq: u64,
    pub config_seq: u64,
    pub fees_seq: u64,
    /// Hash of the recovery set; zero for none.
    pub recovery_set_hash: [u8; 32],
    pub waits: Waits,
    pub fee_shares: FeeShares,
    pub minimum_sweep_units: u64,
    /// Unix seconds.
    pub last_sweep_at: u64,
    pub reserved: [u8; 128],
}

/// How long changes wait, in seconds (protocol §6 names the production values).
#[derive(AnchorSerialize, AnchorDeserialize, InitSpace, Clone, Copy, PartialEq, Eq, Debug)]
pub struct Waits {
    pub rotation: u32,
    pub loosening: u32,
    pub unpause: u32,
    pub held: u32,
    pub recovery: u32,
    pub max_pause: u32,
    pub max_grace: u32,
    pub sweep: u32,
}

/// Parts of every fee in basis points (protocol §10).
#[derive(AnchorSerialize, AnchorDeserialize, InitSpace, Clone, Copy, PartialEq, Eq, Debug)]
pub struct FeeShares {
    pub burn_bps: u16,
    pub pool_bps: u16,
}

impl Config {
    pub const VERSION: u8 = 1;

    /// Fails with `NotLive` until every lane is open.
    pub fn require_live(&self) -> Result<()> {
        require!(self.lanes_open == self.lane_count, GatewayError::NotLive);
        Ok(())
    }

    pub fn is_paused(&self, now: u64) -> bool {
        now < self.paused_until
    }
}
