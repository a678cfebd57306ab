// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Emission } from "../../src/compute/libraries/Emission.sol";
import { ForgeTest } from "../support/Vm.sol";

/// @dev Figures of the rules, and properties over random numbers; `npm run prove` shows the properties for all numbers.
contract EmissionTest is ForgeTest {
    uint256 private constant RATE = 474_645_662_939_839;

    function test_first_day_releases_at_most_47464_cxt() public pure {
        vm.assertEq(Emission.budget(1e26, RATE), 47_464_566_293_983_900_000_000, "wei");
    }

    function test_half_is_left_after_four_years_of_full_days() public pure {
        uint256 remainingWei = 1e26;
        for (uint256 day; day < 1460; ++day) {
            remainingWei -= Emission.budget(remainingWei, RATE);
        }
        vm.assertGe(remainingWei, 49_999_999e18, "not less than half");
        vm.assertLe(remainingWei, 50_000_001e18, "not more than half");
    }

    function test_release_follows_use() public pure {
        vm.assertEq(Emission.utilisation(0, 1000), 0, "no work");
        vm.assertEq(Emission.utilisation(250, 1000), 25e16, "a quarter");
        vm.assertEq(Emission.utilisation(1000, 1000), 1e18, "the target");
        vm.assertEq(Emission.utilisation(type(uint256).max, 1000), 1e18, "more");
        vm.assertEq(Emission.release(47_464e18, 25e16), 11_866e18, "a quarter of it");
    }

    function test_split() public pure {
        (uint256 baseWei, uint256 paidWei) = Emission.split(4000, 1, 3, 10_000);
        vm.assertEq(baseWei, 750, "a quarter of three quarters");
        vm.assertEq(paidWei, 2250, "the rest of them");
        (baseWei, paidWei) = Emission.split(4000, 1, 1, 3000);
        vm.assertEq(baseWei, 900, "capped at 30 %");
        vm.assertEq(paidWei, 1500, "what is cut stays");
        (baseWei, paidWei) = Emission.split(4000, 0, 0, 10_000);
        vm.assertEq(baseWei + paidWei, 0, "no scores");
        (baseWei, paidWei) = Emission.split(4001, 1, 0, 10_000);
        vm.assertEq(baseWei, 3000, "rounded down");
        vm.assertEq(Emission.verification(4001), 1001, "and the rest");
    }

    function test_target_follows_work_within_bounds() public pure {
        vm.assertEq(Emission.nextTarget(6400, 100, 0), 6300, "down by 1/64");
        vm.assertEq(Emission.nextTarget(6400, 100, 1e6), 6800, "up by 1/16");
        vm.assertEq(Emission.nextTarget(6400, 100, 6500), 6500, "to the work");
        vm.assertEq(Emission.nextTarget(100, 100, 0), 100, "not below the minimum");
        vm.assertEq(Emission.nextTarget(16, 16, 1000), 17, "16 can grow");
    }

    function test_price() public pure {
        vm.assertEq(Emission.price(21e18, 7), 3e36, "of one score, 1e18 scale");
        vm.assertEq(Emission.price(type(uint80).max, 1), type(uint128).max, "at most 128 bits");
        vm.assertEq(Emission.decayed(160), 150, "less a sixteenth");
        vm.assertEq(Emission.decayed(15), 15, "rounded");
    }

    function test_scores() public pure {
        vm.assertEq(Emission.scoreOfBase(10, 7000, 6000), 21_000, "10 x 5000 x 7000 x 6000 / 1e8");
        uint256 worth = Emission.worth(10, 9000, 7000, 10_000);
        vm.assertEq(Emission.scoreOfPaid(worth, 14_000), 88_200, "10 x 9000 x 7000 x 10000 x 14000 / 1e12");
        vm.assertEq(Emission.scoreOfPaid(worth, 0), 0, "a named executor");
        uint256 most = type(uint256).max;
        vm.assertEq(Emission.scoreOfBase(1, most, most), 9750, "multipliers have a maximum");
        worth = Emission.worth(1, most, most, most);
        vm.assertEq(Emission.scoreOfPaid(worth, most), 32_760, "all four");
        vm.assertEq(Emission.share(10, 1, 0), 0, "a part of nothing");
    }

    function test_limit() public pure {
        vm.assertEq(Emission.limit(50, 2e18, 7, 1e18), 107, "base work and fees");
        vm.assertEq(Emission.limit(50, 2e18, 7, 300), 10, "a thirtieth of the stake");
        vm.assertEq(Emission.limit(50, 2e18, 7, 29), 0, "no stake");
    }

    function testFuzz_parts_never_exceed_the_whole(uint256 release, uint112 base, uint112 paid, uint16 cap)
        public
        pure
    {
        release = release % 2 ** 80;
        (uint256 baseWei, uint256 paidWei) = Emission.split(release, base, paid, cap % 10_001);
        vm.assertLe(baseWei + paidWei + Emission.verification(release), release, "the release");
        vm.assertLe(baseWei, (release * 3 / 4) * (cap % 10_001) / 10_000, "the cap");
    }

    function testFuzz_target_moves_within_bounds(uint128 target, uint128 minimum, uint64 work) public pure {
        uint256 least = _within(minimum, 16, type(uint64).max);
        uint256 before = _within(target, least, type(uint128).max);
        uint256 next = Emission.nextTarget(before, least, work);
        vm.assertGe(next, least, "minimum");
        vm.assertLe(next, before * 17 / 16, "up");
        vm.assertTrue(next == least || next >= before * 63 / 64, "down");
    }
}
