// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ValueOutOfRange, ZeroValue } from "../../interfaces/GatewayErrors.sol";
import { TOTAL_SUPPLY_WEI } from "../../libraries/Units.sol";
import { EmissionParams, IMiningPool } from "../interfaces/IMiningPool.sol";
import { Emission } from "../libraries/Emission.sol";
import { EpochBook } from "../libraries/EpochBook.sol";

/// @dev Construction, storage and views of the pool.
abstract contract PoolBase is IMiningPool {
    /// @dev An epoch releases at most 1 %: amounts of an epoch fit 80 bits (EpochBook).
    uint256 private constant MOST_RATE = 1e16;
    /// @dev Below 16, T · 17/16 rounds to T: the target could never grow.
    uint256 private constant LEAST_TARGET = 16;
    /// @dev So that no moment overflows 64 bits.
    uint256 private constant MOST_EPOCH_SECONDS = 366 days;

    address internal immutable _token;
    address internal immutable _baseWork;
    address internal immutable _jobMarket;
    address internal immutable _workCourt;
    address internal immutable _stakeRegistry;
    uint64 internal immutable _startsAt;
    uint64 internal immutable _epochSeconds;
    uint256 internal immutable _rate;
    uint128 internal immutable _initialTarget;
    uint128 internal immutable _minimumTarget;
    uint32 internal immutable _claimEpochs;

    // one word
    uint88 internal _remaining;
    uint88 internal _claimable;
    uint64 internal _nextEpoch;
    // one word
    uint128 internal _target;
    /// @dev The last price of a base score that was not 0, decayed to the last closed epoch.
    uint128 internal _price;

    mapping(uint64 epoch => EpochBook.Scores) internal _scores;
    mapping(uint64 epoch => EpochBook.Work) internal _work;
    mapping(uint64 epoch => EpochBook.Funds) internal _funds;
    /// @dev Of epochs without base work only; of the others it follows from part and score.
    mapping(uint64 epoch => uint256) internal _carriedPrice;
    mapping(uint64 epoch => mapping(address node => EpochBook.NodeScores)) internal _nodeScores;
    mapping(uint64 epoch => mapping(address node => EpochBook.NodeLimits)) internal _nodeLimits;

    constructor(
        address token,
        address baseWork,
        address jobMarket,
        address workCourt,
        address stakeRegistry,
        EmissionParams memory params
    ) {
        if (token == address(0)) revert ZeroValue("token");
        if (baseWork == address(0)) revert ZeroValue("baseWork");
        if (jobMarket == address(0)) revert ZeroValue("jobMarket");
        if (workCourt == address(0)) revert ZeroValue("workCourt");
        if (stakeRegistry == address(0)) revert ZeroValue("stakeRegistry");
        if (params.epochSeconds == 0 || params.epochSeconds > MOST_EPOCH_SECONDS) {
            revert ValueOutOfRange("epochSeconds", params.epochSeconds);
        }
        if (params.claimEpochs == 0) revert ZeroValue("claimEpochs");
        if (params.rate == 0 || params.rate > MOST_RATE) revert ValueOutOfRange("rate", params.rate);
        if (params.minimumTarget < LEAST_TARGET) revert ValueOutOfRange("minimumTarget", params.minimumTarget);
        if (params.initialTarget < params.minimumTarget) revert ValueOutOfRange("initialTarget", params.initialTarget);
        _token = token;
        _baseWork = baseWork;
        _jobMarket = jobMarket;
        _workCourt = workCourt;
        _stakeRegistry = stakeRegistry;
        _startsAt = uint64(block.timestamp);
        _epochSeconds = params.epochSeconds;
        _rate = params.rate;
        _initialTarget = params.initialTarget;
        _minimumTarget = params.minimumTarget;
        _claimEpochs = params.claimEpochs;
        _target = params.initialTarget;
        _remaining = uint88(TOTAL_SUPPLY_WEI);
    }

    /// @inheritdoc IMiningPool
    function currentEpoch() public view returns (uint64) {
        return uint64((block.timestamp - _startsAt) / _epochSeconds);
    }

    /// @inheritdoc IMiningPool
    function nextEpoch() external view returns (uint64) {
        return _nextEpoch;
    }

    /// @inheritdoc IMiningPool
    function epochEndsAt(uint64 epoch) public view returns (uint64) {
        return _startsAt + (epoch + 1) * _epochSeconds;
    }

    /// @inheritdoc IMiningPool
    function remaining() external view returns (uint256) {
        return _remaining;
    }

    /// @inheritdoc IMiningPool
    function claimable() external view returns (uint256) {
        return _claimable;
    }

    /// @inheritdoc IMiningPool
    function released() external view returns (uint256) {
        return TOTAL_SUPPLY_WEI - _remaining;
    }

    /// @inheritdoc IMiningPool
    function target() external view returns (uint256) {
        return _target;
    }

    /// @inheritdoc IMiningPool
    function budgetPart(uint256 workUnits) external view returns (uint256) {
        return Emission.release(Emission.budget(_remaining, _rate), Emission.utilisation(workUnits, _target));
    }

    /// @inheritdoc IMiningPool
    function parameters() external view returns (EmissionParams memory) {
        return EmissionParams(_epochSeconds, _rate, _initialTarget, _minimumTarget, _claimEpochs);
    }

    /// @inheritdoc IMiningPool
    function wiring() external view returns (address, address, address, address, address) {
        return (_token, _baseWork, _jobMarket, _workCourt, _stakeRegistry);
    }

    /// @inheritdoc IMiningPool
    function claimableUntil(uint64 epoch) public view returns (uint64) {
        return epochEndsAt(epoch) + _claimEpochs * _epochSeconds;
    }

    /// @inheritdoc IMiningPool
    function epochs(uint64 epoch) external view returns (Epoch memory found) {
        EpochBook.Scores storage scores = _scores[epoch];
        EpochBook.Work storage work = _work[epoch];
        EpochBook.Funds storage funds = _funds[epoch];
        found.baseScore = scores.baseScore;
        found.paidScore = scores.paidScore;
        found.duties = scores.duties;
        found.workUnits = work.workUnits;
        found.isClosed = epoch < _nextEpoch;
        if (!found.isClosed) return found;
        found.budgetWei = work.budgetWei;
        found.releasedWei = work.releasedWei;
        found.baseWei = funds.baseWei;
        found.paidWei = funds.paidWei;
        found.dutyWei = uint128(_dutyWei(epoch));
        found.basePrice = uint128(_priceOf(epoch, funds.baseWei, scores.baseScore));
    }

    /// @dev What was set aside for the duties of a closed epoch.
    function _dutyWei(uint64 epoch) internal view returns (uint256) {
        return _scores[epoch].duties == 0 ? 0 : Emission.verification(_work[epoch].releasedWei);
    }

    function _priceOf(uint64 epoch, uint256 baseWei, uint256 baseScore) internal view returns (uint256) {
        return baseScore == 0 ? _carriedPrice[epoch] : Emission.price(baseWei, baseScore);
    }
}
