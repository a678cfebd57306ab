// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IJobMarket, JobRequest, MarketParams } from "../interfaces/IJobMarket.sol";
import { JobState } from "../libraries/JobWord.sol";
import { MarketIntake } from "./MarketIntake.sol";
import { MarketStorage, MarketWiring } from "./MarketStorage.sol";
import { MarketVerdict } from "./MarketVerdict.sol";

/// @title Paid jobs on the home chain (docs/compute.md §5)
/// @notice Nobody controls it: no owner, no setter, no pause. Holds the escrow and what is owed, nothing else.
contract JobMarket is MarketIntake, MarketVerdict {
    /// @param port `HomeComputePort`, the only one that brings jobs of other chains.
    constructor(
        address token,
        address pool,
        address stakeRegistry,
        address workCourt,
        address randomness,
        address port,
        bytes32 bridgeId,
        uint32 homeEid,
        MarketParams memory params
    )
        MarketStorage(MarketWiring(token, pool, stakeRegistry, workCourt, randomness, port, bridgeId, homeEid), params)
    { }

    /// @inheritdoc IJobMarket
    function cancel(JobRequest calldata request) external {
        JobState memory job = _openIn(request, Status.FUNDED);
        _requireRequester(request);
        if (job.bids != 0 && !_isAccepting(job)) revert WindowOver(request.jobId, uint64(job.deadline));
        _endUnjudged(request, job, Status.CANCELLED, 7);
    }

    /// @inheritdoc IJobMarket
    function expire(JobRequest calldata request) external {
        JobState memory job = _open(request);
        if (job.status == Status.FUNDED) return _expireFunded(request, job);
        if (job.status == Status.ASSIGNED) return _expireAssigned(request, job);
        if (job.status == Status.ATTESTED) revert StatusWrong(request.jobId, job.status);
        if (block.timestamp < job.deadline) revert WindowOpen(request.jobId, uint64(job.deadline));
        _endVote(request, job);
    }

    function _expireFunded(JobRequest calldata request, JobState memory job) private {
        // WHY: with bids the draw follows, whenever somebody calls it.
        if (job.bids != 0) revert StatusWrong(request.jobId, job.status);
        if (_isAccepting(job)) revert WindowOpen(request.jobId, uint64(job.deadline));
        _expire(request, job, 3);
    }

    function _expireAssigned(JobRequest calldata request, JobState memory job) private {
        uint256 ends = job.committed == 0 ? job.deadline : job.deadline + _revealSeconds;
        if (block.timestamp < ends) revert WindowOpen(request.jobId, uint64(ends));
        if (job.revealed != 0) {
            _submitted(request.jobId, job);
            _store(request.jobId, job);
        } else if (job.round == 0) {
            _reopen(request, job);
        } else {
            _expire(request, job, 4);
        }
    }
}
