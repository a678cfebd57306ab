// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Reputation R in bps: what raises, lowers and fades it (docs/compute.md §4)
library Reputation {
    uint256 internal constant START = 7000;
    uint256 internal constant FLOOR = 5000;
    uint256 internal constant CEILING = 15_000;

    /// @dev 127/128 with 64 binary places.
    uint256 private constant KEPT = 127 << 57;
    /// @dev Idle periods after which no distance of at most 8,000 is left.
    uint256 private constant FADED = 2048;

    /// @notice `stored` after idle periods: its distance from the start times (127/128)^periods, rounded down.
    function faded(uint256 stored, uint256 periods) internal pure returns (uint256) {
        if (periods == 0) return stored;
        uint256 kept = periods < FADED ? _power(periods) : 0;
        if (stored >= START) return START + (((stored - START) * kept) >> 64);
        return START - (((START - stored) * kept) >> 64);
    }

    /// @notice After a success: `R += (15000 − R)/64 · min(1, workUnits/reference)`.
    function raised(uint256 current, uint256 workUnits, uint256 referenceUnits) internal pure returns (uint256) {
        uint256 counted = workUnits < referenceUnits ? workUnits : referenceUnits;
        return current + (CEILING - current) * counted / (64 * referenceUnits);
    }

    /// @notice After silence: `R −= R/8`, not below the floor.
    function lowered(uint256 current) internal pure returns (uint256) {
        uint256 left = current - current / 8;
        return left < FLOOR ? FLOOR : left;
    }

    /// @dev (127/128)^exponent with 64 binary places: squares from the lowest bit on, each product rounded down.
    function _power(uint256 exponent) private pure returns (uint256 result) {
        result = 1 << 64;
        uint256 square = KEPT;
        while (exponent != 0) {
            if (exponent & 1 == 1) result = (result * square) >> 64;
            square = (square * square) >> 64;
            exponent >>= 1;
        }
    }
}
