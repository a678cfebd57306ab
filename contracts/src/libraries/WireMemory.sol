// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title The delivery loop's hashing and reading (protocol §3, §5), in assembly
/// @notice All assembly of the gateways stands in this file; test/WireMemoryTwin.t.sol compares it with plain Solidity.
/// @dev A frame is the preimage of a leaf for one lane, 158 bytes:
///      `0x00, execution u32, amount u64, packet[0:113], keccak(message)`. Lane fields stay, the rest is written per message.
library WireMemory {
    /// @dev A frame of the lane, with nonce, execution, amount, guid and message hash still zero.
    function newFrame(uint32 srcEid, bytes32 sender, uint32 dstEid, bytes32 receiver)
        internal
        pure
        returns (bytes memory frame)
    {
        frame = abi.encodePacked(
            bytes13(0), uint8(1), uint64(0), srcEid, sender, dstEid, receiver, bytes32(0), bytes32(0)
        );
    }

    /// @dev Fills the frame for one message; the numbers must fit u64, u32 and u64.
    function seal(bytes memory frame, uint256 nonce, uint256 execution, uint256 amountUnits, bytes32 messageHash)
        internal
        pure
        returns (bytes32 guid, bytes32 leaf)
    {
        assembly ("memory-safe") {
            let start := add(frame, 0x20)
            // The first word ends with srcEid and 6 bytes of the sender (80 bits), which stay.
            mstore(
                start,
                or(
                    and(mload(start), 0xffffffffffffffffffff),
                    or(or(shl(216, execution), shl(152, amountUnits)), or(shl(144, 1), shl(80, nonce)))
                )
            )
            guid := keccak256(add(start, 14), 80)
            mstore(add(start, 94), guid)
            mstore(add(start, 126), messageHash)
            leaf := keccak256(start, 158)
        }
    }

    /// @dev 32 bytes of calldata; the caller has checked that they are inside `data`.
    function wordAt(bytes calldata data, uint256 offset) internal pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := calldataload(add(data.offset, offset))
        }
    }

    /// @dev Word `index` of a byte string in memory; the caller knows that it is inside.
    function wordOf(bytes memory data, uint256 index) internal pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := mload(add(add(data, 0x20), shl(5, index)))
        }
    }

    /// @dev Hash of a part of calldata; the caller has checked that it is inside `data`.
    function hashAt(bytes calldata data, uint256 offset, uint256 length) internal pure returns (bytes32 hash) {
        assembly ("memory-safe") {
            let free := mload(0x40)
            calldatacopy(free, add(data.offset, offset), length)
            hash := keccak256(free, length)
        }
    }

    /// @dev Parent of two nodes.
    function node(bytes32 left, bytes32 right) internal pure returns (bytes32 parent) {
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore8(free, 1)
            mstore(add(free, 1), left)
            mstore(add(free, 33), right)
            parent := keccak256(free, 65)
        }
    }

    /// @dev Root over a power of two of leaves (missing ones zero). The array is used up.
    function consumeRoot(bytes32[] memory leaves) internal pure returns (bytes32 root) {
        assembly ("memory-safe") {
            let base := add(leaves, 0x20)
            let free := mload(0x40)
            mstore8(free, 1)
            for { let width := mload(leaves) } gt(width, 1) { width := shr(1, width) } {
                let end := add(base, shl(5, width))
                let target := base
                for { let source := base } lt(source, end) { source := add(source, 0x40) } {
                    mcopy(add(free, 1), source, 0x40)
                    mstore(target, keccak256(free, 65))
                    target := add(target, 0x20)
                }
            }
            root := mload(base)
        }
    }

    /// @dev Where memory is free now; see `release`.
    function mark() internal pure returns (uint256 free) {
        assembly ("memory-safe") {
            free := mload(0x40)
        }
    }

    /// @dev Gives back everything allocated since `mark`. SAFETY: nothing allocated since may be used afterwards.
    function release(uint256 free) internal pure {
        assembly ("memory-safe") {
            mstore(0x40, free)
        }
    }

    /// @dev Shortens an array to the entries that are used.
    function truncate(uint256[] memory words, uint256 length) internal pure {
        assembly ("memory-safe") {
            mstore(words, length)
        }
    }
}
