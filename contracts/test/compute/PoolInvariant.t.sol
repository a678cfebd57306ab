// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { PoolModel } from "./support/PoolModel.sol";

/// @dev Stateful: records of any kind, standing that changes, epochs closed late and together, claims, duties, sweeps, donations,
///      coins that nobody told the pool of.
contract PoolInvariantTest is PoolModel {
    function setUp() public override {
        super.setUp();
        bytes4[] memory steps = new bytes4[](12);
        steps[0] = this.stepBase.selector;
        steps[1] = this.stepPaid.selector;
        steps[2] = this.stepDuties.selector;
        steps[3] = this.stepStanding.selector;
        steps[4] = this.stepTime.selector;
        steps[5] = this.stepClose.selector;
        steps[6] = this.stepClaim.selector;
        steps[7] = this.stepPayDuty.selector;
        steps[8] = this.stepSweep.selector;
        steps[9] = this.stepGive.selector;
        steps[10] = this.stepSkim.selector;
        steps[11] = this.stepTime.selector;
        _fuzzOnly(address(this), steps);
    }

    /// @dev I2 and I5 (the pool's part), I7 to I12, I14, I35 of docs/invariants.md.
    function invariant_pool() public view {
        _checkBooks();
        _checkEpochs(1);
    }

    /// @dev Whatever happened: all that is still promised can be paid, and after that and the sweeps nothing is set aside.
    function afterInvariant() public {
        _nextDay();
        this.stepClose(uint256(63) << 8);
        uint64 next = pool.nextEpoch();
        _checkEpochs(next);
        for (uint64 epoch = next < 20 ? 0 : next - 20; epoch < next; ++epoch) {
            for (uint256 node; node < NODES; ++node) {
                (uint256 amountWei,) = pool.claimOf(_nodeAt(node), epoch);
                if (amountWei != 0) vm.assertEq(_claim(_nodeAt(node), epoch), amountWei, "paid");
            }
        }
        vm.warp(block.timestamp + 10 * DAY);
        uint256 sweptWei;
        for (uint64 epoch; epoch < next; ++epoch) {
            uint256 before = pool.remaining();
            try pool.sweep(epoch) { } catch { }
            sweptWei += pool.remaining() - before;
        }
        vm.assertEq(pool.claimable(), 0, "nothing is left set aside");
        _assertBooks(untoldWei);
    }
}
