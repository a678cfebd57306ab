// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IStakeRegistry } from "../interfaces/IStakeRegistry.sol";
import { IMiningPool } from "../interfaces/IMiningPool.sol";
import { Emission } from "../libraries/Emission.sol";
import { EpochBook } from "../libraries/EpochBook.sol";
import { PoolBase } from "./PoolBase.sol";

/// @dev What is written down while an epoch runs. Only three contracts may, each its own kind, for ever.
abstract contract PoolRecords is PoolBase {
    using EpochBook for EpochBook.Scores;
    using EpochBook for EpochBook.Work;
    using EpochBook for EpochBook.NodeLimits;

    modifier onlyRecorder(address recorder) {
        if (msg.sender != recorder) revert RecorderNotEligible(msg.sender);
        _;
    }

    /// @inheritdoc IMiningPool
    function recordBase(address node, uint64 workUnits) external onlyRecorder(_baseWork) {
        uint64 epoch = currentEpoch();
        (uint256 reputation, uint256 tier,) = IStakeRegistry(_stakeRegistry).standingOf(node);
        uint256 score = Emission.scoreOfBase(workUnits, reputation, tier);
        _work[epoch].addWork(workUnits);
        _scores[epoch].addBase(_nodeScores[epoch][node], score);
        emit BaseRecorded(epoch, node, workUnits, score);
    }

    /// @inheritdoc IMiningPool
    function recordPaid(address node, uint64 workUnits, uint256 quality, uint256 weight, uint256 sunkWei)
        external
        onlyRecorder(_jobMarket)
        returns (uint64 epoch)
    {
        epoch = currentEpoch();
        _work[epoch].addWork(workUnits);
        uint256 score;
        // SAFETY: a job that earns nothing must not widen the limit of those that do.
        if (quality != 0 && weight != 0) {
            (uint256 worth, uint256 stakeWei) = _worthOf(node, workUnits, quality);
            score = Emission.scoreOfPaid(worth, weight);
            _scores[epoch].addPaid(_nodeScores[epoch][node], score);
            _nodeLimits[epoch][node].addLimits(Emission.scoreOfPaid(worth, Emission.BASE_WEIGHT), sunkWei, stakeWei);
        }
        emit PaidRecorded(epoch, node, workUnits, score, sunkWei);
    }

    function _worthOf(address node, uint256 workUnits, uint256 quality)
        private
        view
        returns (uint256 worth, uint256 stakeWei)
    {
        uint256 reputation;
        uint256 tier;
        (reputation, tier, stakeWei) = IStakeRegistry(_stakeRegistry).standingOf(node);
        worth = Emission.worth(workUnits, quality, reputation, tier);
    }

    /// @inheritdoc IMiningPool
    function recordDuties(uint64 duties) external onlyRecorder(_workCourt) returns (uint64 epoch) {
        epoch = currentEpoch();
        _scores[epoch].addDuties(duties);
        emit DutiesRecorded(epoch, duties);
    }
}
