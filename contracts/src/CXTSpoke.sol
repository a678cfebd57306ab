// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { OnlyGateway, SupplyCapReached, ZeroValue } from "./interfaces/GatewayErrors.sol";
import { ISpokeToken } from "./interfaces/ISpokeToken.sol";
import { TOTAL_SUPPLY_WEI, UNIT_WEI } from "./libraries/Units.sol";
import { TokenBase } from "./TokenBase.sol";

/// @title CXT on every other chain
/// @notice Only the gateway mints and burns; the supply never exceeds that of the home chain.
contract CXTSpoke is TokenBase, ISpokeToken {
    /// @notice The most that can exist here, in wei.
    uint256 public constant SUPPLY_CAP_WEI = TOTAL_SUPPLY_WEI;

    /// @notice The only account that may mint and burn.
    address public immutable gateway;

    modifier onlyGateway() {
        if (msg.sender != gateway) revert OnlyGateway(msg.sender);
        _;
    }

    constructor(address gateway_) {
        if (gateway_ == address(0)) revert ZeroValue("gateway");
        gateway = gateway_;
    }

    /// @inheritdoc ISpokeToken
    function mint(address to, uint256 amountWei) external onlyGateway {
        _mint(to, amountWei);
        _checkCap(amountWei);
    }

    /// @inheritdoc ISpokeToken
    function mintBatch(uint256[] calldata credits) external onlyGateway {
        uint256 totalWei;
        for (uint256 i; i < credits.length; ++i) {
            uint256 credit = credits[i];
            uint256 amountWei = uint96(credit) * UNIT_WEI;
            totalWei += amountWei;
            _mint(address(uint160(credit >> 96)), amountWei);
        }
        _checkCap(totalWei);
    }

    /// @inheritdoc ISpokeToken
    function burn(address from, uint256 amountWei) external onlyGateway {
        _spendAllowance(from, msg.sender, amountWei);
        _burn(from, amountWei);
    }

    function _checkCap(uint256 addedWei) private view {
        uint256 supplyWei = totalSupply();
        if (supplyWei > SUPPLY_CAP_WEI) revert SupplyCapReached(addedWei, SUPPLY_CAP_WEI + addedWei - supplyWei);
    }
}
