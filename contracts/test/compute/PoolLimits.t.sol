// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { PoolRig } from "./support/PoolRig.sol";

/// @dev What a node can get for paid work, whatever it did to get there. Base work of bob sets the price.
contract PoolLimitsTest is PoolRig {
    uint256 private constant MOST_STAKE = 1e26;

    function _paidPart(address node, uint64 epoch) private view returns (uint256 amountWei, uint256 cutWei) {
        return pool.claimOf(node, epoch);
    }

    /// @dev A weight of 14,000 is worth 2.8 times base work by score, and pays no more than base work.
    function test_paying_oneself_never_beats_base_work() public {
        registry.set(alice, 7000, 6000, MOST_STAKE);
        _base(bob, 100);
        _paid(alice, 100, 10_000, 14_000, 0);
        _finishEpoch();
        uint256 price = pool.epochs(0).basePrice;
        (uint256 amountWei, uint256 cutWei) = _paidPart(alice, 0);
        vm.assertEq(amountWei, 100 * 2100 * price / 1e18, "what 100 units of base work earn");
        vm.assertTrue(cutWei != 0, "the rest is cut");
        uint256 before = pool.remaining();
        vm.assertEq(_claim(alice, 0), amountWei, "paid");
        vm.assertEq(pool.remaining(), before + cutWei, "the cut is back");
        _assertBooks(0);
    }

    function test_sunk_fees_come_on_top() public {
        registry.set(alice, 7000, 6000, MOST_STAKE);
        _base(bob, 100);
        _paid(alice, 60, 10_000, 14_000, 20e18);
        _paid(alice, 40, 10_000, 14_000, 22e18);
        _finishEpoch();
        (uint256 amountWei,) = _paidPart(alice, 0);
        vm.assertEq(amountWei, 100 * 2100 * uint256(pool.epochs(0).basePrice) / 1e18 + 42e18, "with the fees");
    }

    function test_a_thirtieth_of_the_stake() public {
        registry.set(alice, 7000, 6000, 300e18);
        _base(bob, 100);
        _paid(alice, 100, 10_000, 14_000, 1000e18);
        _finishEpoch();
        (uint256 amountWei,) = _paidPart(alice, 0);
        vm.assertEq(amountWei, 10e18, "stake / 30");
    }

    function test_the_stake_of_the_last_paid_score_counts() public {
        registry.set(alice, 7000, 6000, 300e18);
        _base(bob, 100);
        _paid(alice, 50, 10_000, 14_000, 1000e18);
        registry.set(alice, 7000, 6000, 30e18);
        _paid(alice, 50, 10_000, 14_000, 0);
        registry.set(alice, 7000, 6000, 3000e18);
        _base(alice, 0);
        _finishEpoch();
        (uint256 amountWei,) = _paidPart(alice, 0);
        vm.assertEq(amountWei, 1e18, "30 / 30");
    }

    function test_base_work_needs_no_stake() public {
        registry.set(alice, 7000, 6000, 0);
        _base(alice, 1000);
        _finishEpoch();
        vm.assertTrue(_claim(alice, 0) != 0, "paid");
    }

    /// @dev I13: a job that names its executor adds no score, and its fees widen no limit.
    function test_named_executor_adds_no_score() public {
        registry.set(alice, 7000, 6000, MOST_STAKE);
        _base(bob, 100);
        _paid(alice, 10, 10_000, 10_000, 0);
        (uint256 scoreBefore, uint256 unitsBefore) = (pool.epochs(0).paidScore, pool.epochs(0).workUnits);
        _paid(alice, 1e6, 12_000, 0, 1000e18);
        vm.assertEq(pool.epochs(0).paidScore, scoreBefore, "no score");
        vm.assertEq(pool.epochs(0).workUnits, unitsBefore + 1e6, "its work counts as use");
        _finishEpoch();
        (uint256 amountWei,) = _paidPart(alice, 0);
        vm.assertEq(
            amountWei, 10 * 2100 * uint256(pool.epochs(0).basePrice) / 1e18, "fees of the named job sink nothing"
        );
    }

    function test_without_a_price_only_fees_come_back() public {
        registry.set(alice, 7000, 6000, MOST_STAKE);
        _paid(alice, 1000, 10_000, 10_000, 3e18);
        _finishEpoch();
        (uint256 amountWei,) = _paidPart(alice, 0);
        vm.assertEq(amountWei, 3e18, "no base work was ever done");
    }

    /// @dev I11 and I12 for any jobs of two nodes.
    function testFuzz_paid_emission_is_limited(uint32[6] memory units, uint16[6] memory q, uint64 sunk, uint88 stake)
        public
    {
        registry.set(alice, 9000, 11_500, stake);
        _base(bob, uint64(units[0]));
        uint256 equivalent;
        uint256 sunkWei;
        for (uint256 i = 1; i < 6; ++i) {
            uint256 quality = _within(q[i], 0, 12_000);
            _paid(alice, units[i], quality, 14_000, sunk);
            if (quality == 0) continue;
            equivalent += uint256(units[i]) * quality * 9000 * 11_500 * 5000 / 1e12;
            sunkWei += sunk;
        }
        _finishEpoch();
        (uint256 amountWei, uint256 cutWei) = _paidPart(alice, 0);
        vm.assertLe(amountWei, equivalent * pool.epochs(0).basePrice / 1e18 + sunkWei, "base work and fees");
        vm.assertLe(amountWei, uint256(stake) / 30, "stake");
        vm.assertLe(amountWei + cutWei, pool.epochs(0).paidWei, "the share");
    }
}
