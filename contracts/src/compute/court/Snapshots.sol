// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { SSTORE2 } from "solady/utils/SSTORE2.sol";

import { IWorkCourt } from "../interfaces/IWorkCourt.sol";
import { CourtBase } from "./CourtBase.sol";

/// @title Who was a validator with how much stake, epoch by epoch
/// @dev A snapshot is the code of one contract: an entry a place, `node 20 ‖ cumulated stake 12`.
abstract contract Snapshots is CourtBase {
    struct Snapshot {
        address blob;
        uint256 places;
        uint256 totalWei;
    }

    /// @dev Blob 160, sum of all stakes 96.
    mapping(uint64 epoch => uint256 word) private _snapshots;
    /// @dev Latest epoch with a snapshot, plus one.
    uint256 private _nextAfterLatest;

    /// @inheritdoc IWorkCourt
    function snapshot() external {
        uint64 epoch = pool.currentEpoch();
        if (_snapshots[epoch] != 0) revert SnapshotTakenAlready(epoch);
        (address[] memory nodes, uint256[] memory stakesWei) = stakeRegistry.validatorStakes();
        bytes memory entries = new bytes(32 * nodes.length);
        uint256 totalWei;
        for (uint256 i; i < nodes.length; ++i) {
            totalWei += stakesWei[i];
            uint256 entry = uint256(uint160(nodes[i])) << 96 | totalWei;
            assembly ("memory-safe") {
                mstore(add(add(entries, 0x20), shl(5, i)), entry)
            }
        }
        address blob = SSTORE2.write(entries);
        _snapshots[epoch] = totalWei << 160 | uint160(blob);
        _nextAfterLatest = uint256(epoch) + 1;
        emit SnapshotTaken(epoch, nodes.length, totalWei, blob);
    }

    /// @inheritdoc IWorkCourt
    function latestSnapshot() public view returns (uint64 epoch) {
        if (_nextAfterLatest == 0) revert SnapshotMissing(pool.currentEpoch());
        return uint64(_nextAfterLatest - 1);
    }

    /// @inheritdoc IWorkCourt
    function snapshotOf(uint64 epoch) external view returns (address[] memory nodes, uint256[] memory cumulatedWei) {
        Snapshot memory taken = _snapshot(epoch);
        nodes = new address[](taken.places);
        cumulatedWei = new uint256[](taken.places);
        for (uint256 i; i < taken.places; ++i) {
            (nodes[i],, cumulatedWei[i]) = _entry(taken, i);
        }
    }

    /// @inheritdoc IWorkCourt
    /// @dev False, not a refusal, for an epoch without a snapshot.
    function isLive(uint64 snapshotEpoch) external view returns (bool) {
        if (_snapshots[snapshotEpoch] == 0) return false;
        return _isLive(_snapshot(snapshotEpoch));
    }

    function _isLive(Snapshot memory taken) internal view returns (bool) {
        return taken.places >= minValidators && taken.totalWei >= minValidatorStakeWei;
    }

    function _snapshot(uint64 epoch) internal view returns (Snapshot memory taken) {
        uint256 word = _snapshots[epoch];
        if (word == 0) revert SnapshotMissing(epoch);
        taken.blob = address(uint160(word));
        taken.totalWei = word >> 160;
        taken.places = (taken.blob.code.length - 1) / 32;
    }

    /// @dev The node at a place and the interval `[from, to)` that its stake covers. `place` must be below `taken.places`.
    function _entry(Snapshot memory taken, uint256 place)
        internal
        view
        returns (address node, uint256 from, uint256 to)
    {
        address blob = taken.blob;
        uint256 before;
        uint256 own;
        assembly ("memory-safe") {
            // the code begins with one byte that stops
            switch place
            case 0 { extcodecopy(blob, 0x20, 1, 0x20) }
            default {
                extcodecopy(blob, 0x00, add(1, shl(5, sub(place, 1))), 0x40)
                before := mload(0x00)
            }
            own := mload(0x20)
        }
        return (address(uint160(own >> 96)), uint96(before), uint96(own));
    }
}
