// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IJobMarket } from "../../../src/compute/interfaces/IJobMarket.sol";
import { IStakeRegistry } from "../../../src/compute/interfaces/IStakeRegistry.sol";
import { Certificate, SeatVote } from "../../../src/compute/interfaces/IWorkCourt.sol";
// WHY: compiled with the model, so that they can be deployed by name
import { CredulousCourt, ForgivingCourt, HastyCourt, TrustingCourt } from "./BrokenCourts.sol";
import { CourtRig } from "./CourtRig.sol";

/// @dev The court under random use: sound and forged certificates of every class, settlements, overturns, releases, absences, late
///      challenges. Keeps its own record of verdicts, judges every certificate by its own reading of the rules, and says what must
///      be held, slashed and paid.
abstract contract CourtModel is CourtRig {
    enum State {
        CERTIFIED,
        UPHELD,
        RELEASED,
        FALLEN
    }

    struct Known {
        bytes32 jobId;
        uint8 level;
        uint8 redraws;
        State state;
        /// @dev A late challenge of this verdict: 0 none, 1 open, 2 over.
        uint8 late;
        bool isLate;
        uint64 beaconBlock;
        uint64 lockedUntil;
        uint256 payWei;
        bytes32 said;
        address[] seats;
    }

    address internal constant CHALLENGER = address(0xc4a);
    address internal constant EXECUTOR = address(0xe01);
    address internal constant REPORTER = address(0x9e9);
    uint256 internal constant EDGES = 16;

    Known[] internal known;
    uint256[EDGES] internal reached;
    mapping(address => uint256) internal expectedBondWei;
    uint256 private _toSeatsWei;
    uint256 private _toPoolWei;
    uint256 private _slashedWei;
    uint256 private _slashes;
    uint256 private _atRiskWei;
    /// @dev 1: accepted what the rules refuse; 2: refused what they accept.
    uint256 private _misjudged;
    bool private _isUncovered;

    function _edgeName(uint256 edge) internal pure returns (string memory) {
        string[EDGES] memory names = [
            "certified S",
            "certified M",
            "certified L",
            "certified Final",
            "refused for its votes",
            "refused for its quorum",
            "refused as excluded",
            "upheld",
            "overturned",
            "released",
            "asked late",
            "late: the same",
            "late: another",
            "late: nobody",
            "absent fined",
            "incoherent"
        ];
        return names[edge];
    }

    function setUp() public virtual override {
        super.setUp();
        _fund(CHALLENGER, 3000e18);
        _fund(EXECUTOR, 3000e18);
    }

    // --- certificates

    /// @dev Seats of a draw that sign, a forgery of some kind (0 to 2: none), what they say.
    function stepCertify(uint256 seed) external {
        if (known.length > 40) return;
        uint8 level = uint8(seed % 16 == 0 ? 3 : seed % 16 == 1 ? 2 : seed % 3 == 0 ? 1 : 0);
        bytes32 jobId = keccak256(abi.encode("job", known.length, seed));
        Certificate memory certificate = _signedBy(_blankOf(jobId, level, 0), seed >> 8, BEACON);
        _forge(certificate, seed >> 200);
        address[] memory excluded = new address[](1);
        excluded[0] = (seed >> 240) % 4 == 0 ? validators[(seed >> 244) % VALIDATORS] : EXECUTOR;
        bool isSound = _judge(certificate, excluded, BEACON);
        bool isAble = _canHold(certificate);
        uint64 epoch = _epoch();
        vm.prank(address(market));
        try court.certify(certificate, epoch, BEACON, excluded) returns (uint256) {
            if (!isSound) _misjudged |= 1;
            _remember(certificate, false, 0);
            ++reached[level];
        } catch {
            if (isSound && isAble) _misjudged |= 2;
        }
    }

    /// @dev Of the seats 0 to n − 1 about one in eight does not sign; qualities differ.
    function _signedBy(Certificate memory certificate, uint256 seed, bytes32 beacon)
        private
        view
        returns (Certificate memory)
    {
        uint256 seats = VALIDATORS;
        if (certificate.level != 3) (seats,) = court.classOf(certificate.level);
        certificate = _signedWith(certificate, seats, 10_000, beacon, _epoch());
        SeatVote[] memory votes = new SeatVote[](seats);
        uint256 count;
        for (uint256 i; i < seats; ++i) {
            uint256 dice = uint256(keccak256(abi.encode(seed, i)));
            if (dice % 8 == 0) continue;
            if (dice % 16 == 1) {
                certificate.votes[i].quality = uint16(5000 + (dice >> 8) % 7001);
                _resign(certificate, i, _epoch());
            }
            votes[count++] = certificate.votes[i];
        }
        assembly ("memory-safe") {
            mstore(votes, count)
        }
        certificate.votes = votes;
        return certificate;
    }

    function _forge(Certificate memory certificate, uint256 dice) private view {
        uint256 votes = certificate.votes.length;
        if (votes < 2) return;
        uint256 i = 1 + (dice >> 8) % (votes - 1);
        SeatVote memory vote = certificate.votes[i];
        uint256 kind = dice % 12;
        if (kind == 3) certificate.votes[i] = certificate.votes[i - 1];
        if (kind == 4) vote.validator = uint16((vote.validator + 1) % VALIDATORS);
        if (kind == 5) vote.quality = 4000;
        if (kind == 6) vote.r = 0;
        if (kind == 7) vote.seat += 40;
        if (kind == 8) _cut(certificate, votes / 2);
        if (kind == 9) certificate.executorsOk = 0;
        if (kind == 4 || kind == 5 || kind == 7) _resign(certificate, i, _epoch());
    }

    function _cut(Certificate memory certificate, uint256 length) private pure {
        SeatVote[] memory votes = certificate.votes;
        assembly ("memory-safe") {
            mstore(votes, length)
        }
    }

    /// @dev I18, read from the rules: a quorum of distinct seats of the class, each falling on a validator that has no part in the
    ///      job and signed exactly this.
    function _judge(Certificate memory certificate, address[] memory excluded, bytes32 beacon) private returns (bool) {
        if ((certificate.executorsOk == 0) != (certificate.resultHash == 0)) return _refusal(4);
        (address[] memory nodes, uint256[] memory cumulated) = court.snapshotOf(_epoch());
        uint256 weight;
        for (uint256 i; i < certificate.votes.length; ++i) {
            if (i != 0 && certificate.votes[i].seat <= certificate.votes[i - 1].seat) return _refusal(4);
            SeatVote memory vote = certificate.votes[i];
            if (!_isProven(certificate, vote, beacon, cumulated)) return _refusal(4);
            if (vote.quality != 0 && (vote.quality < 5000 || vote.quality > 12_000)) return _refusal(4);
            for (uint256 k; k < excluded.length; ++k) {
                if (excluded[k] == nodes[vote.validator]) return _refusal(6);
            }
            if (!_isSignedBy(certificate, vote, nodes[vote.validator])) return _refusal(4);
            weight += _weightOf(certificate.level, vote.validator, cumulated);
        }
        if (certificate.level == 3) return weight * 3 >= cumulated[cumulated.length - 1] * 2 ? true : _refusal(5);
        (, uint256 quorum) = court.classOf(certificate.level);
        return weight >= quorum ? true : _refusal(5);
    }

    function _isProven(Certificate memory certificate, SeatVote memory vote, bytes32 beacon, uint256[] memory cumulated)
        private
        view
        returns (bool)
    {
        if (certificate.level == 3) return vote.seat < cumulated.length && vote.seat == vote.validator;
        (uint256 seats,) = court.classOf(certificate.level);
        if (vote.seat >= seats) return false;
        bytes memory packed =
            abi.encodePacked(beacon, certificate.jobId, certificate.level, certificate.redraws, uint8(vote.seat));
        uint256 point = uint256(keccak256(packed)) % cumulated[cumulated.length - 1];
        uint256 place;
        while (cumulated[place] <= point) ++place;
        return place == vote.validator;
    }

    function _weightOf(uint8 level, uint256 place, uint256[] memory cumulated) private pure returns (uint256) {
        if (level != 3) return 1;
        return place == 0 ? cumulated[0] : cumulated[place] - cumulated[place - 1];
    }

    function _isSignedBy(Certificate memory certificate, SeatVote memory vote, address node)
        private
        view
        returns (bool)
    {
        bytes32 digest = court.voteDigest(certificate, vote.seat, vote.quality);
        bytes32 s = bytes32(uint256(vote.vs) << 1 >> 1);
        return ecrecover(digest, uint8(27 + (uint256(vote.vs) >> 255)), vote.r, s) == node;
    }

    function _refusal(uint256 edge) private returns (bool) {
        ++reached[edge];
        return false;
    }

    function _canHold(Certificate memory certificate) private view returns (bool) {
        if (certificate.level == 3) return true;
        for (uint256 i; i < VALIDATORS; ++i) {
            IStakeRegistry.Account memory account = registry.accountOf(validators[i]);
            uint256 neededWei = _seatsHeldBy(certificate, validators[i]) * SEAT_BOND;
            if (account.stake - account.bonded < neededWei) return false;
        }
        return true;
    }

    function _remember(Certificate memory certificate, bool isLate, uint64 beaconBlock) private {
        (address[] memory nodes,) = court.snapshotOf(_epoch());
        Known storage made = known.push();
        made.jobId = certificate.jobId;
        made.level = certificate.level;
        made.redraws = certificate.redraws;
        made.isLate = isLate;
        made.beaconBlock = beaconBlock;
        made.said = certificate.resultHash;
        for (uint256 i; i < certificate.votes.length; ++i) {
            address node = nodes[certificate.votes[i].validator];
            made.seats.push(node);
            if (certificate.level != 3) expectedBondWei[node] += SEAT_BOND;
        }
        // I19: what the class may judge is covered by what is held
        if (certificate.level != 3) {
            uint256 heldWei;
            for (uint256 i; i < VALIDATORS; ++i) {
                if (_seatsHeldBy(certificate, validators[i]) != 0) heldWei += _bonded(validators[i]);
            }
            if (heldWei * 2 < court.mostAtRisk(certificate.level) * 3) _isUncovered = true;
        }
        IJobMarket.Job memory job;
        job.price = 20e9;
        address[] memory executors = new address[](1);
        executors[0] = EXECUTOR;
        _setJob(certificate.jobId, job, executors);
    }

    // --- what becomes of verdicts

    function stepUphold(uint256 seed) external {
        (bool isFound, uint256 i) = _find(seed, State.CERTIFIED);
        if (!isFound) return;
        Known storage one = known[i];
        uint256 payWei = (seed >> 128) % 5e18;
        _uphold(one.jobId, one.level, payWei);
        (one.state, one.payWei, one.lockedUntil) = (State.UPHELD, payWei, uint64(block.timestamp + 1 days));
        ++reached[7];
    }

    function stepOverturn(uint256 seed) external {
        (bool isFound, uint256 i) = _find(seed, State.CERTIFIED);
        if (!isFound) return;
        _note();
        _overturn(known[i].jobId, known[i].level, REPORTER);
        _falls(i);
        _noted();
        ++reached[8];
    }

    function stepRelease(uint256 seed) external {
        (bool isFound, uint256 i) = _find(seed, State.UPHELD);
        if (!isFound) return;
        Known storage one = known[i];
        if (block.timestamp < one.lockedUntil) return;
        _closeEnded();
        _note();
        uint256 before = _slashedWei;
        vm.prank(REPORTER);
        court.releaseSeats(one.jobId, one.level);
        _noted();
        if (_slashedWei != before) ++reached[15];
        one.state = State.RELEASED;
        _toSeatsWei += one.payWei;
        _free(one);
        ++reached[9];
    }

    function stepChallenge(uint256 seed) external {
        (bool isFound, uint256 i) = _find(seed, State.UPHELD);
        if (!isFound) return;
        Known storage one = known[i];
        if (one.level == 3 || one.late != 0 || block.timestamp >= one.lockedUntil) return;
        vm.prank(CHALLENGER);
        court.challengeLate(one.jobId, one.level);
        expectedBondWei[CHALLENGER] += 2e18;
        one.late = 1;
        one.beaconBlock = uint64(block.number) + 2;
        for (uint256 k; k < known.length; ++k) {
            bool isBelow = known[k].jobId == one.jobId && known[k].level <= one.level;
            if (isBelow && known[k].state == State.UPHELD) known[k].lockedUntil = uint64(block.timestamp + 1 days);
        }
        ++reached[10];
    }

    function stepAnswer(uint256 seed) external {
        (bool isFound, uint256 i) = _find(seed, State.UPHELD);
        if (!isFound || known[i].late != 1 || block.timestamp > known[i].lockedUntil) return;
        Known storage one = known[i];
        if (block.number <= one.beaconBlock) vm.roll(one.beaconBlock + 1);
        Certificate memory certificate = _blankOf(one.jobId, one.level + 1, LATE);
        bool isSame = (seed >> 32) % 2 == 0;
        certificate.resultHash = isSame ? one.said : keccak256(abi.encode(one.said));
        bytes32 beacon = beacons.beacon(one.beaconBlock, "");
        certificate = _signedBy(certificate, seed >> 64, beacon);
        address[] memory excluded = new address[](2);
        (excluded[0], excluded[1]) = (EXECUTOR, CHALLENGER);
        bool isSound = _judge(certificate, excluded, beacon);
        bool isAble = _canHold(certificate);
        _note();
        vm.prank(REPORTER);
        try court.certifyLate(certificate, "") {
            if (!isSound) _misjudged |= 1;
            one.late = 2;
            expectedBondWei[CHALLENGER] -= 2e18;
            if (!isSame) _allFall(one.jobId, certificate.level, certificate.resultHash);
            _noted();
            _remember(certificate, true, 0);
            Known storage made = known[known.length - 1];
            (made.state, made.lockedUntil) = (State.UPHELD, uint64(block.timestamp + 1 days));
            ++reached[isSame ? 11 : 12];
        } catch {
            if (isSound && isAble) _misjudged |= 2;
        }
    }

    function stepClose(uint256 seed) external {
        (bool isFound, uint256 i) = _find(seed, State.UPHELD);
        if (!isFound || known[i].late != 1 || block.timestamp <= known[i].lockedUntil) return;
        court.closeLate(known[i].jobId, known[i].level);
        expectedBondWei[CHALLENGER] -= 2e18;
        known[i].late = 2;
        ++reached[13];
    }

    function stepAbsent(uint256 seed) external {
        bytes32 jobId = keccak256(abi.encode("lapsed", seed));
        uint64 epoch = _epoch();
        uint64 beaconBlock = uint64(block.number) - 1;
        uint8 redraws = uint8(seed % 3);
        vm.prank(address(market));
        court.lapse(jobId, 0, redraws, beaconBlock, epoch, nobody);
        bytes32 beacon = beacons.beacon(beaconBlock, "");
        (uint16 place,) = court.seatPlace(beacon, jobId, 0, redraws, 3, epoch);
        _note();
        vm.prank(REPORTER);
        court.punishAbsent(jobId, 0, redraws, 3, place, nobody, "");
        _noted();
        ++reached[14];
    }

    /// @dev What fell must stay so: nobody can uphold it or be paid for it. On a right court both calls are refused.
    function stepHaunt(uint256 seed) external {
        (bool isFound, uint256 i) = _find(seed, State.FALLEN);
        if (!isFound) return;
        vm.prank(address(market));
        try court.uphold(known[i].jobId, known[i].level, 1e18) {
            vm.warp(block.timestamp + 1 days);
            _closeEnded();
        } catch { }
        try court.releaseSeats(known[i].jobId, known[i].level) { } catch { }
    }

    function _closeEnded() private {
        uint64 ended = pool.currentEpoch() - pool.nextEpoch();
        if (ended != 0) pool.closeEpoch(pool.nextEpoch(), ended > 64 ? 64 : ended);
    }

    function stepTime(uint256 seed) external {
        vm.warp(block.timestamp + seed % 20 hours);
        vm.roll(block.number + 1);
        if (seed % 8 == 0) pool.recordBase(address(this), uint64(seed % 1000));
    }

    // --- checks

    /// @dev I18: accepted exactly what the rules accept. I19: what a class may judge is covered by its seats' bonds.
    function checkVerdicts() public view {
        vm.assertEq(_misjudged & 1, 0, "accepted what has no quorum of proven seats");
        vm.assertEq(_misjudged & 2, 0, "refused a sound certificate");
    }

    function checkCovered() public view {
        vm.assertFalse(_isUncovered, "bonds below the value at risk");
        for (uint256 i; i < VALIDATORS; ++i) {
            vm.assertEq(_bonded(validators[i]), expectedBondWei[validators[i]], "a bond for every seat that waits");
        }
        vm.assertEq(_bonded(CHALLENGER), expectedBondWei[CHALLENGER], "a bond for every open challenge");
    }

    /// @dev I34: seats are paid when their verdict stood to the end, and for no verdict that was overturned.
    function checkPaid() public view {
        uint256 creditsWei;
        for (uint256 i; i < VALIDATORS; ++i) {
            creditsWei += market.creditOf(validators[i]);
        }
        vm.assertEq(creditsWei, _toSeatsWei, "to seats");
        vm.assertEq(market.creditOf(address(pool)), _toPoolWei, "to the pool");
    }

    /// @dev I20, and I2: every coin is somewhere or burned.
    function checkCoins() public view {
        uint256 burnedWei = 100_000_000e18 - token.totalSupply();
        vm.assertGe(burnedWei * 2, _slashedWei, "half is burned");
        vm.assertLe(burnedWei * 2 - _slashedWei, _slashes, "and half paid, but an odd wei a time");
        uint256 sum =
            token.balanceOf(address(pool)) + token.balanceOf(address(registry)) + token.balanceOf(address(this));
        sum += token.balanceOf(REPORTER) + token.balanceOf(CHALLENGER) + token.balanceOf(EXECUTOR);
        for (uint256 i; i < VALIDATORS; ++i) {
            sum += token.balanceOf(validators[i]);
        }
        vm.assertEq(sum, token.totalSupply(), "all there is");
        (uint256 stakeWei,, uint256 unbondingWei) = registry.totals();
        vm.assertEq(token.balanceOf(address(registry)), stakeWei + unbondingWei, "registry");
        vm.assertEq(token.balanceOf(address(pool)), pool.remaining() + pool.claimable(), "pool");
    }

    function _find(uint256 seed, State state) private view returns (bool, uint256) {
        for (uint256 k; k < known.length; ++k) {
            uint256 i = (seed % known.length + k) % known.length;
            if (known[i].state == state) return (true, i);
        }
        return (false, 0);
    }

    function _free(Known storage one) private {
        if (one.level == 3) return;
        for (uint256 k; k < one.seats.length; ++k) {
            expectedBondWei[one.seats[k]] -= SEAT_BOND;
        }
    }

    function _falls(uint256 i) private {
        if (known[i].state == State.UPHELD) _toPoolWei += known[i].payWei;
        known[i].state = State.FALLEN;
        _free(known[i]);
    }

    function _allFall(bytes32 jobId, uint8 below, bytes32 said) private {
        for (uint256 k; k < known.length; ++k) {
            bool isThere = known[k].state == State.UPHELD && known[k].jobId == jobId;
            if (isThere && known[k].level < below && known[k].said != said) _falls(k);
        }
    }

    function _note() private {
        (_atRiskWei,,) = registry.totals();
    }

    /// @dev What the stake fell by since {_note}: nobody unstakes here.
    function _noted() private {
        (uint256 stakeWei,,) = registry.totals();
        _slashedWei += _atRiskWei - stakeWei;
        _slashes += 64;
    }
}
