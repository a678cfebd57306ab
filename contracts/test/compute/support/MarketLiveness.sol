// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IJobMarket, JobRequest } from "../../../src/compute/interfaces/IJobMarket.sol";
import { MarketModel } from "./MarketModel.sol";

/// @dev I22: brings jobs to their end by calls that anyone may make, and says how long that may take.
abstract contract MarketLiveness is MarketModel {
    /// @dev More calls than any job needs: twice (name, assign, expire), three votes, the settlement, nine votes.
    uint256 private constant MOST_CALLS = 20;

    /// @dev T_max of docs/compute.md §5 for a job in any state, and the blocks of the beacons that are named again.
    function _mostSeconds(JobRequest memory request) internal pure returns (uint256) {
        uint256 round = request.acceptSeconds + request.computeSeconds + REVEAL + 2 * (DELAY + 2) * BLOCK_SECONDS;
        return 2 * round + 12 * VOTE + HIGH;
    }

    /// @dev No executor, no validator and no party does anything any more. Every call here must succeed.
    function _bringToEnd(JobRequest memory request) internal {
        uint256 start = block.timestamp;
        bytes32 jobId = request.jobId;
        for (uint256 i; i < MOST_CALLS; ++i) {
            IJobMarket.Job memory job = market.jobOf(jobId);
            if (job.status >= IJobMarket.Status.SETTLED) break;
            if (block.timestamp < job.deadline) _pass(job.deadline - block.timestamp);
            if (job.status == IJobMarket.Status.FUNDED && job.bids != 0) {
                if (block.number <= job.beaconBlock) _pass((job.beaconBlock + 1 - block.number) * BLOCK_SECONDS);
                _must(request, abi.encodeCall(market.assign, (request, "")));
            } else if (job.status == IJobMarket.Status.ATTESTED) {
                _must(request, abi.encodeCall(market.settle, (request, 0, "")));
            } else {
                _must(request, abi.encodeCall(market.expire, (request)));
            }
        }
        vm.assertTrue(market.jobOf(jobId).status >= IJobMarket.Status.SETTLED, "the job has ended");
        vm.assertLe(block.timestamp - start, _mostSeconds(request), "within T_max");
    }

    function _must(JobRequest memory request, bytes memory call) private {
        vm.assertTrue(_try(request, address(0xa4b0d7), call), "a call that anyone may make, to bring a job to its end");
    }

    /// @dev Each job alone from where it is, then all one after the other, when every beacon and window is long over.
    function _bringAllToEnd() internal {
        for (uint256 i; i < jobs.length; ++i) {
            uint256 id = vm.snapshotState();
            _bringToEnd(jobs[i]);
            vm.revertToState(id);
        }
        for (uint256 i; i < jobs.length; ++i) {
            _bringToEnd(jobs[i]);
        }
        (uint256 escrowWei,,,) = market.totals();
        vm.assertEq(escrowWei, 0, "no escrow is left");
        for (uint256 i; i < NODES; ++i) {
            vm.assertEq(registry.accountOf(_node(i)).bonded, 0, "no bond is left");
        }
        vm.assertEq(registry.accountOf(challenger).bonded, 0, "nor the challenger's");
    }
}
