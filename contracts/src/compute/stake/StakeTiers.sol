// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Tiers by stake, measured against the released supply (docs/compute.md §4)
library StakeTiers {
    uint256 internal constant VALIDATOR = 4;

    /// @notice Least stake of tiers 0 to 3 and of a validator (4), in wei.
    function threshold(uint256 index, uint256 releasedWei) internal pure returns (uint256) {
        if (index == 0) return 0;
        if (index == VALIDATOR) return _larger(100e18, releasedWei / 20_000);
        uint256 needed = _larger(10e18, releasedWei / 200_000);
        if (index > 1) needed = _larger(needed, releasedWei / 20_000);
        if (index > 2) needed = _larger(needed, releasedWei / 2000);
        return needed;
    }

    /// @notice τ in bps.
    function weight(uint256 stakeWei, uint256 releasedWei) internal pure returns (uint256) {
        if (stakeWei < threshold(1, releasedWei)) return 6000;
        if (stakeWei < threshold(2, releasedWei)) return 10_000;
        if (stakeWei < threshold(3, releasedWei)) return 11_500;
        return 13_000;
    }

    function _larger(uint256 a, uint256 b) private pure returns (uint256) {
        return a > b ? a : b;
    }
}
