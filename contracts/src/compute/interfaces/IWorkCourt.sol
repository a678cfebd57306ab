// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice One seat's signature. Votes are sorted by seat.
struct SeatVote {
    /// @dev Classes S, M, L: number of the seat. Final: every validator is one seat, its number is its place.
    uint16 seat;
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
    /// @dev keccak of the result hashes that the drawn executors revealed, in order of drawing (0 for who revealed none).
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
    event DrawLapsed(bytes32 indexed jobId, uint8 level, uint8 redraws, uint64 beaconBlock, uint64 snapshotEpoch);
    event VotesShown(bytes32 indexed jobId, uint8 level, uint8 redraws, uint256 votes);
    event SeatAbsent(bytes32 indexed jobId, uint8 level, uint16 seat, address indexed node);
    event SeatIncoherent(bytes32 indexed jobId, uint8 level, uint16 seat, address indexed node);
    event LateChallenged(
        bytes32 indexed jobId, uint8 level, address indexed challenger, uint64 beaconBlock, uint64 snapshotEpoch
    );
    event LateEnded(bytes32 indexed jobId, uint8 level, bool isVoted, bool isOverturned);
    event Equivocation(bytes32 indexed jobId, address indexed node, address indexed reporter);

    error SnapshotTakenAlready(uint64 epoch);
    error SnapshotMissing(uint64 epoch);
    error CommitteesNotLive(uint256 validators, uint256 stakeWei);
    error ValueAtRiskTooLarge(uint256 valueWei, uint256 mostWei);
    error SeatOutOfRange(uint16 seat, uint256 seats);
    /// @dev Not above the seat before it.
    error SeatTwice(uint16 seat);
    error SeatNotProven(uint16 seat, uint16 validator);
    error SeatExcluded(uint16 seat, address node);
    error SeatBondMissing(uint16 seat, address node);
    error VoteSignatureInvalid(uint16 seat, address node);
    error LevelUnknown(uint8 level);
    error CertifiedAlready(bytes32 jobId, uint8 level);
    error UpheldAlready(bytes32 jobId, uint8 level);
    error QuorumNotReached(uint256 votes, uint256 needed);
    error QualityOutOfRange(uint16 quality);
    error CertificateMismatch(bytes32 field);
    error SeatsLocked(bytes32 jobId, uint64 until);
    /// @dev No verdict of that level, or its seats are free already.
    error SeatsUnknown(bytes32 jobId, uint8 level);
    error DrawUnknown(bytes32 jobId, uint8 level, uint8 redraws);
    error DrawOver(bytes32 jobId, uint64 deadline);
    error DrawOpen(bytes32 jobId, uint64 deadline);
    /// @dev It showed its vote in time, or was fined already.
    error SeatSettled(uint16 seat);
    error ChallengedAlready(bytes32 jobId, uint8 level);
    error EvidenceInvalid();
    error EvidenceUsed(bytes32 jobId, uint8 level, address node);
    error CallerNotMarket(address caller);

    /// @notice Takes the snapshot of the running epoch: places and cumulated weights of all listed validators. Anyone, once.
    function snapshot() external;
    /// @notice Latest epoch with a snapshot; reverts with `SnapshotMissing` when there is none.
    function latestSnapshot() external view returns (uint64 epoch);
    function snapshotOf(uint64 epoch) external view returns (address[] memory nodes, uint256[] memory cumulatedWei);
    function isLive(uint64 snapshotEpoch) external view returns (bool);
    /// @notice Least class whose quorum's bonds cover the value: `value <= quorum·seatBond/1.5`. Reverts with
    ///         `ValueAtRiskTooLarge` above class L.
    function classFor(uint256 valueWei) external view returns (uint8 level);
    /// @notice The most that a class may judge, in wei.
    function mostAtRisk(uint8 level) external view returns (uint256 valueWei);
    /// @notice The place that seat `seat` falls on: `keccak(beacon ‖ jobId ‖ level u8 ‖ redraws u8 ‖ seat u8) mod total`; at
    ///         Final (level 3) place = seat.
    function seatPlace(bytes32 beacon, bytes32 jobId, uint8 level, uint8 redraws, uint16 seat, uint64 snapshotEpoch)
        external
        view
        returns (uint16 validator, address node);
    /// @notice EIP-712 digest that a seat signs: domain ("CXT WorkCourt", "1", chain id, this contract), type
    ///         `Vote(bytes32 jobId,bytes32 resultHash,uint64 units,uint8 executorsOk,bytes32 commitRoot,uint8 level,uint8 redraws,uint16 seat,uint16 quality)`.
    function voteDigest(Certificate calldata certificate, uint16 seat, uint16 quality) external view returns (bytes32);
    /// @notice Whether the verdict of `level` on the same job has the certificate's result and units.
    function isSameVerdict(Certificate calldata certificate, uint8 level) external view returns (bool);
    /// @notice The verdict of a level: seats that still wait (0: none or released), whether it was upheld, and until when it is locked.
    function verdictOf(bytes32 jobId, uint8 level)
        external
        view
        returns (uint256 seats, bool isUpheld, uint64 lockedUntil, uint64 snapshotEpoch);

