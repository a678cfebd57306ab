// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IGateway } from "../src/interfaces/IGateway.sol";
import { IOFT } from "../src/interfaces/IOFT.sol";
import { WireMemory } from "../src/libraries/WireMemory.sol";
import { PlainWire } from "./support/PlainWire.sol";
import { Signers } from "./support/Signers.sol";
import { ForgeTest, Vm } from "./support/Vm.sol";

/// @dev The assembly of the delivery loop against plain Solidity, on random input and on memory that is not clean.
contract WireMemoryTwinTest is ForgeTest {
    /// @dev Leaves junk where memory will be allocated next.
    function _soil(uint256 seed) private pure {
        assembly ("memory-safe") {
            let free := mload(0x40)
            for { let i := 0 } lt(i, 40) { i := add(i, 1) } { mstore(add(free, mul(i, 32)), not(mul(seed, add(i, 3)))) }
        }
    }

    function _packet(uint256 seed, bytes memory message) private pure returns (PlainWire.Packet memory p) {
        p.nonce = uint64(uint256(keccak256(abi.encode(seed, 1))));
        p.srcEid = uint32(uint256(keccak256(abi.encode(seed, 2))));
        p.sender = keccak256(abi.encode(seed, 3));
        p.dstEid = uint32(uint256(keccak256(abi.encode(seed, 4))));
        p.receiver = keccak256(abi.encode(seed, 5));
        p.execution = uint32(uint256(keccak256(abi.encode(seed, 6))));
        p.message = message;
    }

    function testFuzz_frames_and_leaves(uint256 seed, bytes32 to, uint64 units, bytes calldata call_) public pure {
        PlainWire.Packet memory p = _packet(seed, abi.encodePacked(to, units, call_));
        _soil(seed);
        bytes memory frame = WireMemory.newFrame(p.srcEid, p.sender, p.dstEid, p.receiver);
        for (uint256 round; round < 3; ++round) {
            (bytes32 guid, bytes32 leaf) = WireMemory.seal(frame, p.nonce, p.execution, units, keccak256(p.message));
            vm.assertEq(guid, PlainWire.guid(p), "guid");
            vm.assertEq(leaf, PlainWire.leaf(p), "leaf");
            // The frame serves the next message of the lane.
            unchecked {
                p.nonce += uint64(seed | 1);
                p.execution ^= uint32(seed);
            }
            p.message = abi.encodePacked(to, units, round);
        }
    }

    function testFuzz_roots(uint256 seed, uint256 count) public pure {
        count = _within(count, 1, 256);
        bytes32[] memory leaves = new bytes32[](count);
        for (uint256 i; i < count; ++i) {
            leaves[i] = keccak256(abi.encode(seed, i));
        }
        bytes32 expected = PlainWire.root(leaves);
        bytes32[] memory padded = new bytes32[](PlainWire.width(count));
        for (uint256 i; i < count; ++i) {
            WireMemory.set(padded, i, leaves[i]);
        }
        _soil(seed);
        vm.assertEq(WireMemory.consumeRoot(padded), expected, "root");
    }

    function testFuzz_nodes(bytes32 left, bytes32 right) public pure {
        _soil(uint256(left));
        vm.assertEq(WireMemory.node(left, right), keccak256(abi.encodePacked(uint8(1), left, right)), "node");
    }

    function testFuzz_reading(bytes calldata data, uint256 offset, uint256 length) public pure {
        if (data.length < 32) return;
        offset = _within(offset, 0, data.length - 32);
        length = _within(length, 0, data.length - offset);
        vm.assertEq(bytes32(WireMemory.wordAt(data, offset)), bytes32(data[offset:offset + 32]), "word");
        _soil(length);
        vm.assertEq(WireMemory.hashAt(data, offset, length), keccak256(data[offset:offset + length]), "hash");
    }

    function digestOf(bytes calldata compact, bytes32 typehash, bytes32 separator, bytes32 setHash)
        external
        pure
        returns (bytes32)
    {
        _soil(uint256(setHash));
        return WireMemory.attestationDigest(compact, typehash, separator, setHash);
    }

    function testFuzz_digests(Signers.Attested calldata attested, bytes32 bridgeId, bytes32 setHash) public view {
        bytes32 typehash = keccak256(
            "Attestation(uint8 kind,uint64 epoch,bytes32 setHash,uint32 domain,uint64 seq,bytes32 root,uint32 count,uint64 notAfter)"
        );
        bytes32 digest = this.digestOf(Signers.compact(attested), typehash, Signers.separator(bridgeId), setHash);
        vm.assertEq(digest, Signers.digest(attested, bridgeId, setHash), "digest");
    }

    function areSigned(bytes memory blob, bytes32 digest, bytes calldata signatures, uint256 bitmap)
        external
        view
        returns (bool)
    {
        return WireMemory.areSigned(blob, digest, signatures, bitmap);
    }

    function _plainlySigned(bytes memory signature, bytes32 digest, address member) private pure returns (bool) {
        (bytes32 r, uint256 vs) = abi.decode(signature, (bytes32, uint256));
        uint256 s = vs & (2 ** 255 - 1);
        if (s > 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0) return false;
        address signer = ecrecover(digest, uint8(27 + (vs >> 255)), r, bytes32(s));
        return signer != address(0) && signer == member;
    }

    /// @dev One signature of many may be broken in one of many ways; both must see it, or that it still holds.
    function testFuzz_signatures(bytes32 digest, uint256 bitmap, uint256 victim, uint256 harm) public view {
        uint256[] memory keys = Signers.keys(9, "twin");
        bitmap = _within(bitmap, 1, 511);
        bytes memory blob = abi.encode(bytes32(0), uint256(0));
        bytes memory signatures = abi.encodePacked(uint32(bitmap));
        bool expected = true;
        for (uint256 i; i < 9; ++i) {
            address member = vm.addr(keys[i]);
            if (i == victim % 9 && harm % 7 == 1) member = address(0);
            blob = abi.encodePacked(blob, abi.encode(member));
            if ((bitmap >> i) & 1 == 0) continue;
            bytes memory signature = Signers.one(keys[i], digest);
            if (i == victim % 9) signature = _harmed(signature, harm, digest);
            expected = expected && _plainlySigned(signature, digest, member);
            signatures = abi.encodePacked(signatures, signature);
        }
        vm.assertEq(this.areSigned(blob, digest, signatures, bitmap), expected, "same verdict");
    }

    function _harmed(bytes memory signature, uint256 harm, bytes32 digest) private pure returns (bytes memory) {
        if (harm % 7 == 2) signature[(harm >> 8) % 64] ^= bytes1(uint8(1 << (harm % 8)));
        if (harm % 7 == 3) return new bytes(64);
        if (harm % 7 == 4) return Signers.one(0xbad, digest);
        if (harm % 7 == 5) return abi.encodePacked(bytes32(type(uint256).max), bytes32(uint256(1)));
        return signature;
    }

    function testFuzz_events_are_those_of_the_interface(uint64 nonce, bytes32 guid, bytes32 leaf, uint96 amountWei)
        public
    {
        vm.recordLogs();
        emit IGateway.PacketDelivered(7, nonce, guid, leaf, amountWei);
        WireMemory.logDelivered(IGateway.PacketDelivered.selector, 7, nonce, guid, leaf, amountWei);
        emit IGateway.TransitRecorded(7, 9, nonce, leaf, amountWei);
        WireMemory.logDelivered(IGateway.TransitRecorded.selector, 7, nonce, bytes32(uint256(9)), leaf, amountWei);
        emit IOFT.OFTReceived(guid, 7, address(5), amountWei);
        WireMemory.logReceived(IOFT.OFTReceived.selector, guid, 7, 5, amountWei);
        emit IGateway.BatchAccepted(leaf, nonce, 2, msg.sender, 3, 4);
        WireMemory.logBatch(IGateway.BatchAccepted.selector, leaf, nonce, 2, 3, 4);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        vm.assertEq(logs.length, 8, "logs");
        for (uint256 i; i < 8; i += 2) {
            vm.assertEq(keccak256(abi.encode(logs[i].topics)), keccak256(abi.encode(logs[i + 1].topics)), "topics");
            vm.assertEq(logs[i].data, logs[i + 1].data, "data");
        }
    }

    uint256[] private _received;
    bool private _refusing;

    function take(uint256[] calldata credits) external {
        require(!_refusing, "no more");
        _received = credits;
    }

    function testFuzz_credits(uint256 seed, uint256 room, uint256 count) public {
        room = _within(room, 1, 64);
        count = _within(count, 1, room);
        uint256 credits = WireMemory.newCredits(room);
        for (uint256 i; i < count; ++i) {
            uint256 to = uint160(uint256(keccak256(abi.encode(seed, i))));
            WireMemory.setCredit(credits, i, to, seed % 1e17);
            vm.assertEq(WireMemory.creditAt(credits, i), to << 96 | seed % 1e17, "as written");
        }
        WireMemory.sendCredits(address(this), this.take.selector, credits, count);
        vm.assertEq(_received.length, count, "count");
        for (uint256 i; i < count; ++i) {
            vm.assertEq(_received[i], WireMemory.creditAt(credits, i), "as received");
        }
    }

    function test_credits_pass_the_refusal_on() public {
        _refusing = true;
        (bool ok, bytes memory answer) = address(this).call(abi.encodeCall(this.sendOne, ()));
        vm.assertFalse(ok, "refused");
        vm.assertEq(answer, abi.encodeWithSignature("Error(string)", "no more"), "with its reason");
    }

    function sendOne() external {
        uint256 credits = WireMemory.newCredits(1);
        WireMemory.setCredit(credits, 0, 1, 1);
        WireMemory.sendCredits(address(this), this.take.selector, credits, 1);
    }
}
