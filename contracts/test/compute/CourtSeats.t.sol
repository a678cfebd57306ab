// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IMiningPool } from "../../src/compute/interfaces/IMiningPool.sol";
import { Certificate, IWorkCourt } from "../../src/compute/interfaces/IWorkCourt.sol";
import { CourtRig } from "./support/CourtRig.sol";

contract CourtSeatsTest is CourtRig {
    function _creditsOf(address[] memory nodes) private view returns (uint256 sum) {
        for (uint256 i; i < nodes.length; ++i) {
            sum += market.creditOf(nodes[i]);
        }
    }

    // --- settlement

    function test_uphold_records_duties_and_locks() public {
        _verdict(JOB, 10_000);
        uint64 epoch = pool.currentEpoch();
        vm.expectRevert(abi.encodeWithSelector(IWorkCourt.CallerNotMarket.selector, address(this)));
        court.uphold(JOB, 0, 7e18);
        _uphold(JOB, 0, 7e18);
        (uint256 seats, bool isUpheld, uint64 lockedUntil,) = court.verdictOf(JOB, 0);
        vm.assertEq(seats, 5, "seats");
        vm.assertTrue(isUpheld, "upheld");
        vm.assertEq(lockedUntil, block.timestamp + 1 days, "locked");
        vm.assertEq(pool.epochs(epoch).duties, 5, "duties");
        vm.prank(address(market));
        vm.expectRevert(abi.encodeWithSelector(IWorkCourt.UpheldAlready.selector, JOB, 0));
        court.uphold(JOB, 0, 7e18);
        vm.prank(address(market));
        vm.expectRevert(abi.encodeWithSelector(IWorkCourt.SeatsUnknown.selector, JOB, 1));
        court.uphold(JOB, 1, 7e18);
    }

    function test_release_waits_for_lock_and_epoch() public {
        vm.expectRevert(abi.encodeWithSelector(IWorkCourt.SeatsUnknown.selector, JOB, 0));
        court.releaseSeats(JOB, 0);
        _verdict(JOB, 10_000);
        vm.expectRevert(abi.encodeWithSelector(IWorkCourt.SeatsLocked.selector, JOB, 0));
        court.releaseSeats(JOB, 0);
        vm.warp(block.timestamp + 7 days);
        vm.expectRevert(abi.encodeWithSelector(IWorkCourt.SeatsLocked.selector, JOB, 0));
        court.releaseSeats(JOB, 0);
        _uphold(JOB, 0, 0);
        uint64 epoch = pool.currentEpoch();
        uint64 until = uint64(block.timestamp + 1 days);
        vm.warp(until - 1);
        vm.expectRevert(abi.encodeWithSelector(IWorkCourt.SeatsLocked.selector, JOB, until));
        court.releaseSeats(JOB, 0);
        vm.warp(until);
        vm.expectRevert(abi.encodeWithSelector(IMiningPool.EpochNotClosed.selector, epoch));
        court.releaseSeats(JOB, 0);
        _closeEpochs();
        court.releaseSeats(JOB, 0);
        vm.expectRevert(abi.encodeWithSelector(IWorkCourt.SeatsUnknown.selector, JOB, 0));
        court.releaseSeats(JOB, 0);
    }

    /// @dev Of every class: pay to the wei, all of the duty, all bonds.
    function test_release_pays_seats_of_every_class() public {
        uint256[4] memory votes = [uint256(6), 15, 29, VALIDATORS];
        pool.recordBase(address(this), 1000);
        uint256 all = votes[0] + votes[1] + votes[2] + votes[3];
        for (uint8 level; level < 4; ++level) {
            _certify(_signed(_blank(level), votes[level], 10_000));
            _uphold(JOB, level, 1e18 + 1);
        }
        uint64 epoch = pool.currentEpoch();
        _closeEpochs();
        uint256 dutyWei = pool.epochs(epoch).dutyWei;
        vm.assertGt(dutyWei, 0, "a duty part");
        uint256[] memory before = new uint256[](VALIDATORS);
        for (uint256 i; i < VALIDATORS; ++i) {
            before[i] = token.balanceOf(validators[i]);
        }
        for (uint8 level; level < 4; ++level) {
            Certificate memory certificate = _signedWith(_blank(level), votes[level], 10_000, BEACON, epoch);
            uint256 creditsBefore = _creditsOf(validators);
            _expectRelease(level, votes[level], dutyWei, all, certificate);
            court.releaseSeats(JOB, level);
            vm.assertEq(_creditsOf(validators) - creditsBefore, 1e18 + 1, "pay to the wei");
        }
        uint256 paidWei;
        for (uint256 i; i < VALIDATORS; ++i) {
            paidWei += token.balanceOf(validators[i]) - before[i];
            vm.assertEq(_bonded(validators[i]), 0, "free");
        }
        vm.assertLe(paidWei, dutyWei, "no more than the duty part");
        vm.assertLe(dutyWei - paidWei, 4 * VALIDATORS, "and all of it but the roundings");
    }

    function _expectRelease(uint8 level, uint256 seats, uint256 dutyWei, uint256 all, Certificate memory certificate)
        private
    {
        uint256 expectedWei;
        for (uint256 i; i < VALIDATORS; ++i) {
            expectedWei += dutyWei * _seatsHeldBy(certificate, validators[i]) / all;
        }
        vm.expectEmit(address(court));
        emit IWorkCourt.SeatsReleased(JOB, level, seats, 1e18 + 1, expectedWei);
    }

    function test_incoherent_seat_pays_when_released() public {
        Certificate memory certificate = _signed(_blank(0), 5, 10_000);
        certificate.votes[1].quality = 7500;
        certificate.votes[2].quality = 12_000;
        certificate.votes[3].quality = 7499;
        certificate.votes[4].quality = 0;
        for (uint256 i; i < 5; ++i) {
            _resign(certificate, i, _epoch());
        }
        vm.assertEq(_certify(certificate), 7500, "median");
        _uphold(JOB, 0, 0);
        _closeEpochs();
        address reporter = address(0x9e9);
        uint256 supply = token.totalSupply();
        (uint256 stakeBefore,,) = registry.totals();
        vm.prank(reporter);
        court.releaseSeats(JOB, 0);
        // 12,000 and 0 are farther than 2,500 from 7,500; 10,000 is not
        uint256 fines = 2 * (SEAT_BOND / 20);
        (uint256 stakeAfter, uint256 bondedWei,) = registry.totals();
        vm.assertEq(stakeBefore - stakeAfter, fines, "5 % each");
        vm.assertEq(token.balanceOf(reporter), fines / 2, "half to the caller");
        vm.assertEq(supply - token.totalSupply(), fines / 2, "half burned");
        vm.assertEq(bondedWei, 0, "all else is free");
    }

    // --- overturned

    function test_overturn_takes_all_seat_bonds() public {
        _verdict(JOB, 10_000);
        vm.expectRevert(abi.encodeWithSelector(IWorkCourt.CallerNotMarket.selector, address(this)));
        court.overturn(JOB, 0, address(this));
        address victim = address(0x71c);
        uint256 supply = token.totalSupply();
        vm.expectEmit(address(court));
        emit IWorkCourt.Overturned(JOB, 0);
        vm.assertEq(_overturn(JOB, 0, victim), 5 * SEAT_BOND / 2, "what was paid");
        vm.assertEq(token.balanceOf(victim), 5 * SEAT_BOND / 2, "half to the victim");
        vm.assertEq(supply - token.totalSupply(), 5 * SEAT_BOND / 2, "half burned");
        (uint256 stakeWei, uint256 bondedWei,) = registry.totals();
        vm.assertEq(stakeWei, 16_400e18 - 5 * SEAT_BOND, "stake");
        vm.assertEq(bondedWei, 0, "no bond left");
        vm.prank(address(market));
        vm.expectRevert(abi.encodeWithSelector(IWorkCourt.SeatsUnknown.selector, JOB, 0));
        court.overturn(JOB, 0, victim);
        vm.prank(address(market));
        vm.expectRevert(abi.encodeWithSelector(IWorkCourt.SeatsUnknown.selector, JOB, 0));
        court.uphold(JOB, 0, 1);
    }

    function test_what_was_upheld_cannot_be_overturned() public {
        _verdict(JOB, 10_000);
        _uphold(JOB, 0, 0);
        vm.prank(address(market));
        vm.expectRevert(abi.encodeWithSelector(IWorkCourt.UpheldAlready.selector, JOB, 0));
        court.overturn(JOB, 0, address(this));
    }

    function test_same_verdict_is_the_same_result_and_units() public {
        Certificate memory certificate = _verdict(JOB, 10_000);
        vm.assertTrue(court.isSameVerdict(certificate, 0), "the same");
        vm.assertFalse(court.isSameVerdict(certificate, 1), "no verdict there");
        certificate.level = 1;
        certificate.votes[0].quality = 0;
        vm.assertTrue(court.isSameVerdict(certificate, 0), "by whom it is said does not matter");
        Certificate memory other = _blank(1);
        other.resultHash = 0;
        vm.assertFalse(court.isSameVerdict(other, 0), "another result");
        other = _blank(1);
        other.units += 1;
        vm.assertFalse(court.isSameVerdict(other, 0), "other units");
    }

    // --- executors and challengers

    function test_silent_executor_loses_half_of_its_bond() public {
        address executor = address(0xe0e);
        _fund(executor, 100e18);
        vm.prank(address(market));
        registry.bond(executor, 11);
        vm.expectRevert(abi.encodeWithSelector(IWorkCourt.CallerNotMarket.selector, address(this)));
        court.punishExecutor(executor, 11, false);
        vm.prank(address(market));
        vm.assertEq(court.punishExecutor(executor, 11, false), 2, "half of five");
        vm.assertEq(token.balanceOf(address(market)), 2, "to the market");
        vm.assertEq(_bonded(executor), 6, "the rest stays held");
        vm.assertEq(registry.reputationOf(executor), 6125, "R - R/8");
    }

    function test_wrong_executor_loses_bond_stake_and_reputation() public {
        address executor = address(0xe0e);
        _fund(executor, 100e18);
        vm.prank(executor);
        registry.requestUnstake(20e18);
        vm.startPrank(address(market));
        registry.bond(executor, 10e18);
        vm.assertEq(court.punishExecutor(executor, 10e18, true), 7.5e18, "half of 10 and of 5");
        vm.stopPrank();
        vm.assertEq(registry.accountOf(executor).stake, 65e18, "bond and 5 % of all it has");
        vm.assertEq(_bonded(executor), 0, "no bond left");
        vm.assertEq(registry.reputationOf(executor), 5000, "floor");
        vm.assertEq(registry.accountOf(executor).jailedUntil, block.timestamp + 90 days, "jail");
    }

    function test_vain_challenger_loses_its_bond() public {
        address challenger = address(0xc4a);
        _fund(challenger, 10e18);
        vm.prank(address(market));
        registry.bond(challenger, 3e18);
        vm.expectRevert(abi.encodeWithSelector(IWorkCourt.CallerNotMarket.selector, address(this)));
        court.punishChallenger(challenger, 3e18, address(0xbe4));
        vm.prank(address(market));
        vm.assertEq(court.punishChallenger(challenger, 3e18, address(0xbe4)), 1.5e18, "half");
        vm.assertEq(token.balanceOf(address(0xbe4)), 1.5e18, "to whom the market says");
        vm.assertEq(registry.accountOf(challenger).stake, 7e18, "all of it taken");
    }
}
