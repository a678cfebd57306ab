// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ECDSA } from "solady/utils/ECDSA.sol";
import { LibSort } from "solady/utils/LibSort.sol";

import { Certificate, IWorkCourt, SeatVote } from "../interfaces/IWorkCourt.sol";
import { Snapshots } from "./Snapshots.sol";
import { Verdicts } from "./Verdict.sol";

/// @title Checks seats and votes and finds what they say together
abstract contract Tally is Snapshots {
    struct Draw {
        bytes32 beacon;
        uint64 snapshotEpoch;
        address[] excluded;
    }

    struct Count {
        address[] nodes;
        /// @dev As stored: place, and whether the quality stood against the median.
        uint256[] seats;
        uint256 quality;
    }

    bytes32 private constant VOTE_TYPE = keccak256(
        "Vote(bytes32 jobId,bytes32 resultHash,uint64 units,uint8 executorsOk,bytes32 commitRoot,uint8 level,uint8 redraws,uint16 seat,uint16 quality)"
    );
    /// @dev Half of the order of secp256k1: a signature with a larger s has a twin.
    uint256 private constant HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0;
    uint256 private constant LEAST_QUALITY = 5000;
    uint256 private constant MOST_QUALITY = 12_000;
    /// @dev A seat farther than this from the median, in bps, was incoherent.
    uint256 private constant COHERENCE = 2500;

    /// @inheritdoc IWorkCourt
    function voteDigest(Certificate calldata certificate, uint16 seat, uint16 quality) external view returns (bytes32) {
        return _digest(_voteWords(certificate), seat, quality);
    }

    /// @inheritdoc IWorkCourt
    function seatPlace(bytes32 beacon, bytes32 jobId, uint8 level, uint8 redraws, uint16 seat, uint64 snapshotEpoch)
        public
        view
        returns (uint16 validator, address node)
    {
        Snapshot memory taken = _snapshot(snapshotEpoch);
        _checkRange(taken, level, seat);
        if (level == FINAL) {
            (node,,) = _entry(taken, seat);
            return (seat, node);
        }
        uint256 point = _point(beacon, jobId, level, redraws, seat) % taken.totalWei;
        uint256 low;
        uint256 high = taken.places - 1;
        while (low < high) {
            uint256 middle = (low + high) / 2;
            (,, uint256 to) = _entry(taken, middle);
            if (point < to) high = middle;
            else low = middle + 1;
        }
        (node,,) = _entry(taken, low);
        return (uint16(low), node);
    }

    /// @dev Every check of a certificate but those that the market makes. SAFETY: nothing is counted that is not a distinct
    ///      seat, proven to fall on the signer, of somebody who has no part in the job.
    function _count(Certificate calldata certificate, Draw memory draw) internal view returns (Count memory count) {
        Snapshot memory taken = _snapshot(draw.snapshotEpoch);
        if (!_isLive(taken)) revert CommitteesNotLive(taken.places, taken.totalWei);
        if ((certificate.resultHash == 0) != (certificate.executorsOk == 0)) revert CertificateMismatch("executorsOk");
        uint256 votes = certificate.votes.length;
        count.nodes = new address[](votes);
        count.seats = new uint256[](votes);
        uint256[] memory opinions = new uint256[](votes);
        uint256[10] memory words = _voteWords(certificate);
        uint256 sum;
        for (uint256 i; i < votes; ++i) {
            SeatVote calldata vote = certificate.votes[i];
            if (i != 0 && vote.seat <= certificate.votes[i - 1].seat) revert SeatTwice(vote.seat);
            (address node, uint256 weight) = _provenSeat(taken, draw, certificate, vote);
            if (_isAmong(draw.excluded, node)) revert SeatExcluded(vote.seat, node);
            _checkVote(words, vote, node);
            count.nodes[i] = node;
            count.seats[i] = vote.validator;
            opinions[i] = uint256(vote.quality) << 128 | weight;
            sum += weight;
        }
        _checkQuorum(certificate.level, sum, taken);
        count.quality = _median(opinions, sum);
        for (uint256 i; i < votes; ++i) {
            if (_isIncoherent(certificate.votes[i].quality, count.quality)) count.seats[i] |= Verdicts.INCOHERENT;
        }
    }

    /// @dev Distinct seats of a class; of Final stake.
    function _checkQuorum(uint8 level, uint256 sum, Snapshot memory taken) internal view virtual {
        if (level == FINAL) {
            uint256 most = taken.totalWei * 2;
            if (sum * 3 < most) revert QuorumNotReached(sum, (most + 2) / 3);
            return;
        }
        (, uint256 quorum) = classOf(level);
        if (sum < quorum) revert QuorumNotReached(sum, quorum);
    }

    /// @dev Refuses a seat that does not fall on the named place. Weight: a seat is one, at Final its stake.
    function _provenSeat(
        Snapshot memory taken,
        Draw memory draw,
        Certificate calldata certificate,
        SeatVote calldata vote
    ) internal view virtual returns (address node, uint256 weight) {
        uint8 level = certificate.level;
        _checkRange(taken, level, vote.seat);
        if (vote.validator >= taken.places) revert SeatNotProven(vote.seat, vote.validator);
        uint256 from;
        uint256 to;
        (node, from, to) = _entry(taken, vote.validator);
        if (level == FINAL) {
            if (vote.seat != vote.validator) revert SeatNotProven(vote.seat, vote.validator);
            return (node, to - from);
        }
        uint256 point = _point(draw.beacon, certificate.jobId, level, certificate.redraws, vote.seat) % taken.totalWei;
        if (point < from || point >= to) revert SeatNotProven(vote.seat, vote.validator);
        return (node, 1);
    }

    function _checkRange(Snapshot memory taken, uint8 level, uint16 seat) internal view {
        uint256 seats = taken.places;
        if (level != FINAL) (seats,) = classOf(level);
        if (seat >= seats) revert SeatOutOfRange(seat, seats);
    }

    function _point(bytes32 beacon, bytes32 jobId, uint8 level, uint8 redraws, uint16 seat)
        internal
        pure
        returns (uint256)
    {
        return uint256(keccak256(abi.encodePacked(beacon, jobId, level, redraws, uint8(seat))));
    }

    function _checkVote(uint256[10] memory words, SeatVote calldata vote, address node) internal view {
        uint256 quality = vote.quality;
        if (quality != 0 && (quality < LEAST_QUALITY || quality > MOST_QUALITY)) {
            revert QualityOutOfRange(vote.quality);
        }
        if (_signer(words, vote) != node) revert VoteSignatureInvalid(vote.seat, node);
    }

    /// @dev Zero when the signature is none, or is the twin of a proper one.
    function _signer(uint256[10] memory words, SeatVote calldata vote) internal view returns (address) {
        if (uint256(vote.vs) << 1 >> 1 > HALF_ORDER) return address(0);
        return ECDSA.tryRecover(_digest(words, vote.seat, vote.quality), vote.r, vote.vs);
    }

    /// @dev The words that are hashed; seat and quality, the last two, are still missing.
    function _voteWords(Certificate calldata certificate) internal pure returns (uint256[10] memory words) {
        words[0] = uint256(VOTE_TYPE);
        words[1] = uint256(certificate.jobId);
        words[2] = uint256(certificate.resultHash);
        words[3] = certificate.units;
        words[4] = certificate.executorsOk;
        words[5] = uint256(certificate.commitRoot);
        words[6] = certificate.level;
        words[7] = certificate.redraws;
    }

    function _digest(uint256[10] memory words, uint16 seat, uint16 quality) internal view returns (bytes32) {
        words[8] = seat;
        words[9] = quality;
        bytes32 structHash;
        assembly ("memory-safe") {
            structHash := keccak256(words, 0x140)
        }
        return _hashTypedData(structHash);
    }

    function _tag(Certificate calldata certificate) internal pure returns (uint256) {
        return Verdicts.tagOf(certificate.resultHash, certificate.units);
    }

    function _isAmong(address[] memory list, address node) internal pure returns (bool) {
        for (uint256 i; i < list.length; ++i) {
            if (list[i] == node) return true;
        }
        return false;
    }

    function _isIncoherent(uint256 quality, uint256 median) private pure returns (bool) {
        return quality > median + COHERENCE || quality + COHERENCE < median;
    }

    /// @dev The least quality at which half of the weight is reached.
    function _median(uint256[] memory opinions, uint256 sum) private pure returns (uint256) {
        LibSort.sort(opinions);
        uint256 reached;
        uint256 i;
        while (true) {
            reached += uint128(opinions[i]);
            if (reached * 2 >= sum) return opinions[i] >> 128;
            ++i;
        }
        // unreachable: the weights of all add up to `sum`
        return 0;
    }
}
