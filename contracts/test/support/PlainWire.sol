// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @dev The wire formats of protocol §3 to §7 in plain Solidity, written from the specification and not from the
///      contracts: tests compare the two.
library PlainWire {
    struct Packet {
        uint64 nonce;
        uint32 srcEid;
        bytes32 sender;
        uint32 dstEid;
        bytes32 receiver;
        uint32 execution;
        bytes message;
    }

    function guid(Packet memory p) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(p.nonce, p.srcEid, p.sender, p.dstEid, p.receiver));
    }

    function encode(Packet memory p) internal pure returns (bytes memory) {
        return abi.encodePacked(uint8(1), p.nonce, p.srcEid, p.sender, p.dstEid, p.receiver, guid(p), p.message);
    }

    function amountUnits(Packet memory p) internal pure returns (uint64 units) {
        for (uint256 i = 32; i < 40; ++i) {
            units = units << 8 | uint8(p.message[i]);
        }
    }

    function leaf(Packet memory p) internal pure returns (bytes32) {
        bytes memory head = abi.encodePacked(uint8(1), p.nonce, p.srcEid, p.sender, p.dstEid, p.receiver, guid(p));
        return keccak256(abi.encodePacked(uint8(0), p.execution, amountUnits(p), head, keccak256(p.message)));
    }

    function item(Packet memory p) internal pure returns (bytes memory) {
        return abi.encodePacked(p.srcEid, p.dstEid, p.nonce, p.execution, uint16(p.message.length), p.message);
    }

    function transitItem(Packet memory p) internal pure returns (bytes memory) {
        return
            abi.encodePacked(p.srcEid, p.dstEid, p.nonce, p.execution, uint16(40), amountUnits(p), keccak256(p.message));
    }

    function laneHash(bytes32 previous, bytes32 leaf_) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(uint8(5), previous, leaf_));
    }

    function width(uint256 count) internal pure returns (uint256 w) {
        w = 1;
        while (w < count) w *= 2;
    }

    /// @dev Level by level, missing leaves zero.
    function root(bytes32[] memory leaves) internal pure returns (bytes32) {
        bytes32[] memory level = _padded(leaves);
        while (level.length > 1) level = _parents(level);
        return level[0];
    }

    function proof(bytes32[] memory leaves, uint256 index) internal pure returns (bytes32[] memory siblings) {
        bytes32[] memory level = _padded(leaves);
        uint256 depth;
        while ((1 << depth) < level.length) ++depth;
        siblings = new bytes32[](depth);
        for (uint256 i; i < depth; ++i) {
            siblings[i] = level[index ^ 1];
            level = _parents(level);
            index /= 2;
        }
    }

    function _padded(bytes32[] memory leaves) private pure returns (bytes32[] memory level) {
        level = new bytes32[](width(leaves.length));
        for (uint256 i; i < leaves.length; ++i) {
            level[i] = leaves[i];
        }
    }

    function _parents(bytes32[] memory level) private pure returns (bytes32[] memory above) {
        above = new bytes32[](level.length / 2);
        for (uint256 i; i < above.length; ++i) {
            above[i] = keccak256(abi.encodePacked(uint8(1), level[2 * i], level[2 * i + 1]));
        }
    }
}
