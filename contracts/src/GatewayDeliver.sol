// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { FixedPointMathLib } from "solady/utils/FixedPointMathLib.sol";
import { LibBit } from "solady/utils/LibBit.sol";

import { ComposeCaller } from "./ComposeCaller.sol";
import { GatewayStorage } from "./GatewayStorage.sol";
import {
    AmountAboveSupply,
    AmountZero,
    AttestationExpired,
    AttestationTooLong,
    BucketOverflow,
    ComposeNotPending,
    ComposeStillFailing,
    CountInvalid,
    DestinationMismatch,
    DomainMismatch,
    GasInsufficient,
    InboundPaused,
    IndexOutOfRange,
    InvalidRecipient,
    ItemRefused,
    ItemTruncated,
    KindNotAllowed,
    MessageLengthInvalid,
    NonceZero,
    NoPeer,
    NotQueued,
    NotReleasable,
    OnlyQuorum,
    OutstandingExceeded,
    ProofLengthInvalid,
    RootMismatch,
    RootZero,
    SequenceInvalid,
    SetPointerInvalid,
    SupplyCapReached,
    TrailingBytes,
    TransitInvalid
} from "./interfaces/GatewayErrors.sol";
import { IGateway } from "./interfaces/IGateway.sol";
import { IOAppComposer } from "./interfaces/IOAppComposer.sol";
import { Attestation } from "./libraries/Attestation.sol";
import { InboundLane } from "./libraries/InboundLane.sol";
import { QueueRecord } from "./libraries/QueueRecord.sol";
import { SignerSet } from "./libraries/SignerSet.sol";
import { MILLI_CXT_WEI, TOTAL_SUPPLY_UNITS, UNIT_WEI } from "./libraries/Units.sol";
import { WireMemory } from "./libraries/WireMemory.sol";

