// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ERC20 } from "solady/tokens/ERC20.sol";

import { GatewayBase } from "./GatewayBase.sol";
import { GatewayInit } from "./GatewayStorage.sol";
import { DestinationCapExceeded, ValueOutOfRange, ZeroValue } from "./interfaces/GatewayErrors.sol";
import { IHomeGateway } from "./interfaces/IGateway.sol";
import { OutboundLane } from "./libraries/OutboundLane.sol";
import { UNIT_WEI } from "./libraries/Units.sol";
import { WireMemory } from "./libraries/WireMemory.sol";

/// @title The gateway where CXT is locked and released
/// @notice Keeps the ledger of what every spoke may send back; nothing is ever released above it (protocol §8).
contract HomeGateway is GatewayBase, IHomeGateway {
    /// @inheritdoc IHomeGateway
    address public immutable feeSettlement;

    constructor(GatewayInit memory init, address feeSettlement_) GatewayBase(init) {
        if (init.localEid != init.homeEid) revert ValueOutOfRange("homeEid", init.homeEid);
        if (feeSettlement_ == address(0)) revert ZeroValue("feeSettlement");
        feeSettlement = feeSettlement_;
    }

    /// @inheritdoc IHomeGateway
    function outstanding(uint32 eid) external view returns (uint256) {
        return OutboundLane.outstanding(_outbound[eid]) * UNIT_WEI;
    }

    /// @inheritdoc IHomeGateway
    function locked() external view returns (uint256) {
        uint256 units = _queuedUnits;
        for (uint256 i; i < _eids.length; ++i) {
            units += OutboundLane.outstanding(_outbound[_eids[i]]);
        }
        return units * UNIT_WEI;
    }

    /// @inheritdoc IHomeGateway
    function queuedTotal() external view returns (uint256) {
        return _queuedUnits * UNIT_WEI;
    }

    /// @inheritdoc IHomeGateway
    function destinationCap(uint32 eid) external view returns (uint256) {
        return OutboundLane.cap(_outbound[eid]) * UNIT_WEI;
    }

    // --- sending: lock

    function _take(address payer, uint256 amountWei) internal override {
        ERC20(_token).transferFrom(payer, address(this), amountWei);
    }

    function _takeFee(address payer, uint256 feeWei) internal override {
        ERC20(_token).transferFrom(payer, feeSettlement, feeWei);
    }

    function _bookOutbound(uint32 dstEid, uint256 word, uint256 amountUnits) internal pure override returns (uint256) {
        uint256 before = OutboundLane.outstanding(word);
        uint256 room = _room(word);
        if (amountUnits > room) revert DestinationCapExceeded(dstEid, amountUnits * UNIT_WEI, room * UNIT_WEI);
        return OutboundLane.withOutstanding(word, before + amountUnits);
    }

    function _sendLimitWei(uint32 dstEid) internal view override returns (uint256) {
        return _room(_outbound[dstEid]) * UNIT_WEI;
    }

    function _room(uint256 word) private pure returns (uint256) {
        uint256 used = OutboundLane.outstanding(word);
        uint256 cap = OutboundLane.cap(word);
        return used < cap ? cap - used : 0;
    }

    // --- receiving: release, record transits

    function _recordsTransits() internal pure override returns (bool) {
        return true;
    }

    function _loadLedger(uint32 srcEid, uint32 dstEid, Run memory run) internal view override {
        run.sourceUnits = OutboundLane.outstanding(_outbound[srcEid]);
        if (run.isTransit) run.targetUnits = OutboundLane.outstanding(_outbound[dstEid]);
    }

    function _storeLedger(uint32 srcEid, uint32 dstEid, Run memory run) internal override {
        _outbound[srcEid] = OutboundLane.withOutstanding(_outbound[srcEid], run.sourceUnits);
        if (run.isTransit) _outbound[dstEid] = OutboundLane.withOutstanding(_outbound[dstEid], run.targetUnits);
    }

    function _debit(uint256 amountUnits, Run memory run) internal pure override returns (bool) {
        uint256 units = run.sourceUnits;
        if (amountUnits > units) return false;
        unchecked {
            run.sourceUnits = units - amountUnits;
        }
        return true;
    }

    function _takeRoom(uint256, Run memory) internal pure override returns (bool) {
        return true;
    }

    function _undo(uint256 amountUnits, Run memory run) internal pure override {
        run.sourceUnits += amountUnits;
    }

    function _bookQueued(uint256 amountUnits) internal override {
        _queuedUnits += amountUnits;
    }

    function _unqueue(uint256 amountUnits) internal override {
        _queuedUnits -= amountUnits;
    }

    function _credit(uint256 credits, uint256 count) internal override {
        for (uint256 i; i < count; ++i) {
            uint256 credit = WireMemory.creditAt(credits, i);
            ERC20(_token).transfer(address(uint160(credit >> 96)), uint96(credit) * UNIT_WEI);
        }
    }
}
