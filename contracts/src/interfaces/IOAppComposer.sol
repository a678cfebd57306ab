// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Receiver of a transfer with a call, as in LayerZero
/// @dev A receiver must check `msg.sender == gateway.composeCaller()` and `from == gateway`.
interface IOAppComposer {
    /// @param from The gateway that credited the transfer.
    /// @param guid The packet's guid.
    /// @param message `nonce u64, srcEid u32, amountLD u256, composeFrom bytes32, composeMsg`.
    /// @param executor The account that delivered.
    /// @param extraData Always empty.
    function lzCompose(address from, bytes32 guid, bytes calldata message, address executor, bytes calldata extraData)
        external
        payable;
}
