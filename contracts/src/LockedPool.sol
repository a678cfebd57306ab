// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Holder of the supply where the bridge is tested without the compute economy
/// @notice Stands in for `MiningPool`: receives the whole supply at the token's construction; nothing leaves, as there is no function.
contract LockedPool { }
