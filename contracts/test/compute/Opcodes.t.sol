// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { PlantedCode } from "./support/PlantedCode.sol";

/// @dev I6: the deployed code of the core cannot run other code in its place, nor remove itself. With no such opcode there is no proxy.
contract OpcodesTest is PlantedCode {
    uint256 private constant CALLCODE = 0xf2;
    uint256 private constant DELEGATECALL = 0xf4;
    uint256 private constant SELFDESTRUCT = 0xff;

    /// @dev Where the first forbidden opcode is; the code's length if there is none. Data of push instructions is no code.
    function _firstForbidden(bytes memory code) private pure returns (uint256 place) {
        for (place = 0; place < code.length; ++place) {
            uint256 opcode = uint8(code[place]);
            if (opcode == CALLCODE || opcode == DELEGATECALL || opcode == SELFDESTRUCT) return place;
            if (opcode >= 0x60 && opcode <= 0x7f) place += opcode - 0x5f;
        }
        return code.length;
    }

    function test_compute_runs_its_own_code_for_ever() public view {
        string[7] memory artifacts = [
            "pool/MiningPool.sol:MiningPool",
            "work/BaseWork.sol:BaseWork",
            "randomness/RandaoBeacon.sol:RandaoBeacon",
            "randomness/DevnetBeacon.sol:DevnetBeacon",
            "stake/StakeRegistry.sol:StakeRegistry",
            "court/WorkCourt.sol:WorkCourt",
            "market/JobMarket.sol:JobMarket"
        ];
        for (uint256 i; i < artifacts.length; ++i) {
            _requireOwnCode(artifacts[i], _deployedCode(artifacts[i]));
        }
    }

    function test_the_token_runs_its_own_code_for_ever() public view {
        _requireOwnCode("CXT", vm.getDeployedCode("src/CXT.sol:CXT"));
    }

    function _requireOwnCode(string memory name, bytes memory code) private pure {
        vm.assertTrue(code.length != 0, name);
        uint256 place = _firstForbidden(code);
        vm.assertTrue(place >= code.length, string.concat(name, " has a forbidden opcode at ", vm.toString(place)));
    }

    /// @dev The reader itself: it finds each of the three, and does not take data for code.
    function test_the_reader_finds_them() public pure {
        vm.assertEq(_firstForbidden(hex"6001f4"), 2, "delegatecall");
        vm.assertEq(_firstForbidden(hex"ff"), 0, "selfdestruct");
        vm.assertEq(_firstForbidden(hex"6001600261000052f2"), 8, "callcode");
        vm.assertEq(_firstForbidden(hex"61f4ff00"), 4, "two bytes of data");
        bytes memory data = abi.encodePacked(hex"7f", type(uint256).max, hex"00");
        vm.assertEq(_firstForbidden(data), data.length, "32 bytes of data");
    }
}
