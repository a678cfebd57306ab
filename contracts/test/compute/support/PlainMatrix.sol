// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @dev The matrices and the tree of base work as docs/compute.md §3 writes them, in plain Solidity.
library PlainMatrix {
    uint256 internal constant INNER = 1024;
    uint256 internal constant COLUMNS = 256;

    function expand(bytes32 seed, uint256 length) internal pure returns (bytes memory expanded) {
        for (uint32 i; i < length / 32; ++i) {
            expanded = bytes.concat(expanded, keccak256(abi.encodePacked(seed, i)));
        }
    }

    function rowOfA(bytes32 epochSeed, address node, uint32 row) internal pure returns (bytes memory) {
        return expand(keccak256(abi.encodePacked(epochSeed, node, bytes1("A"), row)), INNER);
    }

    function columnOfB(bytes32 epochSeed, address node, uint32 column) internal pure returns (bytes memory) {
        return expand(keccak256(abi.encodePacked(epochSeed, node, bytes1("B"), column)), INNER);
    }

    function product(bytes memory a, bytes memory b) internal pure returns (int32 sum) {
        unchecked {
            for (uint256 i; i < INNER; ++i) {
                sum += int32(int8(uint8(a[i]))) * int32(int8(uint8(b[i])));
            }
        }
    }

    /// @dev All rows of C, each 256 int32, big-endian.
    function rowsOfC(bytes32 epochSeed, address node, uint32 rows) internal pure returns (bytes[] memory c) {
        bytes[] memory a = new bytes[](rows);
        c = new bytes[](rows);
        for (uint32 row; row < rows; ++row) {
            a[row] = rowOfA(epochSeed, node, row);
            c[row] = new bytes(COLUMNS * 4);
        }
        for (uint32 column; column < COLUMNS; ++column) {
            bytes memory b = columnOfB(epochSeed, node, column);
            for (uint32 row; row < rows; ++row) {
                setEntry(c[row], column, product(a[row], b));
            }
        }
    }

    function setEntry(bytes memory row, uint256 column, int32 value) internal pure {
        for (uint256 i; i < 4; ++i) {
            row[column * 4 + i] = bytes1(uint8(uint32(value) >> (24 - 8 * i)));
        }
    }

    function leavesOf(bytes[] memory rows) internal pure returns (bytes32[] memory leaves) {
        leaves = new bytes32[](rows.length);
        for (uint32 row; row < rows.length; ++row) {
            leaves[row] = keccak256(abi.encodePacked(bytes1(0), row, rows[row]));
        }
    }

    function levelAbove(bytes32[] memory level) internal pure returns (bytes32[] memory above) {
        above = new bytes32[]((level.length + 1) / 2);
        for (uint256 i; i < above.length; ++i) {
            bool isAlone = 2 * i + 1 == level.length;
            above[i] =
                isAlone ? level[2 * i] : keccak256(abi.encodePacked(bytes1(0x01), level[2 * i], level[2 * i + 1]));
        }
    }

    function rootOf(bytes32[] memory level) internal pure returns (bytes32) {
        while (level.length > 1) {
            level = levelAbove(level);
        }
        return level[0];
    }

    function pathOf(bytes32[] memory level, uint256 place) internal pure returns (bytes32[] memory path) {
        path = new bytes32[](32);
        uint256 used;
        for (; level.length > 1; level = levelAbove(level)) {
            uint256 sibling = place ^ 1;
            if (sibling < level.length) path[used++] = level[sibling];
            place >>= 1;
        }
        assembly {
            mstore(path, used)
        }
    }
}
