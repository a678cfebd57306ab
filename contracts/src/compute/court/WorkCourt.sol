// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Certificate, CourtParams, IWorkCourt } from "../interfaces/IWorkCourt.sol";
import { CourtBase } from "./CourtBase.sol";
import { LateChallenges } from "./LateChallenges.sol";

/// @title Committees: who judges, what they said, and what it costs to say a wrong thing
/// @notice Holds no funds. What the market asks for is here; what anyone may do is in the bases.
contract WorkCourt is LateChallenges {
    constructor(
        address pool_,
        address stakeRegistry_,
        address jobMarket_,
        address randomness_,
        CourtParams memory params
    ) CourtBase(pool_, stakeRegistry_, jobMarket_, randomness_, params) { }

    /// @inheritdoc IWorkCourt
    function certify(
        Certificate calldata certificate,
        uint64 snapshotEpoch,
        bytes32 beacon,
        address[] calldata excluded
    ) external onlyMarket returns (uint256 quality) {
        Count memory count = _count(certificate, Draw(beacon, snapshotEpoch, excluded));
        _seat(certificate, snapshotEpoch, count);
        return count.quality;
    }

    /// @inheritdoc IWorkCourt
    function uphold(bytes32 jobId, uint8 level, uint256 payWei) external onlyMarket {
        _uphold(jobId, level, payWei);
    }

    /// @inheritdoc IWorkCourt
    function lapse(
        bytes32 jobId,
        uint8 level,
        uint8 redraws,
        uint64 beaconBlock,
        uint64 snapshotEpoch,
        address[] calldata excluded
    ) external onlyMarket {
        _lapse(jobId, level, redraws, beaconBlock, snapshotEpoch, excluded);
    }

    /// @inheritdoc IWorkCourt
    function overturn(bytes32 jobId, uint8 level, address beneficiary) external onlyMarket returns (uint256 paidWei) {
        _waiting(_verdicts[jobId][level], jobId, level);
        // SAFETY: what was settled is judged by a late challenge only
        if (_verdicts[jobId][level].lock != 0) revert UpheldAlready(jobId, level);
        return _fell(jobId, level, beneficiary);
    }

    /// @inheritdoc IWorkCourt
    function punishExecutor(address node, uint256 bondWei, bool isWrong) external onlyMarket returns (uint256 paidWei) {
        if (isWrong) return _punishWrong(node, bondWei, msg.sender);
        paidWei = _slash(node, bondWei / 2, true, msg.sender);
        stakeRegistry.punish(node, true);
    }

    /// @inheritdoc IWorkCourt
    function punishChallenger(address node, uint256 bondWei, address beneficiary)
        external
        onlyMarket
        returns (uint256 paidWei)
    {
        return _slash(node, bondWei, true, beneficiary);
    }
}