    /// @notice Verifies a certificate, holds the seats' bonds and remembers them. `JobMarket` only.
    /// @param excluded Executors and requester: they hold no seat on their own job.
    /// @return quality Median of the seats (of an even number the lower one; at Final weighted by stake).
    function certify(
        Certificate calldata certificate,
        uint64 snapshotEpoch,
        bytes32 beacon,
        address[] calldata excluded
    ) external returns (uint256 quality);
    /// @notice The verdict of a level stands: its seats get `payWei` together after the lock (the market keeps it and credits them
    ///         then), duties are recorded in the pool. `JobMarket` only.
    function uphold(bytes32 jobId, uint8 level, uint256 payWei) external;
    /// @notice A draw of seats ends without a quorum. `JobMarket` only, at every redraw and when no redraw is left.
    /// @param excluded As for {certify}.
    function lapse(
        bytes32 jobId,
        uint8 level,
        uint8 redraws,
        uint64 beaconBlock,
        uint64 snapshotEpoch,
        address[] calldata excluded
    ) external;
    /// @notice A higher level said otherwise: the seats of `level` lose their bonds; half goes to `beneficiary`. `JobMarket` only,
    ///         before the verdict is upheld.
    function overturn(bytes32 jobId, uint8 level, address beneficiary) external returns (uint256 paidWei);
    /// @notice Punishes an executor: silent (half of its bond, R −1/8) or wrong (its bond and 5 % of its stake, R = 5,000, jail).
    ///         What is left of the bond stays held until the market frees it. `JobMarket` only.
    /// @return paidWei What the market got for the requester.
    function punishExecutor(address node, uint256 bondWei, bool isWrong) external returns (uint256 paidWei);
    /// @notice What a challenger must hold: max(10 % of the price, 10 % of the seat bond), in wei.
    function challengeBond(uint256 priceWei) external view returns (uint256 bondWei);
    /// @notice A dispute was in vain: takes the challenger's whole bond, half goes to `beneficiary`. `JobMarket` only.
    function punishChallenger(address node, uint256 bondWei, address beneficiary) external returns (uint256 paidWei);
    /// @notice After the lock: frees the seats' bonds, pays them and their duty; what incoherent seats are fined goes half to the
    ///         caller. Anyone may. The pay of seats that were overturned late goes to the pool as its credit in the market.
    function releaseSeats(bytes32 jobId, uint8 level) external;
    /// @notice Keeps for the running draw that these seats voted, so that they are not taken for absent if it lapses. Anyone may,
    ///         until the draw's deadline. The votes need not agree with those of others.
    function showVotes(Certificate calldata certificate, bytes calldata beaconProof) external;
    /// @notice After a draw lapsed: fines a seat that did not show its vote: 1 % of the seat bond, 10 % from the second draw on;
    ///         half to the caller. Only as long as the beacon can be proven.
    /// @param excluded As it was for {lapse}.
    function punishAbsent(
        bytes32 jobId,
        uint8 level,
        uint8 redraws,
        uint16 seat,
        uint16 validator,
        address[] calldata excluded,
        bytes calldata beaconProof
    ) external;
    /// @notice A validator's vote against the verdict of its own class, while that class's seats are held: 5 % of the seat bond,
    ///         half to the caller.
    function reportIncoherent(Certificate calldata certificate, SeatVote calldata vote) external;
    /// @notice Asks, after a settlement and while the seats of `level` are locked, the next class. Holds max(10 % of the price,
    ///         10 % of the seat bond) of the caller's stake. Once a level.
    function challengeLate(bytes32 jobId, uint8 level) external;
    /// @notice The next class's certificate on a late challenge. Same verdict: the challenger's bond is slashed, half to the
    ///         caller. Another: all lower seats that said otherwise lose their bonds, half to the challenger; executors that were
    ///         paid and are not in `executorsOk` are punished as wrong. No price moves.
    function certifyLate(Certificate calldata certificate, bytes calldata beaconProof) external;
    /// @notice A late challenge that nobody judged in time ends without consequences. Anyone may.
    function closeLate(bytes32 jobId, uint8 level) external;
    /// @notice Two different votes of one node for the same job, level, draw and seat: its whole stake, half to the caller.
    function reportEquivocation(
        Certificate calldata first,
        SeatVote calldata firstVote,
        Certificate calldata second,
        SeatVote calldata secondVote,
        address node
    ) external;
}
