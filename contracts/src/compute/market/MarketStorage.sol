// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ERC20 } from "solady/tokens/ERC20.sol";

import { UNIT_WEI } from "../../libraries/Units.sol";
import { IJobMarket, JobRequest, MarketParams } from "../interfaces/IJobMarket.sol";
import { IMiningPool } from "../interfaces/IMiningPool.sol";
import { IRandomness } from "../interfaces/IRandomness.sol";
import { IStakeRegistry } from "../interfaces/IStakeRegistry.sol";
import { IWorkCourt } from "../interfaces/IWorkCourt.sol";
import { BidWord } from "../libraries/BidWord.sol";
import { JobTerms } from "../libraries/JobTerms.sol";
import { JobState, JobWord } from "../libraries/JobWord.sol";
import { MarketSums, Sums } from "../libraries/MarketSums.sol";

/// @notice Addresses and identity of a market.
struct MarketWiring {
    address token;
    address pool;
    address stakeRegistry;
    address workCourt;
    address randomness;
    address port;
    bytes32 bridgeId;
    uint32 homeEid;
}

/// @title State, wiring and views of the job market
abstract contract MarketStorage is IJobMarket {
    /// @dev Who challenged, with what bond, and which class had certified before.
    struct Dispute {
        address challenger;
        uint88 bondWei;
        uint8 level;
    }

    uint256 internal constant MAX_URI_BYTES = 200;
    uint256 internal constant MAX_DATA_BYTES = 1024;

    ERC20 internal immutable _token;
    IMiningPool internal immutable _pool;
    IStakeRegistry internal immutable _registry;
    IWorkCourt internal immutable _court;
    IRandomness internal immutable _randomness;
    address internal immutable _port;
    bytes32 internal immutable _bridgeId;
    uint32 internal immutable _homeEid;
    uint256 internal immutable _delayBlocks;

    uint256 internal immutable _minAcceptSeconds;
    uint256 internal immutable _maxAcceptSeconds;
    uint256 internal immutable _maxComputeSeconds;
    uint256 internal immutable _revealSeconds;
    uint256 internal immutable _voteSeconds;
    uint256 internal immutable _standardDisputeSeconds;
    uint256 internal immutable _highDisputeSeconds;
    uint256 internal immutable _minPriceUnits;
    uint256 internal immutable _bidLimit;
    uint256 internal immutable _blockMilliseconds;

    uint256 private _sums;
    mapping(bytes32 jobId => uint256) private _jobs;
    /// @dev Hash of the request until the end, of the result afterwards.
    mapping(bytes32 jobId => bytes32) internal _content;
    mapping(bytes32 jobId => mapping(uint256 index => uint256)) internal _bids;
    /// @dev By order of drawing: the commitment of an executor, then the hash of the result it revealed.
    mapping(bytes32 jobId => mapping(uint256 place => bytes32)) internal _answers;
    mapping(bytes32 jobId => Dispute) internal _disputes;
    /// @dev Half of what was slashed in the first round of a job that was opened again, in wei.
    mapping(bytes32 jobId => uint256) internal _compensation;
    mapping(address account => uint256) private _credits;

    constructor(MarketWiring memory wiring, MarketParams memory params) {
        _requireSet("token", uint160(wiring.token));
        _requireSet("pool", uint160(wiring.pool));
        _requireSet("stakeRegistry", uint160(wiring.stakeRegistry));
        _requireSet("workCourt", uint160(wiring.workCourt));
        _requireSet("port", uint160(wiring.port));
        _requireSet("bridgeId", uint256(wiring.bridgeId));
        _requireSet("homeEid", wiring.homeEid);
        _token = ERC20(wiring.token);
        _pool = IMiningPool(wiring.pool);
        _registry = IStakeRegistry(wiring.stakeRegistry);
        _court = IWorkCourt(wiring.workCourt);
        _randomness = IRandomness(wiring.randomness);
        _port = wiring.port;
        _bridgeId = wiring.bridgeId;
        _homeEid = wiring.homeEid;
        _delayBlocks = IRandomness(wiring.randomness).delayBlocks();
        _requireSet("delayBlocks", _delayBlocks);

        _requireSet("minAcceptSeconds", params.minAcceptSeconds);
        uint256 most = params.maxAcceptSeconds;
        _checkField(most >= params.minAcceptSeconds, "maxAcceptSeconds", most);
        _requireSet("maxComputeSeconds", params.maxComputeSeconds);
        _requireSet("revealSeconds", params.revealSeconds);
        _requireSet("voteSeconds", params.voteSeconds);
        _requireSet("standardDisputeSeconds", params.standardDisputeSeconds);
        uint256 high = params.highDisputeSeconds;
        _checkField(high >= params.standardDisputeSeconds, "highDisputeSeconds", high);
        _requireSet("minPriceUnits", params.minPriceUnits);
        _checkField(params.bidLimit >= 3 && params.bidLimit <= 32, "bidLimit", params.bidLimit);
        _requireSet("blockMilliseconds", params.blockMilliseconds);
        _minAcceptSeconds = params.minAcceptSeconds;
        _maxAcceptSeconds = params.maxAcceptSeconds;
        _maxComputeSeconds = params.maxComputeSeconds;
        _revealSeconds = params.revealSeconds;
        _voteSeconds = params.voteSeconds;
        _standardDisputeSeconds = params.standardDisputeSeconds;
        _highDisputeSeconds = params.highDisputeSeconds;
        _minPriceUnits = params.minPriceUnits;
        _bidLimit = params.bidLimit;
        _blockMilliseconds = params.blockMilliseconds;
    }

    /// @inheritdoc IJobMarket
    function nextJobId() external view returns (bytes32) {
        return _localJobId(uint64(_loadSums().localJobs + 1));
    }

    /// @inheritdoc IJobMarket
    function jobOf(bytes32 jobId) external view returns (Job memory shown) {
        JobState memory job = _load(jobId);
        shown.status = job.status;
        shown.reason = uint8(job.reason);
        shown.level = uint8(job.level);
        shown.round = uint8(job.round);
        shown.redraws = uint8(job.redraws);
        shown.bids = uint8(job.bids);
        shown.drawn = uint8(job.drawn);
        shown.committed = uint8(job.committed);
        shown.revealed = uint8(job.revealed);
        shown.price = uint64(job.price);
        shown.refund = uint64(job.refund);
        shown.deadline = uint64(job.deadline);
        // the reveal window follows the commitments
        if (job.status == Status.ASSIGNED && job.committed != 0) shown.deadline += uint64(_revealSeconds);
        shown.beaconBlock = uint64(job.beaconBlock);
        shown.units = uint64(job.units);
        shown.snapshotEpoch = uint64(job.snapshotEpoch);
        shown.contentHash = _content[jobId];
    }

    /// @inheritdoc IJobMarket
    function bidderOf(bytes32 jobId, uint256 index) external view returns (address) {
        return BidWord.node(_bids[jobId][index]);
    }

    /// @inheritdoc IJobMarket
    function executorsOf(bytes32 jobId) external view returns (address[] memory executors) {
        JobState memory job = _load(jobId);
        executors = new address[](job.drawn);
        for (uint256 i; i < executors.length; ++i) {
            executors[i] = BidWord.node(_bidAt(jobId, job, i));
        }
    }

    /// @inheritdoc IJobMarket
    function resultOf(bytes32 jobId)
        external
        view
        returns (Status status, uint8 reason, bytes32 resultHash, uint64 units)
    {
        JobState memory job = _load(jobId);
        (status, reason) = (job.status, uint8(job.reason));
        if (JobWord.isEnded(status)) (resultHash, units) = (_content[jobId], uint64(job.units));
    }

    /// @inheritdoc IJobMarket
    function askOf(JobRequest calldata request, uint64 moment) external view returns (uint64) {
        return uint64(_askAt(request, _load(request.jobId), moment));
    }

    /// @inheritdoc IJobMarket
    function creditOf(address account) external view returns (uint256) {
        return _credits[account];
    }

    /// @inheritdoc IJobMarket
    function totals()
        external
        view
        returns (uint256 escrowWei, uint256 creditsWei, uint256 poolShareWei, uint256 seatPayWei)
    {
        Sums memory sums = _loadSums();
        escrowWei = sums.escrowUnits * UNIT_WEI;
        poolShareWei = sums.poolShareUnits * UNIT_WEI;
        seatPayWei = sums.seatPayWei;
        creditsWei = _token.balanceOf(address(this)) - escrowWei - poolShareWei - seatPayWei;
    }

    /// @inheritdoc IJobMarket
    function withdraw(address account) external returns (uint256 amountWei) {
        amountWei = _credits[account];
        if (amountWei == 0) revert NothingToWithdraw(account);
        _credits[account] = 0;
        emit Withdrawn(account, amountWei);
        _token.transfer(account, amountWei);
    }

    /// @inheritdoc IJobMarket
    function flush() external {
        Sums memory sums = _loadSums();
        uint256 amountWei = sums.poolShareUnits * UNIT_WEI;
        sums.poolShareUnits = 0;
        _storeSums(sums);
        _token.approve(address(_pool), amountWei);
        _pool.donate(amountWei);
    }

    /// @inheritdoc IJobMarket
    function creditSeat(bytes32 jobId, address node, uint256 amountWei) external {
        if (msg.sender != address(_court)) revert CallerNotCourt(msg.sender);
        if (_jobs[jobId] == 0) revert JobUnknown(jobId);
        // SAFETY: the subtraction reverts above what is kept for all seats, so that no error of the court reaches escrow.
        Sums memory sums = _loadSums();
        sums.seatPayWei -= amountWei;
        _storeSums(sums);
        _credit(node, amountWei);
    }

    function _credit(address account, uint256 amountWei) internal {
        if (amountWei == 0) return;
        _credits[account] += amountWei;
        emit Credited(account, amountWei);
    }

    function _load(bytes32 jobId) internal view returns (JobState memory) {
        return JobWord.unpack(_jobs[jobId]);
    }

    function _store(bytes32 jobId, JobState memory job) internal virtual {
        _jobs[jobId] = JobWord.pack(job);
    }

    function _loadSums() internal view returns (Sums memory) {
        return MarketSums.unpack(_sums);
    }

    function _storeSums(Sums memory sums) internal {
        _sums = MarketSums.pack(sums);
    }

    /// @dev The job of a request that is the one it was funded with.
    function _open(JobRequest calldata request) internal view returns (JobState memory job) {
        bytes32 jobId = request.jobId;
        uint256 word = _jobs[jobId];
        if (word == 0) revert JobUnknown(jobId);
        job = JobWord.unpack(word);
        if (JobWord.isEnded(job.status)) revert StatusWrong(jobId, job.status);
        if (_content[jobId] != JobTerms.hashOf(request)) revert RequestMismatch(jobId);
    }

    /// @dev The same in one state.
    function _openIn(JobRequest calldata request, Status status) internal view virtual returns (JobState memory job) {
        job = _open(request);
        if (job.status != status) revert StatusWrong(request.jobId, job.status);
    }

    function _bidAt(bytes32 jobId, JobState memory job, uint256 place) internal view returns (uint256) {
        return _bids[jobId][JobWord.bidOf(job, place)];
    }

    /// @dev Whether bids are taken: by time, and before anything can be known of the beacon.
    function _isAccepting(JobState memory job) internal view returns (bool) {
        return block.timestamp < job.deadline && block.number + _delayBlocks < job.beaconBlock;
    }

    function _askAt(JobRequest calldata request, JobState memory job, uint256 moment) internal pure returns (uint256) {
        uint256 start = job.deadline - request.acceptSeconds;
        return JobTerms.askAt(request.price, moment < start ? 0 : moment - start, request.acceptSeconds);
    }

    /// @dev Opens an accept window and names the block of its draw.
    function _openWindow(JobState memory job, uint256 acceptSeconds) internal view {
        uint256 blocks = (acceptSeconds * 1000 + _blockMilliseconds - 1) / _blockMilliseconds;
        job.status = Status.FUNDED;
        job.deadline = block.timestamp + acceptSeconds;
        job.beaconBlock = block.number + blocks + _delayBlocks;
    }

    // WHY: one place for each outside call; an external call takes over a hundred bytes of code.

    function _bond(address node, uint256 amountWei) internal {
        _registry.bond(node, amountWei);
    }

    function _unbond(address node, uint256 amountWei) internal {
        _registry.unbond(node, amountWei);
    }

    function _standingOf(address node) internal view returns (uint256 weight, uint256 stakeWei) {
        uint256 tier;
        (weight, tier, stakeWei) = _registry.standingOf(node);
        weight *= tier;
    }

    function _beaconOf(JobState memory job, bytes calldata proof) internal view returns (bytes32) {
        return _randomness.beacon(uint64(job.beaconBlock), proof);
    }

    function _latestSnapshot() internal view returns (uint64) {
        return _court.latestSnapshot();
    }

    function _nextBeacon() internal view returns (uint256) {
        return block.number + _delayBlocks;
    }

    function _requireRequester(JobRequest calldata request) internal view virtual {
        // WHY: an address of another chain may belong to somebody else here, so the port alone speaks for its jobs.
        bool isRequester = request.refundee == _port
            ? msg.sender == _port
            : request.requester == bytes32(uint256(uint160(msg.sender)));
        if (!isRequester) revert RequesterOnly(request.jobId, msg.sender);
    }

    function _localJobId(uint64 nonce) internal view virtual returns (bytes32) {
        return JobTerms.jobIdOf(_bridgeId, _homeEid, bytes32(uint256(uint160(address(this)))), nonce);
    }

    function _requireSet(bytes32 field, uint256 value) internal pure {
        _checkField(value != 0, field, 0);
    }

    function _checkField(bool isValid, bytes32 field, uint256 value) internal pure {
        if (!isValid) revert FieldInvalid(field, value);
    }
}
