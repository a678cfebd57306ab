// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IStakeRegistry } from "../../src/compute/interfaces/IStakeRegistry.sol";
import { Reputation } from "../../src/compute/stake/Reputation.sol";
import { StakeRig } from "./support/StakeRig.sol";

contract StakeReputationTest is StakeRig {
    address private immutable A = _node(0);

    function _reward(uint64 workUnits) private {
        vm.prank(MARKET);
        registry.reward(A, workUnits);
    }

    function test_success_raises_by_units() public {
        vm.assertEq(registry.reputationOf(A), 7000, "start");
        vm.expectRevert(abi.encodeWithSelector(IStakeRegistry.CallerNotMarket.selector, COURT));
        vm.prank(COURT);
        registry.reward(A, 1);
        _reward(1000);
        vm.assertEq(registry.reputationOf(A), 7125, "a 64th of 8,000");
        _reward(500);
        vm.assertEq(registry.reputationOf(A), 7125 + 61, "half of a 64th of 7,875");
        _reward(type(uint64).max);
        vm.assertEq(registry.reputationOf(A), 7186 + 122, "never more than a 64th");
        _reward(0);
        vm.assertEq(registry.reputationOf(A), 7308, "nothing for nothing");
    }

    function test_silence_costs_an_eighth_down_to_the_floor() public {
        _punish(A, true);
        vm.assertEq(registry.reputationOf(A), 6125, "an eighth");
        _punish(A, true);
        vm.assertEq(registry.reputationOf(A), 5360, "another");
        _punish(A, true);
        vm.assertEq(registry.reputationOf(A), 5000, "floor");
        vm.assertEq(registry.accountOf(A).jailedUntil, 0, "no jail");
    }

    function test_idle_weeks_fade_from_both_sides() public {
        for (uint256 i; i < 400; ++i) {
            _reward(1000);
        }
        vm.assertEq(registry.reputationOf(A), 14_937, "the most there is");
        vm.warp(block.timestamp + 7 days - 1);
        vm.assertEq(registry.reputationOf(A), 14_937, "not a whole week");
        vm.warp(block.timestamp + 1);
        vm.assertEq(registry.reputationOf(A), 7000 + uint256(7937) * 127 / 128, "one week");
        vm.warp(block.timestamp + 7 days);
        vm.assertEq(registry.reputationOf(A), 7000 + uint256(7937) * 127 * 127 / (128 * 128), "two weeks");
        vm.warp(block.timestamp + 3000 * 7 days);
        vm.assertEq(registry.reputationOf(A), 7000, "forgotten");
        _punish(A, false);
        vm.warp(block.timestamp + 89 * 7 days);
        vm.assertEq(registry.reputationOf(A), 7000 - 995, "half forgiven after 89 weeks");
        vm.warp(block.timestamp + 10_000 * 7 days);
        vm.assertEq(registry.reputationOf(A), 7000, "forgiven");
    }

    function test_a_success_counts_on_what_has_faded() public {
        _punish(A, false);
        vm.warp(block.timestamp + 4000 * 7 days);
        _reward(1000);
        vm.assertEq(registry.reputationOf(A), 7125, "from the start again");
        vm.warp(block.timestamp + 7 days - 1);
        vm.assertEq(registry.reputationOf(A), 7125, "and its weeks begin anew");
    }

    function testFuzz_fades_as_the_real_power_does(uint256 stored, uint256 periods) public pure {
        stored = _within(stored, 5000, 15_000);
        periods = _within(periods, 0, 5000);
        uint256 reached = Reputation.faded(stored, periods);
        // the same power with 100 binary places, a factor a period
        uint256 kept = 1 << 100;
        for (uint256 i; i < periods && kept != 0; ++i) {
            kept = kept * 127 / 128;
        }
        uint256 distance = stored >= 7000 ? stored - 7000 : 7000 - stored;
        uint256 left = (distance * kept) >> 100;
        uint256 reachedLeft = reached >= 7000 ? reached - 7000 : 7000 - reached;
        vm.assertLe(reachedLeft, left, "rounded down");
        vm.assertLe(left - reachedLeft, 1, "by less than one");
        vm.assertTrue(reachedLeft == 0 || (reached > 7000) == (stored > 7000), "on its side");
    }

    function testFuzz_stays_in_its_range(uint256 seed) public pure {
        uint256 current = 7000;
        for (uint256 i; i < 60; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            if (seed % 3 == 0) current = Reputation.lowered(current);
            else if (seed % 3 == 1) current = Reputation.raised(current, (seed >> 8) % 5000, 1000);
            else current = Reputation.faded(current, (seed >> 8) % 100);
            vm.assertGe(current, 5000, "floor");
            vm.assertLe(current, 15_000, "ceiling");
        }
    }
}
