// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { LibBit } from "solady/utils/LibBit.sol";

import { GatewayExecute } from "./GatewayExecute.sol";
import {
    AttestationExpired,
    AttestationTooLong,
    ComposeNotPending,
    ComposeStillFailing,
    CountInvalid,
    DomainMismatch,
    GasInsufficient,
    InboundPaused,
    IndexOutOfRange,
    ItemRefused,
    ItemTruncated,
    KindNotAllowed,
    NotQueued,
    NotReleasable,
    OnlyQuorum,
    ProofLengthInvalid,
    RootMismatch,
    RootZero,
    SequenceInvalid,
    SetPointerInvalid,
    SupplyCapReached,
    TrailingBytes
} from "./interfaces/GatewayErrors.sol";
import { IGateway } from "./interfaces/IGateway.sol";
import { Attestation } from "./libraries/Attestation.sol";
import { InboundLane } from "./libraries/InboundLane.sol";
import { QueueRecord } from "./libraries/QueueRecord.sol";
import { SignerSet } from "./libraries/SignerSet.sol";
import { MILLI_CXT_WEI, UNIT_WEI } from "./libraries/Units.sol";
import { WireMemory } from "./libraries/WireMemory.sol";

/// @title The receiving half of a gateway (protocol §4 to §7)
/// @notice Entry points: bundles and lone messages with their attestation, claims, retries, signer sets.
abstract contract GatewayDeliver is GatewayExecute {
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

    function _powerOfTwo(uint256 count) internal pure returns (uint256 width) {
        width = 1;
        while (width < count) width <<= 1;
    }

    /// @dev Fills in what the caller needs of the fields; the others are checked here.
    function _verify(bytes calldata attestation, bytes calldata signatures, uint256 core, Accepted memory accepted)
        internal
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

    function _checkProof(bytes32 leaf, uint256 index, bytes32[] calldata proof, Accepted memory accepted)
        internal
        pure
    {
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
