// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ERC20 } from "solady/tokens/ERC20.sol";

import { IMiningPool } from "../interfaces/IMiningPool.sol";
import { Emission } from "../libraries/Emission.sol";
import { EpochBook } from "../libraries/EpochBook.sol";
import { PoolRecords } from "./PoolRecords.sol";

/// @dev The only ways out of the pool: a node's claim and a duty, both out of what the close of an epoch set aside.
abstract contract PoolClaims is PoolRecords {
    /// @inheritdoc IMiningPool
    function claimOf(address node, uint64 epoch) external view returns (uint256 amountWei, uint256 cutWei) {
        if (epoch >= _nextEpoch || _funds[epoch].isSwept || _nodeScores[epoch][node].isClaimed) return (0, 0);
        return _partsOf(node, epoch);
    }

    /// @inheritdoc IMiningPool
    function claim(address node, uint64[] calldata epochList) external returns (uint256 amountWei) {
        if (msg.sender != node) revert ClaimantNotNode(msg.sender, node);
        for (uint256 i; i < epochList.length; ++i) {
            amountWei += _settle(node, epochList[i]);
        }
        // SAFETY: last, after all is written.
        ERC20(_token).transfer(node, amountWei);
    }

    function _settle(address node, uint64 epoch) private returns (uint256 amountWei) {
        _requireClosed(epoch);
        EpochBook.Funds storage funds = _funds[epoch];
        if (funds.isSwept) revert EpochSwept(epoch);
        EpochBook.NodeScores storage scores = _nodeScores[epoch][node];
        bool isEmpty = scores.baseScore == 0 && scores.paidScore == 0;
        if (isEmpty || scores.isClaimed) revert NothingToClaim(epoch, node);
        uint256 cutWei;
        (amountWei, cutWei) = _partsOf(node, epoch);
        scores.isClaimed = true;
        _spend(funds, amountWei, cutWei);
        emit Claimed(epoch, node, amountWei, cutWei);
    }

    /// @dev What a node gets of a closed epoch, and what its limit cuts off its share.
    function _partsOf(address node, uint64 epoch) private view returns (uint256 amountWei, uint256 cutWei) {
        EpochBook.NodeScores storage own = _nodeScores[epoch][node];
        EpochBook.Scores storage sum = _scores[epoch];
        EpochBook.Funds storage funds = _funds[epoch];
        (uint256 baseWei, uint256 baseScore) = (funds.baseWei, sum.baseScore);
        amountWei = Emission.share(baseWei, own.baseScore, baseScore);
        uint256 paidScore = own.paidScore;
        if (paidScore == 0) return (amountWei, 0);
        uint256 shareWei = Emission.share(funds.paidWei, paidScore, sum.paidScore);
        uint256 mostWei = _limitOf(node, epoch, _priceOf(epoch, baseWei, baseScore));
        if (shareWei > mostWei) (shareWei, cutWei) = (mostWei, shareWei - mostWei);
        amountWei += shareWei;
    }

    function _limitOf(address node, uint64 epoch, uint256 priceOfOne) private view returns (uint256) {
        EpochBook.NodeLimits storage own = _nodeLimits[epoch][node];
        return Emission.limit(own.equivalent, priceOfOne, own.sunkWei, own.stakeWei);
    }

    /// @inheritdoc IMiningPool
    function payDuty(uint64 epoch, address node, uint64 duties)
        external
        onlyRecorder(_workCourt)
        returns (uint256 amountWei)
    {
        _requireClosed(epoch);
        EpochBook.Funds storage funds = _funds[epoch];
        if (funds.isSwept) return 0;
        EpochBook.Work storage work = _work[epoch];
        uint256 done = _scores[epoch].duties;
        uint256 unpaid = done - work.dutiesPaid;
        // SAFETY: no more duties are paid than were recorded, so duties never reach the parts of base and paid work.
        uint32 paid = duties < unpaid ? uint32(duties) : uint32(unpaid);
        amountWei = Emission.share(_dutyWei(epoch), paid, done);
        work.dutiesPaid += paid;
        _spend(funds, amountWei, 0);
        emit DutyClaimed(epoch, node, amountWei);
        ERC20(_token).transfer(node, amountWei);
    }

    /// @inheritdoc IMiningPool
    function sweep(uint64 epoch) external {
        _requireClosed(epoch);
        uint64 until = claimableUntil(epoch);
        if (block.timestamp < until) revert EpochStillClaimable(epoch, until);
        EpochBook.Funds storage funds = _funds[epoch];
        if (funds.isSwept) revert EpochSwept(epoch);
        uint256 leftWei = funds.baseWei + funds.paidWei + _dutyWei(epoch) - funds.spentWei;
        funds.isSwept = true;
        _spend(funds, 0, leftWei);
        emit Swept(epoch, leftWei);
    }

    /// @dev Takes from what an epoch set aside: one part leaves the pool, the other returns to `remaining`.
    function _spend(EpochBook.Funds storage funds, uint256 paidWei, uint256 returnedWei) private {
        funds.spentWei += uint80(paidWei + returnedWei);
        _claimable -= uint88(paidWei + returnedWei);
        _remaining += uint88(returnedWei);
    }

    function _requireClosed(uint64 epoch) private view {
        if (epoch >= _nextEpoch) revert EpochNotClosed(epoch);
    }
}
