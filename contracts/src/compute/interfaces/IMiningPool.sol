// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice Deployment parameters of the emission. Durations in seconds; a real network's epoch is a day.
struct EmissionParams {
    uint64 epochSeconds;
    /// @dev Part of `remaining` that one epoch may release, 1e18 scale, at most 1e16 (1 %).
    uint256 rate;
    /// @dev Work units an epoch at which the whole budget is released: first value and least value, which is at least 16.
    uint128 initialTarget;
    uint128 minimumTarget;
    /// @dev Epochs after an epoch's end in which it can be claimed.
    uint32 claimEpochs;
}

/// @title All the CXT that is not released yet, and its release
/// @notice Nobody controls it: no owner, no parameter that can change, no path out but the claims defined here.
interface IMiningPool {
    struct Epoch {
        /// @dev B, rel, C_base, C_paid and V of the formulas, in wei. The last three are what was set aside.
        uint128 budgetWei;
        uint128 releasedWei;
        uint128 baseWei;
        uint128 paidWei;
        uint128 dutyWei;
        /// @dev Sums of scores and of finalised work units, and seats whose duty was done.
        uint128 baseScore;
        uint128 paidScore;
        uint64 workUnits;
        uint64 duties;
        /// @dev The price of a base score that paid work is measured against, 1e18 scale, at most 2^128 − 1.
        uint128 basePrice;
        bool isClosed;
    }

    event EpochClosed(
        uint64 indexed epoch, uint256 budgetWei, uint256 utilisation, uint256 baseWei, uint256 paidWei, uint256 dutyWei
    );
    event BaseRecorded(uint64 indexed epoch, address indexed node, uint64 workUnits, uint256 score);
    event PaidRecorded(uint64 indexed epoch, address indexed node, uint64 workUnits, uint256 score, uint256 sunkWei);
    event DutiesRecorded(uint64 indexed epoch, uint64 duties);
    event Claimed(uint64 indexed epoch, address indexed node, uint256 amountWei, uint256 returnedWei);
    event DutyClaimed(uint64 indexed epoch, address indexed node, uint256 amountWei);
    event Swept(uint64 indexed epoch, uint256 returnedWei);
    /// @dev `from` is address 0 for what {skim} found.
    event Donated(address indexed from, uint256 amountWei);

    error EpochOutOfOrder(uint64 epoch, uint64 expected);
    error EpochNotEnded(uint64 epoch, uint64 endsAt);
    error EpochCountOutOfRange(uint64 count, uint64 most);
    error EpochNotClosed(uint64 epoch);
    error EpochStillClaimable(uint64 epoch, uint64 until);
    error EpochSwept(uint64 epoch);
    error ClaimantNotNode(address caller, address node);
    error NothingToClaim(uint64 epoch, address node);
    error RecorderNotEligible(address caller);

    /// @notice The epoch of this moment, from 0 at construction.
    function currentEpoch() external view returns (uint64);
    /// @notice The epoch that {closeEpoch} takes next.
    function nextEpoch() external view returns (uint64);
    function epochEndsAt(uint64 epoch) external view returns (uint64);
    /// @notice CXT in wei that is not set aside for anybody.
    function remaining() external view returns (uint256);
    /// @notice CXT in wei that is set aside for claims.
    function claimable() external view returns (uint256);
    /// @notice 100,000,000 CXT less `remaining`, in wei: what thresholds are measured against.
    function released() external view returns (uint256);
    /// @notice T: work units at which the running epoch releases its whole budget.
    function target() external view returns (uint256);
    /// @notice The most that so many work units can release in the running epoch: B · min(1, workUnits / T), in wei.
    function budgetPart(uint256 workUnits) external view returns (uint256);
    /// @notice Constructor parameters.
    function parameters() external view returns (EmissionParams memory);
    /// @notice The contracts this pool knows, for ever.
    function wiring()
        external
        view
        returns (address token, address baseWork, address jobMarket, address workCourt, address stakeRegistry);
    /// @notice Until when {sweep} refuses, unix seconds. Claims work until somebody sweeps.
    function claimableUntil(uint64 epoch) external view returns (uint64);
    function epochs(uint64 epoch) external view returns (Epoch memory);
    /// @notice What `node` would get for `epoch` (0 if claimed, swept or nothing), and the part that clamps cut.
    function claimOf(address node, uint64 epoch) external view returns (uint256 amountWei, uint256 cutWei);

    /// @notice Closes `count` (1 to 64) ended epochs beginning with `first`, which must be {nextEpoch}. Anyone may.
    function closeEpoch(uint64 first, uint64 count) external;
    /// @notice Pays the caller, who must be `node`, for closed epochs. A claim that was made reverts.
    function claim(address node, uint64[] calldata epochList) external returns (uint256 amountWei);
    /// @notice Takes back what nobody claimed in time. Anyone may.
    function sweep(uint64 epoch) external;
    /// @notice Adds CXT of the caller (allowance) to `remaining`.
    function donate(uint256 amountWei) external;
    /// @notice Adds to `remaining` what was sent to the pool without {donate}. Anyone may; nothing there changes nothing.
    function skim() external;

    /// @notice Work the chain itself has verified. `BaseWork` only.
    function recordBase(address node, uint64 workUnits) external;
    /// @notice A settled job's part of one executor. `JobMarket` only. Reads standing and stake from the registry.
    /// @param quality q in bps, 0 or 5,000 to 12,000. @param weight ω in bps, 0 for jobs that earn no emission.
    /// @param sunkWei This executor's part of the pool's and the seats' shares of the price.
    function recordPaid(address node, uint64 workUnits, uint256 quality, uint256 weight, uint256 sunkWei)
        external
        returns (uint64 epoch);
    /// @notice Seats that served in a settled job. `WorkCourt` only.
    function recordDuties(uint64 duties) external returns (uint64 epoch);
    /// @notice Pays `duties` of a closed epoch's duty part to `node`. `WorkCourt` only; 0 after a sweep.
    function payDuty(uint64 epoch, address node, uint64 duties) external returns (uint256 amountWei);
}
