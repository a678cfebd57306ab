// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ZeroValue } from "../../interfaces/GatewayErrors.sol";
import { IBaseWork } from "../interfaces/IBaseWork.sol";
import { IMiningPool } from "../interfaces/IMiningPool.sol";
import { IRandomness } from "../interfaces/IRandomness.sol";
import { MatrixEntry } from "../libraries/MatrixEntry.sol";
import { RowTree } from "../libraries/RowTree.sol";

/// @title Work the chain verifies by itself
/// @notice No stake, no fee, no committee. Credit for all rows or for none: whoever fakes a part f is credited for the whole with
///         probability (1 − f)^4, which is never worth more than the work.
contract BaseWork is IBaseWork {
    uint256 private constant DRAWS = 4;
    uint256 private constant COLUMNS = 256;
    uint256 private constant MOST_ROWS = 2 ** 20;
    uint256 private constant ROW_BYTES = 1024;

    IMiningPool private immutable _pool;
    IRandomness private immutable _randomness;

    mapping(uint64 epoch => bytes32) private _seeds;
    mapping(address node => mapping(uint64 epoch => Commitment)) private _commitments;

    constructor(address pool, address randomness) {
        if (pool == address(0)) revert ZeroValue("pool");
        if (randomness == address(0)) revert ZeroValue("randomness");
        _pool = IMiningPool(pool);
        _randomness = IRandomness(randomness);
    }

    /// @inheritdoc IBaseWork
    function wiring() external view returns (address, address) {
        return (address(_pool), address(_randomness));
    }

    /// @inheritdoc IBaseWork
    function seedOf(uint64 epoch) external view returns (bytes32) {
        return _seeds[epoch];
    }

    /// @inheritdoc IBaseWork
    function commitmentOf(address node, uint64 epoch) external view returns (Commitment memory) {
        return _commitments[node][epoch];
    }

    /// @inheritdoc IBaseWork
    function seedEpoch() external returns (bytes32 seed) {
        uint64 epoch = _pool.currentEpoch();
        if (_seeds[epoch] != 0) revert EpochSeedSet(epoch);
        // WHY no beacon: a seed only has to be unknown before its epoch. Whoever chooses among seeds gains nothing by it.
        seed = keccak256(abi.encodePacked(block.prevrandao, blockhash(block.number - 1), epoch));
        _seeds[epoch] = seed;
        emit EpochSeeded(epoch, seed);
    }

    /// @inheritdoc IBaseWork
    function commit(uint64 epoch, bytes32 root, uint32 rows) external {
        if (rows == 0 || rows > MOST_ROWS) revert RowsOutOfRange(rows, MOST_ROWS);
        uint64 running = _pool.currentEpoch();
        // WHY: a transaction that is included an epoch late would bind the node to work of another seed.
        if (epoch != running) revert EpochNotRunning(epoch, running);
        if (_seeds[epoch] == 0) revert EpochSeedMissing(epoch);
        Commitment storage commitment = _commitments[msg.sender][epoch];
        if (commitment.rows != 0) revert CommittedAlready(msg.sender, epoch);
        // SAFETY: one exact block. A beacon of the opener's choice would let almost all of the work be faked.
        uint64 beaconBlock = uint64(block.number) + _randomness.delayBlocks();
        commitment.root = root;
        commitment.beaconBlock = beaconBlock;
        commitment.epoch = epoch;
        commitment.rows = rows;
        emit WorkCommitted(epoch, msg.sender, root, rows, beaconBlock);
    }

    /// @inheritdoc IBaseWork
    function drawsOf(address node, uint64 epoch, bytes32 beacon)
        external
        view
        returns (uint256[4] memory rows, uint256[4] memory columns)
    {
        uint256 count = _commitments[node][epoch].rows;
        if (count == 0) revert CommitmentMissing(node, epoch);
        for (uint256 draw; draw < DRAWS; ++draw) {
            (rows[draw], columns[draw]) = _draw(beacon, node, epoch, draw, count);
        }
    }

    /// @inheritdoc IBaseWork
    function open(uint64 epoch, bytes calldata beaconProof, Opening[] calldata openings) external {
        Commitment storage commitment = _commitments[msg.sender][epoch];
        uint32 rows = commitment.rows;
        if (rows == 0) revert CommitmentMissing(msg.sender, epoch);
        if (commitment.isOpened) revert OpenedAlready(msg.sender, epoch);
        if (openings.length != DRAWS) revert OpeningCountWrong(openings.length);
        bytes32 beacon = _randomness.beacon(commitment.beaconBlock, beaconProof);
        bytes32 root = commitment.root;
        bytes32 seed = _seeds[epoch];
        for (uint256 draw; draw < DRAWS; ++draw) {
            (uint256 row, uint256 column) = _draw(beacon, msg.sender, epoch, draw, rows);
            _requireLeaf(draw, root, rows, row, openings[draw]);
            _requireEntry(draw, seed, row, column, openings[draw].row);
        }
        commitment.isOpened = true;
        emit WorkCredited(epoch, msg.sender, rows);
        _pool.recordBase(msg.sender, rows);
    }

    function _draw(bytes32 beacon, address node, uint64 epoch, uint256 draw, uint256 rows)
        private
        pure
        returns (uint256 row, uint256 column)
    {
        uint256 x = uint256(keccak256(abi.encodePacked(beacon, node, epoch, uint8(draw))));
        row = x % rows;
        column = (x >> 128) % COLUMNS;
    }

    function _requireLeaf(uint256 draw, bytes32 root, uint256 rows, uint256 row, Opening calldata opening)
        private
        pure
    {
        if (opening.row.length != ROW_BYTES) revert LeafInvalid(draw);
        bytes32 leaf = RowTree.leaf(row, opening.row);
        if (!RowTree.isIn(root, rows, row, leaf, opening.path)) revert LeafInvalid(draw);
    }

    function _requireEntry(uint256 draw, bytes32 seed, uint256 row, uint256 column, bytes calldata entries)
        private
        view
    {
        int256 given = int32(uint32(bytes4(entries[column * 4:column * 4 + 4])));
        int256 right = MatrixEntry.entry(seed, msg.sender, row, column);
        if (given != right) revert EntryWrong(draw, given, right);
    }
}
