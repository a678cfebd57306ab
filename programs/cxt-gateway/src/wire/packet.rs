//! Packet, guid, leaf and lane hash (protocol §3, §5).
use crate::syscalls::keccak;

/// Bytes of a packet before its message.
pub const HEADER_BYTES: usize = 113;
const VERSION: u8 = 1;
const LEAF_TAG: u8 = 0x00;
const LANE_TAG: u8 = 0x05;

/// Place of a packet: lane, both gateways and nonce.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub nonce: u64,
    pub src_eid: u32,
    pub sender: [u8; 32],
    pub dst_eid: u32,
    pub receiver: [u8; 32],
}

/// Header of a packet with what is derived from it.
pub struct Sealed {
    pub header: [u8; HEADER_BYTES],
    pub guid: [u8; 32],
    pub leaf: [u8; 32],
}

/// Seals a message into its place: `leaf = keccak(0x00 ‖ execution ‖ amount ‖ header ‖ keccak(message))`.
pub fn seal(place: &Place, execution: u32, amount_units: u64, message: &[u8]) -> Sealed {
    let mut header = [0u8; HEADER_BYTES];
    header[0] = VERSION;
    header[1..9].copy_from_slice(&place.nonce.to_be_bytes());
    header[9..13].copy_from_slice(&place.src_eid.to_be_bytes());
    header[13..45].copy_from_slice(&place.sender);
    header[45..49].copy_from_slice(&place.dst_eid.to_be_bytes());
    header[49..81].copy_from_slice(&place.receiver);
    let guid = keccak(&[&header[1..81]]);
    header[81..].copy_from_slice(&guid);
    let message_hash = keccak(&[message]);
    let leaf = keccak(&[&[LEAF_TAG], &execution.to_be_bytes(), &amount_units.to_be_bytes(), &header, &message_hash]);
    Sealed { header, guid, leaf }
}

/// `keccak(0x05 ‖ previous ‖ leaf)`: the hash over a lane's whole history.
pub fn next_lane_hash(previous: &[u8; 32], leaf: &[u8; 32]) -> [u8; 32] {
    keccak(&[&[LANE_TAG], previous, leaf])
}
