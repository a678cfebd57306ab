// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IJobMarket } from "../interfaces/IJobMarket.sol";
import { Certificate, IWorkCourt, SeatVote } from "../interfaces/IWorkCourt.sol";
import { Seats } from "./Seats.sol";
import { Verdict, Verdicts } from "./Verdict.sol";

/// @title What anyone may hold against a seat: absence, a vote against its own class, two votes
abstract contract Evidence is Seats {
    /// @dev The number of redraws that a late challenge's draw goes by.
    uint8 internal constant LATE = type(uint8).max;

    /// @dev By draw. Bits from the lowest: beacon block 64, snapshot epoch 64, hash of the excluded 128.
    mapping(bytes32 draw => uint256 word) private _lapsed;
    /// @dev By draw, 256 seats a word: seats that showed their vote or were fined.
    mapping(bytes32 draw => mapping(uint256 index => uint256 bits)) private _settled;
    mapping(bytes32 evidence => bool) private _used;

    /// @inheritdoc IWorkCourt
    function showVotes(Certificate calldata certificate, bytes calldata beaconProof) external {
        (uint64 beaconBlock, uint64 snapshotEpoch) = _running(certificate.jobId, certificate.level, certificate.redraws);
        Draw memory draw = Draw(_beacon(certificate.level, beaconBlock, beaconProof), snapshotEpoch, new address[](0));
        Snapshot memory taken = _snapshot(snapshotEpoch);
        uint256[10] memory words = _voteWords(certificate);
        bytes32 key = _drawKey(certificate.jobId, certificate.level, certificate.redraws);
        for (uint256 i; i < certificate.votes.length; ++i) {
            SeatVote calldata vote = certificate.votes[i];
            (address node,) = _provenSeat(taken, draw, certificate, vote);
            _checkVote(words, vote, node);
            _settled[key][vote.seat >> 8] |= 1 << (vote.seat & 0xff);
        }
        emit VotesShown(certificate.jobId, certificate.level, certificate.redraws, certificate.votes.length);
    }

    /// @inheritdoc IWorkCourt
    function punishAbsent(
        bytes32 jobId,
        uint8 level,
        uint8 redraws,
        uint16 seat,
        uint16 validator,
        address[] calldata excluded,
        bytes calldata beaconProof
    ) external {
        bytes32 key = _drawKey(jobId, level, redraws);
        uint256 lapsed = _lapsed[key];
        if (lapsed == 0) revert DrawUnknown(jobId, level, redraws);
        if (lapsed >> 128 != _excludedHash(excluded)) revert CertificateMismatch("excluded");
        uint256 bit = 1 << (seat & 0xff);
        if (_settled[key][seat >> 8] & bit != 0) revert SeatSettled(seat);
        bytes32 beacon = _beacon(level, uint64(lapsed), beaconProof);
        address node = _holder(jobId, level, redraws, seat, validator, uint64(lapsed >> 64), beacon);
        if (_isAmong(excluded, node)) revert SeatExcluded(seat, node);
        _settled[key][seat >> 8] |= bit;
        emit SeatAbsent(jobId, level, seat, node);
        uint256 fineWei = redraws == 0 || redraws == LATE ? seatBondWei / 100 : seatBondWei / 10;
        _slash(node, fineWei, false, msg.sender);
    }

    /// @inheritdoc IWorkCourt
    function reportIncoherent(Certificate calldata certificate, SeatVote calldata vote) external {
        bytes32 jobId = certificate.jobId;
        uint8 level = certificate.level;
        uint256 head = _waiting(_verdicts[jobId][level], jobId, level);
        Snapshot memory taken = _snapshot(Verdicts.snapshotOf(head));
        if (certificate.redraws != Verdicts.redrawsOf(head)) revert EvidenceInvalid();
        if (_tag(certificate) == Verdicts.tagIn(head)) revert EvidenceInvalid();
        if (vote.validator >= taken.places) revert EvidenceInvalid();
        (address node,,) = _entry(taken, vote.validator);
        if (_signer(_voteWords(certificate), vote) != node) revert EvidenceInvalid();
        _useOnce(jobId, level, node, keccak256(abi.encode(jobId, level, certificate.redraws, vote.seat, node)));
        emit SeatIncoherent(jobId, level, vote.seat, node);
        _slash(node, seatBondWei / 20, false, msg.sender);
    }

    /// @inheritdoc IWorkCourt
    function reportEquivocation(
        Certificate calldata first,
        SeatVote calldata firstVote,
        Certificate calldata second,
        SeatVote calldata secondVote,
        address node
    ) external {
        bytes32 jobId = first.jobId;
        uint8 level = first.level;
        if (second.jobId != jobId || second.level != level || second.redraws != first.redraws) {
            revert EvidenceInvalid();
        }
        if (firstVote.seat != secondVote.seat) revert EvidenceInvalid();
        uint256[10] memory firstWords = _voteWords(first);
        uint256[10] memory secondWords = _voteWords(second);
        bytes32 firstDigest = _digest(firstWords, firstVote.seat, firstVote.quality);
        if (firstDigest == _digest(secondWords, secondVote.seat, secondVote.quality)) revert EvidenceInvalid();
        if (node == address(0)) revert EvidenceInvalid();
        if (_signer(firstWords, firstVote) != node) revert EvidenceInvalid();
        if (_signer(secondWords, secondVote) != node) revert EvidenceInvalid();
        _useOnce(jobId, level, node, keccak256(abi.encode(jobId, level, node)));
        emit Equivocation(jobId, node, msg.sender);
        _slash(node, type(uint128).max, true, msg.sender);
    }

    /// @dev Beacon block and snapshot of the draw that is running under these numbers.
    function _running(bytes32 jobId, uint8 level, uint8 redraws)
        internal
        view
        virtual
        returns (uint64 beaconBlock, uint64 snapshotEpoch)
    {
        IJobMarket.Job memory job = _job(jobId);
        bool isVoting = job.status == IJobMarket.Status.SUBMITTED || job.status == IJobMarket.Status.DISPUTED;
        if (!isVoting || job.level != level || job.redraws != redraws) revert DrawUnknown(jobId, level, redraws);
        return (job.beaconBlock, job.snapshotEpoch);
    }

    function _lapse(
        bytes32 jobId,
        uint8 level,
        uint8 redraws,
        uint64 beaconBlock,
        uint64 snapshotEpoch,
        address[] memory excluded
    ) internal {
        _lapsed[_drawKey(jobId, level, redraws)] =
            beaconBlock | uint256(snapshotEpoch) << 64 | _excludedHash(excluded) << 128;
        emit DrawLapsed(jobId, level, redraws, beaconBlock, snapshotEpoch);
    }

    /// @dev Final draws nobody: every validator has its seat.
    function _beacon(uint8 level, uint64 beaconBlock, bytes calldata proof) internal view returns (bytes32) {
        return level == FINAL ? bytes32(0) : randomness.beacon(beaconBlock, proof);
    }

    function _holder(
        bytes32 jobId,
        uint8 level,
        uint8 redraws,
        uint16 seat,
        uint16 validator,
        uint64 snapshotEpoch,
        bytes32 beacon
    ) private view returns (address node) {
        uint16 place;
        (place, node) = seatPlace(beacon, jobId, level, redraws, seat, snapshotEpoch);
        if (place != validator) revert SeatNotProven(seat, validator);
    }

    function _useOnce(bytes32 jobId, uint8 level, address node, bytes32 evidence) private {
        if (_used[evidence]) revert EvidenceUsed(jobId, level, node);
        _used[evidence] = true;
    }

    function _drawKey(bytes32 jobId, uint8 level, uint8 redraws) private pure returns (bytes32) {
        return keccak256(abi.encodePacked(jobId, level, redraws));
    }

    function _excludedHash(address[] memory excluded) private pure returns (uint256) {
        return uint256(keccak256(abi.encode(excluded))) >> 128;
    }
}
