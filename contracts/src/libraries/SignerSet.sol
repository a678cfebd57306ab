// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { LibBit } from "solady/utils/LibBit.sol";

import {
    BitmapOutOfRange,
    SetEmpty,
    SetEpochZero,
    SetNotAscending,
    SetThresholdInvalid,
    SetTooLarge,
    SignaturesLengthInvalid,
    SignatureMalleable,
    SignerMismatch,
    ThresholdNotReached,
    ZeroValue
} from "../interfaces/GatewayErrors.sol";
import { WireMemory } from "./WireMemory.sol";

/// @title A signer set: its hash, its stored form and the check of signatures (protocol §6)
/// @dev Stored form: words `setHash`, `epoch << 16 | threshold << 8 | n`, then one word per member.
library SignerSet {
    uint256 internal constant MAX_MEMBERS = 16;
    /// @dev The stored form of the largest set.
    uint256 internal constant MAX_BYTES = 32 * (2 + MAX_MEMBERS);
    /// @dev Half of the order of secp256k1: a larger s has a twin that signs the same.
    uint256 private constant HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0;

    /// @dev Reverts unless: epoch >= 1, 1 <= n <= 16, members strictly ascending and non-zero, threshold > 2n/3,
    ///      threshold >= `minimum` and <= n.
    function check(uint64 epoch, uint8 threshold_, address[] memory members, uint8 minimum) internal pure {
        uint256 n = members.length;
        if (epoch == 0) revert SetEpochZero();
        if (n == 0) revert SetEmpty();
        if (n > MAX_MEMBERS) revert SetTooLarge(n);
        if (uint256(threshold_) * 3 <= n * 2 || threshold_ > n || threshold_ < minimum) {
            revert SetThresholdInvalid(threshold_, n, minimum);
        }
        if (members[0] == address(0)) revert ZeroValue("member");
        for (uint256 i = 1; i < n; ++i) {
            if (members[i] <= members[i - 1]) revert SetNotAscending(i);
        }
    }

    /// @dev The table root (reserved for aggregate keys) is zero in this version.
    function hashOf(bytes32 bridgeId, uint64 epoch, uint8 threshold_, address[] memory members)
        internal
        pure
        returns (bytes32)
    {
        bytes memory packed;
        for (uint256 i; i < members.length; ++i) {
            packed = abi.encodePacked(packed, members[i]);
        }
        return keccak256(
            abi.encodePacked(
                bytes8("CXT-SET\x01"), bridgeId, epoch, threshold_, uint8(members.length), packed, bytes32(0)
            )
        );
    }

    function encode(bytes32 setHash, uint64 epoch, uint8 threshold_, address[] memory members)
        internal
        pure
        returns (bytes memory blob)
    {
        blob = abi.encode(setHash, uint256(epoch) << 16 | uint256(threshold_) << 8 | members.length);
        for (uint256 i; i < members.length; ++i) {
            blob = abi.encodePacked(blob, abi.encode(members[i]));
        }
    }

    function hash(bytes memory blob) internal pure returns (bytes32) {
        return bytes32(WireMemory.wordOf(blob, 0));
    }

    function epochOf(bytes memory blob) internal pure returns (uint64) {
        return uint64(WireMemory.wordOf(blob, 1) >> 16);
    }

    function threshold(bytes memory blob) internal pure returns (uint8) {
        return uint8(WireMemory.wordOf(blob, 1) >> 8);
    }

    function size(bytes memory blob) internal pure returns (uint256) {
        return uint8(WireMemory.wordOf(blob, 1));
    }

    function memberList(bytes memory blob) internal pure returns (address[] memory members) {
        members = new address[](size(blob));
        for (uint256 i; i < members.length; ++i) {
            members[i] = address(uint160(WireMemory.wordOf(blob, 2 + i)));
        }
    }

    /// @dev Reverts unless the blob is exactly `bitmap u32` and 64 bytes (EIP-2098) for each set bit, ascending, all
    ///      valid, at least `needed` of them. Bitmap order makes a member count once.
    function verify(bytes memory blob, bytes32 digest, bytes calldata signatures, uint256 needed)
        internal
        view
        returns (uint32 bitmap)
    {
        uint256 length = signatures.length;
        if (length < 4) revert SignaturesLengthInvalid(length, 4);
        bitmap = uint32(WireMemory.wordAt(signatures, 0) >> 224);
        uint256 n = size(blob);
        if (bitmap >> n != 0) revert BitmapOutOfRange(bitmap, n);
        uint256 present = LibBit.popCount(bitmap);
        if (length != 4 + 64 * present) revert SignaturesLengthInvalid(length, 4 + 64 * present);
        if (present < needed) revert ThresholdNotReached(present, needed);
        if (!WireMemory.areSigned(blob, digest, signatures, bitmap)) _refuse(blob, digest, signatures, bitmap);
    }

    /// @dev The same check in plain Solidity, to name what is wrong.
    function _refuse(bytes memory blob, bytes32 digest, bytes calldata signatures, uint32 bitmap) private pure {
        uint256 offset = 4;
        for (uint256 position;; ++position) {
            if ((bitmap >> position) & 1 == 0) continue;
            uint256 vs = uint256(bytes32(signatures[offset + 32:offset + 64]));
            uint256 s = vs & type(uint256).max >> 1;
            if (s > HALF_ORDER) revert SignatureMalleable(position);
            bytes32 r = bytes32(signatures[offset:offset + 32]);
            address recovered = ecrecover(digest, uint8(27 + (vs >> 255)), r, bytes32(s));
            address member = address(uint160(WireMemory.wordOf(blob, 2 + position)));
            if (recovered == address(0) || recovered != member) revert SignerMismatch(position, recovered, member);
            offset += 64;
        }
    }
}
