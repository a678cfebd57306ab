// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { UNIT_WEI } from "../../libraries/Units.sol";

/// @title A bid in one word
/// @notice Bits from the lowest: node 160, ask 57 (units), weight τ·R 39.
library BidWord {
    function create(address node_, uint256 ask_, uint256 weight_) internal pure returns (uint256) {
        return uint160(node_) | ask_ << 160 | weight_ << 217;
    }

    function node(uint256 word) internal pure returns (address) {
        return address(uint160(word));
    }

    /// @dev 25 % of the ask, in wei: a whole number, as a unit is 1e9 wei.
    function bondWei(uint256 word) internal pure returns (uint256) {
        return bondOf((word >> 160) & ((1 << 57) - 1));
    }

    function bondOf(uint256 ask_) internal pure returns (uint256) {
        return ask_ * (UNIT_WEI / 4);
    }

    function weight(uint256 word) internal pure returns (uint256) {
        return word >> 217;
    }
}
