// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ForgeTest } from "../../support/Vm.sol";

/// @dev Deploys contracts of src/compute by name, or a copy with a planted bug where contracts/toolchain/plant.ts names one:
///      the tests are the same, and one of them has to fail.
abstract contract PlantedCode is ForgeTest {
    /// @param artifact As `pool/MiningPool.sol:MiningPool`.
    function _code(string memory artifact) internal view returns (bytes memory) {
        return vm.getCode(_place(artifact));
    }

    function _deployedCode(string memory artifact) internal view returns (bytes memory) {
        return vm.getDeployedCode(_place(artifact));
    }

    function _place(string memory artifact) private view returns (string memory) {
        string memory planted = vm.envOr("CXT_PLANTED_ARTIFACT", string(""));
        bool isPlanted = keccak256(bytes(planted)) == keccak256(bytes(artifact));
        string memory folder = isPlanted ? vm.envOr("CXT_PLANTED_FOLDER", string("")) : "src/compute";
        return string.concat(folder, "/", artifact);
    }
}
