// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IJobMarket, JobRequest } from "../../src/compute/interfaces/IJobMarket.sol";
import { MarketSteps } from "./support/MarketSteps.sol";

/// @dev From assignment to SUBMITTED: who commits, who reveals, who is silent.
contract MarketResultsTest is MarketSteps {
    function _three() private returns (JobRequest memory request) {
        request = _request();
        request.redundancy = 3;
        _submit(request);
        _assigned(request, 3);
    }

    function _refusedCommit(JobRequest memory request, address node, bytes memory reason) private {
        vm.expectRevert(reason);
        vm.prank(node);
        market.commitResult(request.jobId, keccak256("commitment"));
    }

    function _refusedReveal(JobRequest memory request, address node, bytes32 result, bytes memory reason) private {
        vm.expectRevert(reason);
        vm.prank(node);
        market.revealResult(request.jobId, result, WORK, SALT, "");
    }

    function test_commitments_then_reveals() public {
        JobRequest memory request = _three();
        address[] memory nodes = market.executorsOf(request.jobId);
        uint64 computeEnds = uint64(block.timestamp + COMPUTE);
        vm.assertEq(market.jobOf(request.jobId).deadline, computeEnds, "compute window");
        _commit(request, nodes[0], RIGHT);
        vm.assertEq(market.jobOf(request.jobId).deadline, computeEnds + REVEAL, "then the reveal window");
        // nobody reveals as long as somebody may still commit
        _refusedReveal(
            request, nodes[0], RIGHT, abi.encodeWithSelector(IJobMarket.WindowOpen.selector, request.jobId, computeEnds)
        );
        _commit(request, nodes[1], WRONG);
        _commit(request, nodes[2], RIGHT);
        vm.assertEq(market.jobOf(request.jobId).deadline, block.timestamp + REVEAL, "all have committed");
        vm.assertEq(market.jobOf(request.jobId).committed, 7, "bits");
        _reveal(request, nodes[2], RIGHT);
        _reveal(request, nodes[0], RIGHT);
        vm.assertEq(market.jobOf(request.jobId).revealed, 5, "bits");
        _assertStatus(request, IJobMarket.Status.ASSIGNED, "one is missing");
        _reveal(request, nodes[1], WRONG);
        _assertStatus(request, IJobMarket.Status.SUBMITTED, "all have revealed");
        IJobMarket.Job memory job = market.jobOf(request.jobId);
        vm.assertEq(job.beaconBlock, block.number + DELAY, "beacon of the seats");
        vm.assertEq(job.snapshotEpoch, court.latestSnapshot(), "list of the seats");
        vm.assertEq(job.deadline, block.timestamp + VOTE, "vote");
    }

    function test_a_sole_executor_may_reveal_at_once() public {
        JobRequest memory request = _submit(_request());
        _assigned(request, 1);
        address node = market.executorsOf(request.jobId)[0];
        _reveal(request, node, RIGHT);
        _assertStatus(request, IJobMarket.Status.SUBMITTED, "no commitment is needed");
    }

    function test_a_sole_executor_that_committed_is_held_to_it() public {
        JobRequest memory request = _submit(_request());
        _assigned(request, 1);
        address node = market.executorsOf(request.jobId)[0];
        _commit(request, node, RIGHT);
        _refusedReveal(
            request, node, WRONG, abi.encodeWithSelector(IJobMarket.RevealMismatch.selector, request.jobId, node)
        );
        _reveal(request, node, RIGHT);
    }

    function test_a_sole_executor_is_late() public {
        JobRequest memory request = _submit(_request());
        _assigned(request, 1);
        address node = market.executorsOf(request.jobId)[0];
        uint64 computeEnds = uint64(block.timestamp + COMPUTE);
        vm.warp(computeEnds);
        bytes memory over = abi.encodeWithSelector(IJobMarket.WindowOver.selector, request.jobId, computeEnds);
        _refusedReveal(request, node, RIGHT, over);
        _refusedCommit(request, node, over);
    }

    function test_every_part_of_a_commitment_counts() public {
        JobRequest memory request = _three();
        address[] memory nodes = market.executorsOf(request.jobId);
        for (uint256 i; i < 3; ++i) {
            _commit(request, nodes[i], RIGHT);
        }
        bytes memory mismatch = abi.encodeWithSelector(IJobMarket.RevealMismatch.selector, request.jobId, nodes[0]);
        vm.startPrank(nodes[0]);
        vm.expectRevert(mismatch);
        market.revealResult(request.jobId, WRONG, WORK, SALT, "");
        vm.expectRevert(mismatch);
        market.revealResult(request.jobId, RIGHT, WORK + 1, SALT, "");
        vm.expectRevert(mismatch);
        market.revealResult(request.jobId, RIGHT, WORK, keccak256("another salt"), "");
        vm.stopPrank();
        // another's commitment cannot be copied: it names its node
        bytes32 copied = keccak256(abi.encodePacked("CXTCOMMIT1", request.jobId, nodes[0], RIGHT, WORK, SALT));
        vm.assertTrue(
            copied != keccak256(abi.encodePacked("CXTCOMMIT1", request.jobId, nodes[1], RIGHT, WORK, SALT)), "bound"
        );
    }

    function test_refuses_what_is_out_of_turn() public {
        JobRequest memory request = _request();
        bytes32 unknown = keccak256("unknown");
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.JobUnknown.selector, unknown));
        market.commitResult(unknown, RIGHT);
        _submit(request);
        bytes memory wrong =
            abi.encodeWithSelector(IJobMarket.StatusWrong.selector, request.jobId, uint8(IJobMarket.Status.FUNDED));
        _refusedCommit(request, _node(0), wrong);
        _refusedReveal(request, _node(0), RIGHT, wrong);

        request = _three();
        address[] memory nodes = market.executorsOf(request.jobId);
        bytes memory stranger = abi.encodeWithSelector(IJobMarket.ExecutorNotDrawn.selector, request.jobId, challenger);
        _refusedCommit(request, challenger, stranger);
        _refusedReveal(request, challenger, RIGHT, stranger);
        _refusedReveal(
            request, nodes[0], RIGHT, abi.encodeWithSelector(IJobMarket.CommitMissing.selector, request.jobId, nodes[0])
        );
        _commit(request, nodes[0], RIGHT);
        _refusedCommit(
            request, nodes[0], abi.encodeWithSelector(IJobMarket.CommittedAlready.selector, request.jobId, nodes[0])
        );
        vm.prank(nodes[1]);
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.FieldInvalid.selector, bytes32("commitment"), 0));
        market.commitResult(request.jobId, 0);
        _refusedReveal(
            request, nodes[0], 0, abi.encodeWithSelector(IJobMarket.FieldInvalid.selector, bytes32("resultHash"), 0)
        );
        vm.prank(nodes[0]);
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.FieldInvalid.selector, bytes32("uri"), 201));
        market.revealResult(request.jobId, RIGHT, WORK, SALT, string(new bytes(201)));
        _pass(COMPUTE);
        _reveal(request, nodes[0], RIGHT);
        // the only one that had committed
        _assertStatus(request, IJobMarket.Status.SUBMITTED, "goes on without the others");
    }

    function test_reveals_end() public {
        JobRequest memory request = _three();
        address[] memory nodes = market.executorsOf(request.jobId);
        for (uint256 i; i < 3; ++i) {
            _commit(request, nodes[i], RIGHT);
        }
        uint64 ends = uint64(block.timestamp + REVEAL);
        _reveal(request, nodes[1], RIGHT);
        _refusedReveal(
            request,
            nodes[1],
            RIGHT,
            abi.encodeWithSelector(IJobMarket.RevealedAlready.selector, request.jobId, nodes[1])
        );
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.WindowOpen.selector, request.jobId, ends));
        market.expire(request);
        vm.warp(ends);
        _refusedReveal(
            request, nodes[0], RIGHT, abi.encodeWithSelector(IJobMarket.WindowOver.selector, request.jobId, ends)
        );
        market.expire(request);
        _assertStatus(request, IJobMarket.Status.SUBMITTED, "one revealed: the committee may judge it");
        uint256 before = registry.accountOf(nodes[0]).stake;
        uint256 bondWei = PRICE * UNIT / 8;
        _attest(request, RIGHT);
        _settle(request);
        vm.assertEq(market.creditOf(nodes[1]), PRICE / 2 * UNIT * 85 / 100, "all of the executors' part");
        vm.assertEq(registry.accountOf(nodes[0]).stake, before - bondWei / 2, "silent: half of its bond");
        vm.assertEq(registry.reputationOf(nodes[0]), 7000 - 7000 / 8, "and an eighth of its reputation");
        vm.assertEq(registry.accountOf(nodes[0]).bonded, 0, "the other half is free");
        vm.assertEq(market.creditOf(requester), PRICE / 2 * UNIT + bondWei / 2, "two halves of halves");
    }

    function test_nobody_answers_twice() public {
        JobRequest memory request = _submit(_request());
        _assigned(request, 1);
        uint256 bondWei = PRICE * UNIT / 8;
        _pass(COMPUTE - 1);
        vm.expectPartialRevert(IJobMarket.WindowOpen.selector);
        market.expire(request);
        _pass(1);
        market.expire(request);
        IJobMarket.Job memory job = market.jobOf(request.jobId);
        vm.assertEq(uint256(job.status), uint256(IJobMarket.Status.FUNDED), "open again");
        vm.assertEq(job.round, 1, "the second round");
        vm.assertEq(job.price + job.bids + job.drawn + job.committed + job.revealed, 0, "from the beginning");
        vm.assertEq(job.deadline, block.timestamp + ACCEPT, "with a window of its own");
        vm.assertEq(job.beaconBlock, block.number + ACCEPT / BLOCK_SECONDS + DELAY, "and a block of its own");
        vm.assertEq(market.creditOf(requester), 0, "nothing comes back before the end");
        _assigned(request, 1);
        _pass(COMPUTE);
        market.expire(request);
        _assertEnd(request, IJobMarket.Status.EXPIRED, 4);
        vm.assertEq(market.creditOf(requester), PRICE * UNIT + bondWei / 2, "with half of two slashes");
        vm.assertEq(market.jobOf(request.jobId).refund, PRICE + bondWei / 2 / UNIT, "as the port would send it");
    }

    /// @dev A commitment of the first round is worth nothing in the second.
    function test_the_second_round_begins_anew() public {
        JobRequest memory request = _submit(_request());
        _assigned(request, 1);
        _commit(request, market.executorsOf(request.jobId)[0], RIGHT);
        _pass(REVEAL);
        market.expire(request);
        _assigned(request, 1);
        address node = market.executorsOf(request.jobId)[0];
        _commit(request, node, WRONG);
        _reveal(request, node, WRONG);
        _assertStatus(request, IJobMarket.Status.SUBMITTED, "answered");
        _attest(request, WRONG);
        vm.warp(block.timestamp + STANDARD);
        market.settle(request, 1, "cxt-blob:somewhere");
        _assertEnd(request, IJobMarket.Status.SETTLED, 0);
        uint256 bondWei = PRICE * UNIT / 8;
        vm.assertEq(market.creditOf(requester), PRICE / 2 * UNIT + bondWei / 4, "half of the first round's slash");
    }

    /// @dev `assign` finds no class that may judge so much: the job ends with everything back.
    function test_a_job_that_no_class_covers_expires() public {
        JobRequest memory request = _request();
        request.price = 500e9;
        _submit(request);
        _bid(request, 0);
        _pass(ACCEPT);
        market.assign(request, "");
        _assertEnd(request, IJobMarket.Status.EXPIRED, 5);
        vm.assertEq(market.creditOf(requester), 500e9 * UNIT, "all of it");
        vm.assertEq(registry.accountOf(_node(0)).bonded, 0, "and the bond");
    }

    /// @dev I19: price and emission at risk choose the class; a node's stake bounds what it can earn.
    function test_class_by_value_at_risk() public {
        vm.assertEq(_levelOf(20e9, 400), 0, "10 + 9.5 CXT at risk");
        vm.assertEq(_levelOf(150e9, 1), 1, "75 CXT");
        // the units' part would be the whole budget: the stake's thirtieth bounds it to 10 CXT
        vm.assertEq(_levelOf(20e9, 1_000_000), 0, "10 + 10 CXT");
        vm.assertEq(_levelOf(110e9, 1_000_000), 1, "55 + 10 CXT");
        vm.assertEq(_levelOf(250e9, 1_000_000), 2, "125 + 10 CXT");
        vm.assertEq(_levelOf(119e9, 1), 0, "59.5 CXT");
    }

    function _levelOf(uint64 price, uint64 maxUnits) private returns (uint256) {
        JobRequest memory request = _request();
        (request.price, request.maxUnits) = (price, maxUnits);
        _submit(request);
        _assigned(request, 1);
        _assertStatus(request, IJobMarket.Status.ASSIGNED, "covered");
        return market.jobOf(request.jobId).level;
    }
}
