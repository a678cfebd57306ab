// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IStakeRegistry, StakeParams } from "../../src/compute/interfaces/IStakeRegistry.sol";
import { StakeRegistry } from "../../src/compute/stake/StakeRegistry.sol";
import { ValueOutOfRange, ZeroValue } from "../../src/interfaces/GatewayErrors.sol";
import { StakeRig } from "./support/StakeRig.sol";

contract StakeRegistryTest is StakeRig {
    address private immutable A = _node(0);
    address private immutable B = _node(1);

    function _refusedConstruction(StakeParams memory params, bytes memory reason) private {
        vm.expectRevert(reason);
        new StakeRegistry(address(token), address(stakePool), MARKET, COURT, params);
    }

    function test_construction() public {
        vm.assertEq(address(registry.token()), address(token), "token");
        vm.assertEq(address(registry.pool()), address(stakePool), "pool");
        vm.assertEq(registry.jobMarket(), MARKET, "market");
        vm.assertEq(registry.workCourt(), COURT, "court");
        vm.assertEq(registry.unbondingSeconds(), 14 days, "unbonding");
        vm.assertEq(registry.jailSeconds(), 90 days, "jail");
        vm.assertEq(registry.decayPeriodSeconds(), 7 days, "decay");
        vm.assertEq(registry.referenceUnits(), 1000, "reference");
        vm.assertEq(registry.maxValidators(), 3, "validators");
        address[4] memory wired = [address(token), address(stakePool), MARKET, COURT];
        bytes32[4] memory names = [bytes32("token"), "pool", "jobMarket", "workCourt"];
        for (uint256 i; i < 4; ++i) {
            address right = wired[i];
            wired[i] = address(0);
            vm.expectRevert(abi.encodeWithSelector(ZeroValue.selector, names[i]));
            new StakeRegistry(wired[0], wired[1], wired[2], wired[3], _stakeParams());
            wired[i] = right;
        }
    }

    function test_refuses_bad_parameters() public {
        StakeParams memory params = _stakeParams();
        params.unbondingSeconds = 0;
        _refusedConstruction(params, abi.encodeWithSelector(ZeroValue.selector, bytes32("unbondingSeconds")));
        params = _stakeParams();
        params.jailSeconds = 0;
        _refusedConstruction(params, abi.encodeWithSelector(ZeroValue.selector, bytes32("jailSeconds")));
        params = _stakeParams();
        params.decayPeriodSeconds = 0;
        _refusedConstruction(params, abi.encodeWithSelector(ZeroValue.selector, bytes32("decayPeriodSeconds")));
        params = _stakeParams();
        params.referenceUnits = 0;
        _refusedConstruction(params, abi.encodeWithSelector(ZeroValue.selector, bytes32("referenceUnits")));
        params = _stakeParams();
        params.maxValidators = 0;
        _refusedConstruction(params, abi.encodeWithSelector(ZeroValue.selector, bytes32("maxValidators")));
        params.maxValidators = 513;
        _refusedConstruction(
            params, abi.encodeWithSelector(ValueOutOfRange.selector, bytes32("maxValidators"), uint256(513))
        );
    }

    // --- stake and unbonding

    function test_stake_counts_at_once() public {
        vm.expectRevert(IStakeRegistry.AmountZero.selector);
        _stake(A, 0);
        _stake(A, 10e18);
        _stake(A, 5e18);
        _assertAccount(A, 15e18, 0, 0);
        (uint256 stakeWei, uint256 bondedWei, uint256 unbondingWei) = registry.totals();
        vm.assertEq(stakeWei, 15e18, "total");
        vm.assertEq(bondedWei + unbondingWei, 0, "nothing else");
        vm.assertEq(token.balanceOf(address(registry)), 15e18, "held");
    }

    function test_unbonding_takes_its_time() public {
        _stake(A, 100e18);
        vm.expectRevert(IStakeRegistry.AmountZero.selector);
        _unstake(A, 0);
        vm.expectRevert(abi.encodeWithSelector(IStakeRegistry.StakeBonded.selector, A, 100e18, 100e18 + 1));
        _unstake(A, 100e18 + 1);
        uint256 id = _unstake(A, 40e18);
        _assertAccount(A, 60e18, 0, 40e18);
        (uint256 leftWei, uint64 releaseAt) = registry.unbondingOf(A, id);
        vm.assertEq(leftWei, 40e18, "left");
        vm.assertEq(releaseAt, block.timestamp + 14 days, "release");
        vm.warp(releaseAt - 1);
        vm.expectRevert(abi.encodeWithSelector(IStakeRegistry.UnbondingNotOver.selector, id, releaseAt));
        registry.withdraw(A, id);
        vm.warp(releaseAt);
        uint256 before = token.balanceOf(A);
        vm.assertEq(registry.withdraw(A, id), 40e18, "paid");
        vm.assertEq(token.balanceOf(A) - before, 40e18, "to the node");
        vm.expectRevert(abi.encodeWithSelector(IStakeRegistry.UnbondingUnknown.selector, A, id));
        registry.withdraw(A, id);
        (leftWei, releaseAt) = registry.unbondingOf(A, id);
        vm.assertEq(leftWei + releaseAt, 0, "gone");
        vm.expectRevert(abi.encodeWithSelector(IStakeRegistry.UnbondingUnknown.selector, A, 77));
        registry.withdraw(A, 77);
    }

    function test_sixteen_unbondings_at_a_time() public {
        _stake(A, 100e18);
        for (uint256 i; i < 16; ++i) {
            vm.assertEq(_unstake(A, 1e18), i, "id");
        }
        vm.expectRevert(abi.encodeWithSelector(IStakeRegistry.UnbondingsFull.selector, A, 0));
        _unstake(A, 1e18);
        vm.warp(block.timestamp + 14 days);
        registry.withdraw(A, 0);
        vm.assertEq(_unstake(A, 1e18), 16, "its place is free");
        vm.expectRevert(abi.encodeWithSelector(IStakeRegistry.UnbondingUnknown.selector, A, 0));
        registry.withdraw(A, 0);
        (uint256 leftWei,) = registry.unbondingOf(A, 0);
        vm.assertEq(leftWei, 0, "an old id does not name the new one");
    }

    // --- tiers

    function test_thresholds_follow_the_release() public {
        uint256[5] memory early = [uint256(0), 10e18, 10e18, 10e18, 100e18];
        uint256[5] memory late = [uint256(0), 500e18, 5000e18, 50_000e18, 5000e18];
        for (uint256 i; i < 5; ++i) {
            vm.assertEq(registry.thresholdWei(i), early[i], "at genesis");
        }
        stakePool.setReleased(100_000_000e18);
        for (uint256 i; i < 5; ++i) {
            vm.assertEq(registry.thresholdWei(i), late[i], "at the end");
        }
        stakePool.setReleased(40_000e18);
        vm.assertEq(registry.thresholdWei(3), 20e18, "tier 3 between");
        vm.expectRevert(abi.encodeWithSelector(IStakeRegistry.ThresholdUnknown.selector, 5));
        registry.thresholdWei(5);
    }

    function test_tier_weight_by_whole_stake() public {
        stakePool.setReleased(10_000_000e18);
        uint256[5] memory adds = [uint256(0), 50e18, 450e18, 4499e18, 1e18];
        uint256[5] memory weights = [uint256(6000), 10_000, 11_500, 11_500, 13_000];
        for (uint256 i; i < 5; ++i) {
            if (adds[i] != 0) _stake(A, adds[i]);
            vm.assertEq(registry.tierWeightOf(A), weights[i], "weight");
        }
        _bond(A, 3000e18);
        (uint256 reputation, uint256 tier, uint256 stakeWei) = registry.standingOf(A);
        vm.assertEq(reputation, 7000, "reputation at the start");
        vm.assertEq(tier, 13_000, "what is bonded counts");
        vm.assertEq(stakeWei, 5000e18, "stake");
        _unstake(A, 1);
        vm.assertEq(registry.tierWeightOf(A), 11_500, "what is leaving does not");
    }

    // --- bonds

    function test_bond_holds_free_stake() public {
        _stake(A, 10e18);
        vm.expectRevert(abi.encodeWithSelector(IStakeRegistry.CallerNotBonder.selector, address(this)));
        registry.bond(A, 1);
        _bond(A, 4e18);
        vm.prank(COURT);
        registry.bond(A, 3e18);
        _assertAccount(A, 10e18, 7e18, 0);
        vm.expectRevert(abi.encodeWithSelector(IStakeRegistry.StakeTooSmall.selector, A, 3e18, 3e18 + 1));
        _bond(A, 3e18 + 1);
        vm.expectRevert(abi.encodeWithSelector(IStakeRegistry.StakeBonded.selector, A, 3e18, 4e18));
        _unstake(A, 4e18);
        _unstake(A, 3e18);
        vm.expectRevert(abi.encodeWithSelector(IStakeRegistry.CallerNotBonder.selector, address(this)));
        registry.unbond(A, 1);
        vm.prank(MARKET);
        registry.unbond(A, 5e18);
        _assertAccount(A, 7e18, 2e18, 3e18);
        vm.prank(MARKET);
        registry.unbond(A, 5e18);
        _assertAccount(A, 7e18, 0, 3e18);
    }

    function test_bond_each_skips_who_cannot() public {
        address[] memory nodes = new address[](4);
        (nodes[0], nodes[1], nodes[2], nodes[3]) = (A, B, A, _node(2));
        _stake(A, 10e18);
        _stake(B, 4e18);
        _stake(_node(2), 10e18);
        _punish(_node(2), false);
        vm.expectRevert(abi.encodeWithSelector(IStakeRegistry.CallerNotBonder.selector, address(this)));
        registry.bondEach(nodes, 5e18);
        vm.prank(COURT);
        vm.assertEq(registry.bondEach(nodes, 5e18), 5, "held of A twice, not of B, not of a jailed one");
        _assertAccount(A, 10e18, 10e18, 0);
        _assertAccount(B, 4e18, 0, 0);
        _assertAccount(_node(2), 10e18, 0, 0);
        (, uint256 bondedWei,) = registry.totals();
        vm.assertEq(bondedWei, 10e18, "total");
    }

    // --- slashing

    function test_slash_takes_bond_then_free_then_unbondings() public {
        _stake(A, 30e18);
        _unstake(A, 5e18);
        uint256 last = _unstake(A, 5e18);
        _bond(A, 8e18);
        vm.expectRevert(abi.encodeWithSelector(IStakeRegistry.CallerNotCourt.selector, address(this)));
        registry.slash(A, 1, true, VICTIM);
        (uint256 takenWei, uint256 paidWei) = _slash(A, 6e18, true);
        vm.assertEq(takenWei, 6e18, "taken");
        vm.assertEq(paidWei, 3e18, "paid");
        _assertAccount(A, 14e18, 2e18, 10e18);
        _slash(A, 3e18, true);
        _assertAccount(A, 11e18, 0, 10e18);
        _bond(A, 10e18);
        (takenWei,) = _slash(A, 4e18, false);
        vm.assertEq(takenWei, 4e18, "free stake and what is leaving");
        _assertAccount(A, 10e18, 10e18, 7e18);
        (uint256 leftWei,) = registry.unbondingOf(A, last);
        vm.assertEq(leftWei, 2e18, "the latest pays first");
        (takenWei,) = _slash(A, 100e18, true);
        vm.assertEq(takenWei, 17e18, "all there is");
        _assertAccount(A, 0, 0, 0);
        vm.assertEq(token.balanceOf(address(registry)), 0, "nothing stays");
        vm.assertEq(token.balanceOf(VICTIM), 15e18, "half to the victim");
        vm.assertEq(token.totalSupply(), 100_000_000e18 - 15e18, "half burned");
        (takenWei, paidWei) = _slash(A, 1, true);
        vm.assertEq(takenWei + paidWei, 0, "nothing is left to take");
    }

    function test_odd_wei_is_burned() public {
        _stake(A, 7);
        (, uint256 paidWei) = _slash(A, 7, false);
        vm.assertEq(paidWei, 3, "paid");
        vm.assertEq(token.totalSupply(), 100_000_000e18 - 4, "burned");
    }

    function test_what_was_slashed_of_an_unbonding_is_not_paid() public {
        _stake(A, 10e18);
        uint256 id = _unstake(A, 10e18);
        vm.warp(block.timestamp + 14 days);
        _slash(A, 4e18, false);
        vm.assertEq(registry.withdraw(A, id), 6e18, "the rest");
    }

    // --- jail

    function test_jail_keeps_out_and_ends() public {
        _stake(A, 200e18);
        _join(A, address(0));
        vm.expectRevert(abi.encodeWithSelector(IStakeRegistry.CallerNotCourt.selector, address(this)));
        registry.punish(A, false);
        _punish(A, false);
        uint64 until = uint64(block.timestamp + 90 days);
        bytes memory reason = abi.encodeWithSelector(IStakeRegistry.NodeJailed.selector, A, until);
        vm.assertEq(registry.reputationOf(A), 5000, "floor");
        vm.assertEq(registry.validatorCount(), 0, "off the list");
        vm.assertEq(registry.accountOf(A).jailedUntil, until, "until");
        vm.expectRevert(reason);
        _stake(A, 1);
        vm.expectRevert(reason);
        _bond(A, 1);
        vm.expectRevert(reason);
        _join(A, address(0));
        _unstake(A, 1e18);
        vm.warp(until - 1);
        vm.expectRevert(reason);
        _bond(A, 1);
        vm.warp(until);
        _bond(A, 1);
        _stake(A, 1);
        _join(A, address(0));
    }
}
