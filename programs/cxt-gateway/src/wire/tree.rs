//! Merkle tree of a batch (protocol §5): positional by index, padded to a power of two with 32 zero bytes.
use anchor_lang::prelude::*;

use crate::{errors::GatewayError, syscalls::keccak};

const NODE_TAG: u8 = 0x01;

fn node(left: &[u8; 32], right: &[u8; 32]) -> [u8; 32] {
    keccak(&[&[NODE_TAG], left, right])
}

/// Root of 1 to 256 leaves.
pub fn root(mut level: Vec<[u8; 32]>) -> [u8; 32] {
    level.resize(level.len().next_power_of_two(), [0u8; 32]);
    while level.len() > 1 {
        for pair in 0..level.len() / 2 {
            level[pair] = node(&level[2 * pair], &level[2 * pair + 1]);
        }
        level.truncate(level.len() / 2);
    }
    level[0]
}

/// Checks that `leaf` stands at `index` of the tree of `count` leaves under `expected`.
///
/// Fails with `IndexOutOfRange`, `ProofLengthInvalid`, `RootMismatch`.
pub fn verify_proof(leaf: &[u8; 32], index: u32, count: u32, proof: &[[u8; 32]], expected: &[u8; 32]) -> Result<()> {
    require!(index < count, GatewayError::IndexOutOfRange);
    // SAFETY: without the exact length a node could be passed off as a leaf.
    let depth = count.next_power_of_two().trailing_zeros();
    require!(proof.len() == depth as usize, GatewayError::ProofLengthInvalid);
    let mut current = *leaf;
    for (level, sibling) in proof.iter().enumerate() {
        current = if index >> level & 1 == 0 { node(&current, sibling) } else { node(sibling, &current) };
    }
    require!(current == *expected, GatewayError::RootMismatch);
    Ok(())
}
