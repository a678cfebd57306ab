// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { SSTORE2 } from "solady/utils/SSTORE2.sol";

import {
    AttestationExpired,
    AttestationTooLong,
    CountInvalid,
    DomainMismatch,
    EpochExpired,
    EpochUnknown,
    KindNotAllowed,
    RootZero,
    SequenceInvalid,
    WrongChain,
    ZeroValue
} from "./interfaces/GatewayErrors.sol";
import { IGateway } from "./interfaces/IGateway.sol";
import { IQuorum } from "./interfaces/IQuorum.sol";
import { Attestation } from "./libraries/Attestation.sol";
import { SignerSet } from "./libraries/SignerSet.sol";

/// @notice How long changes wait, in seconds; protocol §6 names the production values.
struct QuorumWaits {
    uint32 rotation;
    uint32 loosening;
    uint32 unpause;
    uint32 held;
    uint32 recovery;
    uint32 maxPause;
    uint32 maxGrace;
}

/// @notice What a quorum contract is constructed with.
struct QuorumInit {
    bytes32 bridgeId;
    uint256 chainId;
    uint32 localEid;
    uint32 homeEid;
    address gateway;
    uint64 epoch;
    uint8 threshold;
    uint8 minimumThreshold;
    address[] members;
    bytes32 recoverySetHash;
    QuorumWaits waits;
}

