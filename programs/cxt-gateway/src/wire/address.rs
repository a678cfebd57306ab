//! Addresses on the wire (protocol §2).
use crate::constants::VM_EVM;

/// Whether 32 bytes can be an address of a chain: not zero, and on an EVM chain 20 bytes after 12 zeros.
pub fn is_address(bytes: &[u8; 32], vm: u8) -> bool {
    *bytes != [0u8; 32] && (vm != VM_EVM || bytes[..12] == [0u8; 12])
}
