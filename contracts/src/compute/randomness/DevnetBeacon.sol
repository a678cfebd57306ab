// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ValueOutOfRange, WrongChain } from "../../interfaces/GatewayErrors.sol";
import { IRandomness } from "../interfaces/IRandomness.sol";

/// @title Randomness of a development chain: the block's hash
/// @notice Weak: whoever makes the block chooses it. It cannot be deployed on another chain than the devnet's home.
contract DevnetBeacon is IRandomness {
    uint256 private constant DEVNET_CHAIN_ID = 31_337;
    uint64 private constant BLOCKHASH_BLOCKS = 256;

    /// @inheritdoc IRandomness
    uint64 public immutable delayBlocks;

    /// @param delayBlocks_ 1 to 256.
    constructor(uint64 delayBlocks_) {
        if (block.chainid != DEVNET_CHAIN_ID) revert WrongChain(block.chainid, DEVNET_CHAIN_ID);
        if (delayBlocks_ == 0 || delayBlocks_ > BLOCKHASH_BLOCKS) revert ValueOutOfRange("delayBlocks", delayBlocks_);
        delayBlocks = delayBlocks_;
    }

    /// @inheritdoc IRandomness
    function windowBlocks() external pure returns (uint64) {
        return BLOCKHASH_BLOCKS;
    }

    /// @inheritdoc IRandomness
    /// @dev Needs no proof and refuses one, so that nobody takes it for the real thing.
    function beacon(uint64 blockNumber, bytes calldata proof) external view returns (bytes32 blockHash) {
        if (blockNumber >= block.number) revert BeaconTooEarly(blockNumber);
        if (proof.length != 0) revert BeaconProofInvalid(blockNumber);
        blockHash = blockhash(blockNumber);
        if (blockHash == 0) revert BeaconTooLate(blockNumber);
    }
}
