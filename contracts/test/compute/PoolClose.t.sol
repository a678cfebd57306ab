// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IMiningPool } from "../../src/compute/interfaces/IMiningPool.sol";
import { LivenessDouble } from "./support/Doubles.sol";
import { PoolRig } from "./support/PoolRig.sol";

contract PoolCloseTest is PoolRig {
    uint256 private constant DAY_ONE = 47_464_566_293_983_900_000_000;

    function test_zero_work_releases_nothing() public {
        _duties(5);
        _finishEpoch();
        IMiningPool.Epoch memory epoch = pool.epochs(0);
        vm.assertTrue(epoch.isClosed, "closed");
        vm.assertEq(epoch.budgetWei, DAY_ONE, "budget");
        vm.assertEq(epoch.releasedWei, 0, "released");
        vm.assertEq(epoch.dutyWei, 0, "duty");
        vm.assertEq(pool.remaining(), SUPPLY, "all there");
        vm.assertEq(pool.target(), 984, "target fell by a 64th");
    }

    function test_full_day_of_base_work_before_committees() public {
        _base(alice, 750);
        _base(bob, 250);
        _finishEpoch();
        IMiningPool.Epoch memory epoch = pool.epochs(0);
        vm.assertEq(epoch.workUnits, 1000, "units");
        vm.assertEq(epoch.baseScore, 1000 * 2100, "5000 x 7000 x 6000 / 1e8 a unit");
        vm.assertEq(epoch.releasedWei, DAY_ONE, "the whole budget");
        vm.assertEq(epoch.baseWei, DAY_ONE * 3 / 4, "all of compute");
        vm.assertEq(epoch.dutyWei, 0, "no duty, no pay for it");
        vm.assertEq(epoch.basePrice, DAY_ONE * 3 / 4 * 1e18 / 2_100_000, "price");
        vm.assertEq(pool.remaining(), SUPPLY - DAY_ONE * 3 / 4, "set aside");
        vm.assertEq(pool.claimable(), DAY_ONE * 3 / 4, "for them");
        vm.assertEq(pool.released(), DAY_ONE * 3 / 4, "released");
        vm.assertEq(_claim(alice, 0), uint256(DAY_ONE * 3 / 4) * 3 / 4, "three of four parts");
        vm.assertEq(token.balanceOf(alice), uint256(DAY_ONE * 3 / 4) * 3 / 4, "got");
        _assertBooks(0);
    }

    function test_live_committees_cap_base_work() public {
        _base(alice, 1000);
        _paid(bob, 1000, 10_000, 10_000, 0);
        _duties(3);
        court.set(LivenessDouble.Mood.LIVE);
        _finishEpoch();
        IMiningPool.Epoch memory epoch = pool.epochs(0);
        uint256 compute = DAY_ONE * 3 / 4;
        vm.assertEq(epoch.paidScore, 1000 * 4200, "10000 x 7000 x 6000 x 10000 / 1e12 a unit");
        vm.assertEq(epoch.baseWei, compute * 3 / 10, "30 % instead of a third");
        vm.assertEq(epoch.paidWei, compute * 2 / 3, "two thirds");
        vm.assertEq(epoch.dutyWei, DAY_ONE - compute, "verification");
        vm.assertEq(epoch.duties, 3, "seats");
    }

    function test_a_court_that_cannot_answer_is_not_live() public {
        for (uint256 mood = 1; mood < 5; ++mood) {
            court.set(LivenessDouble.Mood(mood));
            _base(alice, 1000);
            _finishEpoch();
            IMiningPool.Epoch memory epoch = pool.epochs(uint64(mood - 1));
            vm.assertEq(epoch.baseWei, uint256(epoch.releasedWei) * 3 / 4, "no cap");
        }
        vm.etch(address(court), "");
        _base(alice, 1000);
        _finishEpoch();
        vm.assertEq(pool.epochs(4).baseWei, uint256(pool.epochs(4).releasedWei) * 3 / 4, "no code");
    }

    function test_work_without_a_score_releases_to_nobody() public {
        _paid(alice, 1000, 0, 10_000, 5e18);
        _paid(alice, 1000, 10_000, 0, 5e18);
        _finishEpoch();
        IMiningPool.Epoch memory epoch = pool.epochs(0);
        vm.assertEq(epoch.workUnits, 2000, "it counts as use");
        vm.assertEq(epoch.releasedWei, DAY_ONE, "budget called for");
        vm.assertEq(epoch.baseWei + epoch.paidWei + epoch.dutyWei, 0, "nobody to give it to");
        vm.assertEq(pool.remaining(), SUPPLY, "stays");
    }

    function test_many_epochs_at_once_are_one_after_another() public {
        _base(alice, 400);
        _nextDay();
        _base(alice, 4000);
        _nextDay();
        _nextDay();
        uint256 id = vm.snapshotState();
        pool.closeEpoch(0, 3);
        bytes memory together = _state();
        vm.revertToState(id);
        for (uint64 epoch; epoch < 3; ++epoch) {
            pool.closeEpoch(epoch, 1);
        }
        vm.assertEq(_state(), together, "same state");
        vm.assertEq(pool.nextEpoch(), 3, "next");
    }

    function _state() private view returns (bytes memory) {
        bytes memory all = abi.encode(pool.epochs(0), pool.epochs(1), pool.epochs(2));
        return abi.encode(all, pool.remaining(), pool.claimable(), pool.target(), pool.nextEpoch());
    }

    function test_sixty_four_at_most() public {
        vm.warp(block.timestamp + 70 * DAY);
        vm.expectRevert(abi.encodeWithSelector(IMiningPool.EpochCountOutOfRange.selector, 65, 64));
        pool.closeEpoch(0, 65);
        vm.expectRevert(abi.encodeWithSelector(IMiningPool.EpochCountOutOfRange.selector, 0, 64));
        pool.closeEpoch(0, 0);
        pool.closeEpoch(0, 64);
        vm.assertEq(pool.nextEpoch(), 64, "next");
    }

    function test_order_and_time() public {
        vm.expectRevert(abi.encodeWithSelector(IMiningPool.EpochNotEnded.selector, 0, 1_800_000_000 + DAY));
        pool.closeEpoch(0, 1);
        vm.warp(1_800_000_000 + DAY - 1);
        vm.expectRevert(abi.encodeWithSelector(IMiningPool.EpochNotEnded.selector, 0, 1_800_000_000 + DAY));
        pool.closeEpoch(0, 1);
        vm.warp(1_800_000_000 + DAY);
        vm.expectRevert(abi.encodeWithSelector(IMiningPool.EpochOutOfOrder.selector, 1, 0));
        pool.closeEpoch(1, 1);
        vm.expectRevert(abi.encodeWithSelector(IMiningPool.EpochNotEnded.selector, 1, 1_800_000_000 + 2 * DAY));
        pool.closeEpoch(0, 2);
        vm.prank(address(0xfeed));
        pool.closeEpoch(0, 1);
        vm.expectRevert(abi.encodeWithSelector(IMiningPool.EpochOutOfOrder.selector, 0, 1));
        pool.closeEpoch(0, 1);
    }

    function test_price_is_carried_and_decays() public {
        _base(alice, 1000);
        _finishEpoch();
        uint256 price = pool.epochs(0).basePrice;
        for (uint64 epoch = 1; epoch < 4; ++epoch) {
            _paid(bob, 10, 10_000, 10_000, 0);
            _finishEpoch();
            price -= price / 16;
            vm.assertEq(pool.epochs(epoch).basePrice, price, "a sixteenth less");
        }
        _base(alice, 5);
        _finishEpoch();
        IMiningPool.Epoch memory epoch4 = pool.epochs(4);
        vm.assertEq(epoch4.basePrice, uint256(epoch4.baseWei) * 1e18 / epoch4.baseScore, "a new one");
    }

    function test_budget_part_is_what_work_can_release() public view {
        vm.assertEq(pool.budgetPart(0), 0, "no work");
        vm.assertEq(pool.budgetPart(250), DAY_ONE / 4, "a quarter of the target");
        vm.assertEq(pool.budgetPart(type(uint256).max), DAY_ONE, "no more than all");
    }

    /// @dev I9, I7, I35 in one epoch of any kind; and the close does not revert.
    function testFuzz_a_close_is_total(uint64 baseUnits, uint64 paidUnits, uint256 q, uint256 w, uint256 s, uint64 d)
        public
    {
        registry.set(alice, q, w, s);
        _base(alice, baseUnits);
        _paid(alice, paidUnits, q, w, s);
        _paid(alice, type(uint64).max, s, q, w);
        _base(alice, type(uint64).max);
        _duties(d);
        _duties(type(uint64).max);
        _finishEpoch();
        IMiningPool.Epoch memory epoch = pool.epochs(0);
        vm.assertLe(uint256(epoch.baseWei) + epoch.paidWei + epoch.dutyWei, epoch.releasedWei, "set aside");
        vm.assertLe(epoch.releasedWei, epoch.budgetWei, "released");
        vm.assertLe(epoch.budgetWei, DAY_ONE, "budget");
        vm.assertEq(pool.target(), 1062, "a sixteenth more");
        if (epoch.baseScore + epoch.paidScore != 0) _claim(alice, 0);
        _payDuty(0, bob, type(uint64).max);
        _assertBooks(0);
    }
}
