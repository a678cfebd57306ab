// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Certificate, IWorkCourt, SeatVote } from "../../src/compute/interfaces/IWorkCourt.sol";
import { CourtRig } from "./support/CourtRig.sol";

contract CourtCertifyTest is CourtRig {
    uint256 private constant ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;

    function _refused(Certificate memory certificate, bytes memory reason) private {
        uint64 epoch = _epoch();
        vm.prank(address(market));
        vm.expectRevert(reason);
        court.certify(certificate, epoch, BEACON, nobody);
    }

    function _drop(Certificate memory certificate, uint256 index) private pure {
        SeatVote[] memory votes = new SeatVote[](certificate.votes.length - 1);
        for (uint256 i; i < votes.length; ++i) {
            votes[i] = certificate.votes[i < index ? i : i + 1];
        }
        certificate.votes = votes;
    }

    function _holderOf(uint16 seat) private view returns (address holder) {
        (, holder) = court.seatPlace(BEACON, JOB, 0, 0, seat, _epoch());
    }

    // --- what is accepted

    function test_quorum_of_proven_seats_certifies() public {
        Certificate memory certificate = _signed(_blank(0), 5, 10_000);
        vm.expectEmit(address(court));
        emit IWorkCourt.Certified(JOB, 0, RESULT, 10_000, 5);
        vm.assertEq(_certify(certificate), 10_000, "median");
        (uint256 seats, bool isUpheld, uint64 lockedUntil, uint64 epoch) = court.verdictOf(JOB, 0);
        vm.assertEq(seats, 5, "seats");
        vm.assertFalse(isUpheld, "upheld");
        vm.assertEq(lockedUntil, 0, "lock");
        vm.assertEq(epoch, _epoch(), "snapshot");
        uint256 heldWei;
        for (uint256 i; i < VALIDATORS; ++i) {
            uint256 mine = _seatsHeldBy(certificate, validators[i]) * SEAT_BOND;
            vm.assertEq(_bonded(validators[i]), mine, "a bond a seat");
            heldWei += mine;
        }
        vm.assertEq(heldWei, 5 * SEAT_BOND, "all seats");
    }

    function test_any_seats_will_do() public {
        Certificate memory certificate = _signed(_blank(0), 7, 9000);
        _drop(certificate, 0);
        _drop(certificate, 3);
        vm.assertEq(_certify(certificate), 9000, "seats 1, 2, 3, 5, 6");
    }

    function test_all_classes_and_final() public {
        vm.assertEq(_certify(_signed(_blank(0), 7, 8000)), 8000, "S");
        vm.assertEq(_certify(_signed(_blank(1), 10, 8000)), 8000, "M");
        vm.assertEq(_certify(_signed(_blank(2), 31, 8000)), 8000, "L");
        uint256[4] memory seats = [uint256(7), 10, 31, VALIDATORS];
        (, uint256 bondedWei,) = registry.totals();
        vm.assertEq(bondedWei, 48 * SEAT_BOND, "held in the classes");
        vm.assertEq(_certify(_signed(_blank(3), VALIDATORS, 8000)), 8000, "Final");
        for (uint8 level; level < 4; ++level) {
            (uint256 waiting,,,) = court.verdictOf(JOB, level);
            vm.assertEq(waiting, seats[level], "seats");
        }
        uint256 before = bondedWei;
        (, bondedWei,) = registry.totals();
        vm.assertEq(bondedWei, before, "Final holds nothing");
    }

    function test_nobody_was_right() public {
        Certificate memory certificate = _blank(0);
        certificate.resultHash = 0;
        _signed(certificate, 5, 0);
        _refused(certificate, abi.encodeWithSelector(IWorkCourt.CertificateMismatch.selector, bytes32("executorsOk")));
        certificate.executorsOk = 0;
        vm.assertEq(_certify(_signed(certificate, 5, 0)), 0, "rejected");
        certificate = _blankOf(keccak256("other"), 0, 0);
        certificate.executorsOk = 0;
        _signed(certificate, 5, 0);
        _refused(certificate, abi.encodeWithSelector(IWorkCourt.CertificateMismatch.selector, bytes32("executorsOk")));
    }

    function test_median_of_the_seats() public {
        uint16[6] memory qualities = [uint16(12_000), 5000, 0, 9000, 7000, 8000];
        Certificate memory certificate = _signed(_blank(0), 5, 5000);
        for (uint256 i; i < 5; ++i) {
            certificate.votes[i].quality = qualities[i];
            _resign(certificate, i, _epoch());
        }
        vm.assertEq(_certify(certificate), 7000, "the third of five");
        certificate = _signed(_blankOf(keccak256("six"), 0, 0), 6, 5000);
        for (uint256 i; i < 6; ++i) {
            certificate.votes[i].quality = qualities[i];
            _resign(certificate, i, _epoch());
        }
        vm.assertEq(_certify(certificate), 7000, "the third of six");
    }

    function test_median_of_final_goes_by_stake() public {
        // stakes 1,000 to 3,100: the five largest have 12,500 of 16,400 together
        Certificate memory certificate = _signed(_blank(3), VALIDATORS, 6000);
        for (uint256 i; i < VALIDATORS; ++i) {
            if (i < 5) certificate.votes[i].quality = 12_000;
            _resign(certificate, i, _epoch());
        }
        vm.assertEq(_certify(certificate), 6000, "five small ones are less than three large ones");
    }

    function testFuzz_seat_falls_by_stake(bytes32 beacon, uint8 redraws, uint256 level, uint256 seat) public view {
        level = _within(level, 0, 2);
        (uint256 seats,) = court.classOf(uint8(level));
        seat = _within(seat, 0, seats - 1);
        (address[] memory nodes, uint256[] memory cumulated) = court.snapshotOf(_epoch());
        bytes memory packed = abi.encodePacked(beacon, JOB, uint8(level), redraws, uint8(seat));
        uint256 point = uint256(keccak256(packed)) % cumulated[cumulated.length - 1];
        uint256 place;
        while (cumulated[place] <= point) ++place;
        (uint16 validator, address node) = court.seatPlace(beacon, JOB, uint8(level), redraws, uint16(seat), _epoch());
        vm.assertEq(validator, place, "place");
        vm.assertEq(node, nodes[place], "node");
    }

    // --- what is refused

    function test_market_only() public {
        Certificate memory certificate = _signed(_blank(0), 5, 10_000);
        uint64 epoch = _epoch();
        vm.expectRevert(abi.encodeWithSelector(IWorkCourt.CallerNotMarket.selector, address(this)));
        court.certify(certificate, epoch, BEACON, nobody);
    }

    function test_quorum() public {
        _refused(
            _signed(_blank(0), 4, 10_000),
            abi.encodeWithSelector(IWorkCourt.QuorumNotReached.selector, uint256(4), uint256(5))
        );
        _refused(
            _signed(_blank(1), 9, 10_000),
            abi.encodeWithSelector(IWorkCourt.QuorumNotReached.selector, uint256(9), uint256(10))
        );
        _refused(
            _signed(_blank(2), 0, 10_000),
            abi.encodeWithSelector(IWorkCourt.QuorumNotReached.selector, uint256(0), uint256(20))
        );
    }

    function test_final_needs_two_thirds_of_the_stake() public {
        // 16,400 in all: 10,933.3 are needed
        Certificate memory certificate = _signed(_blank(3), 6, 10_000);
        uint256 sum = 6 * 1000e18 + 300e18 * 15;
        _refused(
            certificate,
            abi.encodeWithSelector(IWorkCourt.QuorumNotReached.selector, sum, (uint256(16_400e18) * 2 + 2) / 3)
        );
        certificate = _signed(_blank(3), VALIDATORS, 10_000);
        _drop(certificate, 0);
        _drop(certificate, 0);
        _certify(certificate);
    }

    function test_a_seat_counts_once() public {
        Certificate memory certificate = _signed(_blank(0), 5, 10_000);
        certificate.votes[4] = certificate.votes[3];
        _refused(certificate, abi.encodeWithSelector(IWorkCourt.SeatTwice.selector, 3));
        certificate = _signed(_blank(0), 5, 10_000);
        (certificate.votes[0], certificate.votes[1]) = (certificate.votes[1], certificate.votes[0]);
        _refused(certificate, abi.encodeWithSelector(IWorkCourt.SeatTwice.selector, 0));
    }

    function test_seats_and_levels_have_ends() public {
        Certificate memory certificate = _signed(_blank(0), 7, 10_000);
        certificate.votes[6].seat = 7;
        _refused(certificate, abi.encodeWithSelector(IWorkCourt.SeatOutOfRange.selector, 7, uint256(7)));
        certificate.votes[6].seat = 256 + 6;
        _refused(certificate, abi.encodeWithSelector(IWorkCourt.SeatOutOfRange.selector, 262, uint256(7)));
        certificate = _signed(_blank(3), VALIDATORS, 10_000);
        certificate.votes[7].seat = 8;
        _refused(certificate, abi.encodeWithSelector(IWorkCourt.SeatOutOfRange.selector, 8, VALIDATORS));
        certificate = _signed(_blank(0), 5, 10_000);
        certificate.level = 4;
        _refused(certificate, abi.encodeWithSelector(IWorkCourt.LevelUnknown.selector, 4));
    }

    function test_seat_must_fall_on_its_validator() public {
        for (uint256 shift = 1; shift < VALIDATORS; ++shift) {
            Certificate memory certificate = _signed(_blank(0), 5, 10_000);
            uint16 wrong = uint16((certificate.votes[2].validator + shift) % VALIDATORS);
            certificate.votes[2].validator = wrong;
            _resign(certificate, 2, _epoch());
            _refused(certificate, abi.encodeWithSelector(IWorkCourt.SeatNotProven.selector, 2, wrong));
        }
        Certificate memory outside = _signed(_blank(0), 5, 10_000);
        outside.votes[2].validator = uint16(VALIDATORS);
        _refused(outside, abi.encodeWithSelector(IWorkCourt.SeatNotProven.selector, 2, VALIDATORS));
        Certificate memory last = _signed(_blank(3), VALIDATORS, 10_000);
        last.votes[2].validator = 5;
        _resign(last, 2, _epoch());
        _refused(last, abi.encodeWithSelector(IWorkCourt.SeatNotProven.selector, 2, 5));
    }

    function test_no_seat_on_ones_own_job() public {
        Certificate memory certificate = _signed(_blank(0), 5, 10_000);
        (, address holder) = court.seatPlace(BEACON, JOB, 0, 0, 3, _epoch());
        uint16 first;
        while (_holderOf(first) != holder) ++first;
        address[] memory excluded = new address[](2);
        excluded[1] = holder;
        uint64 epoch = _epoch();
        vm.prank(address(market));
        vm.expectRevert(abi.encodeWithSelector(IWorkCourt.SeatExcluded.selector, first, holder));
        court.certify(certificate, epoch, BEACON, excluded);
    }

    function test_quality_range() public {
        uint16[3] memory wrong = [uint16(1), 4999, 12_001];
        for (uint256 i; i < 3; ++i) {
            _refused(
                _signed(_blank(0), 5, wrong[i]), abi.encodeWithSelector(IWorkCourt.QualityOutOfRange.selector, wrong[i])
            );
        }
        _certify(_signed(_blankOf(keccak256("low"), 0, 0), 5, 5000));
        _certify(_signed(_blankOf(keccak256("high"), 0, 0), 5, 12_000));
        _certify(_signed(_blankOf(keccak256("zero"), 0, 0), 5, 0));
    }

    function test_every_signed_field_counts() public {
        for (uint256 field; field < 7; ++field) {
            Certificate memory certificate = _signed(_blank(0), 5, 10_000);
            if (field == 0) certificate.resultHash = keccak256("another");
            if (field == 1) certificate.units += 1;
            if (field == 2) certificate.executorsOk = 2;
            if (field == 3) certificate.commitRoot = 0;
            if (field == 4) certificate.votes[0].quality = 9999;
            if (field == 5) certificate.votes[0].r ^= bytes32(uint256(1));
            if (field == 6) certificate.votes[0].vs ^= bytes32(uint256(1) << 255);
            (, address holder) = court.seatPlace(BEACON, JOB, 0, 0, 0, _epoch());
            _refused(certificate, abi.encodeWithSelector(IWorkCourt.VoteSignatureInvalid.selector, 0, holder));
        }
    }

    function test_a_vote_is_of_its_draw() public view {
        // the same seats under another beacon are not those of this one; with the same seats the draw is signed too
        Certificate memory certificate = _signed(_blank(0), 5, 10_000);
        bytes32 digest = court.voteDigest(certificate, 0, 10_000);
        certificate.redraws = 1;
        vm.assertTrue(court.voteDigest(certificate, 0, 10_000) != digest, "redraws");
        certificate.redraws = 0;
        certificate.level = 1;
        vm.assertTrue(court.voteDigest(certificate, 0, 10_000) != digest, "level");
        certificate.level = 0;
        certificate.jobId = keccak256("another");
        vm.assertTrue(court.voteDigest(certificate, 0, 10_000) != digest, "job");
        certificate.jobId = JOB;
        vm.assertTrue(court.voteDigest(certificate, 1, 10_000) != digest, "seat");
        vm.assertEq(court.voteDigest(certificate, 0, 10_000), digest, "the same again");
    }

    function test_digest_is_eip712() public view {
        Certificate memory c = _blank(1);
        bytes32 separator = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("CXT WorkCourt"),
                keccak256("1"),
                block.chainid,
                address(court)
            )
        );
        bytes32 typeHash = keccak256(
            "Vote(bytes32 jobId,bytes32 resultHash,uint64 units,uint8 executorsOk,bytes32 commitRoot,uint8 level,uint8 redraws,uint16 seat,uint16 quality)"
        );
        bytes32 structHash = keccak256(
            abi.encode(
                typeHash,
                c.jobId,
                c.resultHash,
                c.units,
                c.executorsOk,
                c.commitRoot,
                c.level,
                c.redraws,
                uint16(6),
                uint16(7777)
            )
        );
        bytes32 digest = keccak256(abi.encodePacked(hex"1901", separator, structHash));
        vm.assertEq(court.voteDigest(c, 6, 7777), digest, "digest");
    }

    function test_the_twin_of_a_signature_is_refused() public {
        Certificate memory certificate = _signed(_blank(0), 5, 10_000);
        (address[] memory nodes,) = court.snapshotOf(_epoch());
        address holder = nodes[certificate.votes[0].validator];
        // a twin fits EIP-2098 only when its s is below 2^255
        uint256 s = uint256(certificate.votes[0].vs) << 1 >> 1;
        uint256 v = uint256(certificate.votes[0].vs) >> 255;
        vm.assertLe(s, ORDER / 2, "low at first");
        certificate.votes[0].vs = bytes32((ORDER / 2 + 1) | v << 255);
        _refused(certificate, abi.encodeWithSelector(IWorkCourt.VoteSignatureInvalid.selector, 0, holder));
        certificate.votes[0].vs = bytes32(ORDER - s);
        _refused(certificate, abi.encodeWithSelector(IWorkCourt.VoteSignatureInvalid.selector, 0, holder));
        certificate.votes[0].vs = 0;
        _refused(certificate, abi.encodeWithSelector(IWorkCourt.VoteSignatureInvalid.selector, 0, holder));
    }

    function test_a_level_certifies_once() public {
        _verdict(JOB, 10_000);
        _refused(_signed(_blank(0), 5, 10_000), abi.encodeWithSelector(IWorkCourt.CertifiedAlready.selector, JOB, 0));
        vm.prank(address(market));
        court.overturn(JOB, 0, address(this));
        _refused(_signed(_blank(0), 5, 10_000), abi.encodeWithSelector(IWorkCourt.CertifiedAlready.selector, JOB, 0));
    }

    function test_a_seat_without_a_bond_is_none() public {
        Certificate memory certificate = _signed(_blank(0), 5, 10_000);
        (, address holder) = court.seatPlace(BEACON, JOB, 0, 0, 0, _epoch());
        uint128 stakeWei = registry.accountOf(holder).stake;
        vm.prank(holder);
        registry.requestUnstake(stakeWei - SEAT_BOND + 1);
        _refused(certificate, abi.encodeWithSelector(IWorkCourt.SeatBondMissing.selector, 0, holder));
    }

    function test_committees_must_be_live() public {
        uint64 taken = _epoch();
        vm.assertTrue(court.isLive(taken), "eight validators");
        vm.assertFalse(court.isLive(taken + 1), "no snapshot");
        vm.warp(block.timestamp + 1 days);
        for (uint256 i; i < 3; ++i) {
            vm.prank(validators[i]);
            registry.leaveValidators(validators[i]);
        }
        court.snapshot();
        vm.assertFalse(court.isLive(_epoch()), "five validators");
        _refused(
            _signed(_blank(0), 5, 10_000),
            abi.encodeWithSelector(IWorkCourt.CommitteesNotLive.selector, uint256(5), uint256(12_500e18))
        );
        vm.warp(block.timestamp + 1 days);
        for (uint256 i; i < 3; ++i) {
            vm.prank(validators[i]);
            registry.joinValidators(address(0));
        }
        for (uint256 i; i < VALIDATORS; ++i) {
            vm.prank(validators[i]);
            registry.requestUnstake(900e18);
        }
        vm.prank(validators[7]);
        registry.requestUnstake(1200e18 + 1);
        court.snapshot();
        vm.assertFalse(court.isLive(_epoch()), "a wei below 8,000 CXT");
        vm.prank(address(market));
        vm.expectRevert(abi.encodeWithSelector(IWorkCourt.SnapshotMissing.selector, 999));
        court.certify(_blank(0), 999, BEACON, nobody);
    }
}
