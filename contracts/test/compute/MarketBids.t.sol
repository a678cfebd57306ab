// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IJobMarket, JobRequest } from "../../src/compute/interfaces/IJobMarket.sol";
import { IRandomness } from "../../src/compute/interfaces/IRandomness.sol";
import { IStakeRegistry } from "../../src/compute/interfaces/IStakeRegistry.sol";
import { MarketSteps } from "./support/MarketSteps.sol";

contract MarketBidsTest is MarketSteps {
    function _bonded(uint256 node) private view returns (uint256) {
        return registry.accountOf(_node(node)).bonded;
    }

    function _refusedBid(JobRequest memory request, uint256 node, bytes memory reason) private {
        vm.expectRevert(reason);
        vm.prank(_node(node));
        market.bid(request);
    }

    /// @dev Half of the price at first, all of it at the end, linear between.
    function testFuzz_ask_rises(uint64 elapsed, uint64 price) public {
        JobRequest memory request = _request();
        request.price = uint64(_within(price, MIN_PRICE, 5000e9));
        _submit(request);
        elapsed = uint64(_within(elapsed, 0, 2 * ACCEPT));
        uint256 half = request.price / 2;
        uint256 expected = elapsed >= ACCEPT ? request.price : half + (request.price - half) * elapsed / ACCEPT;
        vm.assertEq(market.askOf(request, uint64(block.timestamp) + elapsed), expected, "ask");
        vm.assertEq(market.askOf(request, uint64(block.timestamp) - 1), half, "ask before");
    }

    function test_the_bid_that_fills_sets_the_price() public {
        JobRequest memory request = _request();
        request.redundancy = 2;
        _submit(request);
        _bid(request, 0);
        vm.assertEq(_bonded(0), PRICE * UNIT / 8, "a quarter of half the price");
        vm.warp(block.timestamp + 30);
        _bid(request, 1);
        uint256 price = PRICE * 3 / 4;
        vm.assertEq(market.jobOf(request.jobId).price, price, "the ask of the second bid");
        vm.warp(block.timestamp + 20);
        _bid(request, 2);
        vm.assertEq(market.jobOf(request.jobId).price, price, "the third changes nothing");
        vm.assertEq(_bonded(1), price * UNIT / 4, "a quarter of the price");
        vm.assertEq(_bonded(2), price * UNIT / 4, "and so does the third hold");
        vm.assertEq(market.jobOf(request.jobId).bids, 3, "bids");
        vm.assertEq(market.bidderOf(request.jobId, 1), _node(1), "bidder");
    }

    function test_bonds_of_those_not_drawn_are_freed() public {
        JobRequest memory request = _submit(_request());
        _assigned(request, 4);
        address[] memory executors = market.executorsOf(request.jobId);
        vm.assertEq(executors.length, 1, "one is drawn");
        for (uint256 i; i < 4; ++i) {
            vm.assertEq(_bonded(i), executors[0] == _node(i) ? PRICE * UNIT / 8 : 0, "bond");
        }
    }

    function test_too_few_bidders_are_all_drawn() public {
        JobRequest memory request = _request();
        request.redundancy = 3;
        _submit(request);
        _bid(request, 4);
        vm.warp(block.timestamp + 30);
        _bid(request, 2);
        vm.warp(block.timestamp + 30);
        // no beacon and no proof is needed: its block is not even there
        market.assign(request, hex"00");
        address[] memory executors = market.executorsOf(request.jobId);
        vm.assertEq(executors.length, 2, "both");
        vm.assertEq(executors[0], _node(4), "in order of bidding");
        vm.assertEq(executors[1], _node(2), "the second");
        vm.assertEq(market.jobOf(request.jobId).price, PRICE * 3 / 4, "the last ask");
    }

    /// @dev The draw as docs/compute.md §5 has it, in plain words, over many beacons.
    function testFuzz_draw_is_the_documented_one(uint256 seed, uint8 redundancy, uint8 bidders) public {
        vm.roll(2000 + seed % 1_000_000);
        JobRequest memory request = _request();
        request.redundancy = uint8(_within(redundancy, 1, 3));
        uint256 count = _within(bidders, request.redundancy + 1, BID_LIMIT);
        _submit(request);
        _assigned(request, count);
        address[] memory expected = _drawn(request, count);
        address[] memory executors = market.executorsOf(request.jobId);
        vm.assertEq(executors.length, request.redundancy, "as many as asked for");
        for (uint256 i; i < executors.length; ++i) {
            vm.assertEq(executors[i], expected[i], "executor");
        }
    }

    function _drawn(JobRequest memory request, uint256 count) private view returns (address[] memory list) {
        list = new address[](request.redundancy);
        // the last bid of all closed the window, and named the block after its own
        uint64 named = count == BID_LIMIT
            ? uint64(block.number - 10 + DELAY)
            : uint64(block.number - 10 + ACCEPT / BLOCK_SECONDS + DELAY);
        bytes32 beacon = beacons.beacon(named, "");
        uint256[] memory weights = new uint256[](count);
        uint256 total;
        for (uint256 i; i < count; ++i) {
            (uint256 reputation, uint256 tier,) = registry.standingOf(_node(i));
            weights[i] = reputation * tier;
            total += weights[i];
        }
        for (uint8 i; i < list.length; ++i) {
            uint256 point = uint256(keccak256(abi.encodePacked(beacon, request.jobId, uint8(0), i))) % total;
            for (uint256 j; j < count; ++j) {
                if (point < weights[j]) {
                    list[i] = _node(j);
                    total -= weights[j];
                    weights[j] = 0;
                    break;
                }
                point -= weights[j];
            }
        }
    }

    /// @dev The weight is τ·R: of two nodes of one tier the one with twice the reputation is drawn twice as often.
    function test_draw_is_weighted() public {
        for (uint256 i; i < 40; ++i) {
            vm.prank(address(market));
            registry.reward(_node(1), 1000);
            vm.prank(address(court));
            registry.punish(_node(0), true);
        }
        uint256 low = registry.reputationOf(_node(0));
        uint256 high = registry.reputationOf(_node(1));
        vm.assertTrue(high > 2 * low, "far apart");
        uint256 second;
        for (uint256 i; i < 200; ++i) {
            uint256 state = vm.snapshotState();
            vm.roll(10_000 + i);
            JobRequest memory request = _submit(_request());
            _assigned(request, 2);
            bool isSecond = market.executorsOf(request.jobId)[0] == _node(1);
            vm.revertToState(state);
            if (isSecond) ++second;
        }
        uint256 expected = 200 * high / (low + high);
        vm.assertTrue(second + 25 > expected && second < expected + 25, "near its share");
    }

    function test_bids_end_with_the_window() public {
        JobRequest memory request = _submit(_request());
        uint64 deadline = uint64(block.timestamp + ACCEPT);
        vm.warp(deadline);
        _refusedBid(request, 0, abi.encodeWithSelector(IJobMarket.WindowOver.selector, request.jobId, deadline));
    }

    /// @dev The rule of the beacon: its block is named by the submission, and no bid comes at or after `B − D`.
    function test_bids_end_before_anything_is_known_of_the_beacon() public {
        JobRequest memory request = _submit(_request());
        IJobMarket.Job memory job = market.jobOf(request.jobId);
        vm.roll(job.beaconBlock - DELAY - 1);
        _bid(request, 0);
        vm.roll(job.beaconBlock - DELAY);
        _refusedBid(request, 1, abi.encodeWithSelector(IJobMarket.WindowOver.selector, request.jobId, job.deadline));
        vm.assertEq(market.jobOf(request.jobId).beaconBlock, job.beaconBlock, "the same block");
    }

    function test_draw_waits_for_window_and_beacon() public {
        JobRequest memory request = _submit(_request());
        IJobMarket.Job memory job = market.jobOf(request.jobId);
        _bid(request, 0);
        _bid(request, 1);
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.WindowOpen.selector, request.jobId, job.deadline));
        market.assign(request, "");
        vm.warp(job.deadline);
        vm.roll(job.beaconBlock);
        vm.expectRevert(abi.encodeWithSelector(IRandomness.BeaconTooEarly.selector, job.beaconBlock));
        market.assign(request, "");
        vm.roll(job.beaconBlock + 1);
        vm.expectRevert(abi.encodeWithSelector(IRandomness.BeaconProofInvalid.selector, job.beaconBlock));
        market.assign(request, hex"00");
        market.assign(request, "");
        _assertStatus(request, IJobMarket.Status.ASSIGNED, "drawn");
    }

    /// @dev Within the window of the beacon no other block can be had; after it another is named, once.
    function test_a_missed_beacon_is_named_again() public {
        JobRequest memory request = _submit(_request());
        IJobMarket.Job memory job = market.jobOf(request.jobId);
        _bid(request, 0);
        _bid(request, 1);
        vm.warp(job.deadline);
        vm.roll(job.beaconBlock + 256);
        uint256 state = vm.snapshotState();
        market.assign(request, "");
        _assertStatus(request, IJobMarket.Status.ASSIGNED, "the last block of the window");
        vm.revertToState(state);
        vm.roll(job.beaconBlock + 257);
        market.assign(request, "");
        _assertStatus(request, IJobMarket.Status.FUNDED, "not drawn");
        vm.assertEq(market.jobOf(request.jobId).beaconBlock, block.number + DELAY, "a new block");
        _refusedBid(request, 2, abi.encodeWithSelector(IJobMarket.WindowOver.selector, request.jobId, job.deadline));
        vm.expectRevert(abi.encodeWithSelector(IRandomness.BeaconTooEarly.selector, uint64(block.number) + DELAY));
        market.assign(request, "");
        vm.roll(block.number + DELAY + 1);
        market.assign(request, "");
        _assertStatus(request, IJobMarket.Status.ASSIGNED, "drawn");
    }

    function test_the_last_bid_closes_the_window() public {
        JobRequest memory request = _submit(_request());
        for (uint256 i; i < BID_LIMIT; ++i) {
            _bid(request, i);
        }
        vm.assertEq(market.jobOf(request.jobId).deadline, block.timestamp, "over");
        vm.assertEq(market.jobOf(request.jobId).beaconBlock, block.number + DELAY, "the next block");
        _refusedBid(request, 6, abi.encodeWithSelector(IJobMarket.BidsFull.selector, request.jobId));
        vm.roll(block.number + DELAY + 1);
        market.assign(request, "");
    }

    function test_a_named_executor_is_assigned_without_waiting() public {
        JobRequest memory request = _request();
        (request.flags, request.namedExecutor) = (1, _node(3));
        _submit(request);
        _refusedBid(request, 0, abi.encodeWithSelector(IJobMarket.ExecutorNotNamed.selector, request.jobId, _node(0)));
        _bid(request, 3);
        market.assign(request, "");
        vm.assertEq(market.executorsOf(request.jobId)[0], _node(3), "the named one");
    }

    function test_refuses_bids() public {
        JobRequest memory request = _submit(_request());
        _bid(request, 0);
        _refusedBid(request, 0, abi.encodeWithSelector(IJobMarket.BidTwice.selector, request.jobId, _node(0)));
        address stranger = address(0x57a);
        vm.expectRevert(abi.encodeWithSelector(IStakeRegistry.StakeTooSmall.selector, stranger, 0, PRICE * UNIT / 8));
        vm.prank(stranger);
        market.bid(request);
        vm.prank(requester);
        market.cancel(request);
        _refusedBid(
            request,
            1,
            abi.encodeWithSelector(IJobMarket.StatusWrong.selector, request.jobId, uint8(IJobMarket.Status.CANCELLED))
        );
        vm.assertEq(_bonded(0), 0, "the bond came back with the cancellation");
    }

    function test_cancelling() public {
        JobRequest memory request = _submit(_request());
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.RequesterOnly.selector, request.jobId, challenger));
        vm.prank(challenger);
        market.cancel(request);
        uint256 state = vm.snapshotState();
        _bid(request, 0);
        uint64 deadline = uint64(block.timestamp + ACCEPT);
        vm.warp(deadline);
        // with a bid the draw is known soon: it is too late
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.WindowOver.selector, request.jobId, deadline));
        vm.prank(requester);
        market.cancel(request);
        vm.revertToState(state);
        vm.warp(deadline);
        vm.prank(requester);
        market.cancel(request);
        _assertEnd(request, IJobMarket.Status.CANCELLED, 7);
        vm.assertEq(market.creditOf(requester), PRICE * UNIT, "all of it");
    }

    function test_nobody_bids() public {
        JobRequest memory request = _submit(_request());
        uint64 deadline = uint64(block.timestamp + ACCEPT);
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.WindowOpen.selector, request.jobId, deadline));
        market.expire(request);
        vm.warp(deadline);
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.NobodyToDraw.selector, request.jobId));
        market.assign(request, "");
        market.expire(request);
        _assertEnd(request, IJobMarket.Status.EXPIRED, 3);
    }

    function test_with_a_bid_there_is_a_draw_and_no_expiry() public {
        JobRequest memory request = _submit(_request());
        _bid(request, 0);
        _pass(1 days);
        vm.expectRevert(
            abi.encodeWithSelector(IJobMarket.StatusWrong.selector, request.jobId, uint8(IJobMarket.Status.FUNDED))
        );
        market.expire(request);
        market.assign(request, "");
    }
}
