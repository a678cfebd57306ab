// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { InboundLane } from "../src/libraries/InboundLane.sol";
import { QueueRecord } from "../src/libraries/QueueRecord.sol";
import { ForgeTest } from "./support/Vm.sol";

contract InboundLaneTest is ForgeTest {
    uint256 private constant START = 1_800_000_000;

    function _lane(uint256 capacityMilli, uint256 refillMicro) private pure returns (uint256) {
        return InboundLane.create(capacityMilli * 1e15, refillMicro * 1e12, 7e15, 9);
    }

    function testFuzz_fields_do_not_touch_each_other(uint40 capacity, uint40 threshold, uint40 refill, uint24 delay)
        public
        pure
    {
        uint256 word =
            InboundLane.create(uint256(capacity) * 1e15, uint256(refill) * 1e12, uint256(threshold) * 1e15, delay);
        word |= uint256(type(uint32).max) << 216;
        word = InboundLane.withDebt(InboundLane.settled(word, START), 12_345);
        vm.assertEq(InboundLane.capacity(word), capacity, "capacity");
        vm.assertEq(InboundLane.threshold(word), threshold, "threshold");
        vm.assertEq(InboundLane.refill(word), refill, "refill");
        vm.assertEq(InboundLane.delay(word), delay, "delay");
        vm.assertEq(InboundLane.pausedUntil(word), type(uint32).max, "paused until");
        vm.assertEq(InboundLane.debt(word), 12_345, "debt");
        vm.assertEq(InboundLane.updatedAt(word), START, "updated at");
    }

    function testFuzz_settling_twice_is_settling_once(uint40 debt, uint40 refill, uint32 elapsed) public pure {
        elapsed = uint32(_within(elapsed, 0, 2_000_000_000));
        uint256 word = InboundLane.withDebt(InboundLane.settled(_lane(1, refill), START), debt);
        uint256 once = InboundLane.settled(word, START + elapsed);
        vm.assertEq(InboundLane.settled(once, START + elapsed), once, "same");
    }

    /// @dev Whatever the rhythm, the bucket pays no more than time has earned, and loses less than one second's refill and
    ///      less than 1 mCXT per settlement.
    function testFuzz_pays_what_time_has_earned(uint256 seed, uint40 refill, uint8 steps) public pure {
        uint256 debt = type(uint40).max;
        uint256 word = InboundLane.withDebt(InboundLane.settled(_lane(1, refill), START), debt);
        uint256 time = START;
        for (uint256 i; i < steps; ++i) {
            time += uint256(keccak256(abi.encode(seed, i))) % 100;
            word = InboundLane.settled(word, time);
        }
        uint256 earned = (time - START) * refill / 1000;
        uint256 paid = debt - InboundLane.debt(word);
        if (earned >= debt) return;
        vm.assertLe(paid, earned, "not more");
        uint256 lost = uint256(steps) * (refill < 1000 ? refill : 1000) / 1000 + 1;
        vm.assertGe(paid + lost, earned, "hardly less");
    }

    function testFuzz_paidAt_is_the_first_moment(uint40 debt, uint40 capacity, uint40 refill) public pure {
        debt = uint40(_within(debt, 0, 1e9));
        capacity = uint40(_within(capacity, 0, 1e9));
        uint256 word = InboundLane.withDebt(InboundLane.settled(_lane(capacity, refill), START), debt);
        uint256 moment = InboundLane.paidAt(word);
        if (debt <= capacity) {
            vm.assertEq(moment, START, "at once");
        } else if (refill == 0) {
            vm.assertEq(moment, InboundLane.NEVER, "never");
            vm.assertEq(QueueRecord.widened(moment), type(uint64).max, "shown as never");
        } else if (moment < InboundLane.NEVER) {
            vm.assertLe(InboundLane.debt(InboundLane.settled(word, moment)), capacity, "paid");
            vm.assertGt(InboundLane.debt(InboundLane.settled(word, moment - 1)), capacity, "not before");
        }
    }

    function testFuzz_relief_is_rounded_down(uint40 debt, uint96 amountWei) public pure {
        uint256 word = InboundLane.withDebt(InboundLane.settled(_lane(5, 5), START), debt);
        uint256 relief = uint256(amountWei) / 1e15;
        uint256 expected = relief < debt ? debt - relief : 0;
        uint256 relieved = InboundLane.relieved(word, amountWei);
        vm.assertEq(InboundLane.debt(relieved), expected, "debt");
        vm.assertEq(relieved >> 40, word >> 40, "nothing else");
    }

    function testFuzz_queue_record(uint64 nonce, uint32 src, uint32 dst, uint32 moment, uint32 until, uint64 units)
        public
        pure
    {
        units = uint64(_within(units, 0, 1e17));
        uint256 word = QueueRecord.create(nonce, src, dst, moment, until, units);
        vm.assertEq(QueueRecord.nonce(word), nonce, "nonce");
        vm.assertEq(QueueRecord.srcEid(word), src, "source");
        vm.assertEq(QueueRecord.dstEid(word), dst, "destination");
        vm.assertEq(QueueRecord.releaseAt(word), QueueRecord.widened(moment), "release at");
        vm.assertEq(QueueRecord.delayedUntil(word), until, "delayed until");
        vm.assertEq(QueueRecord.amountUnits(word), units, "amount");
        vm.assertEq(QueueRecord.state(word), 1, "queued");
    }
}
