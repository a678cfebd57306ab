// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title The delivery loop's hashing and reading (protocol §3, §5), in assembly
/// @notice All assembly of the gateways stands in this file; test/WireMemoryTwin.t.sol compares it with plain Solidity.
/// @dev A frame is the preimage of a leaf for one lane, 158 bytes:
///      `0x00, execution u32, amount u64, packet[0:113], keccak(message)`. Lane fields stay, the rest is written per message.
library WireMemory {
    /// @dev A frame of the lane, with nonce, execution, amount, guid and message hash still to be written.
    function newFrame(uint256 srcEid, bytes32 sender, uint256 dstEid, bytes32 receiver)
        internal
        pure
        returns (bytes memory frame)
    {
        assembly ("memory-safe") {
            frame := mload(0x40)
            mstore(0x40, add(frame, 0xc0))
            mstore(frame, 158)
            // From the end to the start, because each word also writes in front of its field.
            mstore(add(frame, 0x5e), receiver)
            mstore(add(frame, 0x3e), dstEid)
            mstore(add(frame, 0x3a), sender)
            mstore(add(frame, 0x20), or(shl(48, srcEid), shr(208, sender)))
        }
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

    /// @dev Whether each set bit's signature (r, yParity and s, from byte 4 on, ascending) recovers to its member and has a
    ///      low s. Members are the words of `blob` from the third on; the caller has checked all lengths. SAFETY: says
    ///      only yes or no, and `SignerSet` names the error; a recovered 0 is a no even against a member of 0.
    function areSigned(bytes memory blob, bytes32 digest, bytes calldata signatures, uint256 bitmap)
        internal
        view
        returns (bool sound)
    {
        assembly ("memory-safe") {
            let free := mload(0x40)
            let member := add(blob, 0x60)
            let signature := add(signatures.offset, 4)
            mstore(free, digest)
            sound := 1
            for { } bitmap {
                bitmap := shr(1, bitmap)
                member := add(member, 0x20)
            } {
                if and(bitmap, 1) {
                    let vs := calldataload(add(signature, 0x20))
                    let s := and(vs, 0x7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff)
                    mstore(add(free, 0x20), add(27, shr(255, vs)))
                    mstore(add(free, 0x40), calldataload(signature))
                    mstore(add(free, 0x60), s)
                    // The precompile returns nothing when it fails, and then the zero written here stays.
                    mstore(0, 0)
                    pop(staticcall(gas(), 1, free, 0x80, 0, 0x20))
                    let signer := mload(0)
                    if or(
                        or(iszero(signer), xor(signer, mload(member))),
                        gt(s, 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0)
                    ) {
                        sound := 0
                        break
                    }
                    signature := add(signature, 0x40)
                }
            }
        }
    }

    /// @dev `keccak(0x1901, separator, keccak(typehash, the fields as words))` of an attestation; the compact form has
    ///      the fields `kind u8, epoch u64, domain u32, seq u64, root 32, count u32, notAfter u64` and 65 bytes.
    function attestationDigest(bytes calldata compact, bytes32 typehash, bytes32 separator, bytes32 setHash)
        internal
        pure
        returns (bytes32 digest)
    {
        assembly ("memory-safe") {
            let free := mload(0x40)
            let head := calldataload(compact.offset)
            let tail := calldataload(add(compact.offset, 33))
            mstore(free, typehash)
            mstore(add(free, 0x20), shr(248, head))
            mstore(add(free, 0x40), and(shr(184, head), 0xffffffffffffffff))
            mstore(add(free, 0x60), setHash)
            mstore(add(free, 0x80), and(shr(152, head), 0xffffffff))
            mstore(add(free, 0xa0), and(shr(88, head), 0xffffffffffffffff))
            calldatacopy(add(free, 0xc0), add(compact.offset, 21), 0x20)
            mstore(add(free, 0xe0), and(shr(64, tail), 0xffffffff))
            mstore(add(free, 0x100), and(tail, 0xffffffffffffffff))
            let structHash := keccak256(free, 0x120)
            mstore(free, hex"1901")
            mstore(add(free, 2), separator)
            mstore(add(free, 34), structHash)
            digest := keccak256(free, 66)
        }
    }

    /// @dev Emits `topic(indexed srcEid, nonce, indexed guid, indexed leaf, amountWei)`.
    function logDelivered(bytes32 topic, uint256 srcEid, uint256 nonce, bytes32 guid, bytes32 leaf, uint256 amountWei)
        internal
    {
        assembly ("memory-safe") {
            mstore(0x00, nonce)
            mstore(0x20, amountWei)
            log4(0x00, 0x40, topic, srcEid, guid, leaf)
        }
    }

    /// @dev Emits `topic(indexed guid, srcEid, indexed toAddress, amountWei)`.
    function logReceived(bytes32 topic, bytes32 guid, uint256 srcEid, uint256 to, uint256 amountWei) internal {
        assembly ("memory-safe") {
            mstore(0x00, srcEid)
            mstore(0x20, amountWei)
            log3(0x00, 0x40, topic, guid, to)
        }
    }

    /// @dev Writes an entry of an array; the caller knows that it has one there.
    function set(bytes32[] memory words, uint256 index, bytes32 value) internal pure {
        assembly ("memory-safe") {
            mstore(add(add(words, 0x20), shl(5, index)), value)
        }
    }

    /// @dev Room for `count` credits: the calldata of `mintBatch(uint256[])` in the making, with its selector in the last
    ///      four bytes of the first word.
    function newCredits(uint256 count) internal pure returns (uint256 credits) {
        assembly ("memory-safe") {
            credits := mload(0x40)
            mstore(0x40, add(credits, add(0x60, shl(5, count))))
        }
    }

    /// @dev Writes a credit `address << 96 | units`; the caller knows that there is room for it.
    function setCredit(uint256 credits, uint256 index, uint256 to, uint256 units) internal pure {
        assembly ("memory-safe") {
            mstore(add(add(credits, 0x60), shl(5, index)), or(shl(96, to), units))
        }
    }

    /// @dev A credit that was written.
    function creditAt(uint256 credits, uint256 index) internal pure returns (uint256 credit) {
        assembly ("memory-safe") {
            credit := mload(add(add(credits, 0x60), shl(5, index)))
        }
    }

    /// @dev Calls `selector(uint256[])` of `token` with the credits; passes its revert on.
    function sendCredits(address token, bytes4 selector, uint256 credits, uint256 count) internal {
        assembly ("memory-safe") {
            mstore(credits, shr(224, selector))
            mstore(add(credits, 0x20), 0x20)
            mstore(add(credits, 0x40), count)
            if iszero(call(gas(), token, 0, add(credits, 0x1c), add(0x44, shl(5, count)), 0, 0)) {
                let free := mload(0x40)
                returndatacopy(free, 0, returndatasize())
                revert(free, returndatasize())
            }
        }
    }

    /// @dev Emits `topic(indexed root, epoch, bitmap, indexed submitter, done, failed)`.
    function logBatch(bytes32 topic, bytes32 root, uint256 epoch, uint256 bitmap, uint256 done, uint256 failed)
        internal
    {
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, epoch)
            mstore(add(free, 0x20), bitmap)
            mstore(add(free, 0x40), done)
            mstore(add(free, 0x60), failed)
            log3(free, 0x80, topic, root, caller())
        }
    }

    /// @dev What a SSTORE2 pointer holds, at most `maximum` bytes; beyond the end are zeros.
    function codeOf(address pointer, uint256 maximum) internal view returns (bytes memory data) {
        assembly ("memory-safe") {
            data := mload(0x40)
            mstore(0x40, add(data, add(0x40, maximum)))
            // The first byte of the code is a STOP that keeps anyone from calling it.
            extcodecopy(pointer, add(data, 0x20), 1, maximum)
            mstore(data, maximum)
        }
    }

    /// @dev `totalSupply()` of a token that has one.
    function totalSupplyOf(address token) internal view returns (uint256 supply) {
        assembly ("memory-safe") {
            mstore(0, 0x18160ddd)
            if iszero(staticcall(gas(), token, 0x1c, 4, 0, 0x20)) { revert(0, 0) }
            if lt(returndatasize(), 0x20) { revert(0, 0) }
            supply := mload(0)
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
}
