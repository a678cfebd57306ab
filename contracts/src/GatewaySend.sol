// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ERC20 } from "solady/tokens/ERC20.sol";

import { GatewayStorage } from "./GatewayStorage.sol";
import {
    AmountAboveSupply,
    CommandUnsupported,
    FeeAboveMaximum,
    InvalidRecipient,
    MessageTooLong,
    NativeFeeNotAccepted,
    NoPeer,
    NothingToSend,
    OutboundPaused
} from "./interfaces/GatewayErrors.sol";
import { IGateway, Permit } from "./interfaces/IGateway.sol";
import {
    IOFT,
    MessagingFee,
    MessagingReceipt,
    OFTFeeDetail,
    OFTLimit,
    OFTReceipt,
    SendParam
} from "./interfaces/IOFT.sol";
import { ExecutorOptions } from "./libraries/ExecutorOptions.sol";
import { FeeTable } from "./libraries/FeeTable.sol";
import { InboundLane } from "./libraries/InboundLane.sol";
import { OutboundLane } from "./libraries/OutboundLane.sol";
import { TOTAL_SUPPLY_UNITS, UNIT_WEI } from "./libraries/Units.sol";
import { WireMemory } from "./libraries/WireMemory.sol";

/// @title The sending half of a gateway (protocol §3, §4, §10)
abstract contract GatewaySend is GatewayStorage {
    uint256 internal constant MAX_MESSAGE_BYTES_EVM = 10_000;
    uint256 internal constant MAX_MESSAGE_BYTES_SOLANA = 480;

    /// @dev What a send comes to, before anything is changed.
    struct Outgoing {
        bytes32 peer;
        uint256 amountUnits;
        uint256 execution;
        uint256 feeWei;
        uint256 transitWei;
        bytes message;
    }

    /// @inheritdoc IOFT
    function oftVersion() external pure returns (bytes4 interfaceId, uint64 version) {
        return (0x02e49c2c, 1);
    }

    /// @inheritdoc IOFT
    function token() external view returns (address) {
        return _token;
    }

    /// @inheritdoc IOFT
    function approvalRequired() external pure returns (bool) {
        return true;
    }

    /// @inheritdoc IOFT
    function sharedDecimals() external pure returns (uint8) {
        return 9;
    }

    /// @inheritdoc IOFT
    /// @dev Reverts as `send` would for the destination.
    function quoteOFT(SendParam calldata sendParam)
        external
        view
        returns (OFTLimit memory limit, OFTFeeDetail[] memory feeDetails, OFTReceipt memory receipt)
    {
        if (_peers[sendParam.dstEid] == 0) revert NoPeer(sendParam.dstEid);
        limit = OFTLimit(UNIT_WEI, _sendLimitWei(sendParam.dstEid));
        feeDetails = new OFTFeeDetail[](0);
        uint256 amountWei = _withoutDust(sendParam.amountLD, sendParam.minAmountLD);
        receipt = OFTReceipt(amountWei, amountWei);
    }

    /// @inheritdoc IOFT
    function quoteSend(SendParam calldata sendParam, bool) external view returns (MessagingFee memory fee) {
        fee.lzTokenFee = _prepare(sendParam).feeWei;
    }

    /// @inheritdoc IOFT
    /// @dev Nothing is ever refunded, as only the quote is pulled; the refund address is ignored. Reverts with
    ///      `NativeFeeNotAccepted`, `NoPeer`, `InvalidRecipient`, `NothingToSend`, `SlippageExceeded`,
    ///      `CommandUnsupported`, `MessageTooLong`, an option error, `FeeAboveMaximum`, `OutboundPaused`,
    ///      `DestinationCapExceeded` (home) or the token's refusals.
    function send(SendParam calldata sendParam, MessagingFee calldata fee, address)
        external
        payable
        onDeploymentChain
        returns (MessagingReceipt memory receipt, OFTReceipt memory oftReceipt)
    {
        return _send(sendParam, fee);
    }

    /// @inheritdoc IGateway
    function sendWithPermit(SendParam calldata sendParam, MessagingFee calldata fee, address, Permit calldata permit)
        external
        payable
        onDeploymentChain
        returns (MessagingReceipt memory receipt, OFTReceipt memory oftReceipt)
    {
        // WHY: anyone can use up a permit that he sees in the mempool; then the allowance is already there.
        try ERC20(_token)
            .permit(msg.sender, address(this), permit.value, permit.deadline, permit.v, permit.r, permit.s) { }
            catch { }
        return _send(sendParam, fee);
    }

    /// @dev Takes the amount from `payer` (locks or burns it).
    function _take(address payer, uint256 amountWei) internal virtual;

    /// @dev Takes the fee from `payer`.
    function _takeFee(address payer, uint256 feeWei) internal virtual;

    /// @dev Books an amount that leaves towards `dstEid` in the outbound word; home checks the destination's cap.
    function _bookOutbound(uint32 dstEid, uint256 word, uint256 amountUnits) internal view virtual returns (uint256);

    /// @dev The most that can be sent to `dstEid` now.
    function _sendLimitWei(uint32 dstEid) internal view virtual returns (uint256);

    function _send(SendParam calldata sendParam, MessagingFee calldata fee)
        private
        returns (MessagingReceipt memory receipt, OFTReceipt memory oftReceipt)
    {
        if (msg.value != 0) revert NativeFeeNotAccepted(msg.value);
        Outgoing memory outgoing = _prepare(sendParam);
        if (outgoing.feeWei > fee.lzTokenFee) revert FeeAboveMaximum(outgoing.feeWei, fee.lzTokenFee);
        uint32 dstEid = sendParam.dstEid;
        uint256 amountWei = outgoing.amountUnits * UNIT_WEI;
        receipt.nonce = _advanceLane(dstEid, outgoing.amountUnits);
        receipt.fee.lzTokenFee = outgoing.feeWei;
        _relieveInbound(dstEid, amountWei);

        bytes memory packet;
        (receipt.guid, packet) = _sealPacket(dstEid, receipt.nonce, outgoing);
        _takeFee(msg.sender, outgoing.feeWei);
        if (amountWei != 0) _take(msg.sender, amountWei);
        emit PacketSent(packet, sendParam.extraOptions, address(this));
        emit FeePaid(receipt.guid, outgoing.feeWei, outgoing.transitWei);
        emit OFTSent(receipt.guid, dstEid, msg.sender, amountWei, amountWei);
        oftReceipt = OFTReceipt(amountWei, amountWei);
    }

    /// @dev Everything about a send that can be refused without knowing the state of the lane.
    function _prepare(SendParam calldata sendParam) private view returns (Outgoing memory outgoing) {
        uint32 dstEid = sendParam.dstEid;
        outgoing.peer = _peers[dstEid];
        if (outgoing.peer == 0) revert NoPeer(dstEid);
        if (sendParam.oftCmd.length != 0) revert CommandUnsupported(sendParam.oftCmd.length);
        FeeTable.Words storage fees = _fees[dstEid];
        uint256 messageWord = fees.message;
        uint8 vm = FeeTable.vmOf(messageWord);
        if (sendParam.to == 0 || (vm == FeeTable.EVM && uint256(sendParam.to) >> 160 != 0)) {
            revert InvalidRecipient(sendParam.to);
        }
        outgoing.amountUnits = _withoutDust(sendParam.amountLD, sendParam.minAmountLD) / UNIT_WEI;
        // SAFETY: the wire holds 64 bits; a larger amount would lose its upper part.
        if (outgoing.amountUnits > TOTAL_SUPPLY_UNITS) revert AmountAboveSupply(outgoing.amountUnits);
        outgoing.message = _message(sendParam, outgoing.amountUnits);
        uint256 maximum = vm == FeeTable.EVM ? MAX_MESSAGE_BYTES_EVM : MAX_MESSAGE_BYTES_SOLANA;
        if (outgoing.message.length > maximum) revert MessageTooLong(outgoing.message.length, maximum);
        outgoing.execution = ExecutorOptions.execution(sendParam.extraOptions, vm);

        uint256 feeWei = FeeTable.messageFee(messageWord, outgoing.message.length);
        if (outgoing.execution != 0) feeWei += FeeTable.executionFee(fees.execution, outgoing.execution);
        if (localEid != homeEid && dstEid != homeEid) {
            outgoing.transitWei = FeeTable.transitOf(messageWord);
            feeWei += outgoing.transitWei;
        }
        outgoing.feeWei = FeeTable.roundedUp(feeWei);
    }

    function _message(SendParam calldata sendParam, uint256 amountUnits) private view returns (bytes memory) {
        if (sendParam.composeMsg.length != 0) {
            return abi.encodePacked(
                sendParam.to, uint64(amountUnits), bytes32(uint256(uint160(msg.sender))), sendParam.composeMsg
            );
        }
        if (amountUnits == 0) revert NothingToSend(sendParam.amountLD);
        return abi.encodePacked(sendParam.to, uint64(amountUnits));
    }

    function _withoutDust(uint256 amountLD, uint256 minAmountLD) private pure returns (uint256 amountWei) {
        amountWei = amountLD - amountLD % UNIT_WEI;
        if (amountWei < minAmountLD) revert SlippageExceeded(amountWei, minAmountLD);
    }

    function _advanceLane(uint32 dstEid, uint256 amountUnits) private returns (uint64 nonce) {
        uint256 word = _outbound[dstEid];
        uint256 lanePause = OutboundLane.pausedUntil(word);
        uint256 fullPause = uint32(_core >> 160);
        uint256 until = lanePause > fullPause ? lanePause : fullPause;
        if (block.timestamp < until) revert OutboundPaused(dstEid, until);
        word = _bookOutbound(dstEid, word, amountUnits) + 1;
        _outbound[dstEid] = word;
        return uint64(OutboundLane.nonce(word));
    }

    function _relieveInbound(uint32 dstEid, uint256 amountWei) private {
        uint256 word = _inbound[dstEid];
        // WHY: a quiet bucket has nothing to gain, and not writing it saves 2,900 gas.
        if (InboundLane.debt(word) == 0) return;
        _inbound[dstEid] = InboundLane.relieved(InboundLane.settled(word, block.timestamp), amountWei);
    }

    function _sealPacket(uint32 dstEid, uint64 nonce, Outgoing memory outgoing)
        private
        returns (bytes32 guid, bytes memory packet)
    {
        bytes32 sender = bytes32(uint256(uint160(address(this))));
        bytes32 leaf;
        (guid, leaf) = WireMemory.seal(
            WireMemory.newFrame(localEid, sender, dstEid, outgoing.peer),
            nonce,
            outgoing.execution,
            outgoing.amountUnits,
            keccak256(outgoing.message)
        );
        _laneHash[dstEid] = keccak256(abi.encodePacked(uint8(5), _laneHash[dstEid], leaf));
        packet = abi.encodePacked(uint8(1), nonce, localEid, sender, dstEid, outgoing.peer, guid, outgoing.message);
    }
}
