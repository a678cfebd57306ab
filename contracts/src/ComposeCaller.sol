// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { GasInsufficient, OnlyOwner, ZeroValue } from "./interfaces/GatewayErrors.sol";

/// @title Makes outbound calls for one owner
/// @notice Holds nothing and is allowed nothing, so a call made from here can take nothing. Receivers recognise the
///         bridge by this address.
contract ComposeCaller {
    /// @notice The only account that is obeyed.
    address public immutable owner;

    constructor(address owner_) {
        if (owner_ == address(0)) revert ZeroValue("owner");
        owner = owner_;
    }

    /// @notice Calls `target` with exactly `gasLimit`, without value; returned data is not copied.
    /// @dev Reverts with `GasInsufficient` if less than `gasLimit` could be passed on (EIP-150 keeps one 64th).
    /// @return success False also when `target` has no code.
    function execute(address target, uint256 gasLimit, bytes calldata data) external returns (bool success) {
        if (msg.sender != owner) revert OnlyOwner(msg.sender);
        if (target.code.length == 0) return false;
        bytes memory payload = data;
        uint256 required = gasLimit + gasLimit / 63 + 3000;
        if (gasleft() < required) revert GasInsufficient(gasleft(), required);
        assembly ("memory-safe") {
            success := call(gasLimit, target, 0, add(payload, 0x20), mload(payload), 0, 0)
        }
    }
}
