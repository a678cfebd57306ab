// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { AttestationLengthInvalid, DigestZero } from "../interfaces/GatewayErrors.sol";
import { WireMemory } from "./WireMemory.sol";

/// @title What relayers sign (protocol §6)
library Attestation {
    uint8 internal constant BATCH = 1;
    uint8 internal constant ROTATION = 2;
    uint8 internal constant SUPPLY = 3;
    uint8 internal constant SETTLEMENT = 4;
    uint8 internal constant PAUSE = 5;
    uint8 internal constant UNPAUSE = 6;
    uint8 internal constant CONFIG = 7;
    uint8 internal constant VETO = 8;
    uint8 internal constant FEES = 9;
    uint8 internal constant HELD = 10;
    uint8 internal constant RECOVERY = 11;

    struct Fields {
        uint8 kind;
        uint64 epoch;
        uint32 domain;
        uint64 seq;
        bytes32 root;
        uint32 count;
        uint64 notAfter;
    }

    bytes32 internal constant TYPEHASH = keccak256(
        "Attestation(uint8 kind,uint64 epoch,bytes32 setHash,uint32 domain,uint64 seq,bytes32 root,uint32 count,uint64 notAfter)"
    );

    /// @dev The compact form: `kind u8, epoch u64, domain u32, seq u64, root 32, count u32, notAfter u64`, 65 bytes.
    function decode(bytes calldata compact) internal pure returns (Fields memory fields) {
        (uint256 head, bytes32 root, uint256 tail) = split(compact);
        fields.kind = uint8(head >> 248);
        fields.epoch = uint64(head >> 184);
        fields.domain = uint32(head >> 152);
        fields.seq = uint64(head >> 88);
        fields.root = root;
        fields.count = uint32(tail >> 64);
        fields.notAfter = uint64(tail);
    }

    /// @dev The compact form as three words: `head` begins with what stands before the root, `tail` ends with what follows.
    function split(bytes calldata compact) internal pure returns (uint256 head, bytes32 root, uint256 tail) {
        if (compact.length != 65) revert AttestationLengthInvalid(compact.length);
        head = WireMemory.wordAt(compact, 0);
        root = bytes32(WireMemory.wordAt(compact, 21));
        tail = WireMemory.wordAt(compact, 33);
    }

    /// @dev EIP-712 domain `{name: "CXT Quorum", version: "1", salt: bridgeId}`: chain and contract are bound by
    ///      `domain` and by the leaves.
    function domainSeparator(bytes32 bridgeId) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,bytes32 salt)"),
                keccak256("CXT Quorum"),
                keccak256("1"),
                bridgeId
            )
        );
    }

    /// @dev The digest that members of the set with `setHash` sign, of a compact form that `decode` accepted.
    function digest(bytes calldata compact, bytes32 separator, bytes32 setHash) internal pure returns (bytes32 result) {
        result = WireMemory.attestationDigest(compact, TYPEHASH, separator, setHash);
        // unreachable: nobody knows a preimage of zero; kept because a zero digest must never be signed (protocol §6).
        if (result == 0) revert DigestZero();
    }
}
