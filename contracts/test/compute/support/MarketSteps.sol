// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IJobMarket, JobRequest } from "../../../src/compute/interfaces/IJobMarket.sol";
import { Certificate, SeatVote } from "../../../src/compute/interfaces/IWorkCourt.sol";
import { MarketRig } from "./MarketRig.sol";

/// @dev The steps of a job, each as the one who takes it.
abstract contract MarketSteps is MarketRig {
    bytes32 internal constant SALT = keccak256("salt");
    bytes internal constant RESULT_DATA = "forty-two";
    bytes32 internal constant RIGHT = keccak256(RESULT_DATA);
    bytes32 internal constant WRONG = keccak256("wrong");
    uint64 internal constant WORK = 400;
    uint16 internal constant QUALITY = 10_000;

    /// @dev The node that bids first: after a wrong result another one, as the one before is in jail.
    uint256 internal firstBidder;
    /// @dev What executors revealed, as a reader of the events knows it.
    mapping(bytes32 jobId => mapping(uint256 place => bytes32)) internal _revealed;

    function _submit(JobRequest memory request) internal returns (JobRequest memory) {
        vm.prank(requester);
        request.jobId = market.submit(request, "cxt-blob:spec");
        return request;
    }

    function _bid(JobRequest memory request, uint256 node) internal {
        vm.prank(_node(node));
        market.bid(request);
    }

    /// @dev Bids at once, the window passes, the beacon comes, executors are drawn.
    function _assigned(JobRequest memory request, uint256 bidders) internal {
        for (uint256 i; i < bidders; ++i) {
            _bid(request, firstBidder + i);
        }
        _pass(request.acceptSeconds + 5 * BLOCK_SECONDS);
        market.assign(request, "");
    }

    function _commit(JobRequest memory request, address node, bytes32 resultHash) internal {
        bytes32 commitment = keccak256(abi.encodePacked("CXTCOMMIT1", request.jobId, node, resultHash, WORK, SALT));
        vm.prank(node);
        market.commitResult(request.jobId, commitment);
    }

    function _reveal(JobRequest memory request, address node, bytes32 resultHash) internal {
        address[] memory nodes = market.executorsOf(request.jobId);
        vm.prank(node);
        market.revealResult(request.jobId, resultHash, WORK, SALT, "cxt-blob:result");
        for (uint256 i; i < nodes.length; ++i) {
            if (nodes[i] == node) _revealed[request.jobId][i] = resultHash;
        }
    }

    /// @dev All executors commit and reveal, each the result of its bit.
    function _answered(JobRequest memory request, uint256 rightBits) internal {
        address[] memory nodes = market.executorsOf(request.jobId);
        for (uint256 i; i < nodes.length; ++i) {
            _commit(request, nodes[i], _resultOf(rightBits, i));
        }
        for (uint256 i; i < nodes.length; ++i) {
            _reveal(request, nodes[i], _resultOf(rightBits, i));
        }
    }

    function _resultOf(uint256 rightBits, uint256 place) internal pure returns (bytes32) {
        return rightBits >> place & 1 != 0 ? RIGHT : WRONG;
    }

    /// @dev From nothing to SUBMITTED: as many bidders as executors, who answer by their bits.
    function _submitted(JobRequest memory request, uint256 rightBits) internal returns (JobRequest memory) {
        _submit(request);
        _assigned(request, request.redundancy);
        _answered(request, rightBits);
        return request;
    }

    function _attest(JobRequest memory request, bytes32 resultHash) internal {
        _attestWith(request, resultHash, "");
    }

    function _attestWith(JobRequest memory request, bytes32 resultHash, bytes memory data) internal {
        _pass((DELAY + 1) * BLOCK_SECONDS);
        Certificate memory certificate = _certificate(request, resultHash);
        market.attest(request, certificate, "", 0, data);
    }

    function _settle(JobRequest memory request) internal {
        _pass(STANDARD);
        market.settle(request, 0, RESULT_DATA);
    }

    function _dispute(JobRequest memory request) internal {
        vm.prank(challenger);
        market.dispute(request);
    }

    /// @dev A vote without votes passes: seats are drawn again, or what follows.
    function _lapsed(JobRequest memory request) internal {
        _pass(VOTE);
        market.expire(request);
    }

    function _statusOf(JobRequest memory request) internal view returns (IJobMarket.Status) {
        return market.jobOf(request.jobId).status;
    }

    function _assertStatus(JobRequest memory request, IJobMarket.Status status, string memory what) internal view {
        vm.assertEq(uint256(_statusOf(request)), uint256(status), what);
    }

    function _assertEnd(JobRequest memory request, IJobMarket.Status status, uint256 reason) internal view {
        _assertStatus(request, status, "status of the end");
        vm.assertEq(market.jobOf(request.jobId).reason, reason, "reason of the end");
    }

    // --- certificates

    /// @dev What the seats of the running vote would sign: executors by what they revealed, every seat that may vote.
    function _certificate(JobRequest memory request, bytes32 resultHash)
        internal
        view
        returns (Certificate memory certificate)
    {
        certificate = _unsigned(request, resultHash);
        _sign(certificate, market.jobOf(request.jobId).beaconBlock);
    }

    function _unsigned(JobRequest memory request, bytes32 resultHash)
        internal
        view
        returns (Certificate memory certificate)
    {
        IJobMarket.Job memory job = market.jobOf(request.jobId);
        certificate.jobId = request.jobId;
        certificate.resultHash = resultHash;
        certificate.units = resultHash == 0 ? 0 : WORK;
        certificate.level = job.level;
        certificate.redraws = job.redraws;
        bytes32[] memory revealed = new bytes32[](job.drawn);
        for (uint256 i; i < job.drawn; ++i) {
            revealed[i] = job.revealed >> i & 1 == 0 ? bytes32(0) : _revealed[request.jobId][i];
            if (revealed[i] == resultHash && resultHash != 0) certificate.executorsOk |= uint8(1 << i);
        }
        certificate.commitRoot = keccak256(abi.encodePacked(revealed));
    }

    function _sign(Certificate memory certificate, uint64 beaconBlock) internal view {
        uint64 epoch = market.jobOf(certificate.jobId).snapshotEpoch;
        (address[] memory places,) = court.snapshotOf(epoch);
        bytes32 beacon = certificate.level == 3 ? bytes32(0) : beacons.beacon(beaconBlock, "");
        uint256 seats = [uint256(5), 7, 9, places.length][certificate.level];
        certificate.votes = new SeatVote[](seats);
        for (uint16 seat; seat < seats; ++seat) {
            (uint16 place, address node) =
                court.seatPlace(beacon, certificate.jobId, certificate.level, certificate.redraws, seat, epoch);
            bytes32 digest = court.voteDigest(certificate, seat, QUALITY);
            (uint8 v, bytes32 r, bytes32 s) = vm.sign(keyOf[node], digest);
            certificate.votes[seat] = SeatVote(seat, place, QUALITY, r, bytes32(uint256(s) | uint256(v - 27) << 255));
        }
    }
}
