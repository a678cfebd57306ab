// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Holder of the fees paid on the home chain
/// @notice Receives CXT; nothing leaves, as there is no function.
contract FeeSettlement { }
