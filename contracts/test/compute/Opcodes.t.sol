// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ForgeTest } from "../support/Vm.sol";

/// @dev I6: the deployed code of the core cannot run other code in its place, nor remove itself. With no such opcode there is no proxy.
contract OpcodesTest is ForgeTest {
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

    function _names() private pure returns (string[6] memory) {
        return ["MiningPool", "BaseWork", "RandaoBeacon", "DevnetBeacon", "CXT", "FeeSettlement"];
    }

    function test_core_runs_its_own_code_for_ever() public view {
        string[6] memory names = _names();
        for (uint256 i; i < names.length; ++i) {
            bytes memory code = vm.getDeployedCode(string.concat(names[i], ".sol:", names[i]));
            vm.assertTrue(code.length != 0, names[i]);
            uint256 place = _firstForbidden(code);
            string memory where = string.concat(names[i], " has a forbidden opcode at ", vm.toString(place));
            vm.assertTrue(place >= code.length, where);
        }
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
