use anchor_lang::prelude::*;

use crate::{
    constants::{LANE_FIELD_MAX, MILLI_CXT_UNITS, NEVER, NEVER_FROM, UNIT_WEI, VM_SOLANA},
    errors::GatewayError,
};

/// A lane to another chain: the gateway there, what went out, and the token bucket of what comes in.
///
/// Capacity, threshold and debt are whole mCXT, the refill is µCXT per second, as on the EVM chains. No 128-bit integers:
/// their alignment in zero-copy accounts differs between compilers.
#[account(zero_copy)]
#[derive(InitSpace)]
pub struct Lane {
    /// Gateway on the other chain.
    pub peer: [u8; 32],
    /// Hash over the history of what was sent; authenticates every packet of the lane.
    pub lane_hash: [u8; 32],
    /// Compute router on the other chain; zero for none.
    pub compute_router: [u8; 32],
    /// Tariff in wei, little-endian: base, perByte, perGas, account, transit, returnBase, returnPerByte, returnPerGas.
    pub fees_wei: [[u8; 16]; 8],
    /// Nonce of the last message sent.
    pub outbound_nonce: u64,
    /// Unix seconds.
    pub outbound_paused_until: u64,
    pub inbound_paused_until: u64,
    pub capacity_milli: u64,
    pub threshold_milli: u64,
    pub refill_micro: u64,
    pub delay_seconds: u64,
    pub debt_milli: u64,
    /// Unix seconds at which `debt_milli` was right.
    pub debt_updated_at: u64,
    /// Unix seconds of the last change of the tariff.
    pub fees_updated_at: u64,
    pub reserved: [u64; 16],
    pub eid: u32,
    pub vm: u8,
    pub bump: u8,
    pub padding: [u8; 2],
}

/// Places of the tariff's components.
#[derive(Clone, Copy)]
pub enum FeeComponent {
    Base = 0,
    PerByte = 1,
    PerGas = 2,
    Account = 3,
    Transit = 4,
}

/// Why and until when an item waits, in unix seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait {
    /// When time alone releases it; `NEVER` for never.
    pub release_at: u64,
    /// End of the delay for large amounts; 0 without one.
    pub delayed_until: u64,
}

impl Lane {
    /// A component of the tariff in wei.
    pub fn fee_wei(&self, component: FeeComponent) -> u128 {
        u128::from_le_bytes(self.fees_wei[component as usize])
    }

    /// Fee in units: `base + perByte·length + perGas·gas`, the account and the transit if used, rounded up (protocol §10).
    /// Fails with `Overflow`.
    pub fn quote_units(&self, message_bytes: usize, gas: u32, opens: bool, transits: bool) -> Result<u64> {
        let mut wei = self.fee_wei(FeeComponent::Base)
            + self.fee_wei(FeeComponent::PerByte) * message_bytes as u128
            + self.fee_wei(FeeComponent::PerGas) * u128::from(gas);
        if opens {
            wei += self.fee_wei(FeeComponent::Account);
        }
        if transits {
            wei += self.fee_wei(FeeComponent::Transit);
        }
        u64::try_from(wei.div_ceil(UNIT_WEI)).map_err(|_| error!(GatewayError::Overflow))
    }

    pub fn is_solana(&self) -> bool {
        self.vm == VM_SOLANA
    }

    pub fn is_inbound_paused(&self, now: u64) -> bool {
        now < self.inbound_paused_until
    }

    pub fn is_outbound_paused(&self, now: u64) -> bool {
        now < self.outbound_paused_until
    }

    /// Takes off the debt that time has paid. Seconds that paid no whole mCXT are kept for later; settling twice at one
    /// moment is settling once.
    pub fn settle(&mut self, now: u64) {
        let Some(elapsed) = now.checked_sub(self.debt_updated_at) else {
            return;
        };
        let earned = elapsed.saturating_mul(self.refill_micro);
        let paid = earned / 1_000;
        if paid >= self.debt_milli {
            self.debt_milli = 0;
            self.debt_updated_at = now;
            return;
        }
        // WHY: without the carry, a delivery every second would starve a refill below 1 mCXT per second.
        let carry = (earned % 1_000).checked_div(self.refill_micro).unwrap_or(0);
        self.debt_milli -= paid;
        self.debt_updated_at = now - carry;
    }

    /// Pays debt, rounded down to mCXT: what goes out makes room for what comes in.
    pub fn relieve(&mut self, amount_units: u64, now: u64) {
        if self.debt_milli == 0 {
            return;
        }
        self.settle(now);
        self.debt_milli = self.debt_milli.saturating_sub(amount_units / MILLI_CXT_UNITS);
    }

    /// Debt of the settled lane with one more amount, rounded up to mCXT. Fails with `BucketOverflow`.
    pub fn debt_with(&self, amount_units: u64) -> std::result::Result<u64, GatewayError> {
        let debt = self.debt_milli + amount_units.div_ceil(MILLI_CXT_UNITS);
        if debt > LANE_FIELD_MAX {
            return Err(GatewayError::BucketOverflow);
        }
        Ok(debt)
    }

    /// Whether, and until when, an amount that makes the settled lane's debt `debt_milli` has to wait.
    pub fn wait_for(&self, amount_units: u64, debt_milli: u64, has_room: bool, now: u64) -> Option<Wait> {
        let is_large = amount_units > self.threshold_milli * MILLI_CXT_UNITS;
        if !is_large && debt_milli <= self.capacity_milli && has_room {
            return None;
        }
        let delayed_until = if is_large { now + self.delay_seconds } else { 0 };
        let release_at = now.max(delayed_until).max(self.paid_at(debt_milli));
        Some(Wait { release_at, delayed_until })
    }

