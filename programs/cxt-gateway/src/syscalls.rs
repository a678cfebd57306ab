//! The runtime's cryptography behind two functions. No instruction introspection and no precompile: what is recovered here
//! is recovered over a digest that this program computed.
use solana_secp256k1_recover::secp256k1_recover;

/// Half of the order of secp256k1: a larger s has a twin that signs the same.
const HALF_ORDER: [u8; 32] = [
    0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x5d, 0x57, 0x6e,
    0x73, 0x57, 0xa4, 0x50, 0x1d, 0xdf, 0xe9, 0x2f, 0x46, 0x68, 0x1b, 0x20, 0xa0,
];

/// keccak256 of the concatenation of `parts`.
pub fn keccak(parts: &[&[u8]]) -> [u8; 32] {
    solana_keccak_hasher::hashv(parts).to_bytes()
}

/// What an EIP-2098 signature recovers to.
#[derive(Debug, PartialEq, Eq)]
pub enum Recovered {
    Address([u8; 20]),
    /// s is above half the order.
    Malleable,
    /// There is no such key.
    Nothing,
}

/// Address that made `signature` (`r ‖ yParity·2^255 + s`) over `digest`. The recovery id is 0 or 1 by construction.
pub fn recover_address(digest: &[u8; 32], signature: &[u8; 64]) -> Recovered {
    let mut rs = *signature;
    let recovery_id = rs[32] >> 7;
    rs[32] &= 0x7f;
    // SAFETY: big-endian byte strings compare like the numbers they stand for.
    if rs[32..] > HALF_ORDER[..] {
        return Recovered::Malleable;
    }
    let Ok(key) = secp256k1_recover(digest, recovery_id, &rs) else {
        return Recovered::Nothing;
    };
    let hash = keccak(&[&key.to_bytes()]);
    let mut address = [0u8; 20];
    address.copy_from_slice(&hash[12..]);
    if address == [0u8; 20] {
        return Recovered::Nothing;
    }
    Recovered::Address(address)
}
