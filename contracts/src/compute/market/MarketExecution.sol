// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { UNIT_WEI } from "../../libraries/Units.sol";
import { IJobMarket, JobRequest } from "../interfaces/IJobMarket.sol";
import { BidWord } from "../libraries/BidWord.sol";
import { JobTerms } from "../libraries/JobTerms.sol";
import { JobState, JobWord } from "../libraries/JobWord.sol";
import { MarketEnd } from "./MarketEnd.sol";

/// @title From the draw of executors to what they reveal
abstract contract MarketExecution is MarketEnd {
    /// @inheritdoc IJobMarket
    function assign(JobRequest calldata request, bytes calldata beaconProof) external {
        bytes32 jobId = request.jobId;
        JobState memory job = _openIn(request, Status.FUNDED);
        if (_isAccepting(job)) revert WindowOpen(jobId, uint64(job.deadline));
        if (job.bids == 0) revert NobodyToDraw(jobId);
        uint256[] memory bids = _loadBids(jobId, job.bids);
        if (bids.length <= request.redundancy) {
            job.drawn = bids.length;
            // 0, 1, 2 in five bits each
            job.order = (2 << 10 | 1 << 5) & ((1 << (5 * bids.length)) - 1);
        } else {
            if (_isMissed(job)) {
                job.beaconBlock = _nextBeacon();
                _store(jobId, job);
                emit BeaconNamed(jobId, uint64(job.beaconBlock));
                return;
            }
            bytes32 beacon = _beaconOf(job, beaconProof);
            _draw(job, bids, request.redundancy, abi.encodePacked(beacon, jobId, uint8(job.round)));
        }
        _assign(request, job, bids);
    }

    /// @inheritdoc IJobMarket
    function commitResult(bytes32 jobId, bytes32 commitment) external {
        (JobState memory job, uint256 place) = _openAt(jobId);
        if (job.committed >> place & 1 != 0) revert CommittedAlready(jobId, msg.sender);
        if (block.timestamp >= job.deadline) revert WindowOver(jobId, uint64(job.deadline));
        _requireSet("commitment", uint256(commitment));
        job.committed |= 1 << place;
        if (job.committed == (1 << job.drawn) - 1) job.deadline = block.timestamp;
        _answers[jobId][place] = commitment;
        _store(jobId, job);
        emit ResultCommitted(jobId, msg.sender, commitment);
    }

    /// @inheritdoc IJobMarket
    function revealResult(bytes32 jobId, bytes32 resultHash, uint64 units, bytes32 salt, string calldata uri) external {
        (JobState memory job, uint256 place) = _openAt(jobId);
        if (job.revealed >> place & 1 != 0) revert RevealedAlready(jobId, msg.sender);
        _requireSet("resultHash", uint256(resultHash));
        _checkField(bytes(uri).length <= MAX_URI_BYTES, "uri", bytes(uri).length);
        if (job.committed >> place & 1 != 0) {
            if (block.timestamp < job.deadline) revert WindowOpen(jobId, uint64(job.deadline));
            uint256 revealEnds = job.deadline + _revealSeconds;
            if (block.timestamp >= revealEnds) revert WindowOver(jobId, uint64(revealEnds));
            if (_answers[jobId][place] != JobTerms.commitmentOf(jobId, msg.sender, resultHash, units, salt)) {
                revert RevealMismatch(jobId, msg.sender);
            }
        } else {
            if (job.drawn != 1) revert CommitMissing(jobId, msg.sender);
            if (block.timestamp >= job.deadline) revert WindowOver(jobId, uint64(job.deadline));
            job.committed = 1;
        }
        job.revealed |= 1 << place;
        _answers[jobId][place] = resultHash;
        emit ResultRevealed(jobId, msg.sender, resultHash, units, uri);
        if (job.revealed == job.committed) _submitted(jobId, job);
        _store(jobId, job);
    }

    /// @dev The job goes to the committee: the block that draws the seats is named, the list to draw from is fixed.
    function _submitted(bytes32 jobId, JobState memory job) internal {
        job.status = Status.SUBMITTED;
        _drawSeats(job);
        emit JobSubmitted(jobId, uint64(job.beaconBlock), uint64(job.snapshotEpoch), uint64(job.deadline));
    }

    /// @dev Whether the beacon can no longer be had.
    function _isMissed(JobState memory job) internal view virtual returns (bool) {
        return block.number > job.beaconBlock + _randomness.windowBlocks();
    }

    function _drawSeats(JobState memory job) internal view {
        job.beaconBlock = _nextBeacon();
        job.snapshotEpoch = _latestSnapshot();
        job.deadline = block.timestamp + _voteSeconds;
    }

    /// @dev An assigned job and the place of the caller among its executors.
    function _openAt(bytes32 jobId) private view returns (JobState memory job, uint256 place) {
        job = _load(jobId);
        if (job.status == Status.NONE) revert JobUnknown(jobId);
        if (job.status != Status.ASSIGNED) revert StatusWrong(jobId, job.status);
        for (; place < job.drawn; ++place) {
            if (BidWord.node(_bidAt(jobId, job, place)) == msg.sender) return (job, place);
        }
        revert ExecutorNotDrawn(jobId, msg.sender);
    }

    /// @dev Without repetition, weighted; a bid that was drawn has no weight any more.
    function _draw(JobState memory job, uint256[] memory bids, uint256 count, bytes memory seed) private pure {
        uint256[] memory weights = new uint256[](bids.length);
        uint256 total;
        for (uint256 i; i < bids.length; ++i) {
            weights[i] = BidWord.weight(bids[i]);
            total += weights[i];
        }
        uint256 order;
        for (uint256 i; i < count; ++i) {
            uint256 point = uint256(keccak256(abi.encodePacked(seed, uint8(i)))) % total;
            uint256 chosen;
            while (point >= weights[chosen]) point -= weights[chosen++];
            total -= weights[chosen];
            weights[chosen] = 0;
            order |= chosen << (5 * i);
        }
        (job.drawn, job.order) = (count, order);
    }

    function _assign(JobRequest calldata request, JobState memory job, uint256[] memory bids) private {
        bytes32 jobId = request.jobId;
        address[] memory executors = new address[](job.drawn);
        uint256 drawnBits;
        for (uint256 i; i < executors.length; ++i) {
            uint256 index = JobWord.bidOf(job, i);
            executors[i] = BidWord.node(bids[index]);
            drawnBits |= 1 << index;
        }
        (bool isCovered, uint256 level) = _classFor(request, job.price, executors);
        if (!isCovered) {
            job.drawn = 0;
            _expire(request, job, 5);
            return;
        }
        _freeBids(bids, drawnBits);
        job.status = Status.ASSIGNED;
        job.level = level;
        job.deadline = block.timestamp + request.computeSeconds;
        job.beaconBlock = 0;
        _store(jobId, job);
        emit JobAssigned(jobId, executors, uint64(job.price), uint64(job.deadline));
    }

    /// @dev The class that value at risk demands: the price and the most that the work can earn of the running budget.
    function _classFor(JobRequest calldata request, uint256 priceUnits, address[] memory executors)
        private
        view
        returns (bool isCovered, uint256 level)
    {
        uint256 priceWei = priceUnits * UNIT_WEI;
        uint256 part = JobTerms.isNamed(request) ? 0 : _pool.budgetPart(request.maxUnits * executors.length);
        (isCovered, level) = _classOf(priceWei + part);
        // WHY: stakes are read only where they can lower the class.
        if (part == 0 || (isCovered && level == 0)) return (isCovered, level);
        uint256 clampedWei;
        for (uint256 i; i < executors.length; ++i) {
            (, uint256 stakeWei) = _standingOf(executors[i]);
            uint256 share = part / executors.length;
            clampedWei += stakeWei / 30 < share ? stakeWei / 30 : share;
        }
        return _classOf(priceWei + clampedWei);
    }

    function _classOf(uint256 valueWei) private view returns (bool, uint256) {
        // SAFETY: the court is our own and needs a few thousand gas; 1/64 of that could not pay for the end of a job, so that
        // nobody can make a job expire by giving too little gas.
        try _court.classFor(valueWei) returns (uint8 level) {
            return (true, level);
        } catch {
            return (false, 0);
        }
    }
}
