// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { FixedPointMathLib } from "solady/utils/FixedPointMathLib.sol";

import { ComposeCaller } from "./ComposeCaller.sol";
import { GatewayInbound } from "./GatewayInbound.sol";
import {
    BucketOverflow,
    GasInsufficient,
    InboundPaused,
    ItemRefused,
    OutstandingExceeded
} from "./interfaces/GatewayErrors.sol";
import { IOAppComposer } from "./interfaces/IOAppComposer.sol";
import { InboundLane } from "./libraries/InboundLane.sol";
import { QueueRecord } from "./libraries/QueueRecord.sol";
import { MILLI_CXT_WEI, UNIT_WEI } from "./libraries/Units.sol";
import { WireMemory } from "./libraries/WireMemory.sol";

/// @title Executing what was attested (protocol §4, §7)
/// @notice Two phases: every item is checked, marked and credited and all state is written; then the calls are made. An
///         item that may not be executed now changes nothing: it fails alone in a bundle and reverts when it is alone.
abstract contract GatewayExecute is GatewayInbound {
    function _execute(Item memory item, Run memory run) internal {
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
    function _settle(Item memory item, Run memory run) internal returns (bytes32) {
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
    function _settleCall(Item memory item, Run memory run) internal returns (bytes32) {
        if (!_promiseGas(item, run)) return GasInsufficient.selector;
        _conclude(item, run);
        return 0;
    }

    function _enqueue(Item memory item, Run memory run, bool large, uint256 debt) internal {
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
    function _conclude(Item memory item, Run memory run) internal {
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

    function _finish(bytes calldata items, Run memory run, Accepted memory accepted) internal {
        _closeLane(run);
        if (run.queuedUnits != 0) _bookQueued(run.queuedUnits);
        if (run.creditCount != 0) _credit(run.credits, run.creditCount);
        WireMemory.logBatch(
            BatchAccepted.selector, accepted.root, accepted.epoch, accepted.bitmap, run.done, run.failed
        );
        _makeCalls(items, run);
    }

    function _composeGas(uint256 execution) internal pure returns (uint256) {
        return execution & 0x7fffffff;
    }

    /// @dev What must be left to make a call: 32/31 of its gas covers the two 64ths that EIP-150 keeps back.
    function _gasFor(uint256 bought, uint256 length) internal pure returns (uint256) {
        return bought + bought / 31 + length + COMPOSE_GAS;
    }

    /// @dev Sets gas aside for the item's call, or says that there is not enough.
    function _promiseGas(Item memory item, Run memory run) internal view returns (bool) {
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
    function _remaining(Run memory run) internal pure returns (uint256) {
        return run.count - run.done - run.failed - run.skipped;
    }

    function _makeCalls(bytes calldata items, Run memory run) internal {
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

    function _call(bytes calldata items, Call memory call_, uint256 gasLimit) internal returns (bool success) {
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
}
