// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ERC20 } from "solady/tokens/ERC20.sol";

/// @title What CXT is on every chain: ERC-20 with EIP-2612 permit, 18 decimals
/// @dev No owner, no hook, no allowance that the holder did not give. Transfers to address 0 are refused, because
///      their event would read as a burn that never happened.
abstract contract TokenBase is ERC20 {
    error TransferToZero();

    function name() public pure override returns (string memory) {
        return "CXT";
    }

    function symbol() public pure override returns (string memory) {
        return "CXT";
    }

    /// @notice Moves `amountWei` of the caller to `to`. Reverts with `TransferToZero` or `InsufficientBalance`.
    function transfer(address to, uint256 amountWei) public override returns (bool) {
        if (to == address(0)) revert TransferToZero();
        return super.transfer(to, amountWei);
    }

    /// @notice Moves `amountWei` of `from` to `to` against the caller's allowance. Reverts with `TransferToZero`,
    ///         `InsufficientAllowance` or `InsufficientBalance`.
    function transferFrom(address from, address to, uint256 amountWei) public override returns (bool) {
        if (to == address(0)) revert TransferToZero();
        return super.transferFrom(from, to, amountWei);
    }

    /// @notice Destroys `amountWei` of the caller for ever; it mints no right anywhere (protocol §8). Reverts with
    ///         `InsufficientBalance`.
    function burn(uint256 amountWei) external {
        _burn(msg.sender, amountWei);
    }

    function _constantNameHash() internal pure override returns (bytes32) {
        return keccak256("CXT");
    }

    /// @dev SAFETY: the base contract would give Permit2 an unlimited allowance over every holder.
    function _givePermit2InfiniteAllowance() internal pure override returns (bool) {
        return false;
    }
}
