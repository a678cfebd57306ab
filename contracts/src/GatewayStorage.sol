// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {
    DuplicatePeer,
    EpochExpired,
    EpochUnknown,
    InvalidRecipient,
    NoPeer,
    Reentered,
    ValueOutOfRange,
    WrongChain,
    ZeroValue
} from "./interfaces/GatewayErrors.sol";
import { IGateway } from "./interfaces/IGateway.sol";
import { Attestation } from "./libraries/Attestation.sol";
import { FeeTable } from "./libraries/FeeTable.sol";
import { InboundLane } from "./libraries/InboundLane.sol";
import { OutboundLane } from "./libraries/OutboundLane.sol";
import { SignerSet } from "./libraries/SignerSet.sol";
import { UNIT_WEI } from "./libraries/Units.sol";
import { WireMemory } from "./libraries/WireMemory.sol";

/// @notice One lane at construction; the other chain's gateway, tariff and limits. Amounts in wei.
struct LaneInit {
    uint32 eid;
    bytes32 gateway;
    uint8 vm;
    uint128[8] feesWei;
    uint256 capacityWei;
    uint256 refillWeiPerSecond;
    uint256 thresholdWei;
    uint32 delaySeconds;
    uint256 destinationCapWei;
}

/// @notice What every gateway is constructed with.
struct GatewayInit {
    bytes32 bridgeId;
    uint256 chainId;
    uint32 localEid;
    uint32 homeEid;
    address token;
    address quorum;
    address composeCaller;
    LaneInit[] lanes;
}

