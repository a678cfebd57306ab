// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Certificate } from "./IWorkCourt.sol";

/// @notice What is asked for. Prices in units of 1e9 wei. Hashed (abi.encode) and passed again by every later call.
struct JobRequest {
    bytes32 jobId;
    /// @dev Who may cancel and dispute as requester; 32 bytes because it may be of another chain.
    bytes32 requester;
    /// @dev Home account that gets what comes back; `HomeComputePort` for jobs of other chains.
    address refundee;
    uint8 jobType;
    uint8 redundancy;
    /// @dev 0 FAST, 1 STD, 2 HIGH.
    uint8 window;
    /// @dev Bit 0: only `namedExecutor` may take it; earns no emission.
    uint8 flags;
    address namedExecutor;
    uint64 maxUnits;
    /// @dev The most it may cost, in units of 1e9 wei; escrowed.
    uint64 price;
    uint32 acceptSeconds;
    uint32 computeSeconds;
    bytes32 specHash;
    bytes32 inputHash;
    /// @dev keccak(jobId ‖ result hash ‖ salt) of an answer the requester knows, 0 if none (canary).
    bytes32 canary;
}

/// @notice Windows in seconds and other deployment parameters of the market.
struct MarketParams {
    uint32 minAcceptSeconds;
    uint32 maxAcceptSeconds;
    uint32 maxComputeSeconds;
    uint32 revealSeconds;
    uint32 voteSeconds;
    uint32 standardDisputeSeconds;
    uint32 highDisputeSeconds;
    uint64 minPriceUnits;
    /// @dev Most bids of a job, 3 to 32.
    uint32 bidLimit;
    /// @dev Least time between two blocks of this chain; bounds from below when a block can come.
    uint32 blockMilliseconds;
}

/// @title Jobs and their money
/// @notice Every funded job ends exactly once: settled, rejected, expired or cancelled, by calls that anyone may make.
interface IJobMarket {
    enum Status {
        NONE,
        FUNDED,
        ASSIGNED,
        SUBMITTED,
        ATTESTED,
        DISPUTED,
        SETTLED,
        REJECTED,
        EXPIRED,
        CANCELLED
    }

    struct Job {
        Status status;
        /// @dev Reason of the end, as in JOB_TERMINAL.
        uint8 reason;
        /// @dev Which class of the court votes: 0 S, 1 M, 2 L, 3 Final.
        uint8 level;
        /// @dev 0 first draw of executors, 1 drawn again.
        uint8 round;
        /// @dev Redraws of seats at this level.
        uint8 redraws;
        /// @dev Bids while FUNDED; executors drawn, bits of those who committed (until SUBMITTED) and who revealed.
        uint8 bids;
        uint8 drawn;
        uint8 committed;
        uint8 revealed;
        /// @dev The price, in units of 1e9 wei: the ask of the redundancy-th bid, or of the last one as long as there are fewer.
        uint64 price;
        /// @dev What went back to the refundee at the end, compensation included, in whole units of 1e9 wei.
        uint64 refund;
        /// @dev When the present state may be ended by anyone, unix seconds; of an ended job when it ended.
        uint64 deadline;
        /// @dev Block of the beacon that the present state waits for, 0 if none.
        uint64 beaconBlock;
        /// @dev Work units of the certificate.
        uint64 units;
        /// @dev Epoch whose validator snapshot judges this job.
        uint64 snapshotEpoch;
        /// @dev Of the request until the end, of the result afterwards.
        bytes32 contentHash;
    }

    event JobFunded(bytes32 indexed jobId, JobRequest request, string uri, uint64 acceptEnds, uint64 beaconBlock);
    /// @notice Nobody who was drawn answered: the job is open for bids once more.
    event JobReopened(bytes32 indexed jobId, uint64 acceptEnds, uint64 beaconBlock);
    /// @notice The beacon of the draw was not used in time; another block was named.
    event BeaconNamed(bytes32 indexed jobId, uint64 beaconBlock);
    event BidPlaced(bytes32 indexed jobId, address indexed node, uint256 index, uint64 price);
    event JobAssigned(bytes32 indexed jobId, address[] executors, uint64 price, uint64 computeEnds);
    event ResultCommitted(bytes32 indexed jobId, address indexed node, bytes32 commitment);
    event ResultRevealed(bytes32 indexed jobId, address indexed node, bytes32 resultHash, uint64 units, string uri);
    event JobSubmitted(bytes32 indexed jobId, uint64 beaconBlock, uint64 snapshotEpoch, uint64 voteEnds);
    event JobAttested(bytes32 indexed jobId, bytes32 resultHash, uint64 units, uint8 level, uint64 disputeEnds);
    event JobDisputed(bytes32 indexed jobId, address indexed challenger, uint8 level, uint64 beaconBlock);
    event SeatsRedrawn(bytes32 indexed jobId, uint8 level, uint8 redraws, uint64 beaconBlock);
    /// @param refundUnits What goes back of the escrow, with compensation. @param data Result, inline or uri.
    event JobEnded(
        bytes32 indexed jobId,
        Status status,
        uint8 reason,
        uint64 units,
        bytes32 resultHash,
        uint64 price,
        uint64 refundUnits,
        uint8 dataKind,
        bytes data
    );
    event Credited(address indexed account, uint256 amountWei);
    event Withdrawn(address indexed account, uint256 amountWei);

