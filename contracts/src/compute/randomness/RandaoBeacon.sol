// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ValueOutOfRange } from "../../interfaces/GatewayErrors.sol";
import { IRandomness } from "../interfaces/IRandomness.sol";
import { HeaderRlp } from "../libraries/HeaderRlp.sol";

/// @title The randomness of Ethereum's validators: prevRandao of exactly one block
/// @notice Proven by the block's header against the hash that the chain itself remembers: 256 blocks by `BLOCKHASH`, 8,191 by
///         the history contract of EIP-2935 where there is one. Only for chains whose prevRandao is random (Arbitrum's is constant).
contract RandaoBeacon is IRandomness {
    address private constant HISTORY = 0x0000F90827F1C53a10cb7A02335B175320002935;
    uint256 private constant HISTORY_BLOCKS = 8191;
    uint256 private constant BLOCKHASH_BLOCKS = 256;
    /// @dev prevRandao of the next block is known to whoever makes this one (EIP-4399): it must not be a beacon.
    uint64 private constant LEAST_DELAY = 2;

    /// @inheritdoc IRandomness
    uint64 public immutable delayBlocks;

    /// @param delayBlocks_ 2 to 256.
    constructor(uint64 delayBlocks_) {
        if (delayBlocks_ < LEAST_DELAY || delayBlocks_ > BLOCKHASH_BLOCKS) {
            revert ValueOutOfRange("delayBlocks", delayBlocks_);
        }
        delayBlocks = delayBlocks_;
    }

    /// @inheritdoc IRandomness
    function windowBlocks() external view returns (uint64) {
        return uint64(HISTORY.code.length == 0 ? BLOCKHASH_BLOCKS : HISTORY_BLOCKS);
    }

    /// @inheritdoc IRandomness
    function beacon(uint64 blockNumber, bytes calldata proof) external view returns (bytes32) {
        if (blockNumber >= block.number) revert BeaconTooEarly(blockNumber);
        bytes32 blockHash = _hashOf(blockNumber);
        if (blockHash == 0) revert BeaconTooLate(blockNumber);
        // SAFETY: the hash says which block it is; the number inside is compared only to refuse a reader's mistake.
        if (keccak256(proof) != blockHash) revert BeaconProofInvalid(blockNumber);
        (bool isHeader, uint256 number, bytes32 randao) = HeaderRlp.read(proof);
        if (!isHeader || number != blockNumber) revert BeaconProofInvalid(blockNumber);
        return randao;
    }

    /// @dev 0 when the chain no longer knows it.
    function _hashOf(uint256 blockNumber) private view returns (bytes32 blockHash) {
        uint256 age = block.number - blockNumber;
        if (age <= BLOCKHASH_BLOCKS) return blockhash(blockNumber);
        if (age > HISTORY_BLOCKS) return 0;
        (bool isKnown, bytes memory answer) = HISTORY.staticcall(abi.encode(blockNumber));
        if (isKnown && answer.length == 32) blockHash = bytes32(answer);
    }
}
