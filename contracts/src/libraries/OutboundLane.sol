// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Nonce and ledger of one outbound lane in one word (protocol §3, §8)
/// @notice Bits from the lowest: nonce 64, outstanding 64 and destination cap 64 (units, home only), pausedUntil 32.
library OutboundLane {
    uint256 private constant MASK_32 = type(uint32).max;
    uint256 private constant MASK_64 = type(uint64).max;

    function create(uint256 capUnits) internal pure returns (uint256) {
        return capUnits << 128;
    }

    function nonce(uint256 word) internal pure returns (uint256) {
        return word & MASK_64;
    }

    function outstanding(uint256 word) internal pure returns (uint256) {
        return (word >> 64) & MASK_64;
    }

    function cap(uint256 word) internal pure returns (uint256) {
        return (word >> 128) & MASK_64;
    }

    function pausedUntil(uint256 word) internal pure returns (uint256) {
        return (word >> 192) & MASK_32;
    }

    /// @dev The lane with `outstanding` replaced; the value must fit u64.
    function withOutstanding(uint256 word, uint256 units) internal pure returns (uint256) {
        return (word & ~(MASK_64 << 64)) | units << 64;
    }
}
