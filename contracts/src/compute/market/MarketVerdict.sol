// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { UNIT_WEI } from "../../libraries/Units.sol";
import { IJobMarket, JobRequest } from "../interfaces/IJobMarket.sol";
import { Certificate, IWorkCourt } from "../interfaces/IWorkCourt.sol";
import { BidWord } from "../libraries/BidWord.sol";
import { JobTerms } from "../libraries/JobTerms.sol";
import { JobState } from "../libraries/JobWord.sol";
import { MarketExecution } from "./MarketExecution.sol";

/// @title What committees say of a job, and who doubts it
abstract contract MarketVerdict is MarketExecution {
    uint256 internal constant LEVEL_FINAL = 3;
    uint256 internal constant REASON_NONE_VALID = 4;
    uint256 internal constant REASON_OVERTURNED = 6;

    /// @inheritdoc IJobMarket
    function attest(
        JobRequest calldata request,
        Certificate calldata certificate,
        bytes calldata beaconProof,
        uint8 dataKind,
        bytes calldata data
    ) external {
        JobState memory job = _open(request);
        if (job.status != Status.SUBMITTED && job.status != Status.DISPUTED) {
            revert StatusWrong(request.jobId, job.status);
        }
        _checkCertificate(request, job, certificate);
        bytes32 beacon = _beaconOf(job, beaconProof);
        uint256 quality = _court.certify(certificate, uint64(job.snapshotEpoch), beacon, _excluded(request, job));
        if (job.status == Status.DISPUTED) {
            _endDispute(request, job, certificate, dataKind, data);
            return;
        }
        job.units = certificate.units;
        job.executorsOk = certificate.executorsOk;
        job.quality = quality;
        job.deadline = block.timestamp + _disputeSeconds(request.window);
        emit JobAttested(
            request.jobId, certificate.resultHash, certificate.units, certificate.level, uint64(job.deadline)
        );
        if (request.window == JobTerms.FAST) {
            _stand(request, job, dataKind, data);
        } else {
            job.status = Status.ATTESTED;
            _store(request.jobId, job);
        }
    }

    /// @inheritdoc IJobMarket
    function settle(JobRequest calldata request, uint8 dataKind, bytes calldata data) external {
        JobState memory job = _openIn(request, Status.ATTESTED);
        if (block.timestamp < job.deadline) revert WindowOpen(request.jobId, uint64(job.deadline));
        _stand(request, job, dataKind, data);
    }

    /// @inheritdoc IJobMarket
    function dispute(JobRequest calldata request) external {
        JobState memory job = _openDisputable(request);
        uint256 bondWei = _court.challengeBond(job.price * UNIT_WEI);
        _bond(msg.sender, bondWei);
        _dispute(request.jobId, job, bondWei);
    }

    /// @inheritdoc IJobMarket
    function disputeCanary(JobRequest calldata request, bytes32 resultHash, bytes32 salt) external {
        JobState memory job = _openDisputable(request);
        _requireRequester(request);
        bytes32 shown = keccak256(abi.encodePacked(request.jobId, resultHash, salt));
        _checkField(shown == request.canary, "canary", uint256(shown));
        _checkField(resultHash != _standingHash(request.jobId, job), "resultHash", uint256(resultHash));
        _dispute(request.jobId, job, 0);
    }

    /// @dev A vote of the seats is over: they are drawn again, or a higher class is, or what can be said is said.
    function _endVote(JobRequest calldata request, JobState memory job) internal {
        bytes32 jobId = request.jobId;
        _court.lapse(
            jobId,
            uint8(job.level),
            uint8(job.redraws),
            uint64(job.beaconBlock),
            uint64(job.snapshotEpoch),
            _excluded(request, job)
        );
        if (job.redraws < 2) {
            job.redraws += 1;
        } else if (job.status == Status.SUBMITTED) {
            _expire(request, job, 5);
            return;
        } else if (job.level < LEVEL_FINAL) {
            job.level += 1;
            job.redraws = 0;
        } else {
            Dispute memory challenge = _disputes[jobId];
            if (challenge.bondWei != 0) _unbond(challenge.challenger, challenge.bondWei);
            job.level = challenge.level;
            _stand(request, job, 0, "");
            return;
        }
        _drawSeats(job);
        _store(jobId, job);
        emit SeatsRedrawn(jobId, uint8(job.level), uint8(job.redraws), uint64(job.beaconBlock));
    }

    /// @dev What was attested first is what the job ends with.
    function _stand(JobRequest calldata request, JobState memory job, uint256 dataKind, bytes memory data) private {
        Ending memory ending;
        (ending.level, ending.secondLevel) = (job.level, NO_LEVEL);
        (ending.dataKind, ending.data) = (dataKind, data);
        _endAsAttested(request, job, ending);
    }

    function _endAsAttested(JobRequest calldata request, JobState memory job, Ending memory ending) private {
        ending.isJudged = true;
        ending.resultHash = _standingHash(request.jobId, job);
        _checkData(request.jobId, ending);
        if (ending.resultHash == 0) {
            (ending.status, ending.reason) = (Status.REJECTED, REASON_NONE_VALID);
        } else {
            ending.status = Status.SETTLED;
        }
        _finish(request, job, ending);
    }

    function _endDispute(
        JobRequest calldata request,
        JobState memory job,
        Certificate calldata certificate,
        uint8 dataKind,
        bytes calldata data
    ) private {
        bytes32 jobId = request.jobId;
        Dispute memory challenge = _disputes[jobId];
        Ending memory ending;
        if (_isUpheld(job, certificate)) {
            if (challenge.bondWei != 0) {
                ending.bonusWei = _court.punishChallenger(challenge.challenger, challenge.bondWei, address(this));
            }
            (ending.level, ending.secondLevel) = (challenge.level, certificate.level);
            (ending.dataKind, ending.data) = (dataKind, data);
            _endAsAttested(request, job, ending);
            return;
        }
        if (challenge.bondWei != 0) _unbond(challenge.challenger, challenge.bondWei);
        _court.overturn(jobId, challenge.level, challenge.challenger);
        (ending.status, ending.reason, ending.isJudged) = (Status.REJECTED, REASON_OVERTURNED, true);
        (ending.level, ending.secondLevel) = (certificate.level, NO_LEVEL);
        (job.units, job.executorsOk) = (0, certificate.executorsOk);
        _finish(request, job, ending);
    }

    /// @dev Whether a higher class says what was attested.
    function _isUpheld(JobState memory job, Certificate calldata certificate) internal view virtual returns (bool) {
        return certificate.resultHash == _standingHash(certificate.jobId, job) && certificate.units == job.units;
    }

    function _openDisputable(JobRequest calldata request) private view returns (JobState memory job) {
        job = _openIn(request, Status.ATTESTED);
        if (block.timestamp >= job.deadline) revert WindowOver(request.jobId, uint64(job.deadline));
        // nobody is above Final
        if (job.level == LEVEL_FINAL) revert StatusWrong(request.jobId, job.status);
    }

    function _dispute(bytes32 jobId, JobState memory job, uint256 bondWei) private {
        _disputes[jobId] = Dispute(msg.sender, uint88(bondWei), uint8(job.level));
        job.status = Status.DISPUTED;
        job.level += 1;
        job.redraws = 0;
        _drawSeats(job);
        _store(jobId, job);
        emit JobDisputed(jobId, msg.sender, uint8(job.level), uint64(job.beaconBlock));
    }

    /// @dev What of a certificate the chain itself knows.
    function _checkCertificate(JobRequest calldata request, JobState memory job, Certificate calldata certificate)
        private
        view
    {
        bytes32 jobId = request.jobId;
        if (certificate.jobId != jobId) revert IWorkCourt.CertificateMismatch("jobId");
        if (certificate.level != job.level) revert IWorkCourt.CertificateMismatch("level");
        if (certificate.redraws != job.redraws) revert IWorkCourt.CertificateMismatch("redraws");
        if (certificate.units > request.maxUnits) revert UnitsOverMaximum(certificate.units, request.maxUnits);
        bytes32 resultHash = certificate.resultHash;
        if (resultHash == 0 && certificate.units != 0) revert IWorkCourt.CertificateMismatch("units");
        bytes32[] memory revealed = new bytes32[](job.drawn);
        uint256 right;
        for (uint256 i; i < revealed.length; ++i) {
            if (job.revealed >> i & 1 == 0) continue;
            revealed[i] = _answers[jobId][i];
            if (revealed[i] == resultHash) right |= 1 << i;
        }
        if (certificate.executorsOk != right) revert IWorkCourt.CertificateMismatch("executorsOk");
        if (certificate.commitRoot != keccak256(abi.encodePacked(revealed))) {
            revert IWorkCourt.CertificateMismatch("commitRoot");
        }
    }

    /// @dev Hash of the attested result, 0 if none was valid.
    function _standingHash(bytes32 jobId, JobState memory job) private view returns (bytes32) {
        for (uint256 i; i < job.drawn; ++i) {
            if (job.executorsOk >> i & 1 != 0) return _answers[jobId][i];
        }
        return 0;
    }

    /// @dev Who may not judge: the executors, and the requester if it is of this chain.
    function _excluded(JobRequest calldata request, JobState memory job) private view returns (address[] memory list) {
        bool isLocal = request.refundee != _port;
        list = new address[](isLocal ? job.drawn + 1 : job.drawn);
        for (uint256 i; i < job.drawn; ++i) {
            list[i] = BidWord.node(_bidAt(request.jobId, job, i));
        }
        if (isLocal) list[job.drawn] = address(uint160(uint256(request.requester)));
    }

    function _disputeSeconds(uint8 window) private view returns (uint256) {
        if (window == JobTerms.FAST) return 0;
        return window == JobTerms.STANDARD ? _standardDisputeSeconds : _highDisputeSeconds;
    }

    /// @dev Inline data must be the result; an uri is a hint where to find it.
    function _checkData(bytes32 jobId, Ending memory ending) private pure {
        _checkField(ending.dataKind <= 1, "dataKind", ending.dataKind);
        uint256 length = ending.data.length;
        if (length == 0) return;
        _checkField(length <= (ending.dataKind == 0 ? MAX_DATA_BYTES : MAX_URI_BYTES), "data", length);
        bool isResult = ending.dataKind == 1 || keccak256(ending.data) == ending.resultHash;
        if (ending.resultHash == 0 || !isResult) revert DataMismatch(jobId, ending.resultHash);
    }
}
