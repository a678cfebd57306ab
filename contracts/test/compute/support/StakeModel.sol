// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IStakeRegistry } from "../../../src/compute/interfaces/IStakeRegistry.sol";
import { StakeRegistry } from "../../../src/compute/stake/StakeRegistry.sol";
// WHY: compiled with the model, so that they can be deployed by name
import { ForgetfulRegistry, GenerousRegistry, HoardingRegistry, OverbondedRegistry } from "./BrokenRegistries.sol";
import { StakeRig } from "./StakeRig.sol";

/// @dev The registry under random use, with its own record of what was taken. A step that would be refused is left out.
abstract contract StakeModel is StakeRig {
    uint256 internal constant EDGES = 16;

    uint256 private _takenWei;
    uint256 private _slashes;
    mapping(address => uint256) private _ids;
    /// @dev How often each edge was taken; see {_edgeName}.
    uint256[EDGES] internal reached;

    function _edgeName(uint256 edge) internal pure returns (string memory) {
        string[EDGES] memory names = [
            "staked",
            "unbonding begun",
            "unbondings full",
            "unbonding paid",
            "bonded",
            "bonded of some",
            "unbonded",
            "slashed within the bond",
            "slashed beyond the bond",
            "slashed of unbondings",
            "slashed of all",
            "jailed",
            "rewarded",
            "joined",
            "replaced another",
            "left"
        ];
        return names[edge];
    }

    // --- steps

    function stepStake(uint256 seed) external {
        address node = _node(seed % NODES);
        if (_isJailed(node)) return;
        _stake(node, _within(seed >> 8, 1, 400e18));
        ++reached[0];
    }

    function stepUnstake(uint256 seed) external {
        address node = _node(seed % NODES);
        IStakeRegistry.Account memory account = registry.accountOf(node);
        uint256 freeWei = account.stake - account.bonded;
        if (freeWei == 0) return;
        (uint256 heldWei,) = _ids[node] < 16 ? (0, 0) : registry.unbondingOf(node, _ids[node] - 16);
        if (heldWei != 0) {
            ++reached[2];
            return;
        }
        _unstake(node, _within(seed >> 8, 1, freeWei / 4 + 1));
        ++_ids[node];
        ++reached[1];
    }

    function stepWithdraw(uint256 seed) external {
        address node = _node(seed % NODES);
        if (_ids[node] == 0) return;
        uint256 id = (seed >> 8) % _ids[node];
        (uint256 amountWei, uint64 releaseAt) = registry.unbondingOf(node, id);
        if (amountWei == 0 || block.timestamp < releaseAt) return;
        uint256 before = token.balanceOf(node);
        vm.assertEq(registry.withdraw(node, id), amountWei, "what was left");
        vm.assertEq(token.balanceOf(node) - before, amountWei, "arrived");
        ++reached[3];
    }

    function stepBond(uint256 seed) external {
        address node = _node(seed % NODES);
        IStakeRegistry.Account memory account = registry.accountOf(node);
        if (_isJailed(node)) return;
        _bond(node, _within(seed >> 8, 0, account.stake - account.bonded));
        ++reached[4];
    }

    function stepBondEach(uint256 seed) external {
        address[] memory nodes = new address[](3);
        for (uint256 i; i < 3; ++i) {
            nodes[i] = _node((seed >> (8 * i)) % NODES);
        }
        (, uint256 before,) = registry.totals();
        uint256 amountWei = _within(seed >> 32, 0, 200e18);
        vm.prank(COURT);
        uint256 held = registry.bondEach(nodes, amountWei);
        (, uint256 bondedWei,) = registry.totals();
        vm.assertEq(bondedWei - before, amountWei * ((held & 1) + (held >> 1 & 1) + (held >> 2)), "as it says");
        if (held != 0 && held != 7) ++reached[5];
    }

    function stepUnbond(uint256 seed) external {
        vm.prank(COURT);
        registry.unbond(_node(seed % NODES), _within(seed >> 8, 0, 300e18));
        ++reached[6];
    }

    function stepSlash(uint256 seed) external {
        address node = _node(seed % NODES);
        IStakeRegistry.Account memory before = registry.accountOf(node);
        bool fromBond = (seed >> 8) % 2 == 0;
        uint256 allWei = uint256(before.stake) + before.unbonding;
        uint256 amountWei = (seed >> 9) % 8 == 0 ? type(uint128).max : _within(seed >> 16, 0, allWei / 2);
        (uint256 takenWei,) = _slash(node, amountWei, fromBond);
        IStakeRegistry.Account memory left = registry.accountOf(node);
        uint256 lostWei = allWei - left.stake - left.unbonding;
        vm.assertEq(takenWei, lostWei, "taken is what the node lost");
        _takenWei += lostWei;
        ++_slashes;
        if (fromBond && takenWei <= before.bonded) ++reached[7];
        if (fromBond && takenWei > before.bonded) ++reached[8];
        if (left.unbonding < before.unbonding) ++reached[9];
        if (allWei != 0 && left.stake + left.unbonding == 0) ++reached[10];
    }

    function stepPunish(uint256 seed) external {
        bool eighth = (seed >> 8) % 4 != 0;
        _punish(_node(seed % NODES), eighth);
        if (!eighth) ++reached[11];
    }

    function stepReward(uint256 seed) external {
        vm.prank(MARKET);
        registry.reward(_node(seed % NODES), uint64(seed >> 8));
        ++reached[12];
    }

    function stepJoin(uint256 seed) external {
        address node = _node(seed % NODES);
        IStakeRegistry.Account memory account = registry.accountOf(node);
        if (account.isValidator || _isJailed(node) || account.stake < registry.thresholdWei(4)) return;
        bool isFull = registry.validatorCount() == registry.maxValidators();
        address lowest = _lowest();
        if (isFull && account.stake <= registry.accountOf(lowest).stake) return;
        _join(node, isFull ? lowest : address(0));
        ++reached[isFull ? 14 : 13];
    }

    function stepLeave(uint256 seed) external {
        address node = _node(seed % NODES);
        if (!registry.accountOf(node).isValidator) return;
        vm.prank(node);
        registry.leaveValidators(node);
        ++reached[15];
    }

    function stepTime(uint256 seed) external {
        vm.warp(block.timestamp + seed % 30 days);
        if (seed % 4 == 0) stakePool.setReleased((seed >> 32) % 5_000_000e18);
    }

    // --- checks

    /// @dev I2 and I23, the registry's part: what it holds is what it owes, and every sum is the sum of its parts.
    function checkBacked() public view {
        (uint256 stakeWei, uint256 bondedWei, uint256 unbondingWei) = registry.totals();
        uint256[3] memory sums;
        for (uint256 i; i < NODES; ++i) {
            IStakeRegistry.Account memory account = registry.accountOf(_node(i));
            sums[0] += account.stake;
            sums[1] += account.bonded;
            sums[2] += account.unbonding;
            vm.assertLe(account.bonded, account.stake, "bonded is part of the stake");
            uint256 openWei;
            uint256 next = _ids[_node(i)];
            for (uint256 id = next < 16 ? 0 : next - 16; id < next; ++id) {
                (uint256 amountWei,) = registry.unbondingOf(_node(i), id);
                openWei += amountWei;
            }
            vm.assertEq(account.unbonding, openWei, "unbondings of a node");
        }
        vm.assertEq(stakeWei, sums[0], "stake");
        vm.assertEq(bondedWei, sums[1], "bonded");
        vm.assertEq(unbondingWei, sums[2], "unbonding");
        vm.assertEq(token.balanceOf(address(registry)), stakeWei + unbondingWei, "held is owed");
    }

    /// @dev I20: slashed = burned + compensation, in halves.
    function checkSlashed() public view {
        uint256 burnedWei = 100_000_000e18 - token.totalSupply();
        uint256 paidWei = token.balanceOf(VICTIM);
        vm.assertEq(_takenWei, burnedWei + paidWei, "taken = burned + paid");
        vm.assertGe(burnedWei, paidWei, "at least half is burned");
        vm.assertLe(burnedWei - paidWei, _slashes, "an odd wei a time");
    }

    function checkList() public view {
        uint256 count = registry.validatorCount();
        vm.assertLe(count, registry.maxValidators(), "bounded");
        uint256 listed;
        for (uint256 i; i < NODES; ++i) {
            if (registry.accountOf(_node(i)).isValidator) ++listed;
        }
        vm.assertEq(count, listed, "each once");
        for (uint256 i; i < count; ++i) {
            vm.assertTrue(registry.accountOf(registry.validatorAt(i)).isValidator, "those who say so");
        }
    }

    function _lowest() private view returns (address lowest) {
        uint256 leastWei = type(uint256).max;
        for (uint256 i; i < registry.validatorCount(); ++i) {
            address candidate = registry.validatorAt(i);
            uint256 stakeWei = registry.accountOf(candidate).stake;
            if (stakeWei < leastWei) (lowest, leastWei) = (candidate, stakeWei);
        }
    }

    function _isJailed(address node) private view returns (bool) {
        return block.timestamp < registry.accountOf(node).jailedUntil;
    }

    /// @dev A registry with a planted bug in place of the right one.
    function _plant(string memory name) internal {
        bytes memory arguments = abi.encode(address(token), address(stakePool), MARKET, COURT, _stakeParams());
        bytes memory initCode = abi.encodePacked(vm.getCode(_artifact(name)), arguments);
        address made;
        assembly ("memory-safe") {
            made := create(0, add(initCode, 0x20), mload(initCode))
        }
        registry = StakeRegistry(made);
        for (uint256 i; i < NODES; ++i) {
            vm.prank(_node(i));
            token.approve(made, type(uint256).max);
        }
    }

    function _artifact(string memory name) private pure returns (string memory) {
        bool isRight = keccak256(bytes(name)) == keccak256("StakeRegistry");
        return string.concat(isRight ? "StakeRegistry.sol:" : "BrokenRegistries.sol:", name);
    }
}