/// @title State of a gateway
/// @notice Everything that a gateway remembers, in one place and in this order: relayers prove slots of it. Nothing here
///         can be changed but by messages, by deliveries and by the quorum.
abstract contract GatewayStorage is IGateway {
    /// @inheritdoc IGateway
    uint256 public immutable deploymentChainId;
    /// @inheritdoc IGateway
    uint32 public immutable localEid;
    /// @inheritdoc IGateway
    uint32 public immutable homeEid;
    /// @inheritdoc IGateway
    bytes32 public immutable bridgeId;
    /// @inheritdoc IGateway
    bytes32 public immutable domainSeparator;
    /// @inheritdoc IGateway
    address public immutable quorum;
    /// @inheritdoc IGateway
    address public immutable composeCaller;
    address internal immutable _token;

    /// @dev Slot 0. Bits from the lowest: signer set pointer 160, pausedUntil 32 (everything), supply cap 64 (units).
    uint256 internal _core;
    /// @dev Slot 1. Bits from the lowest: pointer of the set before 160, accepted until 64.
    uint256 internal _previousSet;
    /// @dev Slot 2. See OutboundLane; the nonce is in bits 0-63.
    mapping(uint32 eid => uint256 word) internal _outbound;
    /// @dev Slot 3. Hash over the history of an outbound lane.
    mapping(uint32 eid => bytes32 hash) internal _laneHash;
    /// @dev Slot 4. See InboundLane.
    mapping(uint32 eid => uint256 word) internal _inbound;
    /// @dev Slot 5.
    mapping(uint32 eid => bytes32 gateway) internal _peers;
    /// @dev Slot 6. See FeeTable.
    mapping(uint32 eid => FeeTable.Words words) internal _fees;
    /// @dev Slot 7. Used nonces, 256 a word; key `srcEid << 96 | dstEid << 64 | nonce >> 8`.
    mapping(uint256 key => uint256 bitmap) internal _used;
    /// @dev Slot 8. See QueueRecord.
    mapping(bytes32 leaf => uint256 record) internal _queue;
    /// @dev Slot 9.
    mapping(bytes32 leaf => bool pending) internal _composes;
    /// @dev Slot 10.
    uint32[] internal _eids;
    /// @dev Slot 11. Queued and held at home, in units.
    uint256 internal _queuedUnits;
    /// @dev Slots 12 to 19, for what the quorum will set: compute routers, fee shares, minimum sweep, last sweep.
    uint256[8] internal _reserved;

    /// @dev 1 while a delivery, claim or retry runs.
    uint256 private transient _entered;

    /// @dev Every entry point refuses on another chain than the deployment's: a fork is another chain.
    modifier onDeploymentChain() {
        if (block.chainid != deploymentChainId) revert WrongChain(block.chainid, deploymentChainId);
        _;
    }

    /// @dev Deliveries, claims and retries do not nest.
    modifier guarded() {
        if (_entered != 0) revert Reentered();
        _entered = 1;
        _;
        _entered = 0;
    }

    constructor(GatewayInit memory init) {
        if (block.chainid != init.chainId) revert WrongChain(block.chainid, init.chainId);
        if (init.bridgeId == 0) revert ZeroValue("bridgeId");
        if (init.localEid == 0) revert ZeroValue("localEid");
        if (init.homeEid == 0) revert ZeroValue("homeEid");
        if (init.token == address(0)) revert ZeroValue("token");
        if (init.quorum == address(0)) revert ZeroValue("quorum");
        if (init.composeCaller == address(0)) revert ZeroValue("composeCaller");
        deploymentChainId = init.chainId;
        localEid = init.localEid;
        homeEid = init.homeEid;
        bridgeId = init.bridgeId;
        domainSeparator = Attestation.domainSeparator(init.bridgeId);
        quorum = init.quorum;
        composeCaller = init.composeCaller;
        _token = init.token;
        for (uint256 i; i < init.lanes.length; ++i) {
            _openLane(init.localEid, init.lanes[i]);
        }
        if (init.localEid != init.homeEid && _peers[init.homeEid] == 0) revert NoPeer(init.homeEid);
    }

    /// @inheritdoc IGateway
    function outboundLane(uint32 dstEid) external view returns (uint64 nonce, bytes32 laneHash) {
        return (uint64(OutboundLane.nonce(_outbound[dstEid])), _laneHash[dstEid]);
    }

    /// @inheritdoc IGateway
    function peerOf(uint32 eid) external view returns (bytes32) {
        return _peers[eid];
    }

    /// @inheritdoc IGateway
    function peerEids() external view returns (uint32[] memory) {
        return _eids;
    }

    /// @inheritdoc IGateway
    function isNonceUsed(uint32 srcEid, uint32 dstEid, uint64 nonce) external view returns (bool) {
        return _isUsed(uint256(srcEid) << 32 | dstEid, nonce);
    }

    /// @inheritdoc IGateway
    function feeTable(uint32 dstEid) external view returns (uint128[8] memory table) {
        return FeeTable.unpack(_fees[dstEid]);
    }

    /// @inheritdoc IGateway
    function composePending(bytes32 leaf) external view returns (bool) {
        return _composes[leaf];
    }

    /// @inheritdoc IGateway
    function signerSet()
        external
        view
        returns (uint64 epoch, bytes32 setHash, uint8 threshold, address[] memory members)
    {
        bytes memory blob = _readSet(_core, 0);
        return (SignerSet.epochOf(blob), SignerSet.hash(blob), SignerSet.threshold(blob), SignerSet.memberList(blob));
    }

    /// @dev The set that may sign for `epoch` now: the current one, or the one before within its grace.
    function _setOf(uint256 core, uint64 epoch) internal view returns (bytes memory blob) {
        blob = _readSet(core, epoch);
        if (SignerSet.epochOf(blob) == epoch) return blob;
        uint256 previous = _previousSet;
        blob = _readSet(previous, epoch);
        if (SignerSet.epochOf(blob) != epoch) revert EpochUnknown(epoch);
        uint256 expiresAt = previous >> 160;
        if (block.timestamp > expiresAt) revert EpochExpired(epoch, expiresAt);
    }

    /// @dev `lane` is `srcEid << 32 | dstEid`.
    function _isUsed(uint256 lane, uint64 nonce) internal view returns (bool) {
        return (_used[lane << 64 | nonce >> 8] >> (nonce & 0xff)) & 1 != 0;
    }

    /// @dev Whether everything or this inbound lane is paused.
    function _isInboundPaused(uint256 core, uint256 inbound) internal view returns (bool) {
        return block.timestamp < uint32(core >> 160) || block.timestamp < InboundLane.pausedUntil(inbound);
    }

    function _readSet(uint256 word, uint64 epoch) internal view returns (bytes memory) {
        address pointer = address(uint160(word));
        if (pointer == address(0)) revert EpochUnknown(epoch);
        return WireMemory.codeOf(pointer, SignerSet.MAX_BYTES);
    }

    function _openLane(uint32 local, LaneInit memory lane) private {
        if (lane.eid == 0) revert ZeroValue("eid");
        if (lane.gateway == 0) revert ZeroValue("gateway");
        if (lane.eid == local || _peers[lane.eid] != 0) revert DuplicatePeer(lane.eid);
        if (lane.vm == FeeTable.EVM && uint256(lane.gateway) >> 160 != 0) revert InvalidRecipient(lane.gateway);
        if (lane.destinationCapWei % UNIT_WEI != 0 || lane.destinationCapWei / UNIT_WEI > type(uint64).max) {
            revert ValueOutOfRange("destinationCap", lane.destinationCapWei);
        }
        _peers[lane.eid] = lane.gateway;
        _eids.push(lane.eid);
        _outbound[lane.eid] = OutboundLane.create(lane.destinationCapWei / UNIT_WEI);
        _inbound[lane.eid] =
            InboundLane.create(lane.capacityWei, lane.refillWeiPerSecond, lane.thresholdWei, lane.delaySeconds);
        _fees[lane.eid] = FeeTable.create(lane.feesWei, lane.vm);
    }
}