/// @title The receiving half of a gateway (protocol §4 to §7)
/// @notice Two phases: every item is checked, marked and credited and all state is written; then the calls are made.
/// @dev An item that cannot be read makes the whole transaction revert, because its leaf cannot be rebuilt; an item that
///      may not be delivered now fails alone in `deliver` and reverts in `deliverOne`.
abstract contract GatewayDeliver is GatewayStorage {
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
    uint256 private constant NO_KEY = type(uint256).max;

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

    /// @inheritdoc IGateway
    /// @dev Reverts when the attestation is not valid here, now and in full, when an item cannot be read, when the items
    ///      do not make up the root, or when a call could not get the gas that was promised to it.
    function deliver(bytes calldata attestation, bytes calldata signatures, bytes calldata items)
        external
        onDeploymentChain
        guarded
    {
        Run memory run;
        Accepted memory accepted;
        run.core = _core;
        _verify(attestation, signatures, run.core, accepted);
        uint256 count = accepted.count;
        _prepare(run, count);
        bytes32[] memory leaves = new bytes32[](_powerOfTwo(count));
        uint256 offset;
        Item memory item;
        for (uint256 i; i < count;) {
            offset = _read(items, offset, item, run);
            WireMemory.set(leaves, i, item.leaf);
            _execute(item, run);
            unchecked {
                ++i;
            }
        }
        if (offset != items.length) revert TrailingBytes(offset, items.length);
        bytes32 root = WireMemory.consumeRoot(leaves);
        if (root != accepted.root) revert RootMismatch(root, accepted.root);
        _finish(items, run, accepted);
    }

    /// @inheritdoc IGateway
    /// @dev Reverts as `deliver`, and with `ItemRefused` or `GasInsufficient` when the item may not be delivered now.
    function deliverOne(
        bytes calldata attestation,
        bytes calldata signatures,
        bytes calldata item,
        uint256 index,
        bytes32[] calldata proof
    ) external onDeploymentChain guarded {
        if (item.length < HEADER_BYTES) revert ItemTruncated(item.length);
        uint256 header = WireMemory.wordAt(item, 0);
        // WHY: of several relayers that deliver at once all but one end here, before the costly signatures.
        if (_isUsed(header >> 192, uint64(header >> 128))) return;
        Accepted memory accepted;
        _verify(attestation, signatures, _core, accepted);
        (Item memory parsed, Run memory run) = _readAlone(item);
        _checkProof(parsed.leaf, index, proof, accepted);
        _execute(parsed, run);
        _finish(item, run, accepted);
    }

    /// @inheritdoc IGateway
    /// @dev Reverts with `NotQueued`, `NotReleasable`, `InboundPaused`, `SupplyCapReached` (spoke) or `GasInsufficient`.
    ///      Time releases it, or outbound transfers that brought the bucket's debt back within its capacity.
    function claimQueued(bytes calldata item) external onDeploymentChain guarded {
        (Item memory parsed, Run memory run) = _readAlone(item);
        uint256 record = _queue[parsed.leaf];
        uint8 state = QueueRecord.state(record);
        if (state != QueueRecord.QUEUED) revert NotQueued(parsed.leaf, state);
        if (run.isPaused) revert InboundPaused(uint32(run.srcEid));
        if (block.timestamp < QueueRecord.releaseAt(record)) {
            if (run.debt > run.capacity || block.timestamp < QueueRecord.delayedUntil(record)) {
                revert NotReleasable(parsed.leaf, QueueRecord.releaseAt(record));
            }
        }
        if (!_takeRoom(parsed.amountUnits, run)) {
            revert SupplyCapReached(parsed.amountUnits * UNIT_WEI, run.roomUnits * UNIT_WEI);
        }
        delete _queue[parsed.leaf];
        _unqueue(parsed.amountUnits);
        _promiseGas(parsed, run);
        _conclude(parsed, run);
        run.isChanged = run.isTransit;
        _closeLane(run);
        if (run.creditCount != 0) _credit(run.credits, run.creditCount);
        _makeCalls(item, run);
    }

    /// @inheritdoc IGateway
    /// @dev Passes on all the gas there is, at least what was bought; reverts with `ComposeNotPending`, `GasInsufficient`
    ///      or `ComposeStillFailing`.
    function retryCompose(bytes calldata item) external onDeploymentChain guarded {
        (Item memory parsed, Run memory run) = _readAlone(item);
        if (!_composes[parsed.leaf]) revert ComposeNotPending(parsed.leaf);
        delete _composes[parsed.leaf];
        uint256 bought = _composeGas(parsed.execution);
        uint256 required = _gasFor(bought, parsed.length);
        if (gasleft() < required) revert GasInsufficient(gasleft(), required);
        uint256 gasLimit = (gasleft() - parsed.length - COMPOSE_GAS) / 32 * 31;
        if (gasLimit < bought) gasLimit = bought;
        Call memory call_ =
            Call(uint32(run.srcEid), parsed.nonce, bought, parsed.start, parsed.length, parsed.guid, parsed.leaf);
        if (!_call(item, call_, gasLimit)) revert ComposeStillFailing(parsed.leaf);
        emit ComposeDelivered(parsed.guid, parsed.leaf);
    }

    /// @inheritdoc IGateway
    function installSignerSet(address pointer, uint64 previousExpiresAt) external onDeploymentChain {
        if (msg.sender != quorum) revert OnlyQuorum(msg.sender);
        if (pointer.code.length < 96) revert SetPointerInvalid(pointer);
        uint256 word = _core;
        _previousSet = uint256(uint160(word)) | uint256(previousExpiresAt) << 160;
        _core = (word >> 160) << 160 | uint160(pointer);
        bytes memory blob = _readSet(_core, 0);
        emit SignerSetInstalled(SignerSet.epochOf(blob), SignerSet.hash(blob), pointer);
    }

    /// @inheritdoc IGateway
    function verifyAttestation(bytes calldata attestation, bytes calldata signatures)
        external
        view
        returns (bytes32 digest)
    {
        Accepted memory accepted;
        digest = _verify(attestation, signatures, _core, accepted);
    }

    /// @inheritdoc IGateway
    function inboundLane(uint32 srcEid)
        external
        view
        returns (
            uint256 capacityWei,
            uint256 refillWeiPerSecond,
            uint256 debtWei,
            uint256 thresholdWei,
            uint64 delaySeconds,
            uint64 updatedAt,
            bool paused
        )
    {
        uint256 word = _inbound[srcEid];
        capacityWei = InboundLane.capacity(word) * MILLI_CXT_WEI;
        refillWeiPerSecond = InboundLane.refill(word) * (MILLI_CXT_WEI / 1000);
        debtWei = InboundLane.debt(InboundLane.settled(word, block.timestamp)) * MILLI_CXT_WEI;
        thresholdWei = InboundLane.threshold(word) * MILLI_CXT_WEI;
        delaySeconds = uint64(InboundLane.delay(word));
        updatedAt = uint64(InboundLane.updatedAt(word));
        paused = _isInboundPaused(_core, word);
    }

    /// @inheritdoc IGateway
    function queued(bytes32 leaf)
        external
        view
        returns (uint64 nonce, uint32 srcEid, uint32 dstEid, uint64 releaseAt, uint8 state)
    {
        uint256 record = _queue[leaf];
        return (
            QueueRecord.nonce(record),
            QueueRecord.srcEid(record),
            QueueRecord.dstEid(record),
            QueueRecord.releaseAt(record),
            QueueRecord.state(record)
        );
    }

    // --- what home and spokes do differently

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

    // --- reading

    function _prepare(Run memory run, uint256 count) private pure {
        run.count = count;
        run.usedKey = NO_KEY;
        // SAFETY: no lane is in hand yet; lane 0 is what an item of two zero EIDs names, and its frame would be nowhere.
        run.lane = NO_KEY;
        run.credits = WireMemory.newCredits(count);
    }

    function _powerOfTwo(uint256 count) private pure returns (uint256 width) {
        width = 1;
        while (width < count) width <<= 1;
    }

    /// @dev Reads the one item of a delivery, a claim or a retry.
    function _readAlone(bytes calldata item) private returns (Item memory parsed, Run memory run) {
        run.strict = true;
        run.core = _core;
        _prepare(run, 1);
        uint256 end = _read(item, 0, parsed, run);
        if (end != item.length) revert TrailingBytes(end, item.length);
    }

    /// @dev Reads the item at `offset`, opening its lane if it is another one, and computes guid and leaf.
    function _read(bytes calldata items, uint256 offset, Item memory item, Run memory run)
        private
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
        private
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
        private
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

    function _openLane(uint256 lane, Run memory run) private view {
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

    function _closeLane(Run memory run) private {
        _storeUsed(run);
        run.usedKey = NO_KEY;
        if (!run.isChanged) return;
        run.isChanged = false;
        _inbound[uint32(run.srcEid)] = InboundLane.withDebt(run.inbound, run.debt);
        _storeLedger(uint32(run.srcEid), uint32(run.dstEid), run);
    }

    function _storeUsed(Run memory run) private {
        if (run.usedKey != NO_KEY) _used[run.usedKey] = run.usedWord;
    }

    // --- executing

    function _execute(Item memory item, Run memory run) private {
        unchecked {
            uint256 nonce = item.nonce;
            uint256 key = run.lane << 64 | nonce >> 8;
            if (key != run.usedKey) {
                _storeUsed(run);
                run.usedKey = key;
                run.usedWord = _used[key];
            }
            uint256 word = run.usedWord;
            uint256 bit = 1 << (nonce & 0xff);
            if (word & bit != 0) {
                ++run.skipped;
                return;
            }
            bytes32 refusal = _settle(item, run);
            if (refusal == 0) {
                run.usedWord = word | bit;
                ++run.done;
                return;
            }
            if (run.strict) revert ItemRefused(item.leaf, bytes4(refusal));
            ++run.failed;
            emit PacketFailed(uint32(run.srcEid), uint64(nonce), item.guid, item.leaf, bytes4(refusal));
        }
    }

    /// @dev Credits, queues or records an unused item, or says why not now (a selector); then nothing is changed.
    function _settle(Item memory item, Run memory run) private returns (bytes32) {
        if (run.isPaused) return InboundPaused.selector;
        uint256 amountUnits = item.amountUnits;
        if (amountUnits == 0) return _settleCall(item, run);
        unchecked {
            uint256 amountWei = amountUnits * UNIT_WEI;
            uint256 debt = run.debt + (amountWei + (MILLI_CXT_WEI - 1)) / MILLI_CXT_WEI;
            if (debt > InboundLane.MAX_DEBT) return BucketOverflow.selector;
            if (!_debit(amountUnits, run)) return OutstandingExceeded.selector;
            bool large = amountWei > run.thresholdWei;
            if (large || debt > run.capacity || !_takeRoom(amountUnits, run)) {
                _enqueue(item, run, large, debt);
            } else {
                if (item.length > COMPOSE_OFFSET && !_promiseGas(item, run)) {
                    _undo(amountUnits, run);
                    return GasInsufficient.selector;
                }
                _conclude(item, run);
            }
            run.debt = debt;
            run.isChanged = true;
        }
        return 0;
    }

    /// @dev An item with nothing but a call: it touches no ledger and never waits.
    function _settleCall(Item memory item, Run memory run) private returns (bytes32) {
        if (!_promiseGas(item, run)) return GasInsufficient.selector;
        _conclude(item, run);
        return 0;
    }

    function _enqueue(Item memory item, Run memory run, bool large, uint256 debt) private {
        uint256 inbound = InboundLane.withDebt(run.inbound, debt);
        uint256 delayedUntil = large ? block.timestamp + InboundLane.delay(inbound) : 0;
        uint256 releaseAt = FixedPointMathLib.max(block.timestamp, delayedUntil);
        releaseAt = FixedPointMathLib.max(releaseAt, InboundLane.paidAt(inbound));
        _queue[item.leaf] =
            QueueRecord.create(item.nonce, run.srcEid, run.dstEid, releaseAt, delayedUntil, item.amountUnits);
        run.queuedUnits += item.amountUnits;
        emit PacketQueued(
            uint32(run.srcEid),
            uint64(item.nonce),
            item.guid,
            item.leaf,
            item.amountUnits * UNIT_WEI,
            QueueRecord.widened(releaseAt)
        );
    }

    /// @dev The end of an item that may be executed: a transit moves the ledger, a transfer is put down for credit and call.
    function _conclude(Item memory item, Run memory run) private {
        unchecked {
            uint256 amountUnits = item.amountUnits;
            uint256 srcEid = run.srcEid;
            if (run.isTransit) {
                run.targetUnits += amountUnits;
                WireMemory.logDelivered(
                    TransitRecorded.selector, srcEid, item.nonce, bytes32(run.dstEid), item.leaf, amountUnits * UNIT_WEI
                );
                return;
            }
            uint256 to = item.to;
            if (amountUnits != 0) WireMemory.setCredit(run.credits, run.creditCount++, to, amountUnits);
            WireMemory.logDelivered(
                PacketDelivered.selector, srcEid, item.nonce, item.guid, item.leaf, amountUnits * UNIT_WEI
            );
            WireMemory.logReceived(OFTReceived.selector, item.guid, srcEid, to, amountUnits * UNIT_WEI);
            if (item.length > COMPOSE_OFFSET) {
                if (run.callCount == 0) run.calls = new Call[](_remaining(run));
                run.calls[run.callCount++] =
                    Call(uint32(srcEid), item.nonce, item.execution, item.start, item.length, item.guid, item.leaf);
            }
        }
    }

    function _finish(bytes calldata items, Run memory run, Accepted memory accepted) private {
        _closeLane(run);
        if (run.queuedUnits != 0) _bookQueued(run.queuedUnits);
        if (run.creditCount != 0) _credit(run.credits, run.creditCount);
        WireMemory.logBatch(
            BatchAccepted.selector, accepted.root, accepted.epoch, accepted.bitmap, run.done, run.failed
        );
        _makeCalls(items, run);
    }

    // --- calls

    function _composeGas(uint256 execution) private pure returns (uint256) {
        return execution & 0x7fffffff;
    }

    /// @dev What must be left to make a call: 32/31 of its gas covers the two 64ths that EIP-150 keeps back.
    function _gasFor(uint256 bought, uint256 length) private pure returns (uint256) {
        return bought + bought / 31 + length + COMPOSE_GAS;
    }

    /// @dev Sets gas aside for the item's call, or says that there is not enough.
    function _promiseGas(Item memory item, Run memory run) private view returns (bool) {
        if (item.length <= COMPOSE_OFFSET) return true;
        uint256 promised = run.promisedGas + _gasFor(_composeGas(item.execution), item.length);
        uint256 required = promised + _remaining(run) * ITEM_GAS + FINISH_GAS;
        if (gasleft() < required) {
            if (run.strict) revert GasInsufficient(gasleft(), required);
            return false;
        }
        run.promisedGas = promised;
        return true;
    }

    /// @dev Items that are not through yet, the one in hand included.
    function _remaining(Run memory run) private pure returns (uint256) {
        return run.count - run.done - run.failed - run.skipped;
    }

    function _makeCalls(bytes calldata items, Run memory run) private {
        for (uint256 i; i < run.callCount; ++i) {
            Call memory call_ = run.calls[i];
            uint256 gasLimit = _composeGas(call_.execution);
            uint256 required = _gasFor(gasLimit, call_.length);
            // SAFETY: never call with less than was bought; the estimate of the first phase was too low, so all reverts.
            if (gasleft() < required) revert GasInsufficient(gasleft(), required);
            if (_call(items, call_, gasLimit)) {
                emit ComposeDelivered(call_.guid, call_.leaf);
            } else {
                _composes[call_.leaf] = true;
                emit ComposeFailed(call_.leaf, call_.guid);
            }
        }
    }

    function _call(bytes calldata items, Call memory call_, uint256 gasLimit) private returns (bool success) {
        uint256 free = WireMemory.mark();
        uint256 start = call_.start;
        address to = address(uint160(WireMemory.wordAt(items, start)));
        uint256 amountWei = (WireMemory.wordAt(items, start + 32) >> 192) * UNIT_WEI;
        bytes memory message = abi.encodePacked(
            uint64(call_.nonce), call_.srcEid, amountWei, items[start + TRANSFER_BYTES:start + call_.length]
        );
        bytes memory payload =
            abi.encodeCall(IOAppComposer.lzCompose, (address(this), call_.guid, message, msg.sender, ""));
        success = ComposeCaller(composeCaller).execute(to, gasLimit, payload);
        // WHY: memory is charged by the square; without this a bundle of long calls would pay for all of them together.
        WireMemory.release(free);
    }

    // --- attestation

    /// @dev Fills in what the caller needs of the fields; the others are checked here.
    function _verify(bytes calldata attestation, bytes calldata signatures, uint256 core, Accepted memory accepted)
        private
        view
        returns (bytes32 digest)
    {
        (uint256 head, bytes32 root, uint256 tail) = Attestation.split(attestation);
        if (head >> 248 != Attestation.BATCH) revert KindNotAllowed(uint8(head >> 248));
        uint256 notAfter = uint64(tail);
        if (block.timestamp > notAfter) revert AttestationExpired(uint64(notAfter), block.timestamp);
        unchecked {
            uint256 latest = block.timestamp + MAX_VALIDITY_SECONDS;
            if (notAfter > latest) revert AttestationTooLong(uint64(notAfter), latest);
        }
        uint256 count = uint32(tail >> 64);
        if (count == 0 || count > MAX_ITEMS) revert CountInvalid(uint32(count));
        if (uint32(head >> 152) != localEid) revert DomainMismatch(uint32(head >> 152), localEid);
        if (uint64(head >> 88) != 0) revert SequenceInvalid(uint64(head >> 88));
        if (root == 0) revert RootZero();
        accepted.root = root;
        accepted.count = count;
        accepted.epoch = uint64(head >> 184);
        bytes memory blob = _setOf(core, uint64(head >> 184));
        digest = Attestation.digest(attestation, domainSeparator, SignerSet.hash(blob));
        accepted.bitmap = SignerSet.verify(blob, digest, signatures, SignerSet.threshold(blob));
    }

    function _checkProof(bytes32 leaf, uint256 index, bytes32[] calldata proof, Accepted memory accepted) private pure {
        if (index >= accepted.count) revert IndexOutOfRange(index, uint32(accepted.count));
        if (1 << proof.length != _powerOfTwo(accepted.count)) {
            revert ProofLengthInvalid(proof.length, LibBit.fls(_powerOfTwo(accepted.count)));
        }
        bytes32 root = leaf;
        for (uint256 i; i < proof.length; ++i) {
            root = index & 1 == 0 ? WireMemory.node(root, proof[i]) : WireMemory.node(proof[i], root);
            index >>= 1;
        }
        if (root != accepted.root) revert RootMismatch(root, accepted.root);
    }
}
