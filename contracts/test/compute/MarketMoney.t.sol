// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IJobMarket, JobRequest } from "../../src/compute/interfaces/IJobMarket.sol";
import { MarketSteps } from "./support/MarketSteps.sol";

/// @dev Who gets what at each end of a job.
contract MarketMoneyTest is MarketSteps {
    function test_fast_job_from_submission_to_settlement() public {
        JobRequest memory request = _request();
        request.window = 0;
        _submitted(request, 1);
        address executor = market.executorsOf(request.jobId)[0];
        uint256 supplyWei = token.totalSupply();
        _attestWith(request, RIGHT, RESULT_DATA);
        _assertEnd(request, IJobMarket.Status.SETTLED, 0);
        (IJobMarket.Status status,, bytes32 resultHash, uint64 units) = market.resultOf(request.jobId);
        vm.assertEq(uint256(status), uint256(IJobMarket.Status.SETTLED), "status");
        vm.assertEq(resultHash, RIGHT, "result");
        vm.assertEq(units, WORK, "units");
        uint256 price = market.jobOf(request.jobId).price;
        vm.assertEq(price, PRICE / 2, "taken at once: half of the maximum");
        vm.assertEq(market.creditOf(executor), price * UNIT * 85 / 100, "85 %");
        vm.assertEq(market.creditOf(requester), (PRICE - price) * UNIT, "the rest of the escrow");
        (uint256 escrowWei,, uint256 poolShareWei, uint256 seatPayWei) = market.totals();
        vm.assertEq(escrowWei, 0, "no escrow is left");
        vm.assertEq(poolShareWei, price * UNIT * 5 / 100, "5 %");
        vm.assertEq(seatPayWei, price * UNIT * 10 / 100, "10 %");
        vm.assertEq(registry.accountOf(executor).bonded, 0, "its bond is free");
        vm.assertEq(token.totalSupply(), supplyWei, "nothing was burned");
    }

    /// @dev I24: 5 % and 10 % in whole units, the rest of the price to the executors, the rest of the escrow back; any price, any number.
    function testFuzz_a_price_is_split_to_the_wei(uint64 price, uint8 redundancy, uint8 rightBits) public {
        JobRequest memory request = _request();
        (request.window, request.redundancy) = (0, uint8(_within(redundancy, 1, 3)));
        request.price = uint64(_within(price, MIN_PRICE, 100e9));
        rightBits = uint8(_within(rightBits, 1, (1 << request.redundancy) - 1));
        _submitted(request, rightBits);
        address[] memory nodes = market.executorsOf(request.jobId);
        uint256 taken = market.jobOf(request.jobId).price;
        _attest(request, RIGHT);
        (uint256 poolUnits, uint256 seatUnits) = (taken * 5 / 100, taken * 10 / 100);
        uint256 executorsWei = (taken - poolUnits - seatUnits) * UNIT;
        uint256 count;
        for (uint256 i; i < nodes.length; ++i) {
            count += rightBits >> i & 1;
        }
        bool isFirst = true;
        for (uint256 i; i < nodes.length; ++i) {
            uint256 expected = rightBits >> i & 1 == 0 ? 0 : executorsWei / count;
            if (expected != 0 && isFirst) expected += executorsWei % count;
            if (expected != 0) isFirst = false;
            vm.assertEq(market.creditOf(nodes[i]), expected, "an executor's part");
        }
        (uint256 escrowWei,, uint256 poolShareWei, uint256 seatPayWei) = market.totals();
        vm.assertEq(escrowWei, 0, "nothing is left in escrow");
        vm.assertEq(poolShareWei, poolUnits * UNIT, "the pool's part");
        vm.assertEq(seatPayWei, seatUnits * UNIT, "the seats' part");
        vm.assertGe(market.creditOf(requester), (request.price - taken) * UNIT, "the rest of the escrow");
        vm.assertEq(market.jobOf(request.jobId).refund, market.creditOf(requester) / UNIT, "in whole units");
    }

    /// @dev I13, I15: the pool counts a job once; one that names its executor adds work, but no score.
    function test_scores() public {
        uint64 epoch = pool.currentEpoch();
        JobRequest memory request = _request();
        request.window = 0;
        _submitted(request, 1);
        _attest(request, RIGHT);
        uint256 score = pool.epochs(epoch).paidScore;
        vm.assertTrue(score != 0, "a score");
        vm.assertEq(pool.epochs(epoch).workUnits, WORK, "work units");
        vm.expectPartialRevert(IJobMarket.StatusWrong.selector);
        market.settle(request, 0, "");
        request = _request();
        (request.window, request.flags, request.namedExecutor) = (0, 1, _node(0));
        _submitted(request, 1);
        _attest(request, RIGHT);
        vm.assertEq(pool.epochs(epoch).paidScore, score, "no score of a named executor");
    }

    /// @dev ω by type: 10,000, 9,000, 14,000, 12,000, 8,000.
    function test_weight_by_type() public {
        uint256[5] memory weights = [uint256(10_000), 9000, 14_000, 12_000, 8000];
        uint64 epoch = pool.currentEpoch();
        for (uint256 i; i < 5; ++i) {
            firstBidder = i;
            JobRequest memory request = _request();
            (request.window, request.jobType) = (0, uint8(i + 1));
            _submitted(request, 1);
            uint256 before = pool.epochs(epoch).paidScore;
            _attest(request, RIGHT);
            (uint256 reputation, uint256 tier,) = registry.standingOf(_node(i));
            uint256 score = uint256(WORK) * QUALITY * reputation * tier * weights[i] / 1e12;
            uint256 got = pool.epochs(epoch).paidScore - before;
            vm.assertTrue(got <= score + score / 1000 + 1 && got + got / 1000 + 1 >= score, "the type's weight");
        }
    }

    function test_credits_are_pulled_once() public {
        JobRequest memory request = _submit(_request());
        vm.prank(requester);
        market.cancel(request);
        uint256 before = token.balanceOf(requester);
        vm.prank(challenger);
        vm.assertEq(market.withdraw(requester), PRICE * UNIT, "anyone may, its owner gets it");
        vm.assertEq(token.balanceOf(requester), before + PRICE * UNIT, "paid");
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.NothingToWithdraw.selector, requester));
        market.withdraw(requester);
    }

    function test_shares_are_flushed_to_the_pool() public {
        JobRequest memory request = _request();
        request.window = 0;
        _submitted(request, 1);
        _attest(request, RIGHT);
        uint256 before = pool.remaining();
        market.flush();
        vm.assertEq(pool.remaining(), before + PRICE / 2 * UNIT / 20, "accounted by the pool");
        (,, uint256 poolShareWei,) = market.totals();
        vm.assertEq(poolShareWei, 0, "nothing is left");
        market.flush();
        vm.assertEq(pool.remaining(), before + PRICE / 2 * UNIT / 20, "once");
    }

    /// @dev What seats are paid never exceeds what was kept for seats, whatever the court says.
    function test_seat_pay_is_the_courts_and_bounded() public {
        JobRequest memory request = _request();
        request.window = 0;
        _submitted(request, 1);
        _attest(request, RIGHT);
        _submit(_request());
        (,,, uint256 seatPayWei) = market.totals();
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.CallerNotCourt.selector, challenger));
        vm.prank(challenger);
        market.creditSeat(request.jobId, challenger, 1);
        vm.startPrank(address(court));
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.JobUnknown.selector, SALT));
        market.creditSeat(SALT, challenger, 1);
        vm.expectRevert();
        market.creditSeat(request.jobId, challenger, seatPayWei + 1);
        market.creditSeat(request.jobId, challenger, seatPayWei);
        vm.stopPrank();
        vm.assertEq(market.creditOf(challenger), seatPayWei, "credited");
    }

    function test_seats_are_paid_by_the_court_after_the_lock() public {
        JobRequest memory request = _request();
        request.window = 0;
        _submitted(request, 1);
        _attest(request, RIGHT);
        vm.warp(block.timestamp + 2 days);
        pool.closeEpoch(1, pool.currentEpoch() - 1);
        court.releaseSeats(request.jobId, 0);
        uint256 paidWei;
        for (uint256 i; i < VALIDATORS; ++i) {
            paidWei += market.creditOf(_validator(i));
        }
        vm.assertEq(paidWei, PRICE / 2 * UNIT / 10, "a tenth of the price, all of it");
        (,,, uint256 seatPayWei) = market.totals();
        vm.assertEq(seatPayWei, 0, "nothing is kept");
    }

    /// @dev A node whose whole stake was taken meanwhile cannot keep a job from its end.
    function test_a_node_without_stake_blocks_nothing() public {
        JobRequest memory request = _submitted(_request(), 0);
        address executor = market.executorsOf(request.jobId)[0];
        vm.prank(address(court));
        registry.slash(executor, type(uint128).max, true, challenger);
        _attest(request, 0);
        vm.warp(block.timestamp + STANDARD);
        market.settle(request, 0, "");
        _assertEnd(request, IJobMarket.Status.REJECTED, 4);
        vm.assertEq(market.creditOf(requester), PRICE * UNIT, "there was nothing to compensate with");
    }
}