/// @title Keeper of the signer sets
/// @notice Stores each epoch's set as code (SSTORE2) and pushes it into the gateway, which obeys this contract alone. It
///         has no owner: every change will be an attestation.
contract Quorum is IQuorum {
    uint256 private constant MAX_BATCH_SECONDS = 24 hours;

    /// @inheritdoc IQuorum
    bytes32 public immutable bridgeId;
    /// @inheritdoc IQuorum
    bytes32 public immutable domainSeparator;
    /// @inheritdoc IQuorum
    bytes32 public immutable recoverySetHash;
    /// @inheritdoc IQuorum
    address public immutable gateway;
    /// @inheritdoc IQuorum
    uint32 public immutable localEid;
    /// @inheritdoc IQuorum
    uint32 public immutable homeEid;
    uint256 public immutable deploymentChainId;
    uint8 public immutable minimumThreshold;

    /// @inheritdoc IQuorum
    uint64 public currentEpoch;
    /// @dev Greatest `seq` seen of each family: 5 pauses, 7 config, 9 fees; 3 checkpoints.
    mapping(uint8 family => uint64 seq) internal _sequences;
    /// @dev Bits from the lowest: pointer of the stored set 160, expiry 64 (0: none).
    mapping(uint64 epoch => uint256 word) internal _sets;
    /// @dev Changes that wait, by root: bits from the lowest: effective from 64, kind 8, vetoed 1.
    mapping(bytes32 root => uint256 word) internal _pending;
    /// @dev How long changes wait.
    QuorumWaits internal _waits;

    constructor(QuorumInit memory init) {
        if (block.chainid != init.chainId) revert WrongChain(block.chainid, init.chainId);
        if (init.bridgeId == 0) revert ZeroValue("bridgeId");
        if (init.localEid == 0) revert ZeroValue("localEid");
        if (init.homeEid == 0) revert ZeroValue("homeEid");
        if (init.gateway == address(0)) revert ZeroValue("gateway");
        if (init.minimumThreshold == 0) revert ZeroValue("minimumThreshold");
        SignerSet.check(init.epoch, init.threshold, init.members, init.minimumThreshold);
        bridgeId = init.bridgeId;
        domainSeparator = Attestation.domainSeparator(init.bridgeId);
        recoverySetHash = init.recoverySetHash;
        gateway = init.gateway;
        localEid = init.localEid;
        homeEid = init.homeEid;
        deploymentChainId = init.chainId;
        minimumThreshold = init.minimumThreshold;
        _waits = init.waits;

        bytes32 setHash = SignerSet.hashOf(init.bridgeId, init.epoch, init.threshold, init.members);
        address pointer = SSTORE2.write(SignerSet.encode(setHash, init.epoch, init.threshold, init.members));
        _sets[init.epoch] = uint256(uint160(pointer));
        currentEpoch = init.epoch;
        IGateway(init.gateway).installSignerSet(pointer, 0);
    }

    /// @notice How long changes wait, in seconds.
    function waits() external view returns (QuorumWaits memory) {
        return _waits;
    }

    /// @inheritdoc IQuorum
    function signerSetOf(uint64 epoch)
        external
        view
        returns (bytes32 setHash, uint8 threshold, address[] memory members)
    {
        bytes memory blob = _stored(epoch);
        return (SignerSet.hash(blob), SignerSet.threshold(blob), SignerSet.memberList(blob));
    }

    /// @inheritdoc IQuorum
    function attestationDigest(bytes calldata attestation) external view returns (bytes32 digest) {
        Attestation.Fields memory fields = Attestation.decode(attestation);
        return Attestation.digest(attestation, domainSeparator, SignerSet.hash(_stored(fields.epoch)));
    }

    /// @inheritdoc IQuorum
    /// @dev For a ROTATION these are the signatures of the old set; those of the new one are checked where the new set is
    ///      known.
    function verifyAttestation(bytes calldata attestation, bytes calldata signatures)
        external
        view
        returns (bytes32 digest)
    {
        Attestation.Fields memory fields = Attestation.decode(attestation);
        _checkFields(fields);
        bytes memory blob = _stored(fields.epoch);
        uint256 expiresAt = _sets[fields.epoch] >> 160;
        if (expiresAt != 0 && block.timestamp > expiresAt) revert EpochExpired(fields.epoch, expiresAt);
        digest = Attestation.digest(attestation, domainSeparator, SignerSet.hash(blob));
        SignerSet.verify(blob, digest, signatures, _needed(fields.kind, blob));
    }

    function _stored(uint64 epoch) private view returns (bytes memory) {
        address pointer = address(uint160(_sets[epoch]));
        if (pointer == address(0)) revert EpochUnknown(epoch);
        return SSTORE2.read(pointer);
    }

    /// @dev What the kind demands of time, count, domain and sequence (protocol §6).
    function _checkFields(Attestation.Fields memory fields) private view {
        uint8 kind = fields.kind;
        if (kind == 0 || kind >= Attestation.RECOVERY) revert KindNotAllowed(kind);
        if (kind != Attestation.ROTATION && block.timestamp > fields.notAfter) {
            revert AttestationExpired(fields.notAfter, block.timestamp);
        }
        if (kind == Attestation.BATCH && fields.notAfter > block.timestamp + MAX_BATCH_SECONDS) {
            revert AttestationTooLong(fields.notAfter, block.timestamp + MAX_BATCH_SECONDS);
        }
        if (fields.count == 0) revert CountInvalid(fields.count);
        if (fields.root == 0) revert RootZero();
        bool unnumbered = kind == Attestation.BATCH || kind == Attestation.VETO || kind == Attestation.HELD;
        if (unnumbered != (fields.seq == 0)) revert SequenceInvalid(fields.seq);
        _checkDomain(kind, fields.domain);
    }

    function _checkDomain(uint8 kind, uint32 domain) private view {
        if (kind == Attestation.ROTATION || kind == Attestation.SUPPLY) {
            if (domain != 0) revert DomainMismatch(domain, 0);
            return;
        }
        bool anywhere = kind == Attestation.PAUSE || kind == Attestation.UNPAUSE || kind == Attestation.VETO;
        if (anywhere && domain == 0) return;
        if (domain != localEid) revert DomainMismatch(domain, localEid);
        if (kind == Attestation.SETTLEMENT && localEid != homeEid) revert DomainMismatch(domain, homeEid);
    }

    /// @dev k, or n - k + 1 for what may only stop things.
    function _needed(uint8 kind, bytes memory blob) private pure returns (uint256) {
        uint256 k = SignerSet.threshold(blob);
        if (kind == Attestation.PAUSE || kind == Attestation.VETO) return SignerSet.size(blob) - k + 1;
        return k;
    }
}
