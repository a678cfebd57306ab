// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice One seat's signature. Votes are sorted by seat.
struct SeatVote {
    uint8 seat;
    /// @dev Place of the seat's validator in the snapshot.
    uint16 validator;
    /// @dev This seat's opinion of the quality: 0 or 5,000 to 12,000.
    uint16 quality;
    bytes32 r;
    /// @dev EIP-2098.
    bytes32 vs;
}

/// @notice What a committee says of a job, signed (EIP-712) by each voting seat with its own quality.
struct Certificate {
    bytes32 jobId;
    /// @dev 0: no executor has a valid result.
    bytes32 resultHash;
    uint64 units;
    /// @dev Bit i: the i-th drawn executor revealed exactly this result.
    uint8 executorsOk;
    /// @dev keccak of the executors' commitments in order of drawing (0 for a missing one).
    bytes32 commitRoot;
    uint8 level;
    uint8 redraws;
    SeatVote[] votes;
}

/// @notice Deployment parameters of the court.
struct CourtParams {
    /// @dev Seats and quorum of the classes S, M, L; Final needs two thirds of the snapshot's stake.
    uint8[3] seats;
    uint8[3] quorums;
    uint128 seatBondWei;
    /// @dev Committees are live from this many validators and this much validator stake on.
    uint16 minValidators;
    uint128 minValidatorStakeWei;
    /// @dev Seconds after a settlement in which its seats can still be slashed.
    uint32 seatLockSeconds;
}

/// @title Committees: who judges, what they said, and what it costs to say a wrong thing
/// @notice Holds no funds and moves none of the pool's.
interface IWorkCourt {
    event SnapshotTaken(uint64 indexed epoch, uint256 validators, uint256 totalWeightWei, address blob);
    event Certified(bytes32 indexed jobId, uint8 level, bytes32 resultHash, uint16 quality, uint256 seats);
    event Overturned(bytes32 indexed jobId, uint8 level);
    event SeatsReleased(bytes32 indexed jobId, uint8 level, uint256 seats, uint256 payWei, uint256 dutyWei);
    event SeatAbsent(bytes32 indexed jobId, uint8 level, uint8 seat, address indexed node);
    event Equivocation(bytes32 indexed jobId, address indexed node, address indexed reporter);

    error SnapshotTakenAlready(uint64 epoch);
    error SnapshotMissing(uint64 epoch);
    error SnapshotStale(uint64 epoch, uint64 expected);
    error CommitteesNotLive(uint256 validators, uint256 stakeWei);
    error ValueAtRiskTooLarge(uint256 valueWei, uint256 mostWei);
    error SeatOutOfRange(uint8 seat, uint8 seats);
    error SeatTwice(uint8 seat);
    error SeatNotProven(uint8 seat, uint16 validator);
    error SeatExcluded(uint8 seat, address node);
    error SeatBondMissing(uint8 seat, address node);
    error VoteSignatureInvalid(uint8 seat, address node);
    error QuorumNotReached(uint256 votes, uint256 needed);
    error QualityOutOfRange(uint16 quality);
    error CertificateMismatch(bytes32 field);
    error SeatsLocked(bytes32 jobId, uint64 until);
    error SeatsUnknown(bytes32 jobId, uint8 level);
    error EvidenceInvalid();
    error EvidenceUsed(bytes32 jobId, uint8 level, address node);
    error CallerNotMarket(address caller);

    /// @notice Takes the snapshot of the running epoch: places and cumulated weights of all listed validators. Anyone, once.
    function snapshot() external;
    /// @notice Latest epoch with a snapshot; reverts with `SnapshotMissing` when there is none.
    function latestSnapshot() external view returns (uint64 epoch);
    function snapshotOf(uint64 epoch) external view returns (address[] memory nodes, uint256[] memory cumulatedWei);
    function isLive(uint64 snapshotEpoch) external view returns (bool);
    /// @notice Least class whose quorum's bonds cover the value: `value <= quorum·seatBond/1.5`.
    function classFor(uint256 valueWei) external view returns (uint8 level);
    /// @notice The place that seat `seat` falls on: `keccak(beacon ‖ jobId ‖ level ‖ redraws ‖ seat) mod total`.
    function seatPlace(bytes32 beacon, bytes32 jobId, uint8 level, uint8 redraws, uint8 seat, uint64 snapshotEpoch)
        external
        view
        returns (uint16 validator, address node);
    /// @notice EIP-712 digest that a seat signs.
    function voteDigest(Certificate calldata certificate, uint8 seat, uint16 quality) external view returns (bytes32);

    /// @notice Verifies a certificate, holds the seats' bonds and remembers them. `JobMarket` only.
    /// @param excluded Executors and requester: they hold no seat on their own job.
    /// @return quality Median of the seats.
    function certify(
        Certificate calldata certificate,
        uint64 snapshotEpoch,
        bytes32 beacon,
        address[] calldata excluded
    ) external returns (uint256 quality);
    /// @notice The verdict of a level stands: its seats get `payWei` together after the lock (the market keeps it and credits them
    ///         then), duties are recorded in the pool. `JobMarket` only.
    function uphold(bytes32 jobId, uint8 level, uint256 payWei) external;
    /// @notice A higher level said otherwise: the seats of `level` lose their bonds; half goes to `beneficiary`. `JobMarket` only.
    function overturn(bytes32 jobId, uint8 level, address beneficiary) external returns (uint256 paidWei);
    /// @notice Punishes an executor: silent (half of its bond, R −1/8) or wrong (its bond and 5 % of its stake, R = 5,000, jail).
    ///         `JobMarket` only. @return paidWei What the market got for the requester.
    function punishExecutor(address node, uint256 bondWei, bool isWrong) external returns (uint256 paidWei);
    /// @notice After the lock: frees the seats' bonds, pays them and their duty. Anyone may.
    function releaseSeats(bytes32 jobId, uint8 level) external;
    /// @notice After a redraw: fines a seat of the earlier draw that did not vote: 1 % of the seat bond, 10 % from the second on.
    function punishAbsent(
        bytes32 jobId,
        uint8 level,
        uint8 redraws,
        uint8 seat,
        uint16 validator,
        bytes calldata beaconProof
    ) external;
    /// @notice Two different votes of one node for the same job, level, draw and seat: its whole stake, half to the caller.
    function reportEquivocation(
        Certificate calldata first,
        SeatVote calldata firstVote,
        Certificate calldata second,
        SeatVote calldata secondVote,
        address node
    ) external;
}
