// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { UNIT_WEI } from "../../libraries/Units.sol";
import { JobRequest } from "../interfaces/IJobMarket.sol";
import { BidWord } from "../libraries/BidWord.sol";
import { JobTerms } from "../libraries/JobTerms.sol";
import { JobState } from "../libraries/JobWord.sol";
import { Sums } from "../libraries/MarketSums.sol";
import { MarketStorage } from "./MarketStorage.sol";

/// @title The end of a job: bonds, slashes, the split of the price, refunds
/// @notice SAFETY: every call from here goes to the pool, the registry or the court, which are immutable, call nobody
///         else's code and must not revert here; whoever is owed something pulls it. So nothing outside can keep a job from its end.
abstract contract MarketEnd is MarketStorage {
    uint256 private constant POOL_BPS = 500;
    uint256 private constant SEATS_BPS = 1000;
    uint256 private constant BPS = 10_000;
    /// @dev No second class voted.
    uint256 internal constant NO_LEVEL = 255;

    /// @dev How a job ends, before its money is counted.
    struct Ending {
        Status status;
        uint256 reason;
        /// @dev Whether a class has said whose result is right: others that revealed are wrong.
        bool isJudged;
        bytes32 resultHash;
        /// @dev Classes whose verdict stands.
        uint256 level;
        uint256 secondLevel;
        /// @dev Half of a challenger's bond, for the executors; for the refundee if there are none to pay.
        uint256 bonusWei;
        /// @dev Result bytes (kind 0) or uri (kind 1), for the event.
        uint256 dataKind;
        bytes data;
    }

    /// @dev The price in its parts; in whole units but for the executors'.
    struct Split {
        uint256 poolUnits;
        uint256 seatUnits;
        uint256 executorsWei;
        uint256 sunkWei;
        uint256 executors;
    }

    function _finish(JobRequest calldata request, JobState memory job, Ending memory ending) internal {
        bytes32 jobId = request.jobId;
        Split memory split;
        uint256 paid;
        if (ending.status == Status.SETTLED) {
            paid = job.price;
            split = _split(job, ending.bonusWei);
        }
        uint256 refundWei = (request.price - paid) * UNIT_WEI + _closeExecutors(request, job, ending, split);
        // WHY: of a dispute in vain about a job without a valid result nobody but the requester is the victim.
        if (paid == 0) refundWei += ending.bonusWei;
        if (job.round != 0) {
            refundWei += _compensation[jobId];
            delete _compensation[jobId];
        }
        _credit(request.refundee, refundWei);

        _book(request.price, split);
        (job.status, job.reason) = (ending.status, ending.reason);
        job.deadline = block.timestamp;
        job.refund = refundWei / UNIT_WEI;
        _content[jobId] = ending.resultHash;
        _store(jobId, job);
        _emitEnded(jobId, job, ending, paid);
        _upholdClasses(jobId, ending, split.seatUnits * UNIT_WEI);
    }

    /// @dev Ends a job that nobody judged.
    function _expire(JobRequest calldata request, JobState memory job, uint256 reason) internal {
        _endUnjudged(request, job, Status.EXPIRED, reason);
    }

    function _endUnjudged(JobRequest calldata request, JobState memory job, Status status, uint256 reason) internal {
        if (job.status == Status.FUNDED) _freeBids(_loadBids(request.jobId, job.bids), 0);
        Ending memory ending;
        (ending.status, ending.reason) = (status, reason);
        (ending.level, ending.secondLevel) = (NO_LEVEL, NO_LEVEL);
        (job.units, job.executorsOk) = (0, 0);
        _finish(request, job, ending);
    }

    /// @dev Nobody who was drawn revealed: bids are taken once more.
    function _reopen(JobRequest calldata request, JobState memory job) internal {
        bytes32 jobId = request.jobId;
        Ending memory ending;
        Split memory split;
        _compensation[jobId] = _closeExecutors(request, job, ending, split);
        JobState memory fresh;
        fresh.round = 1;
        _openWindow(fresh, request.acceptSeconds);
        _store(jobId, fresh);
        emit JobReopened(jobId, uint64(fresh.deadline), uint64(fresh.beaconBlock));
    }

    function _loadBids(bytes32 jobId, uint256 count) internal view returns (uint256[] memory bids) {
        bids = new uint256[](count);
        for (uint256 i; i < count; ++i) {
            bids[i] = _bids[jobId][i];
        }
    }

    /// @dev Frees the bonds of bids, but for those whose bit is set.
    function _freeBids(uint256[] memory bids, uint256 keptBits) internal {
        for (uint256 i; i < bids.length; ++i) {
            if (keptBits >> i & 1 == 0) _unbond(BidWord.node(bids[i]), BidWord.bondWei(bids[i]));
        }
    }

    /// @dev 5 % and 10 % in whole units, the rest to the executors.
    function _split(JobState memory job, uint256 bonusWei) internal pure virtual returns (Split memory split) {
        split.poolUnits = job.price * POOL_BPS / BPS;
        split.seatUnits = job.price * SEATS_BPS / BPS;
        split.executors = (job.executorsOk & 1) + (job.executorsOk >> 1 & 1) + (job.executorsOk >> 2);
        split.sunkWei = (split.poolUnits + split.seatUnits) * UNIT_WEI / split.executors;
        split.executorsWei = (job.price - split.poolUnits - split.seatUnits) * UNIT_WEI + bonusWei;
    }

    /// @dev Pays, frees or punishes each drawn executor and forgets its answer.
    /// @return slashedWei What the market got of those who were punished.
    function _closeExecutors(JobRequest calldata request, JobState memory job, Ending memory ending, Split memory split)
        private
        returns (uint256 slashedWei)
    {
        bytes32 jobId = request.jobId;
        uint256 remainderWei = split.executors == 0 ? 0 : split.executorsWei % split.executors;
        for (uint256 i; i < job.drawn; ++i) {
            uint256 bidWord = _bidAt(jobId, job, i);
            (address node, uint256 bondWei) = (BidWord.node(bidWord), BidWord.bondWei(bidWord));
            delete _answers[jobId][i];
            if (job.revealed >> i & 1 == 0) {
                slashedWei += _punish(node, bondWei, false);
                _unbond(node, bondWei - bondWei / 2);
            } else if (job.executorsOk >> i & 1 != 0) {
                _unbond(node, bondWei);
                if (ending.status == Status.SETTLED) {
                    _payExecutor(request, job, node, split, remainderWei);
                    remainderWei = 0;
                }
            } else if (ending.isJudged) {
                slashedWei += _punish(node, bondWei, true);
            } else {
                _unbond(node, bondWei);
            }
        }
    }

    function _payExecutor(
        JobRequest calldata request,
        JobState memory job,
        address node,
        Split memory split,
        uint256 extraWei
    ) private {
        _credit(node, split.executorsWei / split.executors + extraWei);
        _registry.reward(node, uint64(job.units));
        _pool.recordPaid(node, uint64(job.units), job.quality, _weightOf(request), split.sunkWei);
    }

    /// @dev ω in bps; a job that names its executor earns no emission.
    function _weightOf(JobRequest calldata request) internal pure virtual returns (uint256) {
        return JobTerms.isNamed(request) ? 0 : JobTerms.weightOf(request.jobType);
    }

    /// @dev The escrow of a job becomes what its end makes of it.
    function _book(uint256 priceUnits, Split memory split) internal virtual {
        Sums memory sums = _loadSums();
        sums.escrowUnits -= priceUnits;
        sums.poolShareUnits += split.poolUnits;
        sums.seatPayWei += split.seatUnits * UNIT_WEI;
        _storeSums(sums);
    }

    function _emitEnded(bytes32 jobId, JobState memory job, Ending memory ending, uint256 paid) private {
        emit JobEnded(
            jobId,
            job.status,
            uint8(job.reason),
            uint64(job.units),
            ending.resultHash,
            uint64(paid),
            uint64(job.refund),
            uint8(ending.dataKind),
            ending.data
        );
    }

    function _upholdClasses(bytes32 jobId, Ending memory ending, uint256 payWei) private {
        if (ending.level == NO_LEVEL) return;
        uint256 secondWei = ending.secondLevel == NO_LEVEL ? 0 : payWei / 2;
        _uphold(jobId, ending.level, payWei - secondWei);
        if (ending.secondLevel != NO_LEVEL) _uphold(jobId, ending.secondLevel, secondWei);
    }

    function _uphold(bytes32 jobId, uint256 level, uint256 payWei) private {
        _court.uphold(jobId, uint8(level), payWei);
    }

    function _punish(address node, uint256 bondWei, bool isWrong) internal virtual returns (uint256 paidWei) {
        return _court.punishExecutor(node, bondWei, isWrong);
    }
}
