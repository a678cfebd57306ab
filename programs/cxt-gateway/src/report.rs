//! Events by self-CPI.
use anchor_lang::{
    event::EVENT_IX_TAG_LE,
    prelude::*,
    solana_program::{instruction::Instruction, program::invoke_signed},
    Event,
};

const EVENT_AUTHORITY_SEED: &[u8] = b"__event_authority";

/// Emits an event as `emit_cpi!` does, from wherever the event authority is at hand.
pub fn report<'info, E: Event>(event_authority: &AccountInfo<'info>, event: &E) -> Result<()> {
    let mut data = Vec::with_capacity(256);
    data.extend_from_slice(EVENT_IX_TAG_LE);
    data.extend_from_slice(&event.data());
    let instruction = Instruction {
        program_id: crate::ID,
        accounts: vec![AccountMeta::new_readonly(*event_authority.key, true)],
        data,
    };
    let seeds: &[&[u8]] = &[EVENT_AUTHORITY_SEED, &[crate::EVENT_AUTHORITY_AND_BUMP.1]];
    invoke_signed(&instruction, std::slice::from_ref(event_authority), &[seeds])?;
    Ok(())
}
