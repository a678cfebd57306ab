// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { MatrixEntry } from "../../src/compute/libraries/MatrixEntry.sol";
import { RowTree } from "../../src/compute/libraries/RowTree.sol";
import { ForgeTest } from "../support/Vm.sol";
import { PlainMatrix } from "./support/PlainMatrix.sol";

/// @dev The assembly of an entry against its plain twin, and the tree of rows in all sizes.
contract BaseWorkMatrixTest is ForgeTest {
    function testFuzz_entry_is_its_twin(bytes32 seed, address node, uint32 row, uint8 column) public pure {
        bytes memory a = PlainMatrix.rowOfA(seed, node, row);
        bytes memory b = PlainMatrix.columnOfB(seed, node, column);
        vm.assertTrue(MatrixEntry.entry(seed, node, row, column) == PlainMatrix.product(a, b), "entry");
    }

    /// @dev One entry written down, so that all languages can compare.
    function test_known_entry() public pure {
        bytes32 seed = keccak256("CXT base work");
        int256 entry = MatrixEntry.entry(seed, address(0xa11ce), 7, 200);
        bytes memory a = PlainMatrix.rowOfA(seed, address(0xa11ce), 7);
        vm.assertEq(keccak256(a), KNOWN_ROW, "row 7 of A");
        vm.assertTrue(entry == KNOWN_ENTRY, "row 7, column 200");
    }

    bytes32 private constant KNOWN_ROW = 0x2e3dabb094e8b1b94713aaaa640b849446b60cbefa1b56abb02bb7caa0884966;
    int256 private constant KNOWN_ENTRY = 98_298;

    function isIn(bytes32 root, uint256 rows, uint256 row, bytes32 leaf, bytes32[] calldata path)
        external
        pure
        returns (bool)
    {
        return RowTree.isIn(root, rows, row, leaf, path);
    }

    function leafOf(uint256 row, bytes calldata entries) external pure returns (bytes32) {
        return RowTree.leaf(row, entries);
    }

    function _leaves(uint256 count) private pure returns (bytes32[] memory leaves) {
        leaves = new bytes32[](count);
        for (uint256 i; i < count; ++i) {
            leaves[i] = keccak256(abi.encode(count, i));
        }
    }

    function test_every_leaf_of_every_small_tree_at_its_own_place_only() public view {
        for (uint256 count = 1; count <= 17; ++count) {
            bytes32[] memory leaves = _leaves(count);
            bytes32 root = PlainMatrix.rootOf(leaves);
            for (uint256 i; i < count; ++i) {
                bytes32[] memory path = PlainMatrix.pathOf(leaves, i);
                for (uint256 place; place < count; ++place) {
                    vm.assertEq(this.isIn(root, count, place, leaves[i], path), place == i, "its own place");
                }
            }
        }
    }

    function testFuzz_large_trees(uint256 count, uint256 row) public view {
        count = _within(count, 1, 700);
        row %= count;
        bytes32[] memory leaves = _leaves(count);
        bytes32[] memory path = PlainMatrix.pathOf(leaves, row);
        bytes32 root = PlainMatrix.rootOf(leaves);
        vm.assertTrue(this.isIn(root, count, row, leaves[row], path), "in");
        vm.assertFalse(this.isIn(root, count, row, keccak256("other"), path), "another leaf");
        vm.assertFalse(this.isIn(keccak256("other"), count, row, leaves[row], path), "another root");
    }

    function test_leaf_binds_the_row() public view {
        bytes memory row = new bytes(1024);
        vm.assertEq(this.leafOf(3, row), keccak256(abi.encodePacked(bytes1(0), uint32(3), row)), "of the rules");
        vm.assertTrue(this.leafOf(3, row) != this.leafOf(4, row), "its place");
    }
}
