// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IStakeRegistry, StakeParams } from "../interfaces/IStakeRegistry.sol";
import { Reputation } from "./Reputation.sol";
import { StakeAccounts } from "./StakeAccounts.sol";
import { ValidatorList } from "./ValidatorList.sol";

/// @title Stake, bonds, tiers and reputation of the nodes
/// @notice Holds the stake; only the court takes from it, only market and court hold parts of it. Nobody else can touch it.
contract StakeRegistry is ValidatorList {
    constructor(address token_, address pool_, address jobMarket_, address workCourt_, StakeParams memory params)
        StakeAccounts(token_, pool_, jobMarket_, workCourt_, params)
    { }

    modifier onlyCourt() {
        if (msg.sender != workCourt) revert CallerNotCourt(msg.sender);
        _;
    }

    modifier onlyBonder() {
        if (msg.sender != jobMarket && msg.sender != workCourt) revert CallerNotBonder(msg.sender);
        _;
    }

    // --- the node's own

    /// @inheritdoc IStakeRegistry
    function stake(uint256 amountWei) external {
        if (amountWei == 0) revert AmountZero();
        _refuseJailed(msg.sender);
        // SAFETY: first the token, whose supply fits 88 bits: what cannot be paid is never booked
        token.transferFrom(msg.sender, address(this), amountWei);
        _nodes[msg.sender].stake += uint88(amountWei);
        _stakeTotal += uint128(amountWei);
        emit Staked(msg.sender, amountWei);
    }

    /// @inheritdoc IStakeRegistry
    function requestUnstake(uint256 amountWei) external returns (uint256 id) {
        if (amountWei == 0) revert AmountZero();
        Node storage node = _nodes[msg.sender];
        uint256 freeWei = node.stake - node.bonded;
        if (amountWei > freeWei) revert StakeBonded(msg.sender, freeWei, amountWei);
        Leaving storage leaving = _leaving[msg.sender];
        id = leaving.nextId;
        Unbonding storage unbonding = _unbondings[msg.sender][id % UNBONDINGS];
        if (unbonding.amount != 0) revert UnbondingsFull(msg.sender, unbonding.id);

        node.stake -= uint88(amountWei);
        _stakeTotal -= uint128(amountWei);
        leaving.unbonding += uint88(amountWei);
        leaving.nextId = uint64(id) + 1;
        _unbondingTotal += amountWei;
        uint64 releaseAt = uint64(block.timestamp) + unbondingSeconds;
        unbonding.amount = uint88(amountWei);
        unbonding.releaseAt = releaseAt;
        unbonding.id = uint64(id);
        emit UnstakeRequested(msg.sender, id, amountWei, releaseAt);
        _leaveIfTooSmall(msg.sender);
    }

    /// @inheritdoc IStakeRegistry
    function withdraw(address node, uint256 id) external returns (uint256 amountWei) {
        Unbonding storage unbonding = _unbondings[node][id % UNBONDINGS];
        amountWei = unbonding.amount;
        if (amountWei == 0 || unbonding.id != id) revert UnbondingUnknown(node, id);
        if (block.timestamp < unbonding.releaseAt) revert UnbondingNotOver(id, unbonding.releaseAt);
        // SAFETY: booked out before it is paid
        unbonding.amount = 0;
        _leaving[node].unbonding -= uint88(amountWei);
        _unbondingTotal -= amountWei;
        emit Withdrawn(node, amountWei);
        token.transfer(node, amountWei);
    }

    // --- market and court

    /// @inheritdoc IStakeRegistry
    function bond(address node, uint256 amountWei) external onlyBonder {
        _refuseJailed(node);
        Node storage stored = _nodes[node];
        uint256 freeWei = stored.stake - stored.bonded;
        if (amountWei > freeWei) revert StakeTooSmall(node, freeWei, amountWei);
        stored.bonded += uint88(amountWei);
        _bondedTotal += uint128(amountWei);
        emit Bonded(node, amountWei);
    }

    /// @inheritdoc IStakeRegistry
    function bondEach(address[] calldata nodes, uint256 amountWei) external onlyBonder returns (uint256 held) {
        uint256 sumWei;
        for (uint256 i; i < nodes.length; ++i) {
            Node storage stored = _nodes[nodes[i]];
            uint256 bondedWei = stored.bonded;
            if (amountWei > stored.stake - bondedWei || _isJailed(nodes[i])) continue;
            stored.bonded = uint88(bondedWei + amountWei);
            sumWei += amountWei;
            held |= 1 << i;
            emit Bonded(nodes[i], amountWei);
        }
        _bondedTotal += uint128(sumWei);
    }

    /// @inheritdoc IStakeRegistry
    function unbond(address node, uint256 amountWei) external onlyBonder {
        Node storage stored = _nodes[node];
        uint256 bondedWei = stored.bonded;
        if (amountWei > bondedWei) amountWei = bondedWei;
        stored.bonded = uint88(bondedWei - amountWei);
        _bondedTotal -= uint128(amountWei);
        emit Unbonded(node, amountWei);
    }

    /// @inheritdoc IStakeRegistry
    function reward(address node, uint64 workUnits) external {
        if (msg.sender != jobMarket) revert CallerNotMarket(msg.sender);
        _setReputation(node, Reputation.raised(_reputation(_nodes[node]), workUnits, referenceUnits));
    }

    // --- court

    /// @inheritdoc IStakeRegistry
    function slash(address node, uint256 amountWei, bool fromBond, address beneficiary)
        external
        onlyCourt
        returns (uint256 takenWei, uint256 paidWei)
    {
        takenWei = _takeStake(node, amountWei, fromBond);
        if (takenWei < amountWei) takenWei += _takeUnbondings(node, amountWei - takenWei);
        paidWei = _payHalf(node, takenWei, beneficiary);
        _leaveIfTooSmall(node);
    }

    /// @inheritdoc IStakeRegistry
    function punish(address node, bool eighth) external onlyCourt {
        if (eighth) {
            _setReputation(node, Reputation.lowered(_reputation(_nodes[node])));
            return;
        }
        _setReputation(node, Reputation.FLOOR);
        uint64 until = uint64(block.timestamp) + jailSeconds;
        _nodes[node].wasJailed = true;
        _leaving[node].jailedUntil = until;
        emit Jailed(node, until);
        if (_nodes[node].place != 0) _leave(node);
    }

    function _takeStake(address node, uint256 amountWei, bool fromBond) internal virtual returns (uint256 takenWei) {
        Node storage stored = _nodes[node];
        uint256 bondedWei = stored.bonded;
        uint256 freeWei = stored.stake - bondedWei;
        uint256 bondTakenWei = fromBond ? _smaller(amountWei, bondedWei) : 0;
        takenWei = bondTakenWei + _smaller(amountWei - bondTakenWei, freeWei);
        stored.stake -= uint88(takenWei);
        stored.bonded = uint88(bondedWei - bondTakenWei);
        _stakeTotal -= uint128(takenWei);
        _bondedTotal -= uint128(bondTakenWei);
    }

    /// @dev The latest first: what leaves soonest was asked for longest ago. At most `UNBONDINGS` places.
    function _takeUnbondings(address node, uint256 amountWei) internal virtual returns (uint256 takenWei) {
        Leaving storage leaving = _leaving[node];
        uint256 id = leaving.nextId;
        for (uint256 i; i < UNBONDINGS && id != 0 && takenWei < amountWei; ++i) {
            Unbonding storage unbonding = _unbondings[node][--id % UNBONDINGS];
            uint256 partWei = _smaller(amountWei - takenWei, unbonding.amount);
            unbonding.amount -= uint88(partWei);
            takenWei += partWei;
        }
        leaving.unbonding -= uint88(takenWei);
        _unbondingTotal -= takenWei;
    }

    /// @dev SAFETY: what was taken of the books leaves the contract whole: half to `beneficiary`, all the rest burned.
    function _payHalf(address node, uint256 takenWei, address beneficiary) internal virtual returns (uint256 paidWei) {
        paidWei = takenWei / 2;
        uint256 burnedWei = takenWei - paidWei;
        emit Slashed(node, beneficiary, takenWei, burnedWei, paidWei);
        if (burnedWei != 0) token.burn(burnedWei);
        if (paidWei != 0) token.transfer(beneficiary, paidWei);
    }

    function _smaller(uint256 a, uint256 b) private pure returns (uint256) {
        return a < b ? a : b;
    }
}
