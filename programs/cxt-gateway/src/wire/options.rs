//! LayerZero type-3 executor options and what they buy (protocol §3).
//!
//! `u16 3, (worker u8 = 1, size u16, type u8, data[size - 1])*`; empty is fine. `lzReceive(gas, 0)` is ignored,
//! `lzReceive(gas, 2039280)` to Solana opens the recipient's token account, `lzCompose(0, gas, 0)` buys the call's gas once.
//! Everything else is refused.
use anchor_lang::prelude::*;

use crate::{
    constants::{ACCOUNT_LAMPORTS, MAX_COMPOSE_GAS_EVM, MAX_COMPOSE_UNITS_SOLANA, OPEN_ACCOUNT_BIT, VM_SOLANA},
    errors::GatewayError,
};

const OPTIONS_TYPE: [u8; 2] = [0, 3];
const WORKER_EXECUTOR: u8 = 1;
const LZ_RECEIVE: u8 = 1;
const LZ_COMPOSE: u8 = 3;

/// The execution word: compose gas in bits 0-30, bit 31 when a token account is to be opened.
pub fn execution(options: &[u8], vm: u8) -> Result<u32> {
    if options.is_empty() {
        return Ok(0);
    }
    let Some((kind, mut rest)) = options.split_first_chunk::<2>() else {
        return err!(GatewayError::OptionsTruncated);
    };
    require!(*kind == OPTIONS_TYPE, GatewayError::OptionsTypeUnsupported);
    let mut opens = false;
    let mut gas: Option<u32> = None;
    while !rest.is_empty() {
        let (option, data, next) = split_option(rest)?;
        rest = next;
        match option {
            LZ_RECEIVE => {
                if buys_account(data, vm)? {
                    require!(!opens, GatewayError::OptionDuplicated);
                    opens = true;
                }
            }
            LZ_COMPOSE => {
                require!(gas.is_none(), GatewayError::OptionDuplicated);
                gas = Some(compose_gas(data, vm)?);
            }
            _ => return err!(GatewayError::OptionUnsupported),
        }
    }
    Ok(gas.unwrap_or(0) | if opens { OPEN_ACCOUNT_BIT } else { 0 })
}

fn split_option(bytes: &[u8]) -> Result<(u8, &[u8], &[u8])> {
    require!(bytes[0] == WORKER_EXECUTOR, GatewayError::OptionWorkerUnsupported);
    require!(bytes.len() >= 4, GatewayError::OptionsTruncated);
    let size = usize::from(u16::from_be_bytes([bytes[1], bytes[2]]));
    require!(size != 0 && bytes.len() >= 3 + size, GatewayError::OptionsTruncated);
    let (option, rest) = bytes.split_at(3 + size);
    Ok((option[3], &option[4..], rest))
}

fn buys_account(data: &[u8], vm: u8) -> Result<bool> {
    require!(data.len() == 16 || data.len() == 32, GatewayError::OptionLengthInvalid);
    let value = if data.len() == 32 { read_u128(&data[16..]) } else { 0 };
    if value == 0 {
        return Ok(false);
    }
    require!(vm == VM_SOLANA && value == ACCOUNT_LAMPORTS, GatewayError::OptionValueUnsupported);
    Ok(true)
}

fn compose_gas(data: &[u8], vm: u8) -> Result<u32> {
    require!(data.len() == 18 || data.len() == 34, GatewayError::OptionLengthInvalid);
    require!(data[..2] == [0, 0], GatewayError::OptionIndexUnsupported);
    require!(data.len() == 18 || read_u128(&data[18..]) == 0, GatewayError::OptionValueUnsupported);
    let gas = read_u128(&data[2..18]);
    let maximum = if vm == VM_SOLANA { MAX_COMPOSE_UNITS_SOLANA } else { MAX_COMPOSE_GAS_EVM };
    require!(gas <= maximum, GatewayError::ComposeGasTooHigh);
    Ok(gas as u32)
}

fn read_u128(bytes: &[u8]) -> u128 {
    let mut word = [0u8; 16];
    word.copy_from_slice(&bytes[..16]);
    u128::from_be_bytes(word)
}
