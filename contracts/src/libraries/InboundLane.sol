// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ValueOutOfRange } from "../interfaces/GatewayErrors.sol";
import { MICRO_CXT_WEI, MILLI_CXT_WEI } from "./Units.sol";

/// @title Token bucket, delay and pause of one inbound lane in one word (protocol §7)
/// @notice Bits from the lowest: debt 40 and updatedAt 32 (mCXT, unix seconds), capacity 40, threshold 40 (mCXT),
///         refill 40 (µCXT per second), delay 24 (seconds), pausedUntil 32 (unix seconds).
/// @dev Times fit until 2106. `NEVER` stands for "not by time".
library InboundLane {
    /// @dev The largest debt that the word holds, in mCXT: about eleven times the supply.
    uint256 internal constant MAX_DEBT = type(uint40).max;
    uint256 internal constant NEVER = type(uint32).max;
    uint256 private constant MASK_24 = type(uint24).max;
    uint256 private constant MASK_32 = type(uint32).max;
    uint256 private constant MASK_40 = type(uint40).max;
    uint256 private constant STATE_MASK = (1 << 72) - 1;

    /// @dev A quiet lane. Values must divide by their unit and fit.
    function create(uint256 capacityWei, uint256 refillWeiPerSecond, uint256 thresholdWei, uint256 delaySeconds)
        internal
        pure
        returns (uint256 word)
    {
        word = _scaled("capacity", capacityWei, MILLI_CXT_WEI) << 72 | _scaled("threshold", thresholdWei, MILLI_CXT_WEI)
            << 112 | _scaled("refill", refillWeiPerSecond, MICRO_CXT_WEI) << 152;
        if (delaySeconds > MASK_24) revert ValueOutOfRange("delay", delaySeconds);
        word |= delaySeconds << 192;
    }

    function debt(uint256 word) internal pure returns (uint256) {
        return word & MASK_40;
    }

    function updatedAt(uint256 word) internal pure returns (uint256) {
        return (word >> 40) & MASK_32;
    }

    function capacity(uint256 word) internal pure returns (uint256) {
        return (word >> 72) & MASK_40;
    }

    function threshold(uint256 word) internal pure returns (uint256) {
        return (word >> 112) & MASK_40;
    }

    function refill(uint256 word) internal pure returns (uint256) {
        return (word >> 152) & MASK_40;
    }

    function delay(uint256 word) internal pure returns (uint256) {
        return (word >> 192) & MASK_24;
    }

    function pausedUntil(uint256 word) internal pure returns (uint256) {
        return (word >> 216) & MASK_32;
    }

    /// @dev The lane with the debt that time has paid taken off. Seconds that paid no whole mCXT are kept for later.
    ///      Settling twice at one moment is settling once.
    function settled(uint256 word, uint256 timestamp) internal pure returns (uint256) {
        uint256 owed = debt(word);
        // Nothing overflows: a difference of two 32-bit times by a 40-bit rate.
        unchecked {
            if (owed != 0) {
                uint256 rate = refill(word);
                uint256 earned = (timestamp - updatedAt(word)) * rate;
                uint256 paid = earned / 1000;
                if (paid < owed) {
                    // WHY: without the carry, a delivery every second would starve a refill below 1 mCXT per second.
                    uint256 carry = rate == 0 ? 0 : (earned % 1000) / rate;
                    return _withState(word, owed - paid, timestamp - carry);
                }
            }
        }
        return _withState(word, 0, timestamp);
    }

    /// @dev A settled lane with another debt, at most MAX_DEBT.
    function withDebt(uint256 word, uint256 owed) internal pure returns (uint256) {
        return (word & ~MASK_40) | owed;
    }

    /// @dev Pays debt of a settled lane, rounded down to mCXT: an outbound transfer makes room for inbound ones.
    function relieved(uint256 word, uint256 amountWei) internal pure returns (uint256) {
        uint256 owed = debt(word);
        uint256 paid = amountWei / MILLI_CXT_WEI;
        return paid < owed ? word - paid : word - owed;
    }

    /// @dev When time alone brings the debt of a settled lane within the capacity.
    function paidAt(uint256 word) internal pure returns (uint256) {
        uint256 owed = debt(word);
        uint256 limit = capacity(word);
        uint256 since = updatedAt(word);
        if (owed <= limit) return since;
        uint256 rate = refill(word);
        if (rate == 0) return NEVER;
        uint256 moment = since + ((owed - limit) * 1000 + rate - 1) / rate;
        return moment < NEVER ? moment : NEVER;
    }

    function _withState(uint256 word, uint256 owed, uint256 timestamp) private pure returns (uint256) {
        return (word & ~STATE_MASK) | (timestamp & MASK_32) << 40 | owed;
    }

    function _scaled(bytes32 field, uint256 valueWei, uint256 unitWei) private pure returns (uint256 scaled) {
        scaled = valueWei / unitWei;
        if (valueWei % unitWei != 0 || scaled > MASK_40) revert ValueOutOfRange(field, valueWei);
    }
}
