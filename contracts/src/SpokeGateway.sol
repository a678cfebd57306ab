// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ERC20 } from "solady/tokens/ERC20.sol";

import { GatewayBase } from "./GatewayBase.sol";
import { GatewayInit } from "./GatewayStorage.sol";
import { ValueOutOfRange, ZeroValue } from "./interfaces/GatewayErrors.sol";
import { ISpokeGateway } from "./interfaces/IGateway.sol";
import { ISpokeToken } from "./interfaces/ISpokeToken.sol";
import { TOTAL_SUPPLY_WEI, UNIT_WEI } from "./libraries/Units.sol";
import { WireMemory } from "./libraries/WireMemory.sol";

/// @title The gateway where CXT is minted and burned
/// @notice Nothing is credited above the supply cap; what does not fit waits in the queue (protocol §7, §8).
contract SpokeGateway is GatewayBase, ISpokeGateway {
    constructor(GatewayInit memory init, uint256 supplyCapWei) GatewayBase(init) {
        if (init.localEid == init.homeEid) revert ValueOutOfRange("homeEid", init.homeEid);
        if (supplyCapWei == 0) revert ZeroValue("supplyCap");
        if (supplyCapWei > TOTAL_SUPPLY_WEI || supplyCapWei % UNIT_WEI != 0) {
            revert ValueOutOfRange("supplyCap", supplyCapWei);
        }
        for (uint256 i; i < init.lanes.length; ++i) {
            uint256 capWei = init.lanes[i].destinationCapWei;
            if (capWei != 0) revert ValueOutOfRange("destinationCap", capWei);
        }
        _core = supplyCapWei / UNIT_WEI << 192;
    }

    /// @inheritdoc ISpokeGateway
    function supplyCap() external view returns (uint256) {
        return (_core >> 192) * UNIT_WEI;
    }

    /// @inheritdoc ISpokeGateway
    function feesHeld() external view returns (uint256) {
        return ERC20(_token).balanceOf(address(this));
    }

    // --- sending: burn

    function _take(address payer, uint256 amountWei) internal override {
        ISpokeToken(_token).burn(payer, amountWei);
    }

    function _takeFee(address payer, uint256 feeWei) internal override {
        ERC20(_token).transferFrom(payer, address(this), feeWei);
    }

    function _bookOutbound(uint32, uint256 word, uint256) internal pure override returns (uint256) {
        return word;
    }

    function _sendLimitWei(uint32) internal pure override returns (uint256) {
        return TOTAL_SUPPLY_WEI;
    }

    // --- receiving: mint

    function _recordsTransits() internal pure override returns (bool) {
        return false;
    }

    function _loadLedger(uint32, uint32, Run memory) internal pure override { }

    function _storeLedger(uint32, uint32, Run memory) internal pure override { }

    function _debit(uint256, Run memory) internal pure override returns (bool) {
        return true;
    }

    function _takeRoom(uint256 amountUnits, Run memory run) internal view override returns (bool) {
        if (!run.roomKnown) {
            uint256 capUnits = run.core >> 192;
            uint256 supplyUnits = (WireMemory.totalSupplyOf(_token) + UNIT_WEI - 1) / UNIT_WEI;
            run.roomUnits = supplyUnits < capUnits ? capUnits - supplyUnits : 0;
            run.roomKnown = true;
        }
        uint256 units = run.roomUnits;
        if (amountUnits > units) return false;
        unchecked {
            run.roomUnits = units - amountUnits;
        }
        return true;
    }

    function _undo(uint256 amountUnits, Run memory run) internal pure override {
        run.roomUnits += amountUnits;
    }

    function _bookQueued(uint256) internal pure override { }

    function _unqueue(uint256) internal pure override { }

    function _credit(uint256 credits, uint256 count) internal override {
        WireMemory.sendCredits(_token, ISpokeToken.mintBatch.selector, credits, count);
    }
}
