// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title A waiting message in one word (protocol §7)
/// @notice Bits from the lowest: nonce 64, srcEid 32, dstEid 32, releaseAt 32, delayedUntil 32 (unix seconds),
///         amount 60 (units), state 4 (0 none, 1 queued, 2 held).
library QueueRecord {
    uint256 internal constant QUEUED = 1;
    uint256 internal constant HELD = 2;

    function create(
        uint256 nonce_,
        uint256 srcEid_,
        uint256 dstEid_,
        uint256 releaseAt_,
        uint256 delayedUntil_,
        uint256 amountUnits_
    ) internal pure returns (uint256) {
        return nonce_ | srcEid_ << 64 | dstEid_ << 96 | releaseAt_ << 128 | delayedUntil_ << 160 | amountUnits_ << 192
            | QUEUED << 252;
    }

    function nonce(uint256 word) internal pure returns (uint64) {
        return uint64(word);
    }

    function srcEid(uint256 word) internal pure returns (uint32) {
        return uint32(word >> 64);
    }

    function dstEid(uint256 word) internal pure returns (uint32) {
        return uint32(word >> 96);
    }

    /// @dev When time alone releases the message; 2^64 - 1 for never.
    function releaseAt(uint256 word) internal pure returns (uint64) {
        return widened(uint32(word >> 128));
    }

    /// @dev End of the delay for large amounts; 0 without one.
    function delayedUntil(uint256 word) internal pure returns (uint256) {
        return uint32(word >> 160);
    }

    function amountUnits(uint256 word) internal pure returns (uint256) {
        return (word >> 192) & ((1 << 60) - 1);
    }

    function state(uint256 word) internal pure returns (uint8) {
        return uint8(word >> 252);
    }

    /// @dev A stored moment as it is shown outside.
    function widened(uint256 moment) internal pure returns (uint64) {
        return moment == type(uint32).max ? type(uint64).max : uint64(moment);
    }
}
