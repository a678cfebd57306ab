// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Work the chain verifies by itself: C = A·B over int8, drawn entries recomputed (docs/compute.md §3)
interface IBaseWork {
    struct Commitment {
        bytes32 root;
        uint64 beaconBlock;
        uint64 epoch;
        uint32 rows;
        bool isOpened;
    }

    struct Opening {
        /// @dev The drawn row of C: 256 int32, big-endian, 1,024 bytes.
        bytes row;
        /// @dev Siblings from the leaf upwards; a level at which the node has no sibling has no entry.
        bytes32[] path;
    }

    event EpochSeeded(uint64 indexed epoch, bytes32 seed);
    event WorkCommitted(
        uint64 indexed epoch, address indexed node, bytes32 root, uint32 rows, uint64 beaconBlock
    );
    /// @dev `epoch` is that of the commitment; the pool's `BaseRecorded` of the same transaction has the one it counts in.
    event WorkCredited(uint64 indexed epoch, address indexed node, uint32 rows);

    /// @dev Too late, or too early.
    error EpochNotRunning(uint64 epoch, uint64 running);
    error EpochSeedMissing(uint64 epoch);
    error EpochSeedSet(uint64 epoch);
    error RowsOutOfRange(uint256 rows, uint256 most);
    error CommittedAlready(address node, uint64 epoch);
    error CommitmentMissing(address node, uint64 epoch);
    error OpenedAlready(address node, uint64 epoch);
    error OpeningCountWrong(uint256 count);
    error LeafInvalid(uint256 draw);
    error EntryWrong(uint256 draw, int256 given, int256 right);

    /// @notice The contracts this one knows, for ever.
    function wiring() external view returns (address pool, address randomness);
    /// @notice Sets the seed of the running epoch from the chain's randomness of this moment. Anyone, once an epoch.
    function seedEpoch() external returns (bytes32 seed);
    /// @notice 0 when the epoch has none.
    function seedOf(uint64 epoch) external view returns (bytes32);
    function commitmentOf(address node, uint64 epoch) external view returns (Commitment memory);
    /// @notice Binds the caller to `rows` rows of `epoch`, which must be the running one; the beacon is the block `delayBlocks` later.
    function commit(uint64 epoch, bytes32 root, uint32 rows) external;
    /// @notice The four (row, column) pairs that a beacon draws.
    function drawsOf(address node, uint64 epoch, bytes32 beacon)
        external
        view
        returns (uint256[4] memory rows, uint256[4] memory columns);
    /// @notice Opens the commitment the caller made in `epoch`; all four right, or nothing. Counts in the running epoch.
    function open(uint64 epoch, bytes calldata beaconProof, Opening[] calldata openings) external;
}
