// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { EmissionParams, IMiningPool } from "../../../src/compute/interfaces/IMiningPool.sol";
import { LivenessDouble } from "./Doubles.sol";
import { PoolRig } from "./PoolRig.sol";

/// @dev The pool under random use, with a record of what was told to it and of what left it, kept apart from its own books.
abstract contract PoolModel is PoolRig {
    uint256 internal constant NODES = 4;
    uint32 internal constant CLAIM_EPOCHS = 5;

    /// @dev What was recorded of a node in an epoch, unrounded by storage, and what it got.
    struct NodeTold {
        uint256 base;
        uint256 paid;
        uint256 equivalent;
        uint256 sunkWei;
        uint256 stakeWei;
        uint256 gotWei;
        uint256 cutWei;
    }

    struct EpochTold {
        uint256 base;
        uint256 paid;
        uint256 units;
        uint256 duties;
        uint256 dutyGotWei;
        uint256 remainingBefore;
        uint256 targetBefore;
    }

    mapping(uint64 => EpochTold) internal told;
    mapping(uint64 => mapping(uint256 => NodeTold)) internal toldOf;
    uint256 internal leftWei;
    uint256 internal donatedWei;
    uint256 internal untoldWei;

    function _params() internal pure override returns (EmissionParams memory) {
        return EmissionParams(DAY, RATE, 1000, 100, CLAIM_EPOCHS);
    }

    function _nodeAt(uint256 i) internal pure returns (address) {
        return address(uint160(0x1000 + i));
    }

    function setUp() public virtual override {
        super.setUp();
        for (uint256 i; i < NODES; ++i) {
            registry.set(_nodeAt(i), 5000 + 1000 * i, 6000 + 2000 * i, 400_000e18 * i);
            vm.prank(_nodeAt(i));
            token.approve(address(pool), type(uint256).max);
        }
        stepBase(0x0512);
    }

    // --- steps: of some seeds something that is refused is left out, nothing is caught

    function stepBase(uint256 seed) public {
        (uint256 node, uint64 units) = (seed % NODES, uint64(seed >> 8) % 600);
        (uint256 r, uint256 t,) = registry.standingOf(_nodeAt(node));
        uint64 epoch = pool.currentEpoch();
        _base(_nodeAt(node), units);
        uint256 score = uint256(units) * 5000 * r * t / 1e8;
        told[epoch].base += score;
        told[epoch].units += units;
        toldOf[epoch][node].base += score;
    }

    function stepPaid(uint256 seed) external {
        (uint256 node, uint64 units) = (seed % NODES, uint64(seed >> 8) % 600);
        uint256 quality = (seed >> 80) % 8 == 0 ? 0 : 5000 + (seed >> 96) % 7001;
        uint256 weight = [uint256(0), 8000, 10_000, 14_000][(seed >> 120) % 4];
        uint256 sunkWei = uint64(seed >> 128);
        (uint256 r, uint256 t, uint256 stakeWei) = registry.standingOf(_nodeAt(node));
        uint64 epoch = pool.currentEpoch();
        _paid(_nodeAt(node), units, quality, weight, sunkWei);
        told[epoch].units += units;
        if (quality == 0 || weight == 0) return;
        NodeTold storage mine = toldOf[epoch][node];
        uint256 score = uint256(units) * quality * r * t * weight / 1e12;
        told[epoch].paid += score;
        mine.paid += score;
        mine.equivalent += uint256(units) * quality * r * t * 5000 / 1e12;
        mine.sunkWei += sunkWei;
        mine.stakeWei = stakeWei;
    }

    function stepDuties(uint256 seed) external {
        uint64 count = uint64(seed % 12);
        told[pool.currentEpoch()].duties += count;
        _duties(count);
    }

    function stepStanding(uint256 seed) external {
        uint256 stakeWei = (seed >> 72) % 10 ** (18 + (seed >> 64) % 7);
        registry.set(_nodeAt(seed % NODES), 5000 + (seed >> 8) % 10_001, 6000 + (seed >> 32) % 7001, stakeWei);
    }

    function stepTime(uint256 seed) external {
        vm.warp(block.timestamp + (seed % 8 == 0 ? DAY * 3 : seed % DAY));
    }

    function stepClose(uint256 seed) external {
        court.set(LivenessDouble.Mood(seed % 4));
        uint64 ended = pool.currentEpoch() - pool.nextEpoch();
        if (ended == 0) return;
        uint64 count = 1 + uint64(seed >> 8) % (ended < 64 ? ended : 64);
        uint64 first = pool.nextEpoch();
        (uint256 left, uint256 target) = (pool.remaining(), pool.target());
        pool.closeEpoch(first, count);
        for (uint64 epoch = first; epoch < first + count; ++epoch) {
            told[epoch].remainingBefore = left;
            told[epoch].targetBefore = target;
            IMiningPool.Epoch memory closed = pool.epochs(epoch);
            left -= uint256(closed.baseWei) + closed.paidWei + closed.dutyWei;
            target = _targetAfter(target, told[epoch].units);
        }
        vm.assertEq(pool.remaining(), left, "remaining fell by what was set aside");
        vm.assertEq(pool.target(), target, "the target's rule");
    }

    function _targetAfter(uint256 target, uint256 units) private pure returns (uint256) {
        if (units > target * 17 / 16) units = target * 17 / 16;
        if (units < target * 63 / 64) units = target * 63 / 64;
        return units < 100 ? 100 : units;
    }

    function stepClaim(uint256 seed) external {
        uint256 node = seed % NODES;
        uint64 epoch = _someClosed(seed);
        (uint256 promisedWei, uint256 cutWei) = pool.claimOf(_nodeAt(node), epoch);
        if (promisedWei + cutWei == 0) return;
        uint256 before = token.balanceOf(_nodeAt(node));
        _claim(_nodeAt(node), epoch);
        uint256 gotWei = token.balanceOf(_nodeAt(node)) - before;
        vm.assertEq(gotWei, promisedWei, "as promised");
        toldOf[epoch][node].gotWei += gotWei;
        toldOf[epoch][node].cutWei += cutWei;
        leftWei += gotWei;
    }

    function stepPayDuty(uint256 seed) external {
        uint64 epoch = _someClosed(seed);
        if (epoch >= pool.nextEpoch()) return;
        address node = _nodeAt(seed % NODES);
        uint256 before = token.balanceOf(node);
        _payDuty(epoch, node, uint64(seed >> 128) % 8);
        uint256 gotWei = token.balanceOf(node) - before;
        told[epoch].dutyGotWei += gotWei;
        leftWei += gotWei;
    }

    function stepSweep(uint256 seed) external {
        uint64 epoch = _someClosed(seed);
        if (epoch >= pool.nextEpoch() || block.timestamp < pool.claimableUntil(epoch)) return;
        try pool.sweep(epoch) { }
        catch (bytes memory reason) {
            vm.assertEq(reason, abi.encodeWithSelector(IMiningPool.EpochSwept.selector, epoch), "only twice");
        }
    }

    function stepGive(uint256 seed) external {
        address node = _nodeAt(seed % NODES);
        uint256 amountWei = token.balanceOf(node) / (2 + (seed >> 8) % 9);
        vm.prank(node);
        if (seed >> 200 & 1 == 0) {
            pool.donate(amountWei);
            donatedWei += amountWei;
        } else {
            token.transfer(address(pool), amountWei);
            untoldWei += amountWei;
        }
    }

    function stepSkim(uint256) external {
        pool.skim();
        donatedWei += untoldWei;
        untoldWei = 0;
    }

    /// @dev One of the last eight closed epochs; `nextEpoch` when none is.
    function _someClosed(uint256 seed) private view returns (uint64) {
        uint64 next = pool.nextEpoch();
        if (next == 0) return 0;
        return next - 1 - uint64(seed >> 64) % (next < 8 ? next : 8);
    }

    // --- what must hold

    /// @dev I2, the pool's part; I5: what left the pool is all that anybody has.
    function _checkBooks() internal view {
        _assertBooks(untoldWei);
        vm.assertEq(token.balanceOf(address(pool)), SUPPLY - leftWei + donatedWei + untoldWei, "I2 what left");
        vm.assertEq(token.totalSupply(), SUPPLY, "I5 supply");
    }

    /// @dev The last `count` closed epochs.
    function _checkEpochs(uint64 count) internal view {
        uint64 next = pool.nextEpoch();
        for (uint64 epoch = next < count ? 0 : next - count; epoch < next; ++epoch) {
            _checkEpoch(pool.epochs(epoch), told[epoch]);
            _checkClaims(epoch, pool.epochs(epoch));
        }
        vm.assertGe(pool.target(), 100, "I35 not below the minimum");
    }

    function _checkEpoch(IMiningPool.Epoch memory epoch, EpochTold storage was) private view {
        uint256 asideWei = uint256(epoch.baseWei) + epoch.paidWei + epoch.dutyWei;
        vm.assertEq(epoch.budgetWei, was.remainingBefore * RATE / 1e18, "I10 budget of what is accounted");
        vm.assertLe(epoch.releasedWei, was.remainingBefore * RATE / 1e18, "I7 cap of an epoch");
        vm.assertLe(asideWei, epoch.releasedWei, "I8 set aside");
        if (was.units == 0) vm.assertEq(epoch.releasedWei, 0, "I9 no work, no release");
        if (was.duties == 0) vm.assertEq(epoch.dutyWei, 0, "no duty, no pay");
        vm.assertEq(epoch.workUnits, was.units, "I14 units as told");
        vm.assertEq(epoch.baseScore, was.base, "I14 base scores as told");
        vm.assertEq(epoch.paidScore, was.paid, "I14 paid scores as told");
        vm.assertEq(epoch.duties, was.duties, "I14 duties as told");
        vm.assertTrue(was.targetBefore >= 100, "I35 target of the epoch");
    }

    function _checkClaims(uint64 number, IMiningPool.Epoch memory epoch) private view {
        uint256 gotWei = told[number].dutyGotWei;
        vm.assertLe(gotWei, epoch.dutyWei, "I8 duties");
        for (uint256 node; node < NODES; ++node) {
            NodeTold storage mine = toldOf[number][node];
            (uint256 openWei,) = pool.claimOf(_nodeAt(node), number);
            uint256 ofNode = mine.gotWei + openWei;
            uint256 baseWei = epoch.baseScore == 0 ? 0 : uint256(epoch.baseWei) * mine.base / epoch.baseScore;
            uint256 equivalentWei = mine.equivalent * epoch.basePrice / 1e18;
            vm.assertLe(ofNode, baseWei + equivalentWei + mine.sunkWei, "I11 base work and fees");
            vm.assertLe(ofNode, baseWei + mine.stakeWei / 30, "I12 a thirtieth of the stake");
            gotWei += ofNode;
        }
        vm.assertLe(gotWei, uint256(epoch.baseWei) + epoch.paidWei + epoch.dutyWei, "I8 claims");
    }
}
