//! The chain's clock.
use anchor_lang::prelude::*;

use crate::errors::GatewayError;

/// Unix seconds. Fails with `ClockInvalid` before 1970.
pub fn now() -> Result<u64> {
    u64::try_from(Clock::get()?.unix_timestamp).map_err(|_| error!(GatewayError::ClockInvalid))
}
