// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { AttestationLengthInvalid, DigestZero } from "../interfaces/GatewayErrors.sol";

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
        if (compact.length != 65) revert AttestationLengthInvalid(compact.length);
        fields.kind = uint8(compact[0]);
        fields.epoch = uint64(bytes8(compact[1:9]));
        fields.domain = uint32(bytes4(compact[9:13]));
        fields.seq = uint64(bytes8(compact[13:21]));
        fields.root = bytes32(compact[21:53]);
        fields.count = uint32(bytes4(compact[53:57]));
        fields.notAfter = uint64(bytes8(compact[57:65]));
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

    /// @dev The digest that members of the set with `setHash` sign.
    function digest(Fields memory fields, bytes32 separator, bytes32 setHash) internal pure returns (bytes32 result) {
        bytes32 structHash = keccak256(
            abi.encode(
                TYPEHASH,
                fields.kind,
                fields.epoch,
                setHash,
                fields.domain,
                fields.seq,
                fields.root,
                fields.count,
                fields.notAfter
            )
        );
        result = keccak256(abi.encodePacked(hex"1901", separator, structHash));
        if (result == 0) revert DigestZero();
    }
}