    /// When time alone brings a debt within the capacity.
    fn paid_at(&self, debt_milli: u64) -> u64 {
        let Some(excess) = debt_milli.checked_sub(self.capacity_milli).filter(|excess| *excess > 0) else {
            return self.debt_updated_at;
        };
        if self.refill_micro == 0 {
            return NEVER;
        }
        let moment = self.debt_updated_at + (excess * 1_000).div_ceil(self.refill_micro);
        if moment < NEVER_FROM {
            moment
        } else {
            NEVER
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CXT: u64 = 1_000 * MILLI_CXT_UNITS;

    fn lane(capacity_milli: u64, refill_micro: u64) -> Lane {
        let mut lane: Lane = bytemuck::Zeroable::zeroed();
        lane.capacity_milli = capacity_milli;
        lane.refill_micro = refill_micro;
        lane.threshold_milli = LANE_FIELD_MAX;
        lane
    }

    #[test]
    fn debt_is_rounded_up_and_relief_down() {
        let mut lane = lane(1_000, 0);
        assert_eq!(lane.debt_with(1).ok(), Some(1));
        assert_eq!(lane.debt_with(MILLI_CXT_UNITS + 1).ok(), Some(2));
        lane.debt_milli = 10;
        lane.relieve(2 * MILLI_CXT_UNITS - 1, 5);
        assert_eq!(lane.debt_milli, 9);
        lane.relieve(u64::MAX, 5);
        assert_eq!(lane.debt_milli, 0);
    }

    #[test]
    fn debt_is_bounded() {
        let mut lane = lane(0, 0);
        lane.debt_milli = LANE_FIELD_MAX;
        assert_eq!(lane.debt_with(0).ok(), Some(LANE_FIELD_MAX));
        assert!(matches!(lane.debt_with(1), Err(GatewayError::BucketOverflow)));
    }

    #[test]
    fn settling_keeps_seconds_that_paid_nothing() {
        let mut slow = lane(0, 250);
        slow.debt_milli = 100;
        slow.debt_updated_at = 1_000;
        for now in 1_001..=1_010 {
            slow.settle(now);
        }
        let mut at_once = lane(0, 250);
        at_once.debt_milli = 100;
        at_once.debt_updated_at = 1_000;
        at_once.settle(1_010);
        assert_eq!(at_once.debt_milli, 98);
        assert_eq!(slow.debt_milli, at_once.debt_milli);
    }

    #[test]
    fn settling_ignores_a_clock_that_goes_back() {
        let mut lane = lane(0, 1_000);
        lane.debt_milli = 5;
        lane.debt_updated_at = 100;
        lane.settle(99);
        assert_eq!((lane.debt_milli, lane.debt_updated_at), (5, 100));
    }

    #[test]
    fn waits_name_the_first_moment_at_which_the_debt_is_paid() {
        let mut lane = lane(10, 3_000);
        lane.debt_updated_at = 500;
        assert_eq!(lane.wait_for(CXT, 10, true, 500), None);
        let wait = lane.wait_for(CXT, 20, true, 500).expect("waits");
        assert_eq!((wait.release_at, wait.delayed_until), (504, 0));
        lane.debt_milli = 20;
        lane.settle(503);
        assert!(lane.debt_milli > lane.capacity_milli);
        lane.settle(504);
        assert!(lane.debt_milli <= lane.capacity_milli);
    }

    #[test]
    fn waits_without_a_refill_never_end_by_time() {
        let lane = lane(10, 0);
        assert_eq!(lane.wait_for(CXT, 11, true, 0).expect("waits").release_at, NEVER);
    }

    #[test]
    fn waits_for_room_end_at_once_by_time() {
        let lane = lane(10, 0);
        let wait = lane.wait_for(CXT, 10, false, 77).expect("waits");
        assert_eq!((wait.release_at, wait.delayed_until), (77, 0));
    }

    #[test]
    fn amounts_above_the_threshold_wait_for_the_delay() {
        let mut lane = lane(LANE_FIELD_MAX, 0);
        lane.threshold_milli = 1_000;
        lane.delay_seconds = 60;
        assert_eq!(lane.wait_for(CXT, 1_000, true, 40), None);
        let wait = lane.wait_for(CXT + 1, 1_001, true, 40).expect("waits");
        assert_eq!((wait.release_at, wait.delayed_until), (100, 100));
    }

    #[test]
    fn fees_are_rounded_up_to_units() {
        let mut lane = lane(0, 0);
        for (place, wei) in lane.fees_wei.iter_mut().zip([1u128, 0, 0, 5, 7, 0, 0, 0]) {
            *place = wei.to_le_bytes();
        }
        assert_eq!(lane.quote_units(40, 0, false, false).ok(), Some(1));
        lane.fees_wei[0] = UNIT_WEI.to_le_bytes();
        assert_eq!(lane.quote_units(40, 0, false, false).ok(), Some(1));
        assert_eq!(lane.quote_units(40, 0, true, false).ok(), Some(2));
        assert_eq!(lane.quote_units(40, 0, false, true).ok(), Some(2));
        lane.fees_wei[1] = ((1u128 << 80) - 1).to_le_bytes();
        assert!(lane.quote_units(100_000, 0, false, false).is_err());
    }
}
