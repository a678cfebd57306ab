// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { CHEATCODES, Vm } from "./Vm.sol";

/// @dev Test keys of a quorum, attestations and signatures, written from protocol §6.
library Signers {
    Vm private constant vm = Vm(CHEATCODES);

    struct Attested {
        uint8 kind;
        uint64 epoch;
        uint32 domain;
        uint64 seq;
        bytes32 root;
        uint32 count;
        uint64 notAfter;
    }

    /// @dev `n` private keys whose addresses ascend.
    function keys(uint256 n, string memory label) internal pure returns (uint256[] memory sorted) {
        sorted = new uint256[](n);
        for (uint256 i; i < n; ++i) {
            uint256 key = uint256(keccak256(abi.encode(label, i)));
            uint256 place = i;
            while (place > 0 && vm.addr(sorted[place - 1]) > vm.addr(key)) {
                sorted[place] = sorted[place - 1];
                --place;
            }
            sorted[place] = key;
        }
    }

    function addresses(uint256[] memory privateKeys) internal pure returns (address[] memory members) {
        members = new address[](privateKeys.length);
        for (uint256 i; i < privateKeys.length; ++i) {
            members[i] = vm.addr(privateKeys[i]);
        }
    }

    function compact(Attested memory a) internal pure returns (bytes memory) {
        return abi.encodePacked(a.kind, a.epoch, a.domain, a.seq, a.root, a.count, a.notAfter);
    }

    function separator(bytes32 bridgeId) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,bytes32 salt)"),
                keccak256("CXT Quorum"),
                keccak256("1"),
                bridgeId
            )
        );
    }

    function digest(Attested memory a, bytes32 bridgeId, bytes32 setHash) internal pure returns (bytes32) {
        bytes32 typehash = keccak256(
            "Attestation(uint8 kind,uint64 epoch,bytes32 setHash,uint32 domain,uint64 seq,bytes32 root,uint32 count,uint64 notAfter)"
        );
        bytes32 structHash =
            keccak256(abi.encode(typehash, a.kind, a.epoch, setHash, a.domain, a.seq, a.root, a.count, a.notAfter));
        return keccak256(abi.encodePacked(hex"1901", separator(bridgeId), structHash));
    }

    function setHashOf(bytes32 bridgeId, uint64 epoch, uint8 threshold, address[] memory members)
        internal
        pure
        returns (bytes32)
    {
        bytes memory packed =
            abi.encodePacked(bytes7("CXT-SET"), uint8(1), bridgeId, epoch, threshold, uint8(members.length));
        for (uint256 i; i < members.length; ++i) {
            packed = abi.encodePacked(packed, members[i]);
        }
        return keccak256(abi.encodePacked(packed, bytes32(0)));
    }

    /// @dev Signature blob of the members in `bitmap`.
    function sign(uint256[] memory privateKeys, uint32 bitmap, bytes32 digest_)
        internal
        pure
        returns (bytes memory blob)
    {
        blob = abi.encodePacked(bitmap);
        for (uint256 i; i < privateKeys.length; ++i) {
            if ((bitmap >> i) & 1 == 1) blob = abi.encodePacked(blob, one(privateKeys[i], digest_));
        }
    }

    function one(uint256 privateKey, bytes32 digest_) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(privateKey, digest_);
        return abi.encodePacked(r, bytes32(uint256(s) | uint256(v - 27) << 255));
    }
}
