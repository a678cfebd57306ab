//! SPL Token 9.0.0, unchanged, behind an entry point of its own: a large program written by others, to check that what the
//! toolchain makes of it behaves like what Solana's makes of it.
#![allow(unexpected_cfgs)]

use solana_account_info::AccountInfo;
use solana_program_entrypoint::{entrypoint, ProgramResult};
use solana_pubkey::Pubkey;

entrypoint!(process);

fn process(program: &Pubkey, accounts: &[AccountInfo], data: &[u8]) -> ProgramResult {
    spl_token::processor::Processor::process(program, accounts, data)
}
