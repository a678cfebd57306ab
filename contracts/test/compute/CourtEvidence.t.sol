// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IJobMarket } from "../../src/compute/interfaces/IJobMarket.sol";
import { IRandomness } from "../../src/compute/interfaces/IRandomness.sol";
import { Certificate, IWorkCourt, SeatVote } from "../../src/compute/interfaces/IWorkCourt.sol";
import { CourtRig } from "./support/CourtRig.sol";

contract CourtEvidenceTest is CourtRig {
    address private constant REPORTER = address(0x9e9);
    uint64 private constant BLOCK = 1002;

    bytes32 private _drawn;

    function setUp() public override {
        super.setUp();
        vm.roll(BLOCK + 1);
        _drawn = beacons.beacon(BLOCK, "");
    }

    function _running(uint8 level, uint8 redraws, IJobMarket.Status status) private {
        IJobMarket.Job memory job;
        (job.status, job.level, job.redraws) = (status, level, redraws);
        (job.beaconBlock, job.snapshotEpoch) = (BLOCK, _epoch());
        _setJob(JOB, job, nobody);
    }

    function _lapse(uint8 level, uint8 redraws, address[] memory excluded) private {
        uint64 epoch = _epoch();
        vm.prank(address(market));
        court.lapse(JOB, level, redraws, BLOCK, epoch, excluded);
    }

    function _holder(uint8 level, uint8 redraws, uint16 seat) private view returns (uint16 place, address node) {
        return court.seatPlace(_drawn, JOB, level, redraws, seat, _epoch());
    }

    function _punish(uint8 level, uint8 redraws, uint16 seat, address[] memory excluded) private {
        (uint16 place,) = _holder(level, redraws, seat);
        vm.prank(REPORTER);
        court.punishAbsent(JOB, level, redraws, seat, place, excluded, "");
    }

    function _votes(uint8 level, uint8 redraws, uint256 count) private view returns (Certificate memory) {
        return _signedWith(_blankOf(JOB, level, redraws), count, 10_000, _drawn, _epoch());
    }

    // --- absence

    function test_absent_seat_pays_one_then_ten_percent() public {
        uint256[3] memory parts = [uint256(100), 10, 10];
        for (uint8 redraws; redraws < 3; ++redraws) {
            _lapse(0, redraws, nobody);
            (, address node) = _holder(0, redraws, 6);
            uint128 stakeWei = registry.accountOf(node).stake;
            uint256 before = token.balanceOf(REPORTER);
            vm.expectEmit(address(court));
            emit IWorkCourt.SeatAbsent(JOB, 0, 6, node);
            _punish(0, redraws, 6, nobody);
            uint256 fineWei = SEAT_BOND / parts[redraws];
            vm.assertEq(stakeWei - registry.accountOf(node).stake, fineWei, "fine");
            vm.assertEq(token.balanceOf(REPORTER) - before, fineWei / 2, "half to the reporter");
        }
    }

    function test_absence_needs_a_lapsed_draw() public {
        (uint16 place,) = _holder(0, 0, 6);
        vm.expectRevert(abi.encodeWithSelector(IWorkCourt.DrawUnknown.selector, JOB, 0, 0));
        court.punishAbsent(JOB, 0, 0, 6, place, nobody, "");
        uint64 epoch = _epoch();
        vm.expectRevert(abi.encodeWithSelector(IWorkCourt.CallerNotMarket.selector, address(this)));
        court.lapse(JOB, 0, 0, BLOCK, epoch, nobody);
        vm.expectEmit(address(court));
        emit IWorkCourt.DrawLapsed(JOB, 0, 0, BLOCK, epoch);
        _lapse(0, 0, nobody);
        vm.expectRevert(abi.encodeWithSelector(IWorkCourt.DrawUnknown.selector, JOB, 0, 1));
        court.punishAbsent(JOB, 0, 1, 6, place, nobody, "");
        vm.expectRevert(abi.encodeWithSelector(IWorkCourt.DrawUnknown.selector, JOB, 1, 0));
        court.punishAbsent(JOB, 1, 0, 6, place, nobody, "");
        uint16 wrong = uint16((place + 1) % VALIDATORS);
        vm.expectRevert(abi.encodeWithSelector(IWorkCourt.SeatNotProven.selector, 6, wrong));
        court.punishAbsent(JOB, 0, 0, 6, wrong, nobody, "");
        vm.expectRevert(abi.encodeWithSelector(IWorkCourt.SeatOutOfRange.selector, 7, uint256(7)));
        court.punishAbsent(JOB, 0, 0, 7, place, nobody, "");
        _punish(0, 0, 6, nobody);
        vm.expectRevert(abi.encodeWithSelector(IWorkCourt.SeatSettled.selector, 6));
        court.punishAbsent(JOB, 0, 0, 6, place, nobody, "");
        _punish(0, 0, 5, nobody);
        vm.roll(BLOCK + 257);
        vm.expectRevert(abi.encodeWithSelector(IRandomness.BeaconTooLate.selector, uint256(BLOCK)));
        court.punishAbsent(JOB, 0, 0, 4, place, nobody, "");
    }

    function test_the_excluded_are_not_absent() public {
        (uint16 place, address node) = _holder(0, 0, 6);
        address[] memory excluded = new address[](2);
        (excluded[0], excluded[1]) = (address(0xe0e), node);
        _lapse(0, 0, excluded);
        vm.expectRevert(abi.encodeWithSelector(IWorkCourt.CertificateMismatch.selector, bytes32("excluded")));
        court.punishAbsent(JOB, 0, 0, 6, place, nobody, "");
        vm.expectRevert(abi.encodeWithSelector(IWorkCourt.SeatExcluded.selector, 6, node));
        court.punishAbsent(JOB, 0, 0, 6, place, excluded, "");
    }

    function test_absence_at_final() public {
        _running(3, 0, IJobMarket.Status.DISPUTED);
        Certificate memory certificate = _votes(3, 0, 2);
        court.showVotes(certificate, "");
        _lapse(3, 0, nobody);
        vm.roll(BLOCK + 5000);
        uint128 stakeWei = registry.accountOf(validators[7]).stake;
        court.punishAbsent(JOB, 3, 0, 7, 7, nobody, "");
        vm.assertEq(stakeWei - registry.accountOf(validators[7]).stake, SEAT_BOND / 100, "no beacon is needed");
        vm.expectRevert(abi.encodeWithSelector(IWorkCourt.SeatSettled.selector, 1));
        court.punishAbsent(JOB, 3, 0, 1, 1, nobody, "");
    }

    function test_shown_votes_are_not_absent() public {
        _running(0, 1, IJobMarket.Status.SUBMITTED);
        Certificate memory certificate = _votes(0, 1, 3);
        vm.expectEmit(address(court));
        emit IWorkCourt.VotesShown(JOB, 0, 1, 3);
        court.showVotes(certificate, "");
        _lapse(0, 1, nobody);
        for (uint16 seat; seat < 7; ++seat) {
            (uint16 place,) = _holder(0, 1, seat);
            if (seat < 3) vm.expectRevert(abi.encodeWithSelector(IWorkCourt.SeatSettled.selector, seat));
            court.punishAbsent(JOB, 0, 1, seat, place, nobody, "");
        }
    }

    function test_votes_are_shown_while_their_draw_runs() public {
        Certificate memory certificate = _votes(0, 1, 3);
        bytes memory reason = abi.encodeWithSelector(IWorkCourt.DrawUnknown.selector, JOB, 0, 1);
        IJobMarket.Status[4] memory others = [
            IJobMarket.Status.NONE, IJobMarket.Status.ASSIGNED, IJobMarket.Status.ATTESTED, IJobMarket.Status.SETTLED
        ];
        for (uint256 i; i < 4; ++i) {
            _running(0, 1, others[i]);
            vm.expectRevert(reason);
            court.showVotes(certificate, "");
        }
        _running(1, 1, IJobMarket.Status.SUBMITTED);
        vm.expectRevert(reason);
        court.showVotes(certificate, "");
        _running(0, 2, IJobMarket.Status.SUBMITTED);
        vm.expectRevert(reason);
        court.showVotes(certificate, "");
        _running(0, 1, IJobMarket.Status.SUBMITTED);
        (uint16 place, address node) = _holder(0, 1, 2);
        certificate.votes[2].validator = uint16((place + 1) % VALIDATORS);
        vm.expectRevert(abi.encodeWithSelector(IWorkCourt.SeatNotProven.selector, 2, certificate.votes[2].validator));
        court.showVotes(certificate, "");
        certificate.votes[2].validator = place;
        certificate.votes[2].quality = 9999;
        vm.expectRevert(abi.encodeWithSelector(IWorkCourt.VoteSignatureInvalid.selector, 2, node));
        court.showVotes(certificate, "");
    }

    // --- another verdict than one's own class

    function _other(Certificate memory certificate) private pure returns (Certificate memory other) {
        other = _blankOf(certificate.jobId, certificate.level, certificate.redraws);
        other.resultHash = keccak256("another result");
        other.votes = new SeatVote[](1);
        other.votes[0] = SeatVote(6, 2, 10_000, 0, 0);
    }

    function test_vote_against_the_own_class_costs_five_percent() public {
        Certificate memory certificate = _verdict(JOB, 10_000);
        Certificate memory other = _other(certificate);
        _resign(other, 0, _epoch());
        uint128 stakeWei = registry.accountOf(validators[2]).stake;
        vm.expectEmit(address(court));
        emit IWorkCourt.SeatIncoherent(JOB, 0, 6, validators[2]);
        vm.prank(REPORTER);
        court.reportIncoherent(other, other.votes[0]);
        vm.assertEq(stakeWei - registry.accountOf(validators[2]).stake, SEAT_BOND / 20, "fine");
        vm.assertEq(token.balanceOf(REPORTER), SEAT_BOND / 40, "half to the reporter");
        vm.expectRevert(abi.encodeWithSelector(IWorkCourt.EvidenceUsed.selector, JOB, 0, validators[2]));
        court.reportIncoherent(other, other.votes[0]);
    }

    function test_incoherence_needs_a_vote_of_that_draw() public {
        Certificate memory certificate = _verdict(JOB, 10_000);
        Certificate memory other = _other(certificate);
        vm.expectRevert(IWorkCourt.EvidenceInvalid.selector);
        court.reportIncoherent(other, other.votes[0]);
        _resign(other, 0, _epoch());
        other.votes[0].validator = 3;
        vm.expectRevert(IWorkCourt.EvidenceInvalid.selector);
        court.reportIncoherent(other, other.votes[0]);
        other.votes[0].validator = uint16(VALIDATORS);
        vm.expectRevert(IWorkCourt.EvidenceInvalid.selector);
        court.reportIncoherent(other, other.votes[0]);
        // the same verdict, whoever says it
        vm.expectRevert(IWorkCourt.EvidenceInvalid.selector);
        court.reportIncoherent(certificate, certificate.votes[0]);
        // another draw
        other = _other(certificate);
        other.redraws = 1;
        _resign(other, 0, _epoch());
        vm.expectRevert(IWorkCourt.EvidenceInvalid.selector);
        court.reportIncoherent(other, other.votes[0]);
        // a level without a verdict
        other = _other(certificate);
        other.level = 1;
        _resign(other, 0, _epoch());
        vm.expectRevert(abi.encodeWithSelector(IWorkCourt.SeatsUnknown.selector, JOB, 1));
        court.reportIncoherent(other, other.votes[0]);
    }

    // --- two votes

    function _report(Certificate memory first, Certificate memory second, address node) private {
        vm.prank(REPORTER);
        court.reportEquivocation(first, first.votes[0], second, second.votes[0], node);
    }

    function _two() private view returns (Certificate memory first, Certificate memory second) {
        first = _other(_blank(0));
        second = _other(_blank(0));
        second.resultHash = RESULT;
        _resign(first, 0, _epoch());
        _resign(second, 0, _epoch());
    }

    function test_two_votes_cost_the_whole_stake() public {
        address node = validators[2];
        uint256 wholeWei = registry.accountOf(node).stake;
        vm.prank(node);
        registry.requestUnstake(200e18);
        vm.prank(address(market));
        registry.bond(node, 100e18);
        (Certificate memory first, Certificate memory second) = _two();
        uint256 supply = token.totalSupply();
        vm.expectEmit(address(court));
        emit IWorkCourt.Equivocation(JOB, node, REPORTER);
        _report(first, second, node);
        vm.assertEq(registry.accountOf(node).stake, 0, "stake");
        vm.assertEq(registry.accountOf(node).bonded, 0, "bonded");
        vm.assertEq(registry.accountOf(node).unbonding, 0, "unbonding");
        vm.assertFalse(registry.accountOf(node).isValidator, "off the list");
        vm.assertEq(token.balanceOf(REPORTER), wholeWei / 2, "half to the reporter");
        vm.assertEq(supply - token.totalSupply(), wholeWei / 2, "half burned");
        vm.expectRevert(abi.encodeWithSelector(IWorkCourt.EvidenceUsed.selector, JOB, 0, node));
        _report(second, first, node);
    }

    function test_two_qualities_are_two_votes() public {
        (Certificate memory first, Certificate memory second) = _two();
        second.resultHash = first.resultHash;
        second.votes[0].quality = 9000;
        _resign(second, 0, _epoch());
        _report(first, second, validators[2]);
        vm.assertEq(registry.accountOf(validators[2]).stake, 0, "stake");
    }

    function test_what_is_no_equivocation() public {
        for (uint256 kind; kind < 9; ++kind) {
            (Certificate memory first, Certificate memory second) = _two();
            address node = validators[2];
            if (kind == 0) second.jobId = keccak256("other");
            if (kind == 1) second.level = 1;
            if (kind == 2) second.redraws = 1;
            if (kind == 3) second.votes[0].seat = 5;
            if (kind == 4) second.votes[0].validator = 3;
            if (kind <= 4) _resign(second, 0, _epoch());
            if (kind == 5) (second, node) = (first, validators[2]);
            if (kind == 6) node = validators[3];
            if (kind == 7) (first.votes[0].r, second.votes[0].r, node) = (0, 0, address(0));
            if (kind == 8) first.votes[0].r = 0;
            vm.expectRevert(IWorkCourt.EvidenceInvalid.selector);
            _report(first, second, node);
        }
    }
}
