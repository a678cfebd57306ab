// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Holder of the CXT that is not released yet
/// @notice Receives the whole supply at the token's construction; nothing leaves, as there is no function.
contract LockedPool { }
