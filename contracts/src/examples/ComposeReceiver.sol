// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IGateway } from "../interfaces/IGateway.sol";
import { IOAppComposer } from "../interfaces/IOAppComposer.sol";

/// @title Example of a dApp that is called with a transfer
/// @notice Shows the two checks every receiver needs, and how to read an OFT compose message. It can be told to fail, so that the way of a
/// failed call (credited all the same, retried by anyone) can be tried out. Not for production: anyone may flip the switch.
contract ComposeReceiver is IOAppComposer {
    /// @notice What the last call brought.
    /// @param srcEid Chain the transfer came from.
    /// @param amountWei CXT that had been credited to this contract before the call.
    /// @param composeFrom Who sent it, 32 bytes as on the wire.
    /// @param body The sender's own bytes.
    struct Received {
        uint32 srcEid;
        uint256 amountWei;
        bytes32 composeFrom;
        bytes body;
    }

    uint256 private constant SRC_EID_AT = 8;
    uint256 private constant AMOUNT_AT = 12;
    uint256 private constant COMPOSE_FROM_AT = 44;
    uint256 private constant BODY_AT = 76;

    /// @notice The one gateway whose messages count.
    address public immutable GATEWAY;
    /// @notice The gateway's caller: the only account that may call.
    address public immutable COMPOSE_CALLER;

    /// @notice While true, every call fails.
    bool public failing;
    /// @notice Calls that went through.
    uint256 public callCount;
    /// @notice Guid of the last call that went through.
    bytes32 public lastGuid;

    Received private _last;

    event FailingSet(bool failing);
    event Called(bytes32 indexed guid, uint32 srcEid, uint256 amountWei);

    error NotTheComposeCaller(address caller);
    error NotTheGateway(address from);
    error MessageTooShort(uint256 length);
    error ToldToFail();

    /// @param gateway The CXT gateway of this chain.
    constructor(address gateway) {
        GATEWAY = gateway;
        COMPOSE_CALLER = IGateway(gateway).composeCaller();
    }

    /// @notice Makes calls fail or go through from now on.
    function setFailing(bool value) external {
        failing = value;
        emit FailingSet(value);
    }

    /// @inheritdoc IOAppComposer
    /// @dev Reverts with NotTheComposeCaller, NotTheGateway, MessageTooShort or ToldToFail.
    function lzCompose(address from, bytes32 guid, bytes calldata message, address, bytes calldata) external payable {
        // SAFETY: without both checks anybody could pretend that value has arrived.
        if (msg.sender != COMPOSE_CALLER) revert NotTheComposeCaller(msg.sender);
        if (from != GATEWAY) revert NotTheGateway(from);
        if (failing) revert ToldToFail();
        if (message.length <= BODY_AT) revert MessageTooShort(message.length);
        Received memory received = Received({
            srcEid: uint32(bytes4(message[SRC_EID_AT:AMOUNT_AT])),
            amountWei: uint256(bytes32(message[AMOUNT_AT:COMPOSE_FROM_AT])),
            composeFrom: bytes32(message[COMPOSE_FROM_AT:BODY_AT]),
            body: message[BODY_AT:]
        });
        _last = received;
        lastGuid = guid;
        callCount += 1;
        emit Called(guid, received.srcEid, received.amountWei);
    }

    /// @notice What the last call brought.
    function last() external view returns (Received memory) {
        return _last;
    }
}
