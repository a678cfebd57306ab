// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ERC20 } from "solady/tokens/ERC20.sol";

import { GatewayBase } from "./GatewayBase.sol";
import { GatewayInit } from "./GatewayStorage.sol";
import { ValueOutOfRange, ZeroValue } from "./interfaces/GatewayErrors.sol";
import { ISpokeGateway } from "./interfaces/IGateway.sol";
import { ISpokeToken } from "./interfaces/ISpokeToken.sol";
import { TOTAL_SUPPLY_WEI, UNIT_WEI } from "./libraries/Units.sol";

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

    function _loadLedger(Item memory, Run memory) internal pure override { }

    function _storeLedger(Run memory) internal pure override { }

    function _ledgerCovers(Item memory, Run memory) internal pure override returns (bool) {
        return true;
    }

    function _debit(Item memory, Run memory) internal pure override { }

    function _hasRoom(Item memory item, Run memory run) internal view override returns (bool) {
        if (!run.roomKnown) {
            uint256 capUnits = _core >> 192;
            uint256 supplyUnits = (ERC20(_token).totalSupply() + UNIT_WEI - 1) / UNIT_WEI;
            run.roomUnits = supplyUnits < capUnits ? capUnits - supplyUnits : 0;
            run.roomKnown = true;
        }
        return item.amountUnits <= run.roomUnits;
    }

    function _takeRoom(Item memory item, Run memory run) internal pure override {
        run.roomUnits -= item.amountUnits;
    }

    function _bookQueued(uint256) internal pure override { }

    function _unqueue(uint256) internal pure override { }

    function _bookTransit(Item memory, Run memory) internal pure override { }

    function _credit(uint256[] memory credits) internal override {
        if (credits.length == 1) {
            ISpokeToken(_token).mint(address(uint160(credits[0] >> 96)), uint96(credits[0]) * UNIT_WEI);
        } else {
            ISpokeToken(_token).mintBatch(credits);
        }
    }
}
