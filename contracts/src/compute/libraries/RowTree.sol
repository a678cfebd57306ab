// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title The Merkle tree over the rows of C (docs/compute.md §3)
/// @notice Leaf r is at place r of exactly `rows` leaves; an odd last node of a level moves up unchanged.
library RowTree {
    function leaf(uint256 row, bytes calldata entries) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(bytes1(0x00), uint32(row), entries));
    }

    /// @notice Whether `path` leads from the leaf at `row` to `root` and is used up by that.
    function isIn(bytes32 root, uint256 rows, uint256 row, bytes32 leafHash, bytes32[] calldata path)
        internal
        pure
        returns (bool)
    {
        uint256 used;
        bytes32 node = leafHash;
        for (uint256 width = rows; width > 1; width = (width + 1) >> 1) {
            bool isRight = row & 1 == 1;
            if (isRight || row + 1 < width) {
                if (used == path.length) return false;
                bytes32 sibling = path[used++];
                node = isRight ? _inner(sibling, node) : _inner(node, sibling);
            }
            row >>= 1;
        }
        return used == path.length && node == root;
    }

    function _inner(bytes32 left, bytes32 right) private pure returns (bytes32) {
        return keccak256(abi.encodePacked(bytes1(0x01), left, right));
    }
}
