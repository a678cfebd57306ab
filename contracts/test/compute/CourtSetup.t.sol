// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { WorkCourt } from "../../src/compute/court/WorkCourt.sol";
import { CourtParams, IWorkCourt } from "../../src/compute/interfaces/IWorkCourt.sol";
import { ValueOutOfRange, ZeroValue } from "../../src/interfaces/GatewayErrors.sol";
import { CourtRig } from "./support/CourtRig.sol";

contract CourtSetupTest is CourtRig {
    function _refused(CourtParams memory params, bytes memory reason) private {
        bytes memory code = _courtCode();
        vm.expectRevert(reason);
        _create(code, _wired(), params);
    }

    function test_construction_is_readable() public view {
        vm.assertEq(address(court.pool()), address(pool), "pool");
        vm.assertEq(address(court.stakeRegistry()), address(registry), "registry");
        vm.assertEq(address(court.jobMarket()), address(market), "market");
        vm.assertEq(address(court.randomness()), address(beacons), "randomness");
        vm.assertEq(court.seatBondWei(), SEAT_BOND, "bond");
        vm.assertEq(court.minValidators(), 6, "validators");
        vm.assertEq(court.minValidatorStakeWei(), 8000e18, "stake");
        vm.assertEq(court.seatLockSeconds(), 1 days, "lock");
        uint256[3] memory seats = [uint256(7), 15, 31];
        uint256[3] memory quorums = [uint256(5), 10, 20];
        for (uint8 level; level < 3; ++level) {
            (uint256 found, uint256 quorum) = court.classOf(level);
            vm.assertEq(found, seats[level], "seats");
            vm.assertEq(quorum, quorums[level], "quorum");
        }
    }

    function test_refuses_zero_values() public {
        address[4] memory wired = _wired();
        bytes memory code = _courtCode();
        bytes32[4] memory names = [bytes32("pool"), "stakeRegistry", "jobMarket", "randomness"];
        for (uint256 i; i < 4; ++i) {
            address right = wired[i];
            wired[i] = address(0);
            vm.expectRevert(abi.encodeWithSelector(ZeroValue.selector, names[i]));
            _create(code, wired, _courtParams());
            wired[i] = right;
        }
        CourtParams memory params = _courtParams();
        params.seatBondWei = 0;
        _refused(params, abi.encodeWithSelector(ZeroValue.selector, bytes32("seatBondWei")));
        params = _courtParams();
        params.minValidators = 0;
        _refused(params, abi.encodeWithSelector(ZeroValue.selector, bytes32("minValidators")));
        params = _courtParams();
        params.seatLockSeconds = 0;
        _refused(params, abi.encodeWithSelector(ZeroValue.selector, bytes32("seatLockSeconds")));
    }

    function test_refuses_classes_without_a_majority() public {
        CourtParams memory params = _courtParams();
        params.seats[1] = 65;
        _refused(params, abi.encodeWithSelector(ValueOutOfRange.selector, bytes32("seats"), uint256(65)));
        params = _courtParams();
        params.quorums[2] = 32;
        _refused(params, abi.encodeWithSelector(ValueOutOfRange.selector, bytes32("quorum"), uint256(32)));
        params.quorums[2] = 15;
        _refused(params, abi.encodeWithSelector(ValueOutOfRange.selector, bytes32("quorum"), uint256(15)));
        params.seats[2] = 0;
        params.quorums[2] = 0;
        _refused(params, abi.encodeWithSelector(ValueOutOfRange.selector, bytes32("quorum"), uint256(0)));
    }

    /// @dev I19: the bonds of a class's quorum are at least one and a half times what it may judge.
    function testFuzz_class_bonds_cover_the_value(uint256 valueWei) public {
        valueWei = _within(valueWei, 0, 150e18);
        if (valueWei > 120e18) {
            vm.expectRevert(abi.encodeWithSelector(IWorkCourt.ValueAtRiskTooLarge.selector, valueWei, uint256(120e18)));
            court.classFor(valueWei);
            return;
        }
        uint8 level = court.classFor(valueWei);
        (, uint256 quorum) = court.classOf(level);
        vm.assertLe(valueWei * 3, quorum * SEAT_BOND * 2, "covered");
        if (level == 0) return;
        (, quorum) = court.classOf(level - 1);
        vm.assertGt(valueWei * 3, quorum * SEAT_BOND * 2, "not by less");
    }

    function test_class_limits() public {
        vm.assertEq(court.mostAtRisk(0), 30e18, "S");
        vm.assertEq(court.mostAtRisk(1), 60e18, "M");
        vm.assertEq(court.mostAtRisk(2), 120e18, "L");
        vm.expectRevert(abi.encodeWithSelector(IWorkCourt.LevelUnknown.selector, 3));
        court.mostAtRisk(3);
        vm.assertEq(court.classFor(30e18), 0, "the limit itself");
        vm.assertEq(court.classFor(30e18 + 1), 1, "a wei more");
        vm.assertEq(court.challengeBond(1e18), SEAT_BOND / 10, "by the seat bond");
        vm.assertEq(court.challengeBond(100e18), 10e18, "by the price");
    }

    function test_snapshot_once_an_epoch() public {
        uint64 epoch = pool.currentEpoch();
        vm.assertEq(court.latestSnapshot(), epoch, "latest");
        vm.expectRevert(abi.encodeWithSelector(IWorkCourt.SnapshotTakenAlready.selector, epoch));
        court.snapshot();
        (address[] memory nodes, uint256[] memory cumulated) = court.snapshotOf(epoch);
        vm.assertEq(nodes.length, VALIDATORS, "places");
        uint256 sum;
        for (uint256 i; i < VALIDATORS; ++i) {
            sum += registry.accountOf(validators[i]).stake;
            vm.assertEq(nodes[i], validators[i], "node");
            vm.assertEq(cumulated[i], sum, "cumulated");
        }
        vm.warp(block.timestamp + 3 days);
        vm.expectEmit(address(court));
        emit IWorkCourt.SnapshotTaken(epoch + 3, VALIDATORS, sum, _nextBlob());
        court.snapshot();
        vm.assertEq(court.latestSnapshot(), epoch + 3, "epochs may be left out");
        vm.expectRevert(abi.encodeWithSelector(IWorkCourt.SnapshotMissing.selector, epoch + 1));
        court.snapshotOf(epoch + 1);
    }

    /// @dev Where the court's next contract will be: its second, after the snapshot of the set-up.
    function _nextBlob() private view returns (address) {
        return address(uint160(uint256(keccak256(abi.encodePacked(hex"d694", address(court), hex"02")))));
    }

    function test_a_court_without_a_snapshot_says_so() public {
        WorkCourt fresh = _create(_courtCode(), _wired(), _courtParams());
        uint64 epoch = pool.currentEpoch();
        vm.expectRevert(abi.encodeWithSelector(IWorkCourt.SnapshotMissing.selector, epoch));
        fresh.latestSnapshot();
        vm.expectRevert(abi.encodeWithSelector(IWorkCourt.SnapshotMissing.selector, epoch));
        fresh.snapshotOf(epoch);
        vm.assertFalse(fresh.isLive(epoch), "not live");
    }

    function test_an_empty_snapshot_is_not_live() public {
        for (uint256 i; i < VALIDATORS; ++i) {
            vm.prank(validators[i]);
            registry.leaveValidators(validators[i]);
        }
        vm.warp(block.timestamp + 1 days);
        court.snapshot();
        (address[] memory nodes,) = court.snapshotOf(_epoch());
        vm.assertEq(nodes.length, 0, "nobody");
        vm.assertFalse(court.isLive(_epoch()), "not live");
    }

    function test_largest_list_fits_a_snapshot() public {
        // 24 places are free; the limit of 512 fits as 16,384 bytes
        for (uint256 i = VALIDATORS; i < 32; ++i) {
            _addValidator(i, 100e18);
        }
        vm.warp(block.timestamp + 1 days);
        court.snapshot();
        (address[] memory nodes, uint256[] memory cumulated) = court.snapshotOf(_epoch());
        vm.assertEq(nodes.length, 32, "full");
        vm.assertEq(cumulated[31], 16_400e18 + 2400e18, "sum");
    }
}
