// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

// Units of the protocol (protocol §2, §7), in wei.

/// @dev One unit of the wire: 1e-9 CXT.
uint256 constant UNIT_WEI = 1e9;
/// @dev 0.001 CXT, in which buckets and thresholds are kept.
uint256 constant MILLI_CXT_WEI = 1e15;
/// @dev 0.000001 CXT, in which refills per second are kept.
uint256 constant MICRO_CXT_WEI = 1e12;
/// @dev All the CXT there will ever be.
uint256 constant TOTAL_SUPPLY_WEI = 1e26;
/// @dev The same on the wire.
uint256 constant TOTAL_SUPPLY_UNITS = TOTAL_SUPPLY_WEI / UNIT_WEI;
