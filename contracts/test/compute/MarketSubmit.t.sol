// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IJobMarket, JobRequest } from "../../src/compute/interfaces/IJobMarket.sol";
import { JobTerms } from "../../src/compute/libraries/JobTerms.sol";
import { MarketSteps } from "./support/MarketSteps.sol";

contract MarketSubmitTest is MarketSteps {
    function _refused(JobRequest memory request, bytes memory reason) private {
        vm.expectRevert(reason);
        vm.prank(requester);
        market.submit(request, "");
    }

    function _refusedField(JobRequest memory request, bytes32 field, uint256 value) private {
        _refused(request, abi.encodeWithSelector(IJobMarket.FieldInvalid.selector, field, value));
    }

    function test_escrows_the_price_and_names_the_block_of_the_draw() public {
        JobRequest memory request = _request();
        bytes32 next = market.nextJobId();
        uint256 before = token.balanceOf(requester);
        _submit(request);
        vm.assertEq(request.jobId, next, "id");
        vm.assertEq(token.balanceOf(requester), before - PRICE * UNIT, "escrow");
        (uint256 escrowWei,,,) = market.totals();
        vm.assertEq(escrowWei, PRICE * UNIT, "sum of escrow");
        IJobMarket.Job memory job = market.jobOf(request.jobId);
        vm.assertEq(job.deadline, block.timestamp + ACCEPT, "accept window");
        vm.assertEq(job.beaconBlock, block.number + ACCEPT / BLOCK_SECONDS + DELAY, "beacon");
        vm.assertEq(job.contentHash, keccak256(abi.encode(request)), "hash of the request");
        vm.assertTrue(market.nextJobId() != next, "the next has another id");
    }

    function test_id_may_be_named_beforehand() public {
        JobRequest memory request = _request();
        request.jobId = market.nextJobId();
        _submit(request);
        _refused(request, abi.encodeWithSelector(IJobMarket.RequestMismatch.selector, request.jobId));
    }

    /// @dev I33: ids are those of the committed vectors.
    function test_job_id_is_that_of_the_vectors() public view {
        string memory path = vm.envOr("CXT_VECTORS", string("../test/vectors/protocol-v1.json"));
        string memory json = vm.readFile(path);
        bytes32 id = JobTerms.jobIdOf(
            vm.parseJsonBytes32(json, ".bridgeId"),
            uint32(vm.parseJsonUint(json, ".jobs.srcEid")),
            vm.parseJsonBytes32(json, ".jobs.router"),
            uint64(vm.parseJsonUint(json, ".jobs.routerNonce"))
        );
        vm.assertEq(id, vm.parseJsonBytes32(json, ".jobs.jobId"), "job id of the vectors");
        bytes32 router = bytes32(uint256(uint160(address(market))));
        vm.assertEq(market.nextJobId(), JobTerms.jobIdOf(BRIDGE_ID, HOME, router, 1), "local job: counter from 1");
    }

    function test_refuses_bad_fields() public {
        JobRequest memory request = _request();
        request.jobType = 0;
        _refused(request, abi.encodeWithSelector(IJobMarket.JobTypeUnknown.selector, 0));
        request.jobType = 6;
        _refused(request, abi.encodeWithSelector(IJobMarket.JobTypeUnknown.selector, 6));
        request = _request();
        request.redundancy = 0;
        _refusedField(request, "redundancy", 0);
        request.redundancy = 4;
        _refusedField(request, "redundancy", 4);
        request = _request();
        request.window = 3;
        _refusedField(request, "window", 3);
        request = _request();
        request.flags = 2;
        _refusedField(request, "flags", 2);
        request = _request();
        request.maxUnits = 0;
        _refusedField(request, "maxUnits", 0);
        request.maxUnits = 1 << 56;
        _refusedField(request, "maxUnits", 1 << 56);
        request = _request();
        request.acceptSeconds = 9;
        _refusedField(request, "acceptSeconds", 9);
        request.acceptSeconds = 3601;
        _refusedField(request, "acceptSeconds", 3601);
        request = _request();
        request.computeSeconds = 0;
        _refusedField(request, "computeSeconds", 0);
        request.computeSeconds = 86_401;
        _refusedField(request, "computeSeconds", 86_401);
        request = _request();
        request.specHash = 0;
        _refusedField(request, "specHash", 0);
    }

    function test_refuses_bad_parties() public {
        JobRequest memory request = _request();
        request.refundee = address(0);
        _refusedField(request, "refundee", 0);
        request.refundee = address(market);
        _refusedField(request, "refundee", uint160(address(market)));
        request.refundee = port;
        _refusedField(request, "refundee", uint160(port));
        request = _request();
        request.flags = 1;
        _refusedField(request, "namedExecutor", 0);
        request.namedExecutor = _node(0);
        request.redundancy = 2;
        _refusedField(request, "redundancy", 2);
        request.flags = 0;
        _refusedField(request, "namedExecutor", uint160(_node(0)));
        request = _request();
        request.requester = bytes32(uint256(uint160(challenger)));
        _refused(request, abi.encodeWithSelector(IJobMarket.RequesterOnly.selector, bytes32(0), requester));
    }

    function test_refuses_bad_prices_and_uris() public {
        JobRequest memory request = _request();
        request.price = MIN_PRICE - 1;
        _refused(request, abi.encodeWithSelector(IJobMarket.PriceTooLow.selector, MIN_PRICE - 1, MIN_PRICE));
        request.price = 5001e9;
        vm.expectRevert();
        vm.prank(requester);
        market.submit(request, "");
        request = _request();
        string memory uri = string(new bytes(201));
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.FieldInvalid.selector, bytes32("uri"), 201));
        vm.prank(requester);
        market.submit(request, uri);
        vm.prank(requester);
        market.submit(request, string(new bytes(200)));
    }

    /// @dev I30: what the wire can say and is not refused fits the job's word.
    function testFuzz_legal_amounts_fit(uint64 price, uint64 units, uint32 accept, uint32 compute) public {
        JobRequest memory request = _request();
        request.price = uint64(_within(price, MIN_PRICE, 5000e9));
        request.maxUnits = uint64(_within(units, 1, (1 << 56) - 1));
        request.acceptSeconds = uint32(_within(accept, 10, 3600));
        request.computeSeconds = uint32(_within(compute, 1, 86_400));
        _submit(request);
        IJobMarket.Job memory job = market.jobOf(request.jobId);
        vm.assertEq(uint256(job.status), uint256(IJobMarket.Status.FUNDED), "status");
        vm.assertEq(job.deadline, block.timestamp + request.acceptSeconds, "deadline");
        vm.assertEq(job.price + job.units + job.snapshotEpoch + job.drawn + job.bids, 0, "nothing else");
        vm.prank(requester);
        market.cancel(request);
        vm.assertEq(market.jobOf(request.jobId).refund, request.price, "all of it comes back");
        vm.assertEq(market.creditOf(requester), request.price * UNIT, "as a credit");
    }

    function test_refuses_while_committees_are_not_live() public {
        for (uint256 i; i < 3; ++i) {
            address node = _validator(i);
            vm.prank(node);
            registry.leaveValidators(node);
        }
        JobRequest memory request = _request();
        _submit(request);
        vm.warp(block.timestamp + 1 days);
        court.snapshot();
        uint64 epoch = court.latestSnapshot();
        _refused(request, abi.encodeWithSelector(IJobMarket.RequestMismatch.selector, request.jobId));
        request.jobId = 0;
        _refused(request, abi.encodeWithSelector(IJobMarket.SnapshotNotLive.selector, epoch));
    }

    function test_jobs_of_other_chains_come_through_the_port_alone() public {
        JobRequest memory request = _request();
        request.jobId = keccak256("a job of another chain");
        request.requester = keccak256("somebody on Solana");
        request.refundee = port;
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.CallerNotPort.selector, requester));
        vm.prank(requester);
        market.submitFromPort(request, "");
        vm.startPrank(port);
        market.submitFromPort(request, "");
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.JobExists.selector, request.jobId));
        market.submitFromPort(request, "");
        JobRequest memory bad = _request();
        bad.jobId = keccak256("another");
        vm.expectRevert(
            abi.encodeWithSelector(IJobMarket.FieldInvalid.selector, bytes32("refundee"), uint256(uint160(requester)))
        );
        market.submitFromPort(bad, "");
        bad = request;
        bad.jobId = 0;
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.FieldInvalid.selector, bytes32("jobId"), 0));
        market.submitFromPort(bad, "");
        bad.jobId = keccak256("another");
        bad.requester = 0;
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.FieldInvalid.selector, bytes32("requester"), 0));
        market.submitFromPort(bad, "");
        vm.stopPrank();
    }

    /// @dev An address of another chain may be somebody else's here.
    function test_only_the_port_cancels_a_job_of_another_chain() public {
        JobRequest memory request = _request();
        request.jobId = keccak256("a job of another chain");
        request.refundee = port;
        vm.prank(port);
        market.submitFromPort(request, "");
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.RequesterOnly.selector, request.jobId, requester));
        vm.prank(requester);
        market.cancel(request);
        vm.prank(port);
        market.cancel(request);
        _assertEnd(request, IJobMarket.Status.CANCELLED, 7);
        vm.assertEq(market.creditOf(port), PRICE * UNIT, "the port gets it back");
    }

    function test_a_request_is_known_by_its_hash() public {
        JobRequest memory request = _submit(_request());
        request.maxUnits += 1;
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.RequestMismatch.selector, request.jobId));
        market.expire(request);
        request.jobId = keccak256("unknown");
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.JobUnknown.selector, request.jobId));
        market.expire(request);
    }
}
