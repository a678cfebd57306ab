// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IJobMarket } from "../../../src/compute/interfaces/IJobMarket.sol";

/// @dev In place of the market: says of a job what the court asks, and keeps what it credits.
contract CourtMarket {
    mapping(bytes32 => IJobMarket.Job) private _jobs;
    mapping(bytes32 => address[]) private _executors;
    mapping(address => uint256) public creditOf;
    address private immutable _court;

    constructor(address court) {
        _court = court;
    }

    function setJob(bytes32 jobId, IJobMarket.Job calldata job, address[] calldata executors) external {
        _jobs[jobId] = job;
        _executors[jobId] = executors;
    }

    function jobOf(bytes32 jobId) external view returns (IJobMarket.Job memory) {
        return _jobs[jobId];
    }

    function executorsOf(bytes32 jobId) external view returns (address[] memory) {
        return _executors[jobId];
    }

    function creditSeat(bytes32, address node, uint256 amountWei) external {
        require(msg.sender == _court, "court only");
        creditOf[node] += amountWei;
    }
}
