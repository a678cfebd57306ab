// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ForgeTest } from "./Vm.sol";

/// @dev A list of every external function of a contract and who may call it, compared with what the compiler found. A function that is
///      missing in the list, or that is in it and no longer exists, fails the test: nothing becomes callable unseen.
abstract contract SelectorInventory is ForgeTest {
    mapping(bytes32 => bool) private _listed;
    uint256 private _count;

    function _anyone(string memory signature) internal {
        _list(signature);
    }

    function _views(string[] memory signatures) internal {
        for (uint256 i; i < signatures.length; ++i) {
            _list(signatures[i]);
        }
    }

    function _only(string memory, string memory signature) internal {
        _list(signature);
    }

    function _list(string memory signature) internal {
        bytes32 key = keccak256(bytes(signature));
        vm.assertFalse(_listed[key], "listed twice");
        _listed[key] = true;
        ++_count;
    }

    function _compare(string memory name) internal view {
        string memory json = vm.readFile(string.concat("out/", name, ".sol/", name, ".json"));
        string[] memory found = vm.parseJsonKeys(json, ".methodIdentifiers");
        for (uint256 i; i < found.length; ++i) {
            vm.assertTrue(_listed[keccak256(bytes(found[i]))], string.concat("not listed: ", found[i]));
        }
        vm.assertEq(found.length, _count, "listed but not there");
    }
}
