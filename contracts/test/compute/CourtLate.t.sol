// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IJobMarket } from "../../src/compute/interfaces/IJobMarket.sol";
import { IRandomness } from "../../src/compute/interfaces/IRandomness.sol";
import { IStakeRegistry } from "../../src/compute/interfaces/IStakeRegistry.sol";
import { Certificate, IWorkCourt } from "../../src/compute/interfaces/IWorkCourt.sol";
import { CourtRig } from "./support/CourtRig.sol";

contract CourtLateTest is CourtRig {
    address private constant CHALLENGER = address(0xc4a);
    address private constant CARRIER = address(0xca4);
    uint256 private constant PAY = 3e18;
    /// @dev 10 % of the price of 20 CXT is more than 10 % of the seat bond.
    uint256 private constant BOND = 2e18;

    address[] private _drawn;

    function setUp() public override {
        super.setUp();
        _fund(CHALLENGER, 50e18);
        _drawn.push(address(0xe01));
        _drawn.push(address(0xe02));
        _fund(_drawn[0], 100e18);
        _fund(_drawn[1], 100e18);
        IJobMarket.Job memory job;
        job.status = IJobMarket.Status.SETTLED;
        job.price = 20e9;
        _setJob(JOB, job, _drawn);
    }

    function _settled() private {
        _verdict(JOB, 10_000);
        _uphold(JOB, 0, PAY);
    }

    function _challenge(uint8 level) private {
        vm.prank(CHALLENGER);
        court.challengeLate(JOB, level);
    }

    /// @dev Past the beacon's block.
    function _late(uint8 level, bool isSame) private returns (Certificate memory certificate) {
        uint64 named = uint64(block.number) + 2;
        vm.roll(named + 1);
        certificate = _blankOf(JOB, level, LATE);
        if (!isSame) {
            certificate.resultHash = keccak256("the right one");
            certificate.executorsOk = 2;
        }
        (, uint256 quorum) = level == 3 ? (0, VALIDATORS) : court.classOf(level);
        return _signedWith(certificate, quorum, 10_000, beacons.beacon(named, ""), _epoch());
    }

    function _certifyLate(Certificate memory certificate) private {
        vm.prank(CARRIER);
        court.certifyLate(certificate, "");
    }

    function _lockOf(uint8 level) private view returns (uint64 lockedUntil) {
        (,, lockedUntil,) = court.verdictOf(JOB, level);
    }

    // --- asking

    function test_challenge_holds_a_bond_and_the_seats() public {
        _settled();
        vm.warp(block.timestamp + 1 days - 1);
        vm.expectEmit(address(court));
        emit IWorkCourt.LateChallenged(JOB, 0, CHALLENGER, uint64(block.number + 2), _epoch());
        _challenge(0);
        vm.assertEq(_bonded(CHALLENGER), BOND, "10 % of the price");
        vm.assertEq(_lockOf(0), block.timestamp + 1 days, "locked for the vote");
        vm.warp(block.timestamp + 2);
        vm.expectRevert(abi.encodeWithSelector(IWorkCourt.SeatsLocked.selector, JOB, _lockOf(0)));
        court.releaseSeats(JOB, 0);
        vm.expectRevert(abi.encodeWithSelector(IWorkCourt.ChallengedAlready.selector, JOB, 0));
        _challenge(0);
    }

    function test_challenge_in_time_of_what_there_is() public {
        vm.expectRevert(abi.encodeWithSelector(IWorkCourt.LevelUnknown.selector, 3));
        _challenge(3);
        vm.expectRevert(abi.encodeWithSelector(IWorkCourt.SeatsUnknown.selector, JOB, 0));
        _challenge(0);
        _verdict(JOB, 10_000);
        vm.expectRevert(abi.encodeWithSelector(IWorkCourt.DrawOver.selector, JOB, 0));
        _challenge(0);
        _uphold(JOB, 0, PAY);
        uint64 until = _lockOf(0);
        vm.expectRevert(abi.encodeWithSelector(IStakeRegistry.StakeTooSmall.selector, address(this), 0, BOND));
        court.challengeLate(JOB, 0);
        vm.warp(until);
        vm.expectRevert(abi.encodeWithSelector(IWorkCourt.DrawOver.selector, JOB, until));
        _challenge(0);
    }

    function test_the_highest_class_is_asked_further() public {
        _settled();
        _certify(_signed(_blank(1), 10, 10_000));
        vm.warp(block.timestamp + 1 hours);
        _uphold(JOB, 1, PAY);
        vm.expectRevert(abi.encodeWithSelector(IWorkCourt.ChallengedAlready.selector, JOB, 0));
        _challenge(0);
        vm.warp(block.timestamp + 22 hours);
        _challenge(1);
        vm.assertEq(_lockOf(0), block.timestamp + 1 days, "the lower ones wait with it");
        vm.assertEq(_lockOf(1), block.timestamp + 1 days, "locked");
        _certifyLate(_late(2, false));
        for (uint8 level; level < 2; ++level) {
            (uint256 seats,,,) = court.verdictOf(JOB, level);
            vm.assertEq(seats, 0, "both fell");
        }
        vm.assertEq(market.creditOf(address(pool)), 2 * PAY, "the pay of both");
    }

    /// @dev A dispute over S that M did not answer and L did: L is the last word so far.
    function test_a_class_that_was_left_out_is_not_asked() public {
        _settled();
        _certify(_signed(_blank(2), 20, 10_000));
        _uphold(JOB, 2, PAY);
        vm.expectRevert(abi.encodeWithSelector(IWorkCourt.ChallengedAlready.selector, JOB, 0));
        _challenge(0);
        _challenge(2);
    }

    // --- the answer

    function test_same_verdict_costs_the_challenger() public {
        _settled();
        _challenge(0);
        vm.expectEmit(address(court));
        emit IWorkCourt.LateEnded(JOB, 0, true, false);
        _certifyLate(_late(1, true));
        vm.assertEq(registry.accountOf(CHALLENGER).stake, 50e18 - BOND, "slashed");
        vm.assertEq(token.balanceOf(CARRIER), BOND / 2, "half to who brought it");
        vm.assertEq(registry.reputationOf(_drawn[0]), 7000, "executors are left alone");
        (uint256 seats, bool isUpheld,,) = court.verdictOf(JOB, 1);
        vm.assertEq(seats, 10, "the higher seats");
        vm.assertTrue(isUpheld, "wait for their duty");
        _closeEpochs();
        court.releaseSeats(JOB, 0);
        court.releaseSeats(JOB, 1);
        (, uint256 bondedWei,) = registry.totals();
        vm.assertEq(bondedWei, 0, "all free");
    }

    /// @dev I34: who was wrong is slashed, and no price moves.
    function test_overturned_late_slashes_and_moves_no_price() public {
        _settled();
        _challenge(0);
        Certificate memory certificate = _late(1, false);
        uint256 supply = token.totalSupply();
        uint256 marketWei = token.balanceOf(address(market));
        bytes32 job = keccak256(abi.encode(market.jobOf(JOB)));
        vm.expectEmit(address(court));
        emit IWorkCourt.LateEnded(JOB, 0, true, true);
        _certifyLate(certificate);
        vm.assertEq(_bonded(CHALLENGER), 0, "the challenger is free");
        // five seat bonds and 5 % of the executor that was paid and is not found right
        vm.assertEq(token.balanceOf(CHALLENGER), (5 * SEAT_BOND + 5e18) / 2, "half to the challenger");
        vm.assertEq(supply - token.totalSupply(), (5 * SEAT_BOND + 5e18) / 2, "half burned");
        vm.assertEq(registry.reputationOf(_drawn[0]), 5000, "wrong");
        vm.assertEq(registry.accountOf(_drawn[0]).stake, 95e18, "5 %");
        vm.assertEq(registry.reputationOf(_drawn[1]), 7000, "was not paid, is not punished");
        vm.assertEq(token.balanceOf(address(market)), marketWei, "the market's funds");
        vm.assertEq(keccak256(abi.encode(market.jobOf(JOB))), job, "the job");
        vm.assertEq(market.creditOf(address(pool)), PAY, "the pay of those seats goes to the pool");
        for (uint256 i; i < VALIDATORS; ++i) {
            vm.assertEq(market.creditOf(validators[i]), 0, "not to them");
        }
        vm.expectRevert(abi.encodeWithSelector(IWorkCourt.SeatsUnknown.selector, JOB, 0));
        court.releaseSeats(JOB, 0);
    }

    /// @dev M finds the second executor right and the first, who was paid, wrong; L finds both wrong.
    function test_the_late_class_can_be_asked_further() public {
        _settled();
        _challenge(0);
        _certifyLate(_late(1, false));
        _challenge(1);
        Certificate memory certificate = _blankOf(JOB, 2, LATE);
        (certificate.resultHash, certificate.executorsOk) = (0, 0);
        uint64 named = uint64(block.number) + 2;
        vm.roll(named + 1);
        certificate = _signedWith(certificate, 20, 0, beacons.beacon(named, ""), _epoch());
        uint256 before = token.balanceOf(CHALLENGER);
        _certifyLate(certificate);
        vm.assertEq(token.balanceOf(CHALLENGER) - before, 10 * SEAT_BOND / 2, "ten seats fell");
        vm.assertEq(registry.accountOf(_drawn[0]).stake, 95e18, "punished once");
        vm.assertEq(registry.accountOf(_drawn[1]).stake, 100e18, "never paid, never punished here");
        vm.assertEq(market.creditOf(address(pool)), PAY, "only what was to be paid");
    }

    function test_an_executor_that_a_late_class_spared_is_punished_by_the_next() public {
        _settled();
        _challenge(0);
        _certifyLate(_late(1, true));
        _challenge(1);
        _certifyLate(_late(2, false));
        vm.assertEq(registry.accountOf(_drawn[0]).stake, 95e18, "was paid, is not right");
        (uint256 seats,,,) = court.verdictOf(JOB, 0);
        vm.assertEq(seats, 0, "S fell");
        (seats,,,) = court.verdictOf(JOB, 1);
        vm.assertEq(seats, 0, "M fell");
    }

    function test_final_answers_without_a_beacon() public {
        _certify(_signed(_blank(2), 20, 10_000));
        _uphold(JOB, 2, PAY);
        _challenge(2);
        Certificate memory certificate = _late(3, false);
        vm.roll(block.number + 9999);
        _certifyLate(certificate);
        (uint256 seats,,,) = court.verdictOf(JOB, 2);
        vm.assertEq(seats, 0, "fallen");
        (seats,,,) = court.verdictOf(JOB, 3);
        vm.assertEq(seats, VALIDATORS, "Final stands");
        vm.expectRevert(abi.encodeWithSelector(IWorkCourt.LevelUnknown.selector, 3));
        _challenge(3);
        _closeEpochs();
        court.releaseSeats(JOB, 3);
    }

    function test_answer_must_be_of_that_draw_and_in_time() public {
        _settled();
        Certificate memory certificate = _blankOf(JOB, 1, LATE);
        vm.expectRevert(abi.encodeWithSelector(IWorkCourt.DrawUnknown.selector, JOB, 1, LATE));
        _certifyLate(certificate);
        certificate.level = 0;
        vm.expectRevert(abi.encodeWithSelector(IWorkCourt.LevelUnknown.selector, 0));
        _certifyLate(certificate);
        _challenge(0);
        uint256 named = block.number + 2;
        certificate.level = 1;
        vm.expectRevert(abi.encodeWithSelector(IRandomness.BeaconTooEarly.selector, named));
        _certifyLate(certificate);
        certificate = _late(1, true);
        certificate.redraws = 0;
        vm.expectRevert(abi.encodeWithSelector(IWorkCourt.CertificateMismatch.selector, bytes32("redraws")));
        _certifyLate(certificate);
        certificate.redraws = LATE;
        uint64 deadline = _lockOf(0);
        vm.warp(deadline + 1);
        vm.expectRevert(abi.encodeWithSelector(IWorkCourt.DrawOver.selector, JOB, deadline));
        _certifyLate(certificate);
        vm.warp(deadline);
        _certifyLate(certificate);
        vm.expectRevert(abi.encodeWithSelector(IWorkCourt.DrawUnknown.selector, JOB, 1, LATE));
        _certifyLate(certificate);
    }

    function test_challenger_and_executors_hold_no_late_seat() public {
        _settled();
        Certificate memory certificate;
        for (uint256 i; i < VALIDATORS; ++i) {
            uint256 id = vm.snapshotState();
            vm.prank(validators[i]);
            court.challengeLate(JOB, 0);
            certificate = _late(1, true);
            if (_seatsHeldBy(certificate, validators[i]) != 0) {
                vm.expectPartialRevert(IWorkCourt.SeatExcluded.selector);
                _certifyLate(certificate);
            }
            vm.revertToState(id);
        }
        _drawn[1] = validators[7];
        IJobMarket.Job memory job = market.jobOf(JOB);
        _setJob(JOB, job, _drawn);
        _challenge(0);
        certificate = _late(1, true);
        vm.assertGt(_seatsHeldBy(certificate, validators[7]), 0, "the largest holds one of ten");
        vm.expectPartialRevert(IWorkCourt.SeatExcluded.selector);
        _certifyLate(certificate);
    }

    // --- no answer

    function test_nobody_answers() public {
        _settled();
        vm.expectRevert(abi.encodeWithSelector(IWorkCourt.DrawUnknown.selector, JOB, 1, LATE));
        court.closeLate(JOB, 0);
        _challenge(0);
        uint64 deadline = _lockOf(0);
        Certificate memory certificate = _late(1, true);
        court.showVotes(certificate, "");
        vm.expectRevert(abi.encodeWithSelector(IWorkCourt.DrawOpen.selector, JOB, deadline));
        court.closeLate(JOB, 0);
        vm.warp(deadline + 1);
        vm.expectRevert(abi.encodeWithSelector(IWorkCourt.DrawOver.selector, JOB, deadline));
        court.showVotes(certificate, "");
        vm.expectEmit(address(court));
        emit IWorkCourt.LateEnded(JOB, 0, false, false);
        court.closeLate(JOB, 0);
        vm.assertEq(_bonded(CHALLENGER), 0, "the bond is free");
        vm.assertEq(registry.accountOf(CHALLENGER).stake, 50e18, "and whole");
        vm.expectRevert(abi.encodeWithSelector(IWorkCourt.DrawUnknown.selector, JOB, 1, LATE));
        court.showVotes(certificate, "");
        _absent(certificate);
        vm.expectRevert(abi.encodeWithSelector(IWorkCourt.DrawOver.selector, JOB, deadline));
        _challenge(0);
        _closeEpochs();
        court.releaseSeats(JOB, 0);
    }

    /// @dev Of 15 seats ten showed their votes.
    function _absent(Certificate memory certificate) private {
        address[] memory excluded = new address[](3);
        (excluded[0], excluded[1], excluded[2]) = (_drawn[0], _drawn[1], CHALLENGER);
        bytes32 beacon = beacons.beacon(uint64(block.number) - 1, "");
        (uint16 place, address node) = court.seatPlace(beacon, JOB, 1, LATE, 12, _epoch());
        uint128 stakeWei = registry.accountOf(node).stake;
        court.punishAbsent(JOB, 1, LATE, 12, place, excluded, "");
        vm.assertEq(stakeWei - registry.accountOf(node).stake, SEAT_BOND / 100, "1 %");
        uint16 first = certificate.votes[9].validator;
        vm.expectRevert(abi.encodeWithSelector(IWorkCourt.SeatSettled.selector, 9));
        court.punishAbsent(JOB, 1, LATE, 9, first, excluded, "");
    }

    function test_late_votes_need_a_late_draw() public {
        _settled();
        Certificate memory certificate = _blankOf(JOB, 0, LATE);
        vm.expectRevert(abi.encodeWithSelector(IWorkCourt.DrawUnknown.selector, JOB, 0, LATE));
        court.showVotes(certificate, "");
    }
}
