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

    /// @dev One item. For a transit `length` and `start` are those of its 40-byte body.
    struct Item {
        uint32 srcEid;
        uint32 dstEid;
        uint256 nonce;
        uint256 execution;
        uint256 amountUnits;
        address to;
        uint256 start;
        uint256 length;
        bytes32 guid;
        bytes32 leaf;
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

    /// @dev Working state of one delivery; the words of the lane in hand are cached until the lane changes.
    struct Run {
        bool strict;
        uint256 remaining;
        uint256 done;
        uint256 failed;
        uint256 lane;
        bytes frame;
        uint256 inbound;
        bool laneChanged;
        uint256 usedKey;
        uint256 usedWord;
        uint256 sourceWord;
        uint256 targetWord;
        uint256 roomUnits;
        bool roomKnown;
        uint256 queuedUnits;
        uint256[] credits;
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
        (Attestation.Fields memory fields,, uint32 bitmap) = _verify(attestation, signatures);
        uint256 count = fields.count;
        Run memory run = _newRun(count, false);
        bytes32[] memory leaves = new bytes32[](_powerOfTwo(count));
        uint256 offset;
        Item memory item;
        for (uint256 i; i < count; ++i) {
            offset = _read(items, offset, item, run);
            leaves[i] = item.leaf;
            _execute(item, run);
        }
        if (offset != items.length) revert TrailingBytes(offset, items.length);
        bytes32 root = WireMemory.consumeRoot(leaves);
        if (root != fields.root) revert RootMismatch(root, fields.root);
        _finish(items, run, fields, bitmap);
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
        if (_isUsed(uint32(header >> 224), uint32(header >> 192), uint64(header >> 128))) return;
        (Attestation.Fields memory fields,, uint32 bitmap) = _verify(attestation, signatures);
        Run memory run = _newRun(1, true);
        Item memory parsed;
        uint256 end = _read(item, 0, parsed, run);
        if (end != item.length) revert TrailingBytes(end, item.length);
        _checkProof(parsed.leaf, index, proof, fields);
        _execute(parsed, run);
        _finish(item, run, fields, bitmap);
    }

    /// @inheritdoc IGateway
    /// @dev Reverts with `NotQueued`, `NotReleasable`, `InboundPaused`, `SupplyCapReached` (spoke) or `GasInsufficient`.
    ///      Time releases it, or outbound transfers that brought the bucket's debt back within its capacity.
    function claimQueued(bytes calldata item) external onDeploymentChain guarded {
        (Item memory parsed, Run memory run) = _readAlone(item);
        uint256 record = _queue[parsed.leaf];
        uint8 state = QueueRecord.state(record);
        if (state != QueueRecord.QUEUED) revert NotQueued(parsed.leaf, state);
        if (_isInboundPaused(run.inbound)) revert InboundPaused(parsed.srcEid);
        if (block.timestamp < QueueRecord.releaseAt(record)) {
            bool paid = InboundLane.isWithinCapacity(InboundLane.settled(run.inbound, block.timestamp));
            if (!paid || block.timestamp < QueueRecord.delayedUntil(record)) {
                revert NotReleasable(parsed.leaf, QueueRecord.releaseAt(record));
            }
        }
        if (!_hasRoom(parsed, run)) revert SupplyCapReached(parsed.amountUnits * UNIT_WEI, run.roomUnits * UNIT_WEI);
        delete _queue[parsed.leaf];
        _unqueue(parsed.amountUnits);
        _promiseGas(parsed, run);
        _conclude(parsed, run);
        run.laneChanged = parsed.dstEid != localEid;
        _closeLane(run);
        _creditAll(run);
        _makeCalls(item, run);
    }

    /// @inheritdoc IGateway
    /// @dev Passes on all the gas there is, at least what was bought; reverts with `ComposeNotPending`, `GasInsufficient`
    ///      or `ComposeStillFailing`.
    function retryCompose(bytes calldata item) external onDeploymentChain guarded {
        (Item memory parsed,) = _readAlone(item);
        if (!_composes[parsed.leaf]) revert ComposeNotPending(parsed.leaf);
        delete _composes[parsed.leaf];
        uint256 bought = _composeGas(parsed.execution);
        uint256 required = _gasFor(bought, parsed.length);
        if (gasleft() < required) revert GasInsufficient(gasleft(), required);
        uint256 gasLimit = (gasleft() - parsed.length - COMPOSE_GAS) / 32 * 31;
        if (gasLimit < bought) gasLimit = bought;
        Call memory call_ = Call(
            parsed.srcEid, parsed.nonce, bought, parsed.start, parsed.length, parsed.guid, parsed.leaf
        );
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
        (, digest,) = _verify(attestation, signatures);
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
        paused = _isInboundPaused(word);
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

    /// @dev Loads the ledger words of a lane into the run.
    function _loadLedger(Item memory item, Run memory run) internal view virtual;

    /// @dev Writes them back.
    function _storeLedger(Run memory run) internal virtual;

    /// @dev Whether the source's ledger holds the amount.
    function _ledgerCovers(Item memory item, Run memory run) internal view virtual returns (bool);

    /// @dev Takes the amount from the source's ledger.
    function _debit(Item memory item, Run memory run) internal view virtual;

    /// @dev Whether the supply here may grow by the amount now.
    function _hasRoom(Item memory item, Run memory run) internal view virtual returns (bool);

    /// @dev Uses up room.
    function _takeRoom(Item memory item, Run memory run) internal view virtual;

    /// @dev Books what the run has queued.
    function _bookQueued(uint256 amountUnits) internal virtual;

    /// @dev Takes a claimed message out of the queue's books.
    function _unqueue(uint256 amountUnits) internal virtual;

    /// @dev Adds a transit's amount to the destination's ledger.
    function _bookTransit(Item memory item, Run memory run) internal view virtual;

    /// @dev The one place where tokens reach a recipient; words `address << 96 | units`.
    function _credit(uint256[] memory credits) internal virtual;

    // --- reading

    function _newRun(uint256 count, bool strict) private pure returns (Run memory run) {
        run.strict = strict;
        run.remaining = count;
        run.usedKey = NO_KEY;
        run.credits = new uint256[](count);
    }

    function _powerOfTwo(uint256 count) private pure returns (uint256 width) {
        width = 1;
        while (width < count) width <<= 1;
    }

    function _isUsed(uint32 srcEid, uint32 dstEid, uint64 nonce) private view returns (bool) {
        return (_used[_usedKey(srcEid, dstEid, nonce)] >> (nonce & 0xff)) & 1 != 0;
    }

    function _readAlone(bytes calldata item) private view returns (Item memory parsed, Run memory run) {
        run = _newRun(1, true);
        uint256 end = _readHeader(item, 0, parsed);
        _openLane(parsed, run);
        _readBody(item, parsed, run);
        if (end != item.length) revert TrailingBytes(end, item.length);
    }

    /// @dev Reads the item at `offset` and computes guid and leaf; opens its lane.
    function _read(bytes calldata items, uint256 offset, Item memory item, Run memory run)
        private
        returns (uint256 end)
    {
        end = _readHeader(items, offset, item);
        if (uint256(item.srcEid) << 32 | item.dstEid != run.lane) {
            _closeLane(run);
            _openLane(item, run);
        }
        _readBody(items, item, run);
    }

    function _readHeader(bytes calldata items, uint256 offset, Item memory item) private pure returns (uint256 end) {
        uint256 start = offset + HEADER_BYTES;
        if (start > items.length) revert ItemTruncated(offset);
        uint256 header = WireMemory.wordAt(items, offset);
        uint256 length = uint16(header >> 80);
        end = start + length;
        if (end > items.length) revert ItemTruncated(offset);
        item.srcEid = uint32(header >> 224);
        item.dstEid = uint32(header >> 192);
        item.nonce = uint64(header >> 128);
        item.execution = uint32(header >> 96);
        item.start = start;
        item.length = length;
    }

    function _readBody(bytes calldata items, Item memory item, Run memory run) private view {
        if (item.nonce == 0) revert NonceZero();
        uint256 start = item.start;
        uint256 length = item.length;
        uint256 amountUnits;
        bytes32 messageHash;
        if (item.dstEid == localEid) {
            if (length != TRANSFER_BYTES && length <= COMPOSE_OFFSET) revert MessageLengthInvalid(length);
            uint256 recipient = WireMemory.wordAt(items, start);
            if (recipient == 0 || recipient >> 160 != 0) revert InvalidRecipient(bytes32(recipient));
            item.to = address(uint160(recipient));
            amountUnits = WireMemory.wordAt(items, start + 32) >> 192;
            if (amountUnits == 0 && length == TRANSFER_BYTES) revert AmountZero();
            messageHash = WireMemory.hashAt(items, start, length);
        } else {
            if (length != TRANSFER_BYTES) revert MessageLengthInvalid(length);
            amountUnits = WireMemory.wordAt(items, start) >> 192;
            if (amountUnits == 0) revert AmountZero();
            messageHash = bytes32(WireMemory.wordAt(items, start + 8));
        }
        if (amountUnits > TOTAL_SUPPLY_UNITS) revert AmountAboveSupply(amountUnits);
        item.amountUnits = amountUnits;
        (item.guid, item.leaf) = WireMemory.seal(run.frame, item.nonce, item.execution, amountUnits, messageHash);
    }

    function _openLane(Item memory item, Run memory run) private view {
        uint32 srcEid = item.srcEid;
        uint32 dstEid = item.dstEid;
        bytes32 sender = _peers[srcEid];
        if (sender == 0) revert NoPeer(srcEid);
        bytes32 receiver;
        if (dstEid == localEid) {
            receiver = bytes32(uint256(uint160(address(this))));
        } else {
            if (!_recordsTransits()) revert DestinationMismatch(dstEid, localEid);
            if (srcEid == dstEid) revert TransitInvalid(srcEid, dstEid);
            receiver = _peers[dstEid];
            if (receiver == 0) revert NoPeer(dstEid);
        }
        run.lane = uint256(srcEid) << 32 | dstEid;
        run.frame = WireMemory.newFrame(srcEid, sender, dstEid, receiver);
        run.inbound = _inbound[srcEid];
        _loadLedger(item, run);
    }

    function _closeLane(Run memory run) private {
        if (run.usedKey != NO_KEY) _used[run.usedKey] = run.usedWord;
        run.usedKey = NO_KEY;
        if (!run.laneChanged) return;
        run.laneChanged = false;
        _inbound[uint32(run.lane >> 32)] = run.inbound;
        _storeLedger(run);
    }

    // --- executing

    function _execute(Item memory item, Run memory run) private {
        uint256 key = _usedKey(item.srcEid, item.dstEid, item.nonce);
        if (key != run.usedKey) {
            if (run.usedKey != NO_KEY) _used[run.usedKey] = run.usedWord;
            run.usedKey = key;
            run.usedWord = _used[key];
        }
        uint256 bit = 1 << (item.nonce & 0xff);
        if (run.usedWord & bit == 0) {
            bytes4 reason = _settle(item, run);
            if (reason == 0) {
                run.usedWord |= bit;
                ++run.done;
            } else {
                if (run.strict) revert ItemRefused(item.leaf, reason);
                ++run.failed;
                emit PacketFailed(item.srcEid, uint64(item.nonce), item.guid, item.leaf, reason);
            }
        }
        --run.remaining;
    }

    /// @dev Credits, queues or records an unused item, or says why not now; in that case nothing is changed.
    function _settle(Item memory item, Run memory run) private returns (bytes4 refusal) {
        if (_isInboundPaused(run.inbound)) return InboundPaused.selector;
        if (item.amountUnits == 0) {
            if (!_promiseGas(item, run)) return GasInsufficient.selector;
            _conclude(item, run);
            return 0;
        }
        uint256 amountWei = item.amountUnits * UNIT_WEI;
        (uint256 lane, bool fits) = InboundLane.booked(InboundLane.settled(run.inbound, block.timestamp), amountWei);
        if (!fits) return BucketOverflow.selector;
        if (!_ledgerCovers(item, run)) return OutstandingExceeded.selector;
        bool large = amountWei > InboundLane.threshold(lane) * MILLI_CXT_WEI;
        bool waits = large || !InboundLane.isWithinCapacity(lane) || !_hasRoom(item, run);
        if (!waits && !_promiseGas(item, run)) return GasInsufficient.selector;

        run.inbound = lane;
        run.laneChanged = true;
        _debit(item, run);
        if (waits) _enqueue(item, run, large);
        else _conclude(item, run);
    }

    function _enqueue(Item memory item, Run memory run, bool large) private {
        uint256 delayedUntil = large ? block.timestamp + InboundLane.delay(run.inbound) : 0;
        uint256 releaseAt = FixedPointMathLib.max(block.timestamp, delayedUntil);
        releaseAt = FixedPointMathLib.max(releaseAt, InboundLane.paidAt(run.inbound));
        _queue[item.leaf] =
            QueueRecord.create(item.nonce, item.srcEid, item.dstEid, releaseAt, delayedUntil, item.amountUnits);
        run.queuedUnits += item.amountUnits;
        emit PacketQueued(
            item.srcEid,
            uint64(item.nonce),
            item.guid,
            item.leaf,
            item.amountUnits * UNIT_WEI,
            QueueRecord.widened(releaseAt)
        );
    }

    /// @dev The end of an item that may be executed: a transit moves the ledger, a transfer is put down for credit and call.
    function _conclude(Item memory item, Run memory run) private {
        uint256 amountWei = item.amountUnits * UNIT_WEI;
        if (item.dstEid != localEid) {
            _bookTransit(item, run);
            emit TransitRecorded(item.srcEid, item.dstEid, uint64(item.nonce), item.leaf, amountWei);
            return;
        }
        if (amountWei != 0) {
            _takeRoom(item, run);
            run.credits[run.creditCount++] = uint256(uint160(item.to)) << 96 | item.amountUnits;
        }
        emit PacketDelivered(item.srcEid, uint64(item.nonce), item.guid, item.leaf, amountWei);
        emit OFTReceived(item.guid, item.srcEid, item.to, amountWei);
        if (item.length > COMPOSE_OFFSET) {
            if (run.callCount == 0) run.calls = new Call[](run.remaining);
            run.calls[run.callCount++] =
                Call(item.srcEid, item.nonce, item.execution, item.start, item.length, item.guid, item.leaf);
        }
    }

    function _finish(bytes calldata items, Run memory run, Attestation.Fields memory fields, uint32 bitmap) private {
        _closeLane(run);
        if (run.queuedUnits != 0) _bookQueued(run.queuedUnits);
        _creditAll(run);
        emit BatchAccepted(fields.root, fields.epoch, bitmap, msg.sender, uint32(run.done), uint32(run.failed));
        _makeCalls(items, run);
    }

    function _creditAll(Run memory run) private {
        if (run.creditCount == 0) return;
        WireMemory.truncate(run.credits, run.creditCount);
        _credit(run.credits);
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
        uint256 required = promised + run.remaining * ITEM_GAS + FINISH_GAS;
        if (gasleft() < required) {
            if (run.strict) revert GasInsufficient(gasleft(), required);
            return false;
        }
        run.promisedGas = promised;
        return true;
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

    function _verify(bytes calldata attestation, bytes calldata signatures)
        private
        view
        returns (Attestation.Fields memory fields, bytes32 digest, uint32 bitmap)
    {
        fields = Attestation.decode(attestation);
        if (fields.kind != Attestation.BATCH) revert KindNotAllowed(fields.kind);
        if (block.timestamp > fields.notAfter) revert AttestationExpired(fields.notAfter, block.timestamp);
        uint256 latest = block.timestamp + MAX_VALIDITY_SECONDS;
        if (fields.notAfter > latest) revert AttestationTooLong(fields.notAfter, latest);
        if (fields.count == 0 || fields.count > MAX_ITEMS) revert CountInvalid(fields.count);
        if (fields.domain != localEid) revert DomainMismatch(fields.domain, localEid);
        if (fields.seq != 0) revert SequenceInvalid(fields.seq);
        if (fields.root == 0) revert RootZero();
        bytes memory blob = _setOf(fields.epoch);
        digest = Attestation.digest(fields, domainSeparator, SignerSet.hash(blob));
        bitmap = SignerSet.verify(blob, digest, signatures, SignerSet.threshold(blob));
    }

    function _checkProof(
        bytes32 leaf,
        uint256 index,
        bytes32[] calldata proof,
        Attestation.Fields memory fields
    ) private pure {
        if (index >= fields.count) revert IndexOutOfRange(index, fields.count);
        if (1 << proof.length != _powerOfTwo(fields.count)) {
            revert ProofLengthInvalid(proof.length, LibBit.fls(_powerOfTwo(fields.count)));
        }
        bytes32 root = leaf;
        for (uint256 i; i < proof.length; ++i) {
            root = index & 1 == 0 ? WireMemory.node(root, proof[i]) : WireMemory.node(proof[i], root);
            index >>= 1;
        }
        if (root != fields.root) revert RootMismatch(root, fields.root);
    }
}
