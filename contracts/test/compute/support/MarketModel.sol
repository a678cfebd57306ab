// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IJobMarket, JobRequest } from "../../../src/compute/interfaces/IJobMarket.sol";
import { Certificate } from "../../../src/compute/interfaces/IWorkCourt.sol";
import { EdgeBook } from "./EdgeBook.sol";

/// @dev The market under random use, over the real token, pool, registry, court and beacon: jobs of every kind, bids, answers right and
///      wrong, silence, certificates for this or that, disputes, redraws, nodes whose whole stake is slashed meanwhile, time. Keeps its own
///      record of what every job must have cost whom. A step that the rules refuse does nothing.
abstract contract MarketModel is EdgeBook {
    uint256 internal constant SUPPLY_WEI = 1e26;

    JobRequest[] internal jobs;
    mapping(bytes32 jobId => uint256) internal pendingWei;
    uint256 internal settledJobs;
    uint256 internal expectedWork;
    uint256 internal namedScores;
    uint256 internal wrongSplits;
    uint256 internal paidOverturned;
    uint256 internal lostCompensations;
    uint256 internal endedTwice;
    uint256 internal fallen;
    uint256 internal released;
    /// @dev What the first class found.
    mapping(bytes32 jobId => bytes32) private _attested;
    /// @dev 25 % of the ask at which a node has bid, by round.
    mapping(bytes32 jobId => mapping(uint256 round => mapping(address node => uint256))) private _bondOf;
    mapping(bytes32 jobId => bool) private _isEnded;

    /// @dev What the market held and owed before a step.
    struct Before {
        uint256 balanceWei;
        uint256 creditsWei;
        uint256 executorsWei;
        uint256 poolShareWei;
        uint256 seatPayWei;
        uint256 burnedWei;
        uint256 paidScore;
        IJobMarket.Status status;
    }

    // --- steps

    function stepSubmit(uint256 seed) external {
        if (jobs.length >= 24) return;
        JobRequest memory request = _request();
        request.window = uint8(seed % 3);
        request.redundancy = uint8(1 + (seed >> 8) % 3);
        request.jobType = uint8(1 + (seed >> 16) % 5);
        request.price = uint64(MIN_PRICE + (seed >> 24) % (60e9));
        request.acceptSeconds = uint32(10 + (seed >> 96) % 120);
        if ((seed >> 128) % 4 == 0) {
            (request.flags, request.redundancy, request.namedExecutor) = (1, 1, _node((seed >> 136) % NODES));
        }
        bool isForeign = (seed >> 144) % 4 == 0;
        if (isForeign) {
            request.refundee = port;
            request.jobId = keccak256(abi.encode("foreign", jobs.length, seed));
            vm.prank(port);
            (bool isDone,) = address(market).call(abi.encodeCall(market.submitFromPort, (request, "")));
            if (!isDone) return;
        } else {
            vm.prank(requester);
            (bool isDone, bytes memory answer) = address(market).call(abi.encodeCall(market.submit, (request, "")));
            if (!isDone) return;
            request.jobId = abi.decode(answer, (bytes32));
        }
        jobs.push(request);
        _seen(request.jobId);
    }

    function stepBid(uint256 seed) external {
        if (jobs.length == 0) return;
        JobRequest memory request = _pick(seed);
        address node = request.flags == 1 ? request.namedExecutor : _node((seed >> 8) % NODES);
        uint256 bondedWei = registry.accountOf(node).bonded;
        if (!_try(request, node, abi.encodeCall(market.bid, (request)))) return;
        uint256 round = market.jobOf(request.jobId).round;
        _bondOf[request.jobId][round][node] = registry.accountOf(node).bonded - bondedWei;
    }

    function stepAssign(uint256 seed) external {
        if (jobs.length == 0) return;
        JobRequest memory request = _pick(seed);
        _try(request, challenger, abi.encodeCall(market.assign, (request, "")));
    }

    function stepAnswer(uint256 seed) external {
        if (jobs.length == 0) return;
        JobRequest memory request = _pick(seed);
        address[] memory nodes = market.executorsOf(request.jobId);
        if (nodes.length == 0) return;
        uint256 place = (seed >> 8) % nodes.length;
        // an executor always gives the same answer, two of three times the right one
        bytes32 result = uint256(keccak256(abi.encode(request.jobId, nodes[place]))) % 3 == 0 ? WRONG : RIGHT;
        if ((seed >> 20) % 3 == 0) {
            bytes32 commitment =
                keccak256(abi.encodePacked("CXTCOMMIT1", request.jobId, nodes[place], result, WORK, SALT));
            _try(request, nodes[place], abi.encodeCall(market.commitResult, (request.jobId, commitment)));
        } else if (_try(
                request, nodes[place], abi.encodeCall(market.revealResult, (request.jobId, result, WORK, SALT, ""))
            )) {
            _revealed[request.jobId][place] = result;
        }
    }

    function stepAttest(uint256 seed) external {
        if (jobs.length == 0) return;
        JobRequest memory request = _pick(seed);
        IJobMarket.Job memory job = market.jobOf(request.jobId);
        if (job.status != IJobMarket.Status.SUBMITTED && job.status != IJobMarket.Status.DISPUTED) return;
        if (block.number <= job.beaconBlock || block.number > job.beaconBlock + 256) return;
        bytes32 result = [RIGHT, RIGHT, WRONG, bytes32(0)][(seed >> 8) % 4];
        _vote(request, result);
    }

    function _vote(JobRequest memory request, bytes32 result) internal {
        bool isFirst = market.jobOf(request.jobId).status == IJobMarket.Status.SUBMITTED;
        Certificate memory certificate = _certificate(request, result);
        if (!_try(request, challenger, abi.encodeCall(market.attest, (request, certificate, "", 0, "")))) return;
        if (isFirst) _attested[request.jobId] = result;
        bool isSettled = market.jobOf(request.jobId).status == IJobMarket.Status.SETTLED;
        if (isSettled && result != _attested[request.jobId]) ++paidOverturned;
    }

    function stepDispute(uint256 seed) external {
        if (jobs.length == 0) return;
        JobRequest memory request = _pick(seed);
        _try(request, challenger, abi.encodeCall(market.dispute, (request)));
    }

    function stepSettle(uint256 seed) external {
        if (jobs.length == 0) return;
        JobRequest memory request = _pick(seed);
        _try(request, challenger, abi.encodeCall(market.settle, (request, 0, "")));
    }

    function stepExpire(uint256 seed) external {
        if (jobs.length == 0) return;
        JobRequest memory request = _pick(seed);
        _try(request, challenger, abi.encodeCall(market.expire, (request)));
    }

    function stepCancel(uint256 seed) external {
        if (jobs.length == 0) return;
        JobRequest memory request = _pick(seed);
        address owner = request.refundee == port ? port : requester;
        _try(request, owner, abi.encodeCall(market.cancel, (request)));
    }

    function stepTime(uint256 seed) external {
        _pass(1 + seed % 150);
    }

    function stepLongTime(uint256 seed) external {
        _pass(300 + seed % 6000);
    }

    /// @dev Credits are pulled, shares flushed, seats released: none of it concerns a job.
    function stepPay(uint256 seed) external {
        address account = _accountAt(seed % _accounts());
        if (market.creditOf(account) != 0) market.withdraw(account);
        market.flush();
        if (jobs.length == 0) return;
        JobRequest memory request = _pick(seed >> 8);
        uint64 next = pool.nextEpoch();
        if (next < pool.currentEpoch()) pool.closeEpoch(next, pool.currentEpoch() - next);
        bytes memory call = abi.encodeCall(court.releaseSeats, (request.jobId, uint8((seed >> 16) % 4)));
        (bool isDone,) = address(court).call(call);
        if (isDone) ++released;
    }

    /// @dev A node signs two votes elsewhere and loses everything, bonds and all; at most two do.
    function stepFall(uint256 seed) external {
        if (fallen >= 2 || seed % 8 != 0) return;
        ++fallen;
        vm.prank(address(court));
        registry.slash(_node((seed >> 8) % NODES), type(uint128).max, true, challenger);
    }

    // --- checks

    /// @dev I23: what the market holds is what it owes, to the wei; escrow is that of jobs that have not ended.
    function checkSums() public view {
        (uint256 escrowWei,, uint256 poolShareWei, uint256 seatPayWei) = market.totals();
        uint256 escrowed;
        uint256 pending;
        for (uint256 i; i < jobs.length; ++i) {
            IJobMarket.Status status = market.jobOf(jobs[i].jobId).status;
            if (status >= IJobMarket.Status.SETTLED) continue;
            escrowed += jobs[i].price * UNIT;
            pending += pendingWei[jobs[i].jobId];
        }
        vm.assertEq(escrowWei, escrowed, "escrow of open jobs");
        uint256 owedWei = escrowWei + poolShareWei + seatPayWei + _credits() + pending;
        vm.assertEq(token.balanceOf(address(market)), owedWei, "what the market holds is what it owes");
    }

    /// @dev I23 for bonds: executors hold what open jobs ask of them, and nothing else.
    function checkBonds() public view {
        for (uint256 i; i < NODES; ++i) {
            uint256 bondedWei = registry.accountOf(_node(i)).bonded;
            uint256 expectedWei = _bondsOf(_node(i));
            if (fallen == 0) vm.assertEq(bondedWei, expectedWei, "bonds of a node");
            vm.assertLe(bondedWei, expectedWei, "never more");
        }
    }

    /// @dev I15 and I13: the pool counts each settled job once, and no score of one that named its executor.
    function checkWork() public view {
        uint256 work;
        for (uint64 epoch = 1; epoch <= pool.currentEpoch(); ++epoch) {
            work += pool.epochs(epoch).workUnits;
        }
        vm.assertEq(work, expectedWork, "work units in the pool");
        vm.assertEq(endedTwice, 0, "a job ended once");
        vm.assertEq(namedScores, 0, "no score of a named executor");
    }

    /// @dev I24 and I34.
    function checkSplits() public view {
        vm.assertEq(wrongSplits, 0, "every price was split to the wei");
        vm.assertEq(paidOverturned, 0, "nothing that was overturned was paid");
    }

    /// @dev I20: what was slashed is burned or was given to the refundee.
    function checkSlashes() public view {
        vm.assertEq(lostCompensations, 0, "half of what was slashed went back with the escrow");
    }

    // --- the record

    function _try(JobRequest memory request, address from, bytes memory call) internal returns (bool isDone) {
        Before memory before = _before(request);
        vm.prank(from);
        (isDone,) = address(market).call(call);
        if (!isDone) return false;
        _after(request, before);
    }

    function _before(JobRequest memory request) private view returns (Before memory before) {
        before.balanceWei = token.balanceOf(address(market));
        before.creditsWei = _credits();
        before.executorsWei = _executorCredits();
        (,, before.poolShareWei, before.seatPayWei) = market.totals();
        before.burnedWei = SUPPLY_WEI - token.totalSupply();
        before.paidScore = pool.epochs(pool.currentEpoch()).paidScore;
        before.status = market.jobOf(request.jobId).status;
    }

    function _after(JobRequest memory request, Before memory before) private {
        bytes32 jobId = request.jobId;
        _seen(jobId);
        IJobMarket.Job memory job = market.jobOf(jobId);
        uint256 receivedWei = token.balanceOf(address(market)) - before.balanceWei;
        uint256 burnedWei = SUPPLY_WEI - token.totalSupply() - before.burnedWei;
        // halves: the market's is the smaller by at most a wei a slash
        if (before.status != IJobMarket.Status.DISPUTED && receivedWei + 3 < burnedWei) ++lostCompensations;
        if (job.status < IJobMarket.Status.SETTLED) {
            pendingWei[jobId] += receivedWei;
            return;
        }
        if (_isEnded[jobId]) ++endedTwice;
        _isEnded[jobId] = true;
        if (request.flags == 1 && pool.epochs(pool.currentEpoch()).paidScore != before.paidScore) ++namedScores;
        _checkEnd(request, job, before, receivedWei + pendingWei[jobId]);
    }

    /// @dev What each party must have got at the end of a job, in plain arithmetic.
    function _checkEnd(
        JobRequest memory request,
        IJobMarket.Job memory job,
        Before memory before,
        uint256 compensationWei
    ) private {
        (,, uint256 poolShareWei, uint256 seatPayWei) = market.totals();
        uint256 poolWei = poolShareWei - before.poolShareWei;
        uint256 seatsWei = seatPayWei - before.seatPayWei;
        uint256 executorsWei = _executorCredits() - before.executorsWei;
        uint256 creditsWei = _credits() - before.creditsWei;
        if (job.status == IJobMarket.Status.SETTLED) {
            ++settledJobs;
            expectedWork += _rightOnes(request.jobId) * job.units;
            uint256 priceWei = job.price * UNIT;
            bool isSplit = poolWei == job.price * 5 / 100 * UNIT && seatsWei == job.price * 10 / 100 * UNIT
                && (before.status == IJobMarket.Status.DISPUTED || executorsWei == priceWei - poolWei - seatsWei)
                && creditsWei + poolWei + seatsWei == request.price * UNIT + compensationWei;
            if (!isSplit) ++wrongSplits;
        } else {
            if (poolWei + seatsWei + executorsWei != 0) ++paidOverturned;
            if (creditsWei != request.price * UNIT + compensationWei) ++lostCompensations;
            if (job.refund != creditsWei / UNIT) ++wrongSplits;
        }
    }

    function _rightOnes(bytes32 jobId) private view returns (uint256 count) {
        (,, bytes32 resultHash,) = market.resultOf(jobId);
        uint256 drawn = market.jobOf(jobId).drawn;
        for (uint256 i; i < drawn; ++i) {
            bool isRevealed = market.jobOf(jobId).revealed >> i & 1 != 0;
            if (isRevealed && _revealed[jobId][i] == resultHash) ++count;
        }
    }

    function _bondsOf(address node) private view returns (uint256 sumWei) {
        for (uint256 i; i < jobs.length; ++i) {
            bytes32 jobId = jobs[i].jobId;
            IJobMarket.Job memory job = market.jobOf(jobId);
            if (job.status == IJobMarket.Status.FUNDED) {
                for (uint256 j; j < job.bids; ++j) {
                    if (market.bidderOf(jobId, j) == node) sumWei += _bidBond(jobs[i], j);
                }
            } else if (job.status < IJobMarket.Status.SETTLED) {
                address[] memory executors = market.executorsOf(jobId);
                for (uint256 j; j < executors.length; ++j) {
                    if (executors[j] == node) sumWei += _bondOf[jobId][market.jobOf(jobId).round][node];
                }
            }
        }
    }

    function _bidBond(JobRequest memory request, uint256 index) private view returns (uint256) {
        uint256 round = market.jobOf(request.jobId).round;
        return _bondOf[request.jobId][round][market.bidderOf(request.jobId, index)];
    }

    function _pick(uint256 seed) internal view returns (JobRequest memory) {
        // the latest ones, so that jobs get far
        uint256 count = jobs.length < 3 ? jobs.length : 3;
        return jobs[jobs.length - 1 - uint8(seed) % count];
    }

    function _executorCredits() private view returns (uint256 sumWei) {
        for (uint256 i; i < NODES; ++i) {
            sumWei += market.creditOf(_node(i));
        }
    }

    function _credits() internal view returns (uint256 sumWei) {
        for (uint256 i; i < _accounts(); ++i) {
            sumWei += market.creditOf(_accountAt(i));
        }
    }

    function _accounts() internal pure returns (uint256) {
        return NODES + VALIDATORS + 3;
    }

    /// @dev Everybody whom the market can owe something.
    function _accountAt(uint256 i) internal view returns (address) {
        if (i < NODES) return _node(i);
        if (i < NODES + VALIDATORS) return vm.addr(uint256(keccak256(abi.encode("validator", i - NODES))));
        return [requester, port, address(pool)][i - NODES - VALIDATORS];
    }
}
