// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IStakeRegistry } from "../../src/compute/interfaces/IStakeRegistry.sol";
import { StakeRig } from "./support/StakeRig.sol";

contract StakeValidatorsTest is StakeRig {
    function _listed(uint256 i, uint256 stakeWei) private {
        _stake(_node(i), stakeWei);
        _join(_node(i), address(0));
    }

    function test_join_needs_the_threshold_once() public {
        address node = _node(0);
        _stake(node, 99e18);
        vm.expectRevert(abi.encodeWithSelector(IStakeRegistry.StakeTooSmall.selector, node, 99e18, 100e18));
        _join(node, address(0));
        _stake(node, 1e18);
        _join(node, address(0));
        vm.assertTrue(registry.accountOf(node).isValidator, "listed");
        vm.assertEq(registry.validatorAt(0), node, "at its place");
        vm.expectRevert(abi.encodeWithSelector(IStakeRegistry.ValidatorAlready.selector, node));
        _join(node, address(0));
    }

    function test_full_list_gives_way_to_more_stake_only() public {
        _listed(0, 300e18);
        _listed(1, 200e18);
        _listed(2, 250e18);
        _stake(_node(3), 200e18);
        bytes memory reason =
            abi.encodeWithSelector(IStakeRegistry.ValidatorSeatsFull.selector, uint256(3), _node(1), 200e18);
        vm.expectRevert(reason);
        _join(_node(3), _node(1));
        _stake(_node(3), 1);
        vm.expectRevert(reason);
        _join(_node(3), _node(0));
        vm.expectRevert(reason);
        _join(_node(3), address(0));
        _join(_node(3), _node(1));
        vm.assertFalse(registry.accountOf(_node(1)).isValidator, "replaced");
        vm.assertTrue(registry.accountOf(_node(3)).isValidator, "in its stead");
        (address[] memory nodes, uint256[] memory stakesWei) = registry.validatorStakes();
        vm.assertEq(nodes.length, 3, "still full");
        vm.assertEq(registry.validatorCount(), 3, "count");
        for (uint256 i; i < 3; ++i) {
            vm.assertEq(nodes[i], registry.validatorAt(i), "node");
            vm.assertEq(stakesWei[i], registry.accountOf(nodes[i]).stake, "stake");
        }
    }

    function test_leaves_of_its_own_will_or_when_too_small() public {
        _listed(0, 300e18);
        _listed(1, 200e18);
        vm.expectRevert(abi.encodeWithSelector(IStakeRegistry.ValidatorNot.selector, _node(2)));
        registry.leaveValidators(_node(2));
        vm.expectRevert(abi.encodeWithSelector(IStakeRegistry.ValidatorSound.selector, _node(0)));
        registry.leaveValidators(_node(0));
        vm.prank(_node(0));
        registry.leaveValidators(_node(0));
        vm.assertEq(registry.validatorAt(0), _node(1), "the last takes the place");
        vm.assertEq(registry.validatorCount(), 1, "one left");
        // the threshold grows over its stake
        stakePool.setReleased(5_000_000e18);
        registry.leaveValidators(_node(1));
        vm.assertEq(registry.validatorCount(), 0, "none left");
    }

    function test_unstaking_below_the_threshold_leaves() public {
        _listed(0, 150e18);
        _unstake(_node(0), 50e18);
        vm.assertEq(registry.validatorCount(), 1, "at the threshold it stays");
        _unstake(_node(0), 1);
        vm.assertEq(registry.validatorCount(), 0, "below it leaves");
    }

    function test_slashing_below_the_threshold_leaves() public {
        _listed(0, 150e18);
        _slash(_node(0), 50e18, true);
        vm.assertEq(registry.validatorCount(), 1, "at the threshold it stays");
        _slash(_node(0), 1, true);
        vm.assertEq(registry.validatorCount(), 0, "below it leaves");
    }
}
