// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IMiningPool } from "../../src/compute/interfaces/IMiningPool.sol";
import { PoolRig } from "./support/PoolRig.sol";

contract PoolClaimTest is PoolRig {
    event Claimed(uint64 indexed epoch, address indexed node, uint256 amountWei, uint256 returnedWei);
    event Swept(uint64 indexed epoch, uint256 returnedWei);
    event Donated(address indexed from, uint256 amountWei);
    event DutyClaimed(uint64 indexed epoch, address indexed node, uint256 amountWei);

    function _list(uint64 first, uint64 second) private pure returns (uint64[] memory list) {
        list = new uint64[](2);
        (list[0], list[1]) = (first, second);
    }

    function test_several_epochs_in_one_claim() public {
        _base(alice, 1000);
        _finishEpoch();
        _base(alice, 1000);
        _finishEpoch();
        (uint256 first,) = pool.claimOf(alice, 0);
        (uint256 second,) = pool.claimOf(alice, 1);
        vm.assertTrue(first != 0 && second != 0, "both pay");
        vm.prank(alice);
        uint256 got = pool.claim(alice, _list(0, 1));
        vm.assertEq(got, first + second, "amount");
        vm.assertEq(token.balanceOf(alice), got, "balance");
        (first,) = pool.claimOf(alice, 0);
        vm.assertEq(first, 0, "nothing more");
    }

    /// @dev I15, the pool's part: what is claimed is claimed once.
    function test_a_claim_is_paid_once() public {
        _base(alice, 1000);
        _finishEpoch();
        vm.expectRevert(abi.encodeWithSelector(IMiningPool.NothingToClaim.selector, 0, alice));
        vm.prank(alice);
        pool.claim(alice, _list(0, 0));
        _claim(alice, 0);
        bytes memory again = abi.encodeWithSelector(IMiningPool.NothingToClaim.selector, 0, alice);
        vm.expectRevert(again);
        this.claimOutside(alice, 0);
    }

    function claimOutside(address node, uint64 epoch) external {
        _claim(node, epoch);
    }

    function test_only_the_node_claims() public {
        _base(alice, 1000);
        _finishEpoch();
        vm.expectRevert(abi.encodeWithSelector(IMiningPool.ClaimantNotNode.selector, bob, alice));
        vm.prank(bob);
        pool.claim(alice, _list(0, 0));
        vm.expectRevert(abi.encodeWithSelector(IMiningPool.NothingToClaim.selector, 0, bob));
        this.claimOutside(bob, 0);
    }

    function test_an_open_epoch_pays_nothing() public {
        _base(alice, 1000);
        vm.expectRevert(abi.encodeWithSelector(IMiningPool.EpochNotClosed.selector, 0));
        this.claimOutside(alice, 0);
        vm.expectRevert(abi.encodeWithSelector(IMiningPool.EpochNotClosed.selector, 0));
        pool.sweep(0);
        vm.expectRevert(abi.encodeWithSelector(IMiningPool.EpochNotClosed.selector, 0));
        vm.prank(address(court));
        pool.payDuty(0, alice, 1);
        (uint256 amountWei, uint256 cutWei) = pool.claimOf(alice, 0);
        vm.assertEq(amountWei + cutWei, 0, "nor promises it");
    }

    function test_sweep_takes_back_what_is_left() public {
        _base(alice, 700);
        _base(bob, 300);
        _paid(bob, 1, 10_000, 10_000, 0);
        _duties(4);
        _finishEpoch();
        _claim(alice, 0);
        _payDuty(0, bob, 1);
        uint64 until = pool.claimableUntil(0);
        vm.warp(until - 1);
        vm.expectRevert(abi.encodeWithSelector(IMiningPool.EpochStillClaimable.selector, 0, until));
        pool.sweep(0);
        vm.warp(until);
        uint256 left = pool.claimable();
        uint256 before = pool.remaining();
        vm.expectEmit(address(pool));
        emit Swept(0, left);
        pool.sweep(0);
        vm.assertEq(pool.claimable(), 0, "nothing left to claim");
        vm.assertEq(pool.remaining(), before + left, "it is back");
        vm.expectRevert(abi.encodeWithSelector(IMiningPool.EpochSwept.selector, 0));
        pool.sweep(0);
        vm.expectRevert(abi.encodeWithSelector(IMiningPool.EpochSwept.selector, 0));
        this.claimOutside(bob, 0);
        vm.assertEq(_payDuty(0, bob, 1), 0, "no duty either");
        (uint256 amountWei,) = pool.claimOf(bob, 0);
        vm.assertEq(amountWei, 0, "nor a promise");
        _assertBooks(0);
    }

    function test_a_claim_after_the_window_works_until_the_sweep() public {
        _base(alice, 1000);
        _finishEpoch();
        vm.warp(pool.claimableUntil(0) + 1);
        vm.assertTrue(_claim(alice, 0) != 0, "paid");
    }

    function test_duties_share_their_part_and_no_more() public {
        _base(alice, 1000);
        _duties(7);
        _duties(3);
        _finishEpoch();
        uint256 part = pool.epochs(0).dutyWei;
        vm.assertEq(part, 47_464_566_293_983_900_000_000 / 4, "a quarter of the release");
        vm.expectEmit(address(pool));
        emit DutyClaimed(0, bob, part * 3 / 10);
        vm.assertEq(_payDuty(0, bob, 3), part * 3 / 10, "three of ten");
        vm.assertEq(_payDuty(0, alice, 9), part * 7 / 10, "the other seven, though nine were named");
        vm.assertEq(_payDuty(0, alice, 9), 0, "all are paid");
        vm.assertEq(token.balanceOf(bob), part * 3 / 10, "balance");
        _assertBooks(0);
    }

    function test_donation_and_skim() public {
        _base(alice, 1000);
        _finishEpoch();
        uint256 got = _claim(alice, 0);
        uint256 before = pool.remaining();
        vm.startPrank(alice);
        token.approve(address(pool), 5e18);
        vm.expectEmit(address(pool));
        emit Donated(alice, 5e18);
        pool.donate(5e18);
        token.transfer(address(pool), got - 5e18);
        vm.stopPrank();
        vm.assertEq(pool.remaining(), before + 5e18, "accounted at once");
        _assertBooks(got - 5e18);
        vm.expectEmit(address(pool));
        emit Donated(address(0), got - 5e18);
        pool.skim();
        vm.assertEq(pool.remaining(), before + got, "accounted by skim");
        pool.skim();
        vm.assertEq(pool.remaining(), before + got, "nothing there changes nothing");
        _assertBooks(0);
    }

    /// @dev I10: coins that come without being accounted change no budget.
    function testFuzz_a_bare_transfer_changes_no_budget(uint256 part) public {
        _base(alice, 1000);
        _finishEpoch();
        uint256 got = _claim(alice, 0);
        uint256 id = vm.snapshotState();
        _base(bob, 500);
        _finishEpoch();
        bytes memory without = abi.encode(pool.epochs(1), pool.remaining(), pool.budgetPart(50));
        vm.revertToState(id);
        vm.prank(alice);
        token.transfer(address(pool), _within(part, 1, got));
        _base(bob, 500);
        _finishEpoch();
        bytes memory with = abi.encode(pool.epochs(1), pool.remaining(), pool.budgetPart(50));
        vm.assertEq(with, without, "same close");
    }

    /// @dev I14: scores and duties come from the contracts named at construction, each its own kind.
    function testFuzz_nobody_else_records(address caller) public {
        bytes memory refusal = abi.encodeWithSelector(IMiningPool.RecorderNotEligible.selector, caller);
        if (caller != BASE_WORK) {
            vm.expectRevert(refusal);
            vm.prank(caller);
            pool.recordBase(alice, 1);
        }
        if (caller != MARKET) {
            vm.expectRevert(refusal);
            vm.prank(caller);
            pool.recordPaid(alice, 1, 10_000, 10_000, 0);
        }
        if (caller != address(court)) {
            vm.expectRevert(refusal);
            vm.prank(caller);
            pool.recordDuties(1);
            vm.expectRevert(refusal);
            vm.prank(caller);
            pool.payDuty(0, alice, 1);
        }
    }

    function test_recorders_are_not_interchangeable() public {
        this.testFuzz_nobody_else_records(BASE_WORK);
        this.testFuzz_nobody_else_records(MARKET);
        this.testFuzz_nobody_else_records(address(court));
        this.testFuzz_nobody_else_records(address(registry));
        this.testFuzz_nobody_else_records(address(token));
    }
}
