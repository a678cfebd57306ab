// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IOFT, MessagingFee, MessagingReceipt, OFTReceipt, SendParam } from "./IOFT.sol";

/// @notice An EIP-2612 permit for the gateway as spender.
struct Permit {
    uint256 value;
    uint256 deadline;
    uint8 v;
    bytes32 r;
    bytes32 s;
}

/// @title What every gateway offers, on home and on spokes
/// @dev `items` and `item` are protocol §7 items: `srcEid u32, dstEid u32, nonce u64, execution u32, length u16, body`.
interface IGateway is IOFT {
    /// @notice A message left. `sendLibrary` is this gateway.
    event PacketSent(bytes encodedPayload, bytes options, address sendLibrary);

    /// @notice What was charged for a message, in wei; `transitWei` is the part for the home leg.
    event FeePaid(bytes32 indexed guid, uint256 feeWei, uint256 transitWei);

    /// @notice A message was credited, now or at its claim.
    event PacketDelivered(
        uint32 indexed srcEid, uint64 nonce, bytes32 indexed guid, bytes32 indexed leaf, uint256 amountWei
    );

    /// @notice A message waits; `releaseAt` is in unix seconds, 2^64 - 1 when time alone does not release it.
    event PacketQueued(
        uint32 indexed srcEid,
        uint64 nonce,
        bytes32 indexed guid,
        bytes32 indexed leaf,
        uint256 amountWei,
        uint64 releaseAt
    );

    /// @notice A queued message was vetoed.
    event PacketHeld(uint32 indexed srcEid, uint64 nonce, bytes32 indexed leaf);

    /// @notice A held message was released (1) or discarded (2).
    event HeldResolved(bytes32 indexed leaf, uint8 action);

    /// @notice A message of a bundle cannot be delivered now; `reason` is the selector of the error that names it.
    event PacketFailed(uint32 indexed srcEid, uint64 nonce, bytes32 indexed guid, bytes32 indexed leaf, bytes4 reason);

    /// @notice Home moved `amountWei` from the ledger of one spoke to that of another.
    event TransitRecorded(
        uint32 indexed srcEid, uint32 indexed dstEid, uint64 nonce, bytes32 indexed leaf, uint256 amountWei
    );

    /// @notice The call of a message succeeded.
    event ComposeDelivered(bytes32 indexed guid, bytes32 indexed leaf);

    /// @notice The call of a message failed and is kept for `retryCompose`.
    event ComposeFailed(bytes32 indexed leaf, bytes32 guid);

    /// @notice An attestation was executed: `done` = delivered + queued + transit, skipped ones are in neither count.
    event BatchAccepted(
        bytes32 indexed root, uint64 epoch, uint32 bitmap, address indexed submitter, uint32 done, uint32 failed
    );

    /// @notice The quorum installed a signer set.
    event SignerSetInstalled(uint64 indexed epoch, bytes32 indexed setHash, address pointer);

    /// @notice As `send`, after a permit; a failing permit is ignored if the allowance suffices.
    function sendWithPermit(
        SendParam calldata sendParam,
        MessagingFee calldata fee,
        address refundAddress,
        Permit calldata permit
    ) external payable returns (MessagingReceipt memory receipt, OFTReceipt memory oftReceipt);

    /// @notice Executes all messages of an attested batch, each isolated from the others. Open to anyone.
    /// @param attestation The compact attestation, 65 bytes.
    /// @param signatures `bitmap u32` and 64 bytes for each set bit.
    /// @param items All items of the batch, in leaf order, concatenated.
    function deliver(bytes calldata attestation, bytes calldata signatures, bytes calldata items) external;

    /// @notice Executes one message of an attested batch with its proof. Open to anyone.
    /// @dev Returns without effect and without an event if the message's nonce was used before.
    function deliverOne(
        bytes calldata attestation,
        bytes calldata signatures,
        bytes calldata item,
        uint256 index,
        bytes32[] calldata proof
    ) external;

    /// @notice Credits a queued message whose time has come. Open to anyone.
    function claimQueued(bytes calldata item) external;

    /// @notice Calls again what failed at delivery, with at least the bought gas. Open to anyone.
    function retryCompose(bytes calldata item) external;

    /// @notice Takes a signer set from the quorum contract; nobody else may call.
    /// @param pointer Contract whose code holds the encoded set.
    /// @param previousExpiresAt Unix seconds until which the set in use before is still accepted.
    function installSignerSet(address pointer, uint64 previousExpiresAt) external;

    /// @notice Nonce of the last message sent to `dstEid` and the hash over the lane's whole history.
    function outboundLane(uint32 dstEid) external view returns (uint64 nonce, bytes32 laneHash);

    /// @notice The gateway on another chain, 0 if there is none.
    function peerOf(uint32 eid) external view returns (bytes32);

    /// @notice All endpoint ids that have a peer.
    function peerEids() external view returns (uint32[] memory);

    /// @notice Whether the message of that lane and nonce was delivered, queued or recorded here.
    function isNonceUsed(uint32 srcEid, uint32 dstEid, uint64 nonce) external view returns (bool);

    /// @notice Limits of a lane towards this chain; `debtWei` as of now, `paused` also when everything is paused.
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
        );

    /// @notice Tariff towards a chain in wei: base, perByte, perGas, account, transit, returnBase, returnPerByte, returnPerGas.
    function feeTable(uint32 dstEid) external view returns (uint128[8] memory table);

    /// @notice A waiting message; `state` 0 none, 1 queued, 2 held.
    function queued(bytes32 leaf)
        external
        view
        returns (uint64 nonce, uint32 srcEid, uint32 dstEid, uint64 releaseAt, uint8 state);

    /// @notice Whether the call of a credited message is still to be made.
    function composePending(bytes32 leaf) external view returns (bool);

    /// @notice The signer set whose signatures are accepted now.
    function signerSet()
        external
        view
        returns (uint64 epoch, bytes32 setHash, uint8 threshold, address[] memory members);

    /// @notice Verifies a BATCH attestation for this chain and returns its digest; reverts with the named error.
    function verifyAttestation(bytes calldata attestation, bytes calldata signatures)
        external
        view
        returns (bytes32 digest);

    function localEid() external view returns (uint32);

    function homeEid() external view returns (uint32);

    function bridgeId() external view returns (bytes32);

    function domainSeparator() external view returns (bytes32);

    function quorum() external view returns (address);

    function composeCaller() external view returns (address);

    function deploymentChainId() external view returns (uint256);
}

/// @title What only the home gateway offers
interface IHomeGateway is IGateway {
    /// @notice What the spoke `eid` may send back, in wei.
    function outstanding(uint32 eid) external view returns (uint256);

    /// @notice Sum of all `outstanding` plus what is queued and held here, in wei; never above the vault's balance.
    function locked() external view returns (uint256);

    /// @notice What is queued and held here, in wei.
    function queuedTotal() external view returns (uint256);

    /// @notice The most that `outstanding(eid)` may become through sends from home, in wei.
    function destinationCap(uint32 eid) external view returns (uint256);

    /// @notice Where fees go at once.
    function feeSettlement() external view returns (address);
}

/// @title What only a spoke gateway offers
interface ISpokeGateway is IGateway {
    /// @notice Supply above which nothing is credited (it is queued), in wei.
    function supplyCap() external view returns (uint256);

    /// @notice Fees (and donations) held by the gateway, in wei.
    function feesHeld() external view returns (uint256);
}
