// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title What a gateway uses of the token on a spoke
interface ISpokeToken {
    /// @notice Mints `amountWei` to `to`. Gateway only.
    function mint(address to, uint256 amountWei) external;

    /// @notice Mints many credits, each word `address << 96 | units` with units of 1e9 wei. Gateway only.
    function mintBatch(uint256[] calldata credits) external;

    /// @notice Burns `amountWei` of `from` against the allowance that `from` gave to the gateway. Gateway only.
    function burn(address from, uint256 amountWei) external;
}
