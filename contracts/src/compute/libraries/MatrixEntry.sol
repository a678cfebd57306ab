// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title One entry of C = A·B, recomputed from the seeds (docs/compute.md §3)
/// @dev Assembly, because Solidity would cost more than three times as much; the tests compare it with a plain twin.
library MatrixEntry {
    /// @notice Row `row` of A times column `column` of B: 1,024 products of int8, so within ± 2^24.
    function entry(bytes32 epochSeed, address node, uint256 row, uint256 column) internal pure returns (int256 sum) {
        bytes32 rowSeed = keccak256(abi.encodePacked(epochSeed, node, "A", uint32(row)));
        bytes32 columnSeed = keccak256(abi.encodePacked(epochSeed, node, "B", uint32(column)));
        assembly ("memory-safe") {
            // 32 words of 32 int8 each; `signextend(0, x)` reads the lowest byte, and which byte comes first is all the same to a sum
            for { let word := 0 } lt(word, 32) { word := add(word, 1) } {
                mstore(0x20, shl(224, word))
                mstore(0x00, rowSeed)
                let a := keccak256(0x00, 0x24)
                mstore(0x00, columnSeed)
                let b := keccak256(0x00, 0x24)
                for { let left := 4 } left { left := sub(left, 1) } {
                    sum := add(sum, mul(signextend(0, a), signextend(0, b)))
                    sum := add(sum, mul(signextend(0, shr(8, a)), signextend(0, shr(8, b))))
                    sum := add(sum, mul(signextend(0, shr(16, a)), signextend(0, shr(16, b))))
                    sum := add(sum, mul(signextend(0, shr(24, a)), signextend(0, shr(24, b))))
                    sum := add(sum, mul(signextend(0, shr(32, a)), signextend(0, shr(32, b))))
                    sum := add(sum, mul(signextend(0, shr(40, a)), signextend(0, shr(40, b))))
                    sum := add(sum, mul(signextend(0, shr(48, a)), signextend(0, shr(48, b))))
                    sum := add(sum, mul(signextend(0, shr(56, a)), signextend(0, shr(56, b))))
                    a := shr(64, a)
                    b := shr(64, b)
                }
            }
        }
    }
}
