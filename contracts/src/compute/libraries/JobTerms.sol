// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { JobRequest } from "../interfaces/IJobMarket.sol";

/// @title What follows from a request alone (docs/compute.md §1, §5)
library JobTerms {
    uint8 internal constant JOB_TYPES = 5;
    uint8 internal constant FAST = 0;
    uint8 internal constant STANDARD = 1;
    uint8 internal constant HIGH = 2;
    uint256 internal constant REQUEST_BYTES = 480;

    /// @dev keccak256(abi.encode(request)) of a request in calldata.
    function hashOf(JobRequest calldata request) internal pure returns (bytes32 hash) {
        // SAFETY: a request is 15 static words; only the hash of one that was decoded and encoded whole is ever stored, so
        // that words with bits out of range match nothing.
        assembly ("memory-safe") {
            let free := mload(0x40)
            calldatacopy(free, request, REQUEST_BYTES)
            hash := keccak256(free, REQUEST_BYTES)
        }
    }

    /// @dev The same of a request in memory, where it has the same 15 words.
    function hashOfMemory(JobRequest memory request) internal pure returns (bytes32 hash) {
        assembly ("memory-safe") {
            hash := keccak256(request, REQUEST_BYTES)
        }
    }

    function isNamed(JobRequest calldata request) internal pure returns (bool) {
        return request.flags & 1 != 0;
    }

    /// @dev ω in bps.
    function weightOf(uint256 jobType) internal pure returns (uint256) {
        if (jobType == 1) return 10_000;
        if (jobType == 2) return 9000;
        if (jobType == 3) return 14_000;
        return jobType == 4 ? 12_000 : 8000;
    }

    /// @dev Rises linearly from half of the price, rounded down, to all of it.
    function askAt(uint256 price, uint256 elapsedSeconds, uint256 acceptSeconds) internal pure returns (uint256) {
        if (elapsedSeconds >= acceptSeconds) return price;
        uint256 half = price / 2;
        return half + (price - half) * elapsedSeconds / acceptSeconds;
    }

    /// @dev jobId of protocol: 32 bytes that every chain computes alike.
    function jobIdOf(bytes32 bridgeId, uint32 srcEid, bytes32 srcRouter, uint64 srcNonce)
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encodePacked("CXTJOB1", bridgeId, srcEid, srcRouter, srcNonce));
    }

    function commitmentOf(bytes32 jobId, address node, bytes32 resultHash, uint64 units, bytes32 salt)
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encodePacked("CXTCOMMIT1", jobId, node, resultHash, units, salt));
    }
}
