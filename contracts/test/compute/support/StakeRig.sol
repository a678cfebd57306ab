// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { StakeParams } from "../../../src/compute/interfaces/IStakeRegistry.sol";
import { StakeRegistry } from "../../../src/compute/stake/StakeRegistry.sol";
import { CXT } from "../../../src/CXT.sol";
import { ForgeTest } from "../../support/Vm.sol";

/// @dev Stands in for the pool: holds the supply, gives it out freely, and says what counts as released.
contract StakePool {
    uint256 public released;

    function setReleased(uint256 amountWei) external {
        released = amountWei;
    }

    function give(CXT token, address to, uint256 amountWei) external {
        token.transfer(to, amountWei);
    }
}

/// @dev A registry with real CXT; the test plays market and court by pranks.
abstract contract StakeRig is ForgeTest {
    address internal constant MARKET = address(0x3a11);
    address internal constant COURT = address(0xc021);
    address internal constant VICTIM = address(0x71c7);
    uint256 internal constant NODES = 6;

    CXT internal token;
    StakePool internal stakePool;
    StakeRegistry internal registry;

    function setUp() public virtual {
        vm.warp(1_700_000_000);
        stakePool = new StakePool();
        token = new CXT(address(stakePool));
        registry = _newRegistry();
        for (uint256 i; i < NODES; ++i) {
            _equip(_node(i), 1_000_000e18);
        }
    }

    function _newRegistry() internal virtual returns (StakeRegistry) {
        return new StakeRegistry(address(token), address(stakePool), MARKET, COURT, _stakeParams());
    }

    function _stakeParams() internal pure returns (StakeParams memory) {
        return StakeParams(14 days, 90 days, 7 days, 1000, 3);
    }

    function _node(uint256 i) internal pure returns (address) {
        return address(uint160(0x1000 + i));
    }

    function _equip(address node, uint256 amountWei) internal {
        stakePool.give(token, node, amountWei);
        vm.prank(node);
        token.approve(address(registry), type(uint256).max);
    }

    function _stake(address node, uint256 amountWei) internal {
        vm.prank(node);
        registry.stake(amountWei);
    }

    function _unstake(address node, uint256 amountWei) internal returns (uint256) {
        vm.prank(node);
        return registry.requestUnstake(amountWei);
    }

    function _join(address node, address replaced) internal {
        vm.prank(node);
        registry.joinValidators(replaced);
    }

    function _bond(address node, uint256 amountWei) internal {
        vm.prank(MARKET);
        registry.bond(node, amountWei);
    }

    function _slash(address node, uint256 amountWei, bool fromBond)
        internal
        returns (uint256 takenWei, uint256 paidWei)
    {
        vm.prank(COURT);
        return registry.slash(node, amountWei, fromBond, VICTIM);
    }

    function _punish(address node, bool eighth) internal {
        vm.prank(COURT);
        registry.punish(node, eighth);
    }

    function _assertAccount(address node, uint256 stakeWei, uint256 bondedWei, uint256 unbondingWei) internal view {
        StakeRegistry.Account memory account = registry.accountOf(node);
        vm.assertEq(account.stake, stakeWei, "stake");
        vm.assertEq(account.bonded, bondedWei, "bonded");
        vm.assertEq(account.unbonding, unbondingWei, "unbonding");
    }
}
