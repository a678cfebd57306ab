// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Certificate, IWorkCourt } from "../interfaces/IWorkCourt.sol";
import { Tally } from "./Tally.sol";
import { Verdict, Verdicts } from "./Verdict.sol";

/// @title Seats of a verdict: their bonds, their pay, their fall
abstract contract Seats is Tally {
    using Verdicts for Verdict;

    mapping(bytes32 jobId => mapping(uint8 level => Verdict)) internal _verdicts;

    /// @inheritdoc IWorkCourt
    function verdictOf(bytes32 jobId, uint8 level)
        external
        view
        returns (uint256 seats, bool isUpheld, uint64 lockedUntil, uint64 snapshotEpoch)
    {
        Verdict storage verdict = _verdicts[jobId][level];
        seats = Verdicts.seatsOf(verdict.head);
        isUpheld = verdict.lock != 0;
        lockedUntil = Verdicts.untilOf(verdict.lock);
        snapshotEpoch = Verdicts.snapshotOf(verdict.head);
    }

    /// @inheritdoc IWorkCourt
    function isSameVerdict(Certificate calldata certificate, uint8 level) external view returns (bool) {
        return Verdicts.tagIn(_verdicts[certificate.jobId][level].head) == _tag(certificate);
    }

    /// @inheritdoc IWorkCourt
    function releaseSeats(bytes32 jobId, uint8 level) external {
        Verdict storage verdict = _verdicts[jobId][level];
        uint256 head = _waiting(verdict, jobId, level);
        uint256 lock = verdict.lock;
        if (lock == 0) revert SeatsLocked(jobId, 0);
        if (block.timestamp < Verdicts.untilOf(lock)) revert SeatsLocked(jobId, Verdicts.untilOf(lock));
        uint256[] memory groups = verdict.grouped(head, level == FINAL);
        // SAFETY: closed before anything is paid
        verdict.close(head);
        Snapshot memory taken = _snapshot(Verdicts.snapshotOf(head));
        uint256 leftWei = Verdicts.payOf(lock);
        uint256 shareWei = leftWei / Verdicts.seatsOf(head);
        uint256 dutyWei;
        for (uint256 i; i < groups.length; ++i) {
            uint256 count = uint16(groups[i] >> 16);
            // the last gets what the division left
            uint256 payWei = i + 1 == groups.length ? leftWei : shareWei * count;
            leftWei -= payWei;
            (address node,,) = _entry(taken, uint16(groups[i]));
            _freeBond(node, level, count, groups[i] >> 32);
            dutyWei += _pay(jobId, node, payWei, Verdicts.dutyEpochOf(lock), count);
        }
        emit SeatsReleased(jobId, level, Verdicts.seatsOf(head), Verdicts.payOf(lock), dutyWei);
    }

    /// @dev Holds the seats' bonds and remembers them. At Final, above which nobody judges, nothing is held.
    function _seat(Certificate calldata certificate, uint64 snapshotEpoch, Count memory count) internal {
        Verdict storage verdict = _verdicts[certificate.jobId][certificate.level];
        if (verdict.head != 0) revert CertifiedAlready(certificate.jobId, certificate.level);
        verdict.store(count.seats, certificate.redraws, certificate.executorsOk, snapshotEpoch, _tag(certificate));
        emit Certified(
            certificate.jobId, certificate.level, certificate.resultHash, uint16(count.quality), count.seats.length
        );
        if (certificate.level != FINAL) _hold(certificate, count);
    }

    function _hold(Certificate calldata certificate, Count memory count) internal virtual {
        uint256 held = stakeRegistry.bondEach(count.nodes, seatBondWei);
        for (uint256 i; i < count.nodes.length; ++i) {
            if (held >> i & 1 == 0) revert SeatBondMissing(certificate.votes[i].seat, count.nodes[i]);
        }
    }

    function _uphold(bytes32 jobId, uint8 level, uint256 payWei) internal {
        Verdict storage verdict = _verdicts[jobId][level];
        uint256 head = _waiting(verdict, jobId, level);
        if (verdict.lock != 0) revert UpheldAlready(jobId, level);
        uint64 dutyEpoch = pool.recordDuties(uint64(Verdicts.seatsOf(head)));
        verdict.lock = Verdicts.lockOf(block.timestamp + seatLockSeconds, dutyEpoch, payWei);
    }

    /// @dev All the seats of a verdict lose their bonds; the verdict is closed.
    function _fell(bytes32 jobId, uint8 level, address beneficiary) internal virtual returns (uint256 paidWei) {
        Verdict storage verdict = _verdicts[jobId][level];
        uint256 head = verdict.head;
        uint256[] memory groups = verdict.grouped(head, level == FINAL);
        verdict.close(head);
        Snapshot memory taken = _snapshot(Verdicts.snapshotOf(head));
        for (uint256 i; i < groups.length; ++i) {
            (address node,,) = _entry(taken, uint16(groups[i]));
            uint256 amountWei = uint16(groups[i] >> 16) * seatBondWei;
            paidWei += _slash(node, amountWei, level != FINAL, beneficiary);
        }
        emit Overturned(jobId, level);
    }

    function _waiting(Verdict storage verdict, bytes32 jobId, uint8 level) internal view returns (uint256 head) {
        head = verdict.head;
        if (Verdicts.seatsOf(head) == 0) revert SeatsUnknown(jobId, level);
    }

    function _pay(bytes32 jobId, address node, uint256 payWei, uint64 dutyEpoch, uint256 duties)
        private
        returns (uint256 dutyWei)
    {
        _creditSeat(jobId, node, payWei);
        return pool.payDuty(dutyEpoch, node, uint64(duties));
    }

    /// @dev Incoherent seats leave 5 % of their bonds behind, half of it to who makes the call.
    function _freeBond(address node, uint8 level, uint256 seats, uint256 incoherent) private {
        uint256 heldWei = level == FINAL ? 0 : seats * seatBondWei;
        if (incoherent != 0) {
            uint256 fineWei = incoherent * (seatBondWei / 20);
            _slash(node, fineWei, level != FINAL, msg.sender);
            if (heldWei != 0) heldWei -= fineWei;
        }
        if (heldWei != 0) _unbond(node, heldWei);
    }
}
