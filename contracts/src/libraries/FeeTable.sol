// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ValueOutOfRange } from "../interfaces/GatewayErrors.sol";
import { UNIT_WEI } from "./Units.sol";

/// @title Tariff and kind of virtual machine of a destination (protocol §10)
/// @notice Eight components of 80 bits in three words, so that a plain transfer reads one:
///         `base, perByte, transit, vm` / `perGas, account, returnBase` / `returnPerByte, returnPerGas`.
library FeeTable {
    struct Words {
        uint256 message;
        uint256 execution;
        uint256 returning;
    }

    // Kinds of virtual machine.
    uint8 internal constant EVM = 0;
    uint8 internal constant SOLANA = 1;

    uint256 private constant MASK_80 = type(uint80).max;

    /// @dev Packs `base, perByte, perGas, account, transit, returnBase, returnPerByte, returnPerGas`.
    ///      Each must be 1 to 2^80 - 1 wei: a component of zero could never be raised (at most doubling per update).
    function create(uint128[8] memory table, uint8 vm) internal pure returns (Words memory words) {
        for (uint256 i; i < 8; ++i) {
            if (table[i] == 0 || table[i] > MASK_80) revert ValueOutOfRange("fee", table[i]);
        }
        if (vm > SOLANA) revert ValueOutOfRange("vm", vm);
        words.message = uint256(table[0]) | uint256(table[1]) << 80 | uint256(table[4]) << 160 | uint256(vm) << 240;
        words.execution = uint256(table[2]) | uint256(table[3]) << 80 | uint256(table[5]) << 160;
        words.returning = uint256(table[6]) | uint256(table[7]) << 80;
    }

    function unpack(Words memory words) internal pure returns (uint128[8] memory table) {
        table[0] = _at(words.message, 0);
        table[1] = _at(words.message, 80);
        table[2] = _at(words.execution, 0);
        table[3] = _at(words.execution, 80);
        table[4] = _at(words.message, 160);
        table[5] = _at(words.execution, 160);
        table[6] = _at(words.returning, 0);
        table[7] = _at(words.returning, 80);
    }

    function vmOf(uint256 messageWord) internal pure returns (uint8) {
        return uint8(messageWord >> 240);
    }

    function transitOf(uint256 messageWord) internal pure returns (uint256) {
        return _at(messageWord, 160);
    }

    /// @dev `base + perByte * length`.
    function messageFee(uint256 messageWord, uint256 length) internal pure returns (uint256) {
        return uint256(_at(messageWord, 0)) + uint256(_at(messageWord, 80)) * length;
    }

    /// @dev `perGas * composeGas + (account)`; execution as on the wire (bit 31: open an account).
    function executionFee(uint256 executionWord, uint256 execution) internal pure returns (uint256 feeWei) {
        feeWei = uint256(_at(executionWord, 0)) * (execution & 0x7fffffff);
        if (execution >> 31 != 0) feeWei += _at(executionWord, 80);
    }

    /// @dev Fees are charged in whole units of the wire, rounded up.
    function roundedUp(uint256 feeWei) internal pure returns (uint256) {
        return (feeWei + UNIT_WEI - 1) / UNIT_WEI * UNIT_WEI;
    }

    function _at(uint256 word, uint256 shift) private pure returns (uint128) {
        return uint128((word >> shift) & MASK_80);
    }
}
