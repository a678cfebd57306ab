// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice What the market holds for others, beside credits, and how many local jobs there were.
struct Sums {
    uint256 escrowUnits;
    uint256 poolShareUnits;
    uint256 seatPayWei;
    uint256 localJobs;
}

/// @title The market's sums in one word
/// @notice Bits from the lowest: escrow 64 (units), pool share 64 (units), seat pay 88 (wei), local jobs 40.
library MarketSums {
    function unpack(uint256 word) internal pure returns (Sums memory sums) {
        sums.escrowUnits = uint64(word);
        sums.poolShareUnits = uint64(word >> 64);
        sums.seatPayWei = uint88(word >> 128);
        sums.localJobs = word >> 216;
    }

    function pack(Sums memory sums) internal pure returns (uint256) {
        return sums.escrowUnits | sums.poolShareUnits << 64 | sums.seatPayWei << 128 | sums.localJobs << 216;
    }
}
