// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Public randomness of one exact block, unknown when the block was named
interface IRandomness {
    /// @dev The block is not there yet; ask again later.
    error BeaconTooEarly(uint256 blockNumber);
    /// @dev The chain no longer knows the block's hash.
    error BeaconTooLate(uint256 blockNumber);
    /// @dev The header does not hash to the block's hash, or is not a header.
    error BeaconProofInvalid(uint256 blockNumber);

    /// @notice Blocks between the moment at which a beacon is bound and the block that gives it.
    function delayBlocks() external view returns (uint64);

    /// @notice How many blocks after the beacon's own {beacon} still answers: the last is `blockNumber + windowBlocks()`.
    function windowBlocks() external view returns (uint64);

    /// @notice The randomness of exactly that block; no other block can be made to answer for it.
    /// @param proof The block's RLP header, or empty where the implementation needs none.
    function beacon(uint64 blockNumber, bytes calldata proof) external view returns (bytes32);
}
