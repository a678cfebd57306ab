//! Arithmetic that LLVM's BPF back end cannot do by itself: the toolchain's test compares it with BigInt.
#![allow(unexpected_cfgs)]
#![forbid(unsafe_code)]

use anchor_lang::prelude::*;

declare_id!("6m7KQf5qtEm3GxaGdqB3RJecEbzSn7g7QCix47Wd59wb");

#[program]
pub mod arithmetic {
    use super::*;

    pub fn arith(_ctx: Context<Arith>, a: u128, b: u128, s: u32) -> Result<Vec<u8>> {
        let (x, y) = (a as u64, b as u64);
        let (i, j) = (x as i64, y as i64);
        let mut o = Vec::with_capacity(512);
        o.extend_from_slice(&a.wrapping_mul(b).to_le_bytes());
        o.extend_from_slice(&a.checked_div(b).unwrap_or(0).to_le_bytes());
        o.extend_from_slice(&a.checked_rem(b).unwrap_or(0).to_le_bytes());
        o.extend_from_slice(&a.checked_mul(b).unwrap_or(u128::MAX).to_le_bytes());
        o.extend_from_slice(&(a.wrapping_shl(s)).to_le_bytes());
        o.extend_from_slice(&(a.wrapping_shr(s)).to_le_bytes());
        o.extend_from_slice(&((a as i128).wrapping_shr(s)).to_le_bytes());
        o.extend_from_slice(&((a as i128).checked_div(b as i128).unwrap_or(0)).to_le_bytes());
        o.extend_from_slice(&((a as i128).checked_rem(b as i128).unwrap_or(0)).to_le_bytes());
        o.extend_from_slice(&x.checked_mul(y).unwrap_or(u64::MAX).to_le_bytes());
        o.extend_from_slice(&i.checked_mul(j).unwrap_or(i64::MAX).to_le_bytes());
        o.extend_from_slice(&i.checked_div(j).unwrap_or(0).to_le_bytes());
        o.extend_from_slice(&i.checked_rem(j).unwrap_or(0).to_le_bytes());
        o.extend_from_slice(&((i as i32).checked_div(j as i32).unwrap_or(0)).to_le_bytes());
        o.extend_from_slice(&((x as f64 * 1.5f64) as u64).to_le_bytes());
        o.extend_from_slice(&a.leading_zeros().to_le_bytes());
        o.extend_from_slice(&(x as u128 * y as u128).to_le_bytes());
        o.extend_from_slice(&(a.swap_bytes()).to_le_bytes());
        o.extend_from_slice(&(seven(x, y, i as u64 ^ 1, s as u64, a, x ^ y, 9)).to_le_bytes());
        Ok(o)
    }
}

/// Seven arguments: more than the five registers.
#[inline(never)]
fn seven(a: u64, b: u64, c: u64, d: u64, e: u128, f: u64, g: u64) -> u64 {
    a.wrapping_mul(3)
        ^ b.wrapping_mul(5)
        ^ c.wrapping_mul(7)
        ^ d.wrapping_mul(11)
        ^ (e >> 64) as u64
        ^ f.wrapping_mul(13)
        ^ g
}

#[derive(Accounts)]
pub struct Arith {}
