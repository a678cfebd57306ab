// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ZeroValue } from "./interfaces/GatewayErrors.sol";
import { TOTAL_SUPPLY_WEI } from "./libraries/Units.sol";
import { TokenBase } from "./TokenBase.sol";

/// @title CXT on its home chain
/// @notice 100,000,000 CXT come into being at construction and none ever after: there is no mint function.
contract CXT is TokenBase {
    /// @param pool Receives the whole supply.
    constructor(address pool) {
        if (pool == address(0)) revert ZeroValue("pool");
        _mint(pool, TOTAL_SUPPLY_WEI);
    }
}
