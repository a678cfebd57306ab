// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { GatewayStorage } from "./GatewayStorage.sol";
import {
    AmountAboveSupply,
    AmountZero,
    DestinationMismatch,
    InvalidRecipient,
    ItemTruncated,
    MessageLengthInvalid,
    NonceZero,
    NoPeer,
    TrailingBytes,
    TransitInvalid
} from "./interfaces/GatewayErrors.sol";
import { InboundLane } from "./libraries/InboundLane.sol";
import { MILLI_CXT_WEI, TOTAL_SUPPLY_UNITS } from "./libraries/Units.sol";
import { WireMemory } from "./libraries/WireMemory.sol";

/// @title Reading what arrives (protocol §5, §7)
/// @notice Items are read from calldata and their leaves rebuilt from this chain's own peers. What cannot be read makes the
///         whole transaction revert, because its leaf cannot be rebuilt.
/// @dev The lane in hand is kept unpacked in a `Run` and written back when another lane begins. The functions without a
///      body are the difference between home and spokes.
abstract contract GatewayInbound is GatewayStorage {
    uint256 internal constant MAX_ITEMS = 256;
    uint256 internal constant MAX_VALIDITY_SECONDS = 24 hours;
    uint256 internal constant HEADER_BYTES = 22;
    uint256 internal constant TRANSFER_BYTES = 40;
    /// @dev Message bytes before the call's data; a message with a call is longer than this.
    uint256 internal constant COMPOSE_OFFSET = 72;

    /// @dev Gas that is set aside for what is still to be done after a call's gas was promised: an item of the rest
    ///      of the bundle, the end of the bundle, and what a call costs beside its own gas (frame, copy, record).
    uint256 internal constant ITEM_GAS = 35_000;
    uint256 internal constant FINISH_GAS = 40_000;
    uint256 internal constant COMPOSE_GAS = 60_000;
    uint256 internal constant NO_KEY = type(uint256).max;

    /// @dev One item without its lane. For a transit `start` and `length` are those of its 40-byte body.
    struct Item {
        uint256 nonce;
        uint256 execution;
        uint256 amountUnits;
        uint256 to;
        uint256 start;
        uint256 length;
        bytes32 guid;
        bytes32 leaf;
    }

    /// @dev What is needed of a verified attestation.
    struct Accepted {
        bytes32 root;
        uint256 count;
        uint256 epoch;
        uint256 bitmap;
    }

    /// @dev A call to be made in the second phase.
    struct Call {
        uint32 srcEid;
        uint256 nonce;
        uint256 execution;
        uint256 start;
        uint256 length;
        bytes32 guid;
        bytes32 leaf;
    }

    /// @dev Working state of one delivery. The lane in hand is kept unpacked and written back when it changes; whole
    ///      words where narrower types would be masked at every access.
    struct Run {
        bool strict;
        uint256 count;
        uint256 done;
        uint256 failed;
        uint256 skipped;
        // the lane in hand: `srcEid << 32 | dstEid`, its parts, and what is loaded once for it
        uint256 lane;
        uint256 srcEid;
        uint256 dstEid;
        bool isTransit;
        bool isPaused;
        bool isChanged;
        bytes frame;
        uint256 inbound;
        uint256 debt;
        uint256 capacity;
        uint256 thresholdWei;
        uint256 sourceUnits;
        uint256 targetUnits;
        uint256 usedKey;
        uint256 usedWord;
        // what the whole run has used and put down for later
        uint256 core;
        uint256 roomUnits;
        bool roomKnown;
        uint256 queuedUnits;
        uint256 credits;
        uint256 creditCount;
        Call[] calls;
        uint256 callCount;
        uint256 promisedGas;
    }

    /// @dev Whether a message between two other chains is recorded here.
    function _recordsTransits() internal pure virtual returns (bool);

    /// @dev Loads the ledger words of the lane into the run.
    function _loadLedger(uint32 srcEid, uint32 dstEid, Run memory run) internal view virtual;

    /// @dev Writes them back.
    function _storeLedger(uint32 srcEid, uint32 dstEid, Run memory run) internal virtual;

    /// @dev Takes the amount from the source's ledger in the run; false if it holds less.
    function _debit(uint256 amountUnits, Run memory run) internal view virtual returns (bool);

    /// @dev Uses up room below the supply cap; false if there is less.
    function _takeRoom(uint256 amountUnits, Run memory run) internal view virtual returns (bool);

    /// @dev Gives back what `_debit` and `_takeRoom` took.
    function _undo(uint256 amountUnits, Run memory run) internal view virtual;

    /// @dev Books what the run has queued.
    function _bookQueued(uint256 amountUnits) internal virtual;

    /// @dev Takes a claimed message out of the queue's books.
    function _unqueue(uint256 amountUnits) internal virtual;

    /// @dev The one place where tokens reach a recipient: `count` credits (see WireMemory.newCredits).
    function _credit(uint256 credits, uint256 count) internal virtual;

    function _prepare(Run memory run, uint256 count) internal pure {
        run.count = count;
        run.usedKey = NO_KEY;
        // SAFETY: no lane is in hand yet; lane 0 is what an item of two zero EIDs names, and its frame would be nowhere.
        run.lane = NO_KEY;
        run.credits = WireMemory.newCredits(count);
    }

    /// @dev Reads the one item of a delivery, a claim or a retry.
    function _readAlone(bytes calldata item) internal returns (Item memory parsed, Run memory run) {
        run.strict = true;
        run.core = _core;
        _prepare(run, 1);
        uint256 end = _read(item, 0, parsed, run);
        if (end != item.length) revert TrailingBytes(end, item.length);
    }

    /// @dev Reads the item at `offset`, opening its lane if it is another one, and computes guid and leaf.
    function _read(bytes calldata items, uint256 offset, Item memory item, Run memory run)
        internal
        returns (uint256 end)
    {
        // Nothing overflows: offsets stay below the calldata's length plus 2^16.
        unchecked {
            uint256 start = offset + HEADER_BYTES;
            uint256 header = WireMemory.wordAt(items, offset);
            uint256 length = (header >> 80) & 0xffff;
            end = start + length;
            // SAFETY: past the end of calldata one reads zeros, and past the end of `items` whatever follows them.
            if (end > items.length) revert ItemTruncated(offset);
            item.start = start;
            item.length = length;
            uint256 nonce = (header >> 128) & type(uint64).max;
            if (nonce == 0) revert NonceZero();
            item.nonce = nonce;
            item.execution = (header >> 96) & type(uint32).max;
            if (header >> 192 != run.lane) {
                _closeLane(run);
                _openLane(header >> 192, run);
            }
        }
        bytes32 messageHash = run.isTransit
            ? _readTransit(items, item.start, item.length, item)
            : _readTransfer(items, item.start, item.length, item);
        uint256 amountUnits = item.amountUnits;
        if (amountUnits > TOTAL_SUPPLY_UNITS) revert AmountAboveSupply(amountUnits);
        (item.guid, item.leaf) = WireMemory.seal(run.frame, item.nonce, item.execution, amountUnits, messageHash);
    }

    function _readTransfer(bytes calldata items, uint256 start, uint256 length, Item memory item)
        internal
        pure
        returns (bytes32)
    {
        unchecked {
            uint256 recipient = WireMemory.wordAt(items, start);
            uint256 amountUnits = WireMemory.wordAt(items, start + 32) >> 192;
            if (length != TRANSFER_BYTES) {
                if (length <= COMPOSE_OFFSET) revert MessageLengthInvalid(length);
            } else if (amountUnits == 0) {
                revert AmountZero();
            }
            if (recipient == 0 || recipient >> 160 != 0) revert InvalidRecipient(bytes32(recipient));
            item.to = recipient;
            item.amountUnits = amountUnits;
        }
        return WireMemory.hashAt(items, start, length);
    }

    function _readTransit(bytes calldata items, uint256 start, uint256 length, Item memory item)
        internal
        pure
        returns (bytes32)
    {
        unchecked {
            if (length != TRANSFER_BYTES) revert MessageLengthInvalid(length);
            uint256 amountUnits = WireMemory.wordAt(items, start) >> 192;
            if (amountUnits == 0) revert AmountZero();
            item.amountUnits = amountUnits;
            return bytes32(WireMemory.wordAt(items, start + 8));
        }
    }

    function _openLane(uint256 lane, Run memory run) internal view {
        uint32 srcEid = uint32(lane >> 32);
        uint32 dstEid = uint32(lane);
        bytes32 sender = _peers[srcEid];
        if (sender == 0) revert NoPeer(srcEid);
        bytes32 receiver;
        if (dstEid == localEid) {
            receiver = bytes32(uint256(uint160(address(this))));
            run.isTransit = false;
        } else {
            if (!_recordsTransits()) revert DestinationMismatch(dstEid, localEid);
            if (srcEid == dstEid) revert TransitInvalid(srcEid, dstEid);
            receiver = _peers[dstEid];
            if (receiver == 0) revert NoPeer(dstEid);
            run.isTransit = true;
        }
        run.lane = lane;
        run.srcEid = srcEid;
        run.dstEid = dstEid;
        run.frame = WireMemory.newFrame(srcEid, sender, dstEid, receiver);
        uint256 inbound = _inbound[srcEid];
        run.isPaused = _isInboundPaused(run.core, inbound);
        inbound = InboundLane.settled(inbound, block.timestamp);
        run.inbound = inbound;
        run.debt = InboundLane.debt(inbound);
        run.capacity = InboundLane.capacity(inbound);
        run.thresholdWei = InboundLane.threshold(inbound) * MILLI_CXT_WEI;
        _loadLedger(srcEid, dstEid, run);
    }

    function _closeLane(Run memory run) internal {
        _storeUsed(run);
        run.usedKey = NO_KEY;
        if (!run.isChanged) return;
        run.isChanged = false;
        _inbound[uint32(run.srcEid)] = InboundLane.withDebt(run.inbound, run.debt);
        _storeLedger(uint32(run.srcEid), uint32(run.dstEid), run);
    }

    function _storeUsed(Run memory run) internal {
        if (run.usedKey != NO_KEY) _used[run.usedKey] = run.usedWord;
    }
}
