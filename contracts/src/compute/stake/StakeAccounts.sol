// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { CXT } from "../../CXT.sol";
import { ValueOutOfRange, ZeroValue } from "../../interfaces/GatewayErrors.sol";
import { IMiningPool } from "../interfaces/IMiningPool.sol";
import { IStakeRegistry, StakeParams } from "../interfaces/IStakeRegistry.sol";
import { Reputation } from "./Reputation.sol";
import { StakeTiers } from "./StakeTiers.sol";

/// @title Accounts of the registry and what reads them
abstract contract StakeAccounts is IStakeRegistry {
    /// @dev One word. Amounts are wei: the whole supply is below 2^87.
    struct Node {
        uint88 stake;
        uint88 bonded;
        /// @dev Bps when it was last set; 0: never.
        uint16 reputation;
        uint40 reputationAt;
        /// @dev Place on the validator list, plus one.
        uint16 place;
        bool wasJailed;
    }

    struct Leaving {
        uint88 unbonding;
        uint64 jailedUntil;
        uint64 nextId;
    }

    struct Unbonding {
        uint88 amount;
        uint64 releaseAt;
        uint64 id;
    }

    /// @dev Unbondings of a node at a time: an unbonding's place is its id modulo this.
    uint256 internal constant UNBONDINGS = 16;
    /// @dev A list of this length still fits a snapshot stored as one contract's code.
    uint256 private constant MOST_VALIDATORS = 512;

    CXT public immutable token;
    IMiningPool public immutable pool;
    address public immutable jobMarket;
    address public immutable workCourt;
    uint64 public immutable unbondingSeconds;
    uint64 public immutable jailSeconds;
    uint64 public immutable decayPeriodSeconds;
    uint64 public immutable referenceUnits;
    uint16 public immutable maxValidators;

    mapping(address node => Node) internal _nodes;
    mapping(address node => Leaving) internal _leaving;
    mapping(address node => Unbonding[UNBONDINGS]) internal _unbondings;
    address[] internal _validators;
    uint128 internal _stakeTotal;
    uint128 internal _bondedTotal;
    uint256 internal _unbondingTotal;

    constructor(address token_, address pool_, address jobMarket_, address workCourt_, StakeParams memory params) {
        if (token_ == address(0)) revert ZeroValue("token");
        if (pool_ == address(0)) revert ZeroValue("pool");
        if (jobMarket_ == address(0)) revert ZeroValue("jobMarket");
        if (workCourt_ == address(0)) revert ZeroValue("workCourt");
        if (params.unbondingSeconds == 0) revert ZeroValue("unbondingSeconds");
        if (params.jailSeconds == 0) revert ZeroValue("jailSeconds");
        if (params.decayPeriodSeconds == 0) revert ZeroValue("decayPeriodSeconds");
        if (params.referenceUnits == 0) revert ZeroValue("referenceUnits");
        if (params.maxValidators == 0) revert ZeroValue("maxValidators");
        if (params.maxValidators > MOST_VALIDATORS) revert ValueOutOfRange("maxValidators", params.maxValidators);
        token = CXT(token_);
        pool = IMiningPool(pool_);
        jobMarket = jobMarket_;
        workCourt = workCourt_;
        unbondingSeconds = params.unbondingSeconds;
        jailSeconds = params.jailSeconds;
        decayPeriodSeconds = params.decayPeriodSeconds;
        referenceUnits = params.referenceUnits;
        maxValidators = params.maxValidators;
    }

    /// @inheritdoc IStakeRegistry
    function accountOf(address node) external view returns (Account memory account) {
        Node memory stored = _nodes[node];
        account.stake = stored.stake;
        account.bonded = stored.bonded;
        account.unbonding = _leaving[node].unbonding;
        account.reputation = uint16(_reputation(stored));
        account.jailedUntil = _leaving[node].jailedUntil;
        account.isValidator = stored.place != 0;
    }

    /// @inheritdoc IStakeRegistry
    function reputationOf(address node) external view returns (uint256 bps) {
        return _reputation(_nodes[node]);
    }

    /// @inheritdoc IStakeRegistry
    function tierWeightOf(address node) external view returns (uint256 bps) {
        return StakeTiers.weight(_nodes[node].stake, pool.released());
    }

    /// @inheritdoc IStakeRegistry
    function standingOf(address node) external view returns (uint256 reputationBps, uint256 tierBps, uint256 stakeWei) {
        Node memory stored = _nodes[node];
        stakeWei = stored.stake;
        reputationBps = _reputation(stored);
        tierBps = StakeTiers.weight(stakeWei, pool.released());
    }

    /// @inheritdoc IStakeRegistry
    function thresholdWei(uint256 index) external view returns (uint256) {
        if (index > StakeTiers.VALIDATOR) revert ThresholdUnknown(index);
        return StakeTiers.threshold(index, pool.released());
    }

    /// @inheritdoc IStakeRegistry
    function totals() external view returns (uint256 stakeWei, uint256 bondedWei, uint256 unbondingWei) {
        return (_stakeTotal, _bondedTotal, _unbondingTotal);
    }

    /// @inheritdoc IStakeRegistry
    function unbondingOf(address node, uint256 id) external view returns (uint256 amountWei, uint64 releaseAt) {
        Unbonding memory unbonding = _unbondings[node][id % UNBONDINGS];
        if (unbonding.amount == 0 || unbonding.id != id) return (0, 0);
        return (unbonding.amount, unbonding.releaseAt);
    }

    function _reputation(Node memory stored) internal view returns (uint256) {
        if (stored.reputation == 0) return Reputation.START;
        return Reputation.faded(stored.reputation, (block.timestamp - stored.reputationAt) / decayPeriodSeconds);
    }

    function _setReputation(address node, uint256 bps) internal {
        Node storage stored = _nodes[node];
        stored.reputation = uint16(bps);
        stored.reputationAt = uint40(block.timestamp);
        emit ReputationSet(node, uint16(bps));
    }

    function _isJailed(address node) internal view returns (bool) {
        return _nodes[node].wasJailed && block.timestamp < _leaving[node].jailedUntil;
    }

    function _refuseJailed(address node) internal view {
        if (_isJailed(node)) revert NodeJailed(node, _leaving[node].jailedUntil);
    }
}
