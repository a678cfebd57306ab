// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ERC20 } from "solady/tokens/ERC20.sol";

import { EmissionParams, IMiningPool } from "../interfaces/IMiningPool.sol";
import { IWorkCourt } from "../interfaces/IWorkCourt.sol";
import { Emission } from "../libraries/Emission.sol";
import { EpochBook } from "../libraries/EpochBook.sol";
import { PoolBase } from "./PoolBase.sol";
import { PoolClaims } from "./PoolClaims.sol";

/// @title All the CXT that is not released yet, and its release
/// @notice The token's constructor puts the whole supply here. Nobody controls it; only claims and duties leave it.
contract MiningPool is PoolClaims {
    uint64 private constant MOST_EPOCHS = 64;

    /// @dev The pool's changing state while epochs are closed: read once, written once.
    struct Running {
        uint256 remaining;
        uint256 target;
        uint256 price;
        uint256 capBps;
    }

    constructor(
        address token,
        address baseWork,
        address jobMarket,
        address workCourt,
        address stakeRegistry,
        EmissionParams memory params
    ) PoolBase(token, baseWork, jobMarket, workCourt, stakeRegistry, params) { }

    /// @inheritdoc IMiningPool
    function closeEpoch(uint64 first, uint64 count) external {
        if (first != _nextEpoch) revert EpochOutOfOrder(first, _nextEpoch);
        if (count == 0 || count > MOST_EPOCHS) revert EpochCountOutOfRange(count, MOST_EPOCHS);
        uint64 end = first + count;
        if (end > currentEpoch()) revert EpochNotEnded(end - 1, epochEndsAt(end - 1));
        uint256 before = _remaining;
        Running memory running =
            Running(before, _target, _price, _committeesAreLive() ? Emission.BASE_CAP : Emission.BPS);
        for (uint64 epoch = first; epoch < end; ++epoch) {
            _close(epoch, running);
        }
        _remaining = uint88(running.remaining);
        _claimable += uint88(before - running.remaining);
        _nextEpoch = end;
        _target = uint128(running.target);
        _price = uint128(running.price);
    }

    /// @dev SAFETY: nothing here can revert for any scores (`npm run prove`): a close that does would end emission for ever.
    function _close(uint64 epoch, Running memory running) private {
        EpochBook.Scores memory scores = _scores[epoch];
        uint256 workUnits = _work[epoch].workUnits;
        uint256 budgetWei = Emission.budget(running.remaining, _rate);
        uint256 used = Emission.utilisation(workUnits, running.target);
        uint256 releaseWei = Emission.release(budgetWei, used);
        (uint256 baseWei, uint256 paidWei) =
            Emission.split(releaseWei, scores.baseScore, scores.paidScore, running.capBps);
        uint256 dutyWei = scores.duties == 0 ? 0 : Emission.verification(releaseWei);
        running.remaining -= baseWei + paidWei + dutyWei;
        running.target = Emission.nextTarget(running.target, _minimumTarget, workUnits);
        _carryPrice(epoch, running, baseWei, scores.baseScore);
        _work[epoch].budgetWei = uint80(budgetWei);
        _work[epoch].releasedWei = uint80(releaseWei);
        if (baseWei + paidWei != 0) {
            EpochBook.Funds storage funds = _funds[epoch];
            funds.baseWei = uint80(baseWei);
            funds.paidWei = uint80(paidWei);
        }
        emit EpochClosed(epoch, budgetWei, used, baseWei, paidWei, dutyWei);
    }

    function _carryPrice(uint64 epoch, Running memory running, uint256 baseWei, uint256 baseScore) private {
        uint256 price = baseScore == 0 ? 0 : Emission.price(baseWei, baseScore);
        running.price = price == 0 ? Emission.decayed(running.price) : price;
        if (baseScore == 0) _carriedPrice[epoch] = running.price;
    }

    /// @dev Whether the court's latest snapshot can judge. A court without code or without a snapshot is not live.
    ///      SAFETY: its answer may be missing, but must not make the close revert. A caller who starves these calls of gas
    ///      has a 64th of it left, with which nothing can be closed.
    function _committeesAreLive() private view returns (bool) {
        (bool isKnown, uint256 epoch) = _askCourt(abi.encodeCall(IWorkCourt.latestSnapshot, ()));
        if (!isKnown) return false;
        (bool isAnswered, uint256 answer) = _askCourt(abi.encodeCall(IWorkCourt.isLive, (uint64(epoch))));
        return isAnswered && answer != 0;
    }

    function _askCourt(bytes memory question) private view returns (bool isAnswered, uint256 answer) {
        address court = _workCourt;
        assembly ("memory-safe") {
            isAnswered := staticcall(gas(), court, add(question, 0x20), mload(question), 0x00, 0x20)
            isAnswered := and(isAnswered, gt(returndatasize(), 0x1f))
            answer := mload(0x00)
        }
    }

    /// @inheritdoc IMiningPool
    function donate(uint256 amountWei) external {
        ERC20(_token).transferFrom(msg.sender, address(this), amountWei);
        _remaining += uint88(amountWei);
        emit Donated(msg.sender, amountWei);
    }

    /// @inheritdoc IMiningPool
    function skim() external {
        uint256 foundWei = ERC20(_token).balanceOf(address(this)) - _remaining - _claimable;
        if (foundWei == 0) return;
        _remaining += uint88(foundWei);
        emit Donated(address(0), foundWei);
    }
}
