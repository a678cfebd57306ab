//! What relayers sign (protocol §6).
use anchor_lang::prelude::*;

use crate::{errors::GatewayError, syscalls::keccak};

/// Bytes of the compact form.
pub const COMPACT_BYTES: usize = 65;
/// Kind of an attestation that carries a batch of messages.
pub const KIND_BATCH: u8 = 1;

const TYPE: &[u8] = b"Attestation(uint8 kind,uint64 epoch,bytes32 setHash,uint32 domain,uint64 seq,bytes32 root,uint32 count,uint64 notAfter)";
const DOMAIN_TYPE: &[u8] = b"EIP712Domain(string name,string version,bytes32 salt)";
const SET_TAG: &[u8; 8] = b"CXT-SET\x01";

/// Decoded compact form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attestation {
    pub kind: u8,
    pub epoch: u64,
    pub domain: u32,
    pub seq: u64,
    pub root: [u8; 32],
    pub count: u32,
    /// Unix seconds.
    pub not_after: u64,
}

impl Attestation {
    /// `kind u8 ‖ epoch u64 ‖ domain u32 ‖ seq u64 ‖ root 32 ‖ count u32 ‖ notAfter u64`.
    pub fn decode(compact: &[u8; COMPACT_BYTES]) -> Self {
        Self {
            kind: compact[0],
            epoch: u64::from_be_bytes(at(compact, 1)),
            domain: u32::from_be_bytes(at(compact, 9)),
            seq: u64::from_be_bytes(at(compact, 13)),
            root: at(compact, 21),
            count: u32::from_be_bytes(at(compact, 53)),
            not_after: u64::from_be_bytes(at(compact, 57)),
        }
    }

    /// EIP-712 digest that members of the set with `set_hash` sign. Fails with `DigestZero`.
    pub fn digest(&self, domain_separator: &[u8; 32], set_hash: &[u8; 32]) -> Result<[u8; 32]> {
        let type_hash = keccak(&[TYPE]);
        let mut words = [0u8; 7 * 32];
        words[31] = self.kind;
        words[56..64].copy_from_slice(&self.epoch.to_be_bytes());
        words[64..96].copy_from_slice(set_hash);
        words[124..128].copy_from_slice(&self.domain.to_be_bytes());
        words[152..160].copy_from_slice(&self.seq.to_be_bytes());
        words[160..192].copy_from_slice(&self.root);
        words[220..224].copy_from_slice(&self.count.to_be_bytes());
        let mut not_after = [0u8; 32];
        not_after[24..].copy_from_slice(&self.not_after.to_be_bytes());
        let struct_hash = keccak(&[&type_hash, &words, &not_after]);
        let digest = keccak(&[&[0x19, 0x01], domain_separator, &struct_hash]);
        require!(digest != [0u8; 32], GatewayError::DigestZero);
        Ok(digest)
    }
}

/// EIP-712 domain `{name: "CXT Quorum", version: "1", salt: bridge_id}`.
pub fn domain_separator(bridge_id: &[u8; 32]) -> [u8; 32] {
    keccak(&[&keccak(&[DOMAIN_TYPE]), &keccak(&[b"CXT Quorum"]), &keccak(&[b"1"]), bridge_id])
}

/// Hash of a signer set; the table root (reserved for aggregate keys) is zero in this version.
pub fn set_hash(bridge_id: &[u8; 32], epoch: u64, threshold: u8, members: &[[u8; 20]]) -> [u8; 32] {
    let packed = members.concat();
    keccak(&[SET_TAG, bridge_id, &epoch.to_be_bytes(), &[threshold, members.len() as u8], &packed, &[0u8; 32]])
}

fn at<const N: usize>(bytes: &[u8], offset: usize) -> [u8; N] {
    let mut out = [0u8; N];
    out.copy_from_slice(&bytes[offset..offset + N]);
    out
}