    error JobExists(bytes32 jobId);
    error JobUnknown(bytes32 jobId);
    error JobTypeUnknown(uint8 jobType);
    error FieldInvalid(bytes32 field, uint256 value);
    error PriceTooLow(uint256 price, uint256 least);
    error RequestMismatch(bytes32 jobId);
    error StatusWrong(bytes32 jobId, Status status);
    error WindowOver(bytes32 jobId, uint64 deadline);
    error WindowOpen(bytes32 jobId, uint64 deadline);
    error BidsFull(bytes32 jobId);
    error BidTwice(bytes32 jobId, address node);
    error ExecutorNotNamed(bytes32 jobId, address node);
    error ExecutorNotDrawn(bytes32 jobId, address node);
    error RequesterOnly(bytes32 jobId, address caller);
    error CommitMissing(bytes32 jobId, address node);
    error CommittedAlready(bytes32 jobId, address node);
    error RevealMismatch(bytes32 jobId, address node);
    error RevealedAlready(bytes32 jobId, address node);
    error UnitsOverMaximum(uint64 units, uint64 most);
    error CallerNotPort(address caller);
    error CallerNotCourt(address caller);
    error NothingToWithdraw(address account);
    error SnapshotNotLive(uint64 snapshotEpoch);
    error NobodyToDraw(bytes32 jobId);
    error DataMismatch(bytes32 jobId, bytes32 resultHash);

    /// @notice Escrows `request.price` units of the caller (allowance) and funds a job of this chain. `requester` must be the
    ///         caller; `jobId` {nextJobId}, or 0 for whatever is next: what is stored, hashed and emitted has the real id.
    ///         Reverts on a bad request: nothing is taken.
    function submit(JobRequest calldata request, string calldata uri) external returns (bytes32 jobId);
    /// @notice The same for a job that came over the bridge. `HomeComputePort` only, which pays the escrow (allowance) and is the
    ///         refundee. When the job has ended, {jobOf} has status, reason, units, refund and result hash for its answer.
    function submitFromPort(JobRequest calldata request, string calldata uri) external;
    /// @notice Id of the next local job: srcEid home, srcRouter this contract, srcNonce its counter.
    function nextJobId() external view returns (bytes32);
    function jobOf(bytes32 jobId) external view returns (Job memory);
    function bidderOf(bytes32 jobId, uint256 index) external view returns (address);
    function executorsOf(bytes32 jobId) external view returns (address[] memory);
    /// @notice The result of a settled job: hash, units and end.
    function resultOf(bytes32 jobId)
        external
        view
        returns (Status status, uint8 reason, bytes32 resultHash, uint64 units);
    /// @notice The price ramp: half of the maximum at first, all of it at the end of the accept window; in units.
    function askOf(JobRequest calldata request, uint64 moment) external view returns (uint64);

    /// @notice Takes the job at the present ask; holds 25 % of it as bond of the caller's stake.
    function bid(JobRequest calldata request) external;
    /// @notice After the accept window: draws executors among the bidders, weighted by τ·R. Anyone may. With no more bidders
    ///         than executors nothing is drawn and no proof is needed. Names another block when the beacon was missed.
    function assign(JobRequest calldata request, bytes calldata beaconProof) external;
    /// @notice `commitment` = keccak("CXTCOMMIT1" ‖ jobId ‖ node ‖ resultHash ‖ units u64 ‖ salt 32).
    function commitResult(bytes32 jobId, bytes32 commitment) external;
    /// @notice After all drawn executors committed, or the compute window is over with at least one. A sole executor need not
    ///         commit: there is nobody who could copy.
    function revealResult(bytes32 jobId, bytes32 resultHash, uint64 units, bytes32 salt, string calldata uri) external;
    /// @notice A quorum's certificate. Moves SUBMITTED to ATTESTED (FAST: on to SETTLED), DISPUTED to its end.
    /// @param data Result bytes (kind 0) or uri (kind 1) for the requester.
    function attest(
        JobRequest calldata request,
        Certificate calldata certificate,
        bytes calldata beaconProof,
        uint8 dataKind,
        bytes calldata data
    ) external;
    /// @notice After the dispute window: pays. Anyone may.
    function settle(JobRequest calldata request, uint8 dataKind, bytes calldata data) external;
    /// @notice Challenges an attested result: max(10 % of the price, 10 % of the seat bond) is held of the caller's stake.
    function dispute(JobRequest calldata request) external;
    /// @notice The same for the requester of a canary, who shows the answer committed to beforehand; nothing is held.
    function disputeCanary(JobRequest calldata request, bytes32 resultHash, bytes32 salt) external;
    /// @notice Ends a job whose window is over, or draws executors or seats again where the rules say so. Anyone may.
    function expire(JobRequest calldata request) external;
    /// @notice The requester takes a job back that nobody was drawn for.
    function cancel(JobRequest calldata request) external;
    /// @notice What the market owes to `account`, in wei.
    function creditOf(address account) external view returns (uint256);
    /// @notice Pays what the market owes to `account`. Anyone may.
    function withdraw(address account) external returns (uint256 amountWei);
    /// @notice Sends the collected pool shares to the pool. Anyone may.
    function flush() external;

    /// @notice Turns a part of the seats' pay into a credit of a seat's validator. `WorkCourt` only.
    function creditSeat(bytes32 jobId, address node, uint256 amountWei) external;

    /// @notice Sums in wei: escrow of jobs that have not ended, credits not withdrawn, shares not yet flushed, pay of seats that
    ///         are still locked. Credits are what the balance holds beyond the others, with anything that was sent here bare.
    function totals()
        external
        view
        returns (uint256 escrowWei, uint256 creditsWei, uint256 poolShareWei, uint256 seatPayWei);
}
