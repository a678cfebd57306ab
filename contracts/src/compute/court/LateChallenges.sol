// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IJobMarket } from "../interfaces/IJobMarket.sol";
import { IStakeRegistry } from "../interfaces/IStakeRegistry.sol";
import { Certificate, IWorkCourt } from "../interfaces/IWorkCourt.sol";
import { Evidence } from "./Evidence.sol";
import { Verdict, Verdicts } from "./Verdict.sol";

/// @title Asking the next class after the settlement, while the seats are still held
/// @notice Slashes who was wrong; touches no escrow, no price and no refund.
abstract contract LateChallenges is Evidence {
    struct Late {
        address challenger;
        uint64 beaconBlock;
        /// @dev Until then the class may vote, and the lower seats stay locked.
        uint40 deadline;
        bool isOpen;
        uint128 bondWei;
        uint64 snapshotEpoch;
    }

    /// @dev By the level that is challenged; the one above it votes.
    mapping(bytes32 jobId => mapping(uint8 level => Late)) private _late;

    /// @inheritdoc IWorkCourt
    function challengeLate(bytes32 jobId, uint8 level) external {
        if (level >= FINAL) revert LevelUnknown(level);
        Verdict storage verdict = _verdicts[jobId][level];
        _waiting(verdict, jobId, level);
        uint64 until = Verdicts.untilOf(verdict.lock);
        if (block.timestamp >= until) revert DrawOver(jobId, until);
        Late storage late = _late[jobId][level];
        if (late.challenger != address(0) || _isJudgedAbove(jobId, level)) revert ChallengedAlready(jobId, level);

        late.challenger = msg.sender;
        late.beaconBlock = uint64(block.number) + randomness.delayBlocks();
        late.deadline = uint40(block.timestamp + seatLockSeconds);
        late.isOpen = true;
        late.bondWei = uint128(challengeBond(uint256(_job(jobId).price) * 1e9));
        late.snapshotEpoch = latestSnapshot();
        for (uint8 below; below <= level; ++below) {
            _holdUntil(_verdicts[jobId][below], late.deadline);
        }
        emit LateChallenged(jobId, level, msg.sender, late.beaconBlock, late.snapshotEpoch);
        stakeRegistry.bond(msg.sender, late.bondWei);
    }

    /// @inheritdoc IWorkCourt
    function certifyLate(Certificate calldata certificate, bytes calldata beaconProof) external {
        bytes32 jobId = certificate.jobId;
        if (certificate.level == 0) revert LevelUnknown(0);
        uint8 level = certificate.level - 1;
        Late memory late = _end(jobId, level);
        if (certificate.redraws != LATE) revert CertificateMismatch("redraws");
        if (block.timestamp > late.deadline) revert DrawOver(jobId, late.deadline);
        address[] memory executors = _executors(jobId);
        bytes32 beacon = _beacon(certificate.level, late.beaconBlock, beaconProof);
        Draw memory draw = Draw(beacon, late.snapshotEpoch, _with(executors, late.challenger));
        Count memory count = _count(certificate, draw);
        bool isOverturned = Verdicts.tagIn(_verdicts[jobId][level].head) != _tag(certificate);
        emit LateEnded(jobId, level, true, isOverturned);
        if (isOverturned) {
            _unbond(late.challenger, late.bondWei);
            _punishPaid(certificate, executors, late.challenger);
            _fellBelow(certificate, late.challenger);
        } else {
            _slash(late.challenger, late.bondWei, true, msg.sender);
        }
        _seat(certificate, late.snapshotEpoch, count);
        _uphold(jobId, certificate.level, 0);
    }

    /// @inheritdoc IWorkCourt
    function closeLate(bytes32 jobId, uint8 level) external {
        Late memory late = _end(jobId, level);
        if (block.timestamp <= late.deadline) revert DrawOpen(jobId, late.deadline);
        address[] memory excluded = _with(_executors(jobId), late.challenger);
        _lapse(jobId, level + 1, LATE, late.beaconBlock, late.snapshotEpoch, excluded);
        emit LateEnded(jobId, level, false, false);
        _unbond(late.challenger, late.bondWei);
    }

    function _running(bytes32 jobId, uint8 level, uint8 redraws)
        internal
        view
        override
        returns (uint64 beaconBlock, uint64 snapshotEpoch)
    {
        if (redraws != LATE) return super._running(jobId, level, redraws);
        if (level == 0 || !_late[jobId][level - 1].isOpen) revert DrawUnknown(jobId, level, redraws);
        Late memory late = _late[jobId][level - 1];
        if (block.timestamp > late.deadline) revert DrawOver(jobId, late.deadline);
        return (late.beaconBlock, late.snapshotEpoch);
    }

    /// @dev 5 % of the stake, R to the floor and jail, beside whatever it takes of the bond.
    function _punishWrong(address node, uint256 bondWei, address beneficiary) internal returns (uint256 paidWei) {
        IStakeRegistry.Account memory account = stakeRegistry.accountOf(node);
        uint256 partWei = (uint256(account.stake) + account.unbonding) / 20;
        paidWei = _slash(node, bondWei, true, beneficiary) + _slash(node, partWei, false, beneficiary);
        stakeRegistry.punish(node, false);
    }

    function _end(bytes32 jobId, uint8 level) private returns (Late memory late) {
        late = _late[jobId][level];
        if (!late.isOpen) revert DrawUnknown(jobId, level + 1, LATE);
        _late[jobId][level].isOpen = false;
    }

    /// @dev A dispute can leave out a class that reached no quorum: what a higher one has said is not asked of a lower one.
    function _isJudgedAbove(bytes32 jobId, uint8 level) private view returns (bool) {
        for (uint8 above = level + 1; above <= FINAL; ++above) {
            if (_verdicts[jobId][above].head != 0) return true;
        }
        return false;
    }

    /// @dev A verdict whose seats are free already stays free.
    function _holdUntil(Verdict storage verdict, uint256 until) private {
        uint256 lock = verdict.lock;
        if (lock == 0 || Verdicts.untilOf(lock) >= until) return;
        verdict.lock = Verdicts.lockOf(until, Verdicts.dutyEpochOf(lock), Verdicts.payOf(lock));
    }

    /// @dev All lower seats that are still held and said otherwise. What they would have been paid goes to the pool.
    function _fellBelow(Certificate calldata certificate, address challenger) private {
        bytes32 jobId = certificate.jobId;
        for (uint8 level; level < certificate.level; ++level) {
            Verdict storage verdict = _verdicts[jobId][level];
            if (Verdicts.seatsOf(verdict.head) == 0 || Verdicts.tagIn(verdict.head) == _tag(certificate)) continue;
            uint256 payWei = Verdicts.payOf(verdict.lock);
            _fell(jobId, level, challenger);
            _creditSeat(jobId, address(pool), payWei);
        }
    }

    /// @dev Executors that the settlement paid, that no late class has found wrong yet, and that this one does not find right.
    function _punishPaid(Certificate calldata certificate, address[] memory executors, address challenger) private {
        uint8 level = certificate.level;
        uint256 wrong = ~uint256(certificate.executorsOk);
        uint256 head;
        do {
            head = _verdicts[certificate.jobId][--level].head;
            wrong &= Verdicts.executorsOf(head);
        } while (Verdicts.redrawsOf(head) == LATE);
        for (uint256 i; i < executors.length; ++i) {
            if (wrong >> i & 1 == 1) _punishWrong(executors[i], 0, challenger);
        }
    }

    function _with(address[] memory list, address last) private pure returns (address[] memory longer) {
        longer = new address[](list.length + 1);
        for (uint256 i; i < list.length; ++i) {
            longer[i] = list[i];
        }
        longer[list.length] = last;
    }
}
