use anchor_lang::prelude::*;

use crate::{constants::MAX_MEMBERS, errors::GatewayError, wire::attestation::set_hash};

/// A set of relayers that may sign for one epoch.
#[account]
#[derive(InitSpace)]
pub struct SignerSet {
    pub bump: u8,
    pub threshold: u8,
    pub epoch: u64,
    pub set_hash: [u8; 32],
    /// Unix seconds from which signatures are accepted.
    pub not_before: u64,
    /// Unix seconds until which they are; 0 while it is the current set.
    pub expires_at: u64,
    /// Grace that this set's successor gives it, in seconds.
    pub grace_seconds: u32,
    /// Strictly ascending EVM addresses.
    #[max_len(MAX_MEMBERS)]
    pub members: Vec<[u8; 20]>,
}

impl SignerSet {
    /// Set of an epoch. `k > 2n/3`, `minimum ≤ k ≤ n ≤ 16`, members strictly ascending and not zero.
    ///
    /// Fails with `ZeroValue`, `SetInvalid`, `SetThresholdInvalid`.
    pub fn new(
        bridge_id: &[u8; 32],
        epoch: u64,
        threshold: u8,
        members: Vec<[u8; 20]>,
        minimum: u8,
        bump: u8,
    ) -> Result<Self> {
        require!(epoch != 0 && minimum != 0, GatewayError::ZeroValue);
        let n = members.len();
        require!((1..=MAX_MEMBERS).contains(&n), GatewayError::SetInvalid);
        require!(members[0] != [0u8; 20], GatewayError::SetInvalid);
        require!(members.is_sorted_by(|a, b| a < b), GatewayError::SetInvalid);
        let k = usize::from(threshold);
        require!(k * 3 > n * 2 && k <= n && threshold >= minimum, GatewayError::SetThresholdInvalid);
        Ok(Self {
            bump,
            threshold,
            epoch,
            set_hash: set_hash(bridge_id, epoch, threshold, &members),
            not_before: 0,
            expires_at: 0,
            grace_seconds: 0,
            members,
        })
    }

    /// Fails with `EpochUnknown` when it is another epoch's set, with `EpochExpired` when it may not sign at `now`.
    pub fn require_signs(&self, epoch: u64, now: u64) -> Result<()> {
        require!(epoch != 0 && self.epoch == epoch, GatewayError::EpochUnknown);
        let is_over = self.expires_at != 0 && now > self.expires_at;
        require!(now >= self.not_before && !is_over, GatewayError::EpochExpired);
        Ok(())
    }
}
