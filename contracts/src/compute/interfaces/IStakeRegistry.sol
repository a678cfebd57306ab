// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice Deployment parameters of the registry.
struct StakeParams {
    uint64 unbondingSeconds;
    uint64 jailSeconds;
    /// @dev Idle time after which reputation comes 1/128 closer to its start.
    uint64 decayPeriodSeconds;
    /// @dev Work units from which on a success counts in full.
    uint64 referenceUnits;
    uint16 maxValidators;
}

/// @title Stake, bonds, tiers and reputation of the nodes
/// @notice One account is one node is one staker. Stake is `free + bonded`; what is being unbonded can still be slashed.
interface IStakeRegistry {
    struct Account {
        /// @dev In wei. `bonded` is the part of `stake` that jobs and seats hold.
        uint128 stake;
        uint128 bonded;
        uint128 unbonding;
        /// @dev Bps after idle decay, 5,000 to 15,000.
        uint16 reputation;
        uint64 jailedUntil;
        bool isValidator;
    }

    event Staked(address indexed node, uint256 amountWei);
    event UnstakeRequested(address indexed node, uint256 id, uint256 amountWei, uint64 releaseAt);
    event Withdrawn(address indexed node, uint256 amountWei);
    event Bonded(address indexed node, uint256 amountWei);
    event Unbonded(address indexed node, uint256 amountWei);
    event Slashed(
        address indexed node, address indexed beneficiary, uint256 amountWei, uint256 burnedWei, uint256 paidWei
    );
    event ReputationSet(address indexed node, uint16 reputation);
    event Jailed(address indexed node, uint64 until);
    event ValidatorJoined(address indexed node);
    event ValidatorLeft(address indexed node);

    error StakeTooSmall(address node, uint256 freeWei, uint256 neededWei);
    error StakeBonded(address node, uint256 freeWei, uint256 askedWei);
    error UnbondingNotOver(uint256 id, uint64 releaseAt);
    error UnbondingUnknown(address node, uint256 id);
    /// @dev The unbonding `id` holds the place that a new one needs: withdraw it first.
    error UnbondingsFull(address node, uint256 id);
    error AmountZero();
    error ThresholdUnknown(uint256 index);
    error NodeJailed(address node, uint64 until);
    error ValidatorAlready(address node);
    error ValidatorNot(address node);
    /// @dev Only itself may take a sound validator off the list.
    error ValidatorSound(address node);
    error ValidatorSeatsFull(uint256 most, address lowest, uint256 lowestWei);
    error CallerNotCourt(address caller);
    error CallerNotMarket(address caller);
    error CallerNotBonder(address caller);

    function accountOf(address node) external view returns (Account memory);
    function reputationOf(address node) external view returns (uint256 bps);
    /// @notice τ in bps by the tier of the whole stake: 6,000, 10,000, 11,500 or 13,000.
    function tierWeightOf(address node) external view returns (uint256 bps);
    /// @notice What emission needs of a node in one call.
    function standingOf(address node) external view returns (uint256 reputationBps, uint256 tierBps, uint256 stakeWei);
    /// @notice Least stake of tier 1 to 3, and of a validator (index 4), in wei, by released supply. 0 for tier 0.
    function thresholdWei(uint256 index) external view returns (uint256);
    /// @notice Sums over all nodes, in wei.
    function totals() external view returns (uint256 stakeWei, uint256 bondedWei, uint256 unbondingWei);
    function validatorCount() external view returns (uint256);
    function validatorAt(uint256 index) external view returns (address);
    /// @notice The whole list with the stake of each: what a snapshot is made of.
    function validatorStakes() external view returns (address[] memory nodes, uint256[] memory stakesWei);
    /// @notice What is left of an unbonding, in wei, and when it is over; 0 and 0 when there is none.
    function unbondingOf(address node, uint256 id) external view returns (uint256 amountWei, uint64 releaseAt);

    /// @notice Adds stake of the caller (allowance), at once. Reverts while jailed.
    function stake(uint256 amountWei) external;
    /// @notice Starts the unbonding of free stake; a validator below its threshold leaves the set. At most 16 at a time.
    function requestUnstake(uint256 amountWei) external returns (uint256 id);
    /// @notice Pays an unbonding that is over, less what was slashed of it. Anyone may; the node gets it.
    function withdraw(address node, uint256 id) external returns (uint256 amountWei);
    /// @notice Puts the caller on the list that snapshots are taken of. On a full list it replaces `replaced`, which must have
    ///         the least stake of the list and less than the caller.
    function joinValidators(address replaced) external;
    /// @notice Takes the caller, or a node below the threshold or jailed (by anyone), off the list.
    function leaveValidators(address node) external;

    /// @notice Holds a part of free stake. `JobMarket` and `WorkCourt` only. Reverts with `StakeTooSmall` or `NodeJailed`.
    function bond(address node, uint256 amountWei) external;
    /// @notice Holds the same of several nodes; of those whose free stake is too small nothing is held.
    /// @return held Bit i: of nodes[i] it is held.
    function bondEach(address[] calldata nodes, uint256 amountWei) external returns (uint256 held);
    /// @notice Frees a part of the bond. `JobMarket` and `WorkCourt` only; what was slashed is not freed again.
    function unbond(address node, uint256 amountWei) external;
    /// @notice Takes from bond first if `fromBond`, then from free stake, then from unbondings (latest first), as far as there is
    ///         any. Half, rounded down, goes to `beneficiary`, the rest is burned. `WorkCourt` only.
    /// @return takenWei Taken in all. @return paidWei What `beneficiary` got.
    function slash(address node, uint256 amountWei, bool fromBond, address beneficiary)
        external
        returns (uint256 takenWei, uint256 paidWei);
    /// @notice `R += (15000 − R)/64 · min(1, workUnits/reference)`. `JobMarket` only.
    function reward(address node, uint64 workUnits) external;
    /// @notice `R −= R/8` if `eighth`, else R = 5,000 and jail. `WorkCourt` only.
    function punish(address node, bool eighth) external;
}
