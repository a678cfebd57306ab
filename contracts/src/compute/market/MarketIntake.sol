// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { UNIT_WEI } from "../../libraries/Units.sol";
import { IJobMarket, JobRequest } from "../interfaces/IJobMarket.sol";
import { BidWord } from "../libraries/BidWord.sol";
import { JobTerms } from "../libraries/JobTerms.sol";
import { JobState, JobWord } from "../libraries/JobWord.sol";
import { Sums } from "../libraries/MarketSums.sol";
import { MarketStorage } from "./MarketStorage.sol";

/// @title Jobs coming in and nodes asking for them
abstract contract MarketIntake is MarketStorage {
    /// @inheritdoc IJobMarket
    function submit(JobRequest calldata request, string calldata uri) external returns (bytes32 jobId) {
        if (request.requester != bytes32(uint256(uint160(msg.sender)))) {
            revert RequesterOnly(request.jobId, msg.sender);
        }
        _checkField(request.refundee != _port, "refundee", uint160(_port));
        Sums memory sums = _loadSums();
        jobId = _localJobId(uint64(++sums.localJobs));
        if (request.jobId != 0 && request.jobId != jobId) revert RequestMismatch(request.jobId);
        JobRequest memory funded = request;
        funded.jobId = jobId;
        _fund(funded, uri, sums);
    }

    /// @inheritdoc IJobMarket
    function submitFromPort(JobRequest calldata request, string calldata uri) external {
        if (msg.sender != _port) revert CallerNotPort(msg.sender);
        _checkField(request.refundee == _port, "refundee", uint160(request.refundee));
        _fund(request, uri, _loadSums());
    }

    /// @inheritdoc IJobMarket
    function bid(JobRequest calldata request) external {
        bytes32 jobId = request.jobId;
        JobState memory job = _openIn(request, Status.FUNDED);
        bool named = JobTerms.isNamed(request);
        if (named && msg.sender != request.namedExecutor) revert ExecutorNotNamed(jobId, msg.sender);
        if (job.bids == _bidLimit) revert BidsFull(jobId);
        for (uint256 i; i < job.bids; ++i) {
            if (BidWord.node(_bids[jobId][i]) == msg.sender) revert BidTwice(jobId, msg.sender);
        }
        if (!_isAccepting(job)) revert WindowOver(jobId, uint64(job.deadline));

        if (job.bids < request.redundancy) job.price = _askAt(request, job, block.timestamp);
        uint256 index = job.bids++;
        if (named || job.bids == _bidLimit) {
            job.deadline = block.timestamp;
            job.beaconBlock = _nextBeacon();
        }
        _bond(msg.sender, BidWord.bondOf(job.price));
        (uint256 weight,) = _standingOf(msg.sender);
        _bids[jobId][index] = BidWord.create(msg.sender, job.price, weight);
        _store(jobId, job);
        emit BidPlaced(jobId, msg.sender, index, uint64(job.price));
    }

    function _fund(JobRequest memory request, string calldata uri, Sums memory sums) private {
        bytes32 jobId = request.jobId;
        _checkRequest(request, uri);
        if (_load(jobId).status != Status.NONE) revert JobExists(jobId);
        uint64 epoch = _latestSnapshot();
        if (!_court.isLive(epoch)) revert SnapshotNotLive(epoch);

        JobState memory job;
        _openWindow(job, request.acceptSeconds);
        _store(jobId, job);
        _content[jobId] = JobTerms.hashOfMemory(request);
        sums.escrowUnits += request.price;
        _storeSums(sums);
        _token.transferFrom(msg.sender, address(this), request.price * UNIT_WEI);
        emit JobFunded(jobId, request, uri, uint64(job.deadline), uint64(job.beaconBlock));
    }

    function _checkRequest(JobRequest memory request, string calldata uri) private view {
        _requireSet("jobId", uint256(request.jobId));
        _requireSet("requester", uint256(request.requester));
        _requireSet("refundee", uint160(request.refundee));
        _requireSet("specHash", uint256(request.specHash));
        _checkField(request.refundee != address(this), "refundee", uint160(address(this)));
        if (request.jobType == 0 || request.jobType > JobTerms.JOB_TYPES) revert JobTypeUnknown(request.jobType);
        uint256 redundancy = request.redundancy;
        bool named = request.flags == 1;
        _checkField(redundancy != 0 && redundancy <= (named ? 1 : 3), "redundancy", redundancy);
        _checkField(request.window <= JobTerms.HIGH, "window", request.window);
        _checkField(request.flags <= 1, "flags", request.flags);
        uint256 executor = uint160(request.namedExecutor);
        _checkField(named == (executor != 0), "namedExecutor", executor);
        uint256 units = request.maxUnits;
        _checkField(units != 0 && units < JobWord.UNITS_BOUND, "maxUnits", units);
        uint256 accept = request.acceptSeconds;
        _checkField(accept >= _minAcceptSeconds && accept <= _maxAcceptSeconds, "acceptSeconds", accept);
        uint256 compute = request.computeSeconds;
        _checkField(compute != 0 && compute <= _maxComputeSeconds, "computeSeconds", compute);
        if (request.price < _minPriceUnits) revert PriceTooLow(request.price, _minPriceUnits);
        _checkField(bytes(uri).length <= MAX_URI_BYTES, "uri", bytes(uri).length);
    }
}
