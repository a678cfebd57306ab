// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IStakeRegistry } from "../interfaces/IStakeRegistry.sol";
import { StakeAccounts } from "./StakeAccounts.sol";
import { StakeTiers } from "./StakeTiers.sol";

/// @title The bounded list that snapshots of validators are taken of
abstract contract ValidatorList is StakeAccounts {
    /// @inheritdoc IStakeRegistry
    function validatorCount() external view returns (uint256) {
        return _validators.length;
    }

    /// @inheritdoc IStakeRegistry
    function validatorAt(uint256 index) external view returns (address) {
        return _validators[index];
    }

    /// @inheritdoc IStakeRegistry
    function validatorStakes() external view returns (address[] memory nodes, uint256[] memory stakesWei) {
        nodes = _validators;
        stakesWei = new uint256[](nodes.length);
        for (uint256 i; i < nodes.length; ++i) {
            stakesWei[i] = _nodes[nodes[i]].stake;
        }
    }

    /// @inheritdoc IStakeRegistry
    function joinValidators(address replaced) external {
        if (_nodes[msg.sender].place != 0) revert ValidatorAlready(msg.sender);
        _refuseJailed(msg.sender);
        uint256 stakeWei = _nodes[msg.sender].stake;
        uint256 needed = _validatorThreshold();
        if (stakeWei < needed) revert StakeTooSmall(msg.sender, stakeWei, needed);
        if (_validators.length == maxValidators) _makeRoom(replaced, stakeWei);
        _validators.push(msg.sender);
        _nodes[msg.sender].place = uint16(_validators.length);
        emit ValidatorJoined(msg.sender);
    }

    /// @inheritdoc IStakeRegistry
    function leaveValidators(address node) external {
        if (_nodes[node].place == 0) revert ValidatorNot(node);
        if (msg.sender != node && _nodes[node].stake >= _validatorThreshold()) revert ValidatorSound(node);
        _leave(node);
    }

    /// @dev A validator that fell below the threshold leaves; anyone else is left alone.
    function _leaveIfTooSmall(address node) internal {
        if (_nodes[node].place != 0 && _nodes[node].stake < _validatorThreshold()) _leave(node);
    }

    /// @dev The last of the list takes the place that becomes free.
    function _leave(address node) internal {
        uint16 place = _nodes[node].place;
        address last = _validators[_validators.length - 1];
        _validators[place - 1] = last;
        _nodes[last].place = place;
        _nodes[node].place = 0;
        _validators.pop();
        emit ValidatorLeft(node);
    }

    /// @dev Bounded by `maxValidators`. Naming the one to be replaced keeps a race from replacing another.
    function _makeRoom(address replaced, uint256 stakeWei) private {
        address lowest = _validators[0];
        uint256 lowestWei = _nodes[lowest].stake;
        for (uint256 i = 1; i < _validators.length; ++i) {
            address candidate = _validators[i];
            uint256 candidateWei = _nodes[candidate].stake;
            if (candidateWei < lowestWei) (lowest, lowestWei) = (candidate, candidateWei);
        }
        bool isLowest = _nodes[replaced].place != 0 && _nodes[replaced].stake == lowestWei;
        if (!isLowest || stakeWei <= lowestWei) revert ValidatorSeatsFull(maxValidators, lowest, lowestWei);
        _leave(replaced);
    }

    function _validatorThreshold() private view returns (uint256) {
        return StakeTiers.threshold(StakeTiers.VALIDATOR, pool.released());
    }
}
