// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title The arithmetic of the release (docs/compute.md §1), and nothing else
/// @notice Whole numbers, rounded down. Total: no function reverts for arguments in the ranges that `MiningPool` keeps them in, whatever
///         the scores; `npm run prove` shows it for all of them.
library Emission {
    uint256 internal constant SCALE = 1e18;
    uint256 internal constant BPS = 10_000;
    /// @dev Part of the compute share that base work can get while committees are live, bps.
    uint256 internal constant BASE_CAP = 3000;
    /// @dev The weight that base work scores with, bps.
    uint256 internal constant BASE_WEIGHT = 5000;
    /// @dev The most a multiplier can be, bps. What is more counts as this.
    uint256 internal constant MOST_REPUTATION = 15_000;
    uint256 internal constant MOST_TIER = 13_000;
    uint256 internal constant MOST_QUALITY = 12_000;
    uint256 internal constant MOST_WEIGHT = 14_000;

    /// @notice B: the most that an epoch may release.
    function budget(uint256 remainingWei, uint256 rate) internal pure returns (uint256) {
        return remainingWei * rate / SCALE;
    }

    /// @notice u, 1e18 scale: the part of the budget that the work of the epoch calls for. `target` is not 0.
    function utilisation(uint256 workUnits, uint256 target) internal pure returns (uint256) {
        return workUnits >= target ? SCALE : workUnits * SCALE / target;
    }

    /// @notice rel: what the epoch releases.
    function release(uint256 budgetWei, uint256 used) internal pure returns (uint256) {
        return budgetWei * used / SCALE;
    }

    /// @notice V: the part of a release that is for verification; the rest is for compute.
    function verification(uint256 releaseWei) internal pure returns (uint256) {
        return releaseWei - releaseWei * 3 / 4;
    }

    /// @notice C_base and C_paid: what base and paid work get of a release, by their scores.
    function split(uint256 releaseWei, uint256 baseScore, uint256 paidScore, uint256 capBps)
        internal
        pure
        returns (uint256 baseWei, uint256 paidWei)
    {
        uint256 score = baseScore + paidScore;
        // SAFETY: without scores nobody is paid; a division by 0 would stop all later epochs, as they close in order.
        if (score == 0) return (0, 0);
        uint256 computeWei = releaseWei * 3 / 4;
        baseWei = computeWei * baseScore / score;
        uint256 most = computeWei * capBps / BPS;
        if (baseWei > most) baseWei = most;
        paidWei = computeWei * paidScore / score;
    }

    /// @notice T of the next epoch: it follows the work, by at most 1/64 down and 1/16 up.
    function nextTarget(uint256 target, uint256 minimum, uint256 workUnits) internal pure returns (uint256 next) {
        uint256 least = target * 63 / 64;
        uint256 most = target * 17 / 16;
        next = workUnits < least ? least : workUnits > most ? most : workUnits;
        if (next < minimum) next = minimum;
    }

    /// @notice P_b: wei of one base score, 1e18 scale, at most 2^128 − 1. `baseScore` is not 0.
    function price(uint256 baseWei, uint256 baseScore) internal pure returns (uint256 priceOfOne) {
        priceOfOne = baseWei * SCALE / baseScore;
        if (priceOfOne > type(uint128).max) priceOfOne = type(uint128).max;
    }

    /// @notice The price an epoch later when no base work set a new one.
    function decayed(uint256 priceOfOne) internal pure returns (uint256) {
        return priceOfOne - priceOfOne / 16;
    }

    /// @notice Score of work that the chain itself verified.
    function scoreOfBase(uint256 workUnits, uint256 reputation, uint256 tier) internal pure returns (uint256) {
        return workUnits * BASE_WEIGHT * _least(reputation, MOST_REPUTATION) * _least(tier, MOST_TIER) / 1e8;
    }

    /// @notice What paid work is worth before its type: work units times quality, reputation and tier.
    function worth(uint256 workUnits, uint256 quality, uint256 reputation, uint256 tier)
        internal
        pure
        returns (uint256)
    {
        return workUnits * _least(quality, MOST_QUALITY) * _least(reputation, MOST_REPUTATION) * _least(tier, MOST_TIER);
    }

    /// @notice Score of paid work; with {BASE_WEIGHT} what its node would have scored with base work.
    function scoreOfPaid(uint256 worthOfWork, uint256 weight) internal pure returns (uint256) {
        return worthOfWork * _least(weight, MOST_WEIGHT) / 1e12;
    }

    /// @notice What a node and an epoch get of `amountWei`: their part `score` of `total`, 0 when there is no score.
    function share(uint256 amountWei, uint256 score, uint256 total) internal pure returns (uint256) {
        return total == 0 ? 0 : amountWei * score / total;
    }

    /// @notice The most a node may get for paid work in an epoch: what base work would have earned plus what its jobs cost for
    ///         good, and a thirtieth of its stake.
    function limit(uint256 equivalent, uint256 priceOfOne, uint256 sunkWei, uint256 stakeWei)
        internal
        pure
        returns (uint256)
    {
        return _least(equivalent * priceOfOne / SCALE + sunkWei, stakeWei / 30);
    }

    /// @notice How much of `added` fits beside `present` below `most`: what sums that must not overflow grow by.
    function fitting(uint256 added, uint256 present, uint256 most) internal pure returns (uint256) {
        return _least(added, most - present);
    }

    function _least(uint256 left, uint256 right) private pure returns (uint256) {
        return left < right ? left : right;
    }
}
