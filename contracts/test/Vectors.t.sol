// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {
    AmountAboveSupply,
    AmountZero,
    BitmapOutOfRange,
    InvalidRecipient,
    ItemTruncated,
    MessageLengthInvalid,
    NonceZero,
    RootMismatch,
    SignatureMalleable,
    SignaturesLengthInvalid,
    SignerMismatch,
    ThresholdNotReached
} from "../src/interfaces/GatewayErrors.sol";
import { Attestation } from "../src/libraries/Attestation.sol";
import { SignerSet } from "../src/libraries/SignerSet.sol";
import { WireMemory } from "../src/libraries/WireMemory.sol";
import { PlainWire } from "./support/PlainWire.sol";
import { Signers } from "./support/Signers.sol";
import { VectorRig } from "./support/VectorRig.sol";

/// @dev The contracts against test/vectors: the same file that the TypeScript suite reproduces byte for byte.
contract VectorsTest is VectorRig {
    string[10] private _kinds =
        ["batch", "rotation", "supply", "settlement", "pause", "unpause", "config", "veto", "fees", "held"];

    function digestOf(bytes calldata compact, bytes32 setHash) external view returns (bytes32) {
        return Attestation.digest(compact, Attestation.domainSeparator(_word(".bridgeId")), setHash);
    }

    function decoded(bytes calldata compact) external pure returns (Attestation.Fields memory) {
        return Attestation.decode(compact);
    }

    function verify(bytes memory blob, bytes32 digest, bytes calldata signatures, uint256 needed)
        external
        view
        returns (uint32)
    {
        return SignerSet.verify(blob, digest, signatures, needed);
    }

    function test_names_and_domain() public view {
        bytes32 id = keccak256(abi.encodePacked("CXT-BRIDGE/v1/", vm.parseJsonString(json, ".networkName")));
        vm.assertEq(_word(".bridgeId"), id, "bridge id");
        vm.assertEq(_word(".domainSeparator"), Attestation.domainSeparator(id), "domain separator");
        vm.assertEq(_word(".domainSeparator"), gateway.domainSeparator(), "of the gateway");
        vm.assertEq(_word(".attestationTypehash"), Attestation.TYPEHASH, "typehash");
    }

    function test_sets() public view {
        for (uint256 i; i < _length(".sets"); ++i) {
            string memory entry = _entry(".sets", i);
            uint64 epoch = uint64(_uint(string.concat(entry, ".epoch")));
            (uint8 threshold, address[] memory members, bytes32 setHash) = _set(epoch);
            SignerSet.check(epoch, threshold, members, 1);
            vm.assertEq(SignerSet.hashOf(_word(".bridgeId"), epoch, threshold, members), setHash, "set hash");
            vm.assertEq(SignerSet.encode(setHash, epoch, threshold, members), _blob(epoch), "stored form");
            bytes32[] memory keys = vm.parseJsonBytes32Array(json, string.concat(entry, ".testPrivateKeys"));
            for (uint256 k; k < keys.length; ++k) {
                vm.assertEq(vm.addr(uint256(keys[k])), members[k], "member");
            }
        }
    }

    function test_packets_and_leaves() public view {
        for (uint256 i; i < _length(".packets"); ++i) {
            PlainWire.Packet memory p = _packet(i);
            string memory entry = _entry(".packets", i);
            bytes memory frame = WireMemory.newFrame(p.srcEid, p.sender, p.dstEid, p.receiver);
            (bytes32 guid, bytes32 leaf) =
                WireMemory.seal(frame, p.nonce, p.execution, PlainWire.amountUnits(p), keccak256(p.message));
            vm.assertEq(guid, _word(string.concat(entry, ".guid")), "guid");
            vm.assertEq(leaf, _word(string.concat(entry, ".leaf")), "leaf");
            vm.assertEq(PlainWire.encode(p), _bytes(string.concat(entry, ".packet")), "packet");
            vm.assertEq(PlainWire.item(p), _bytes(string.concat(entry, ".item")), "item");
            if (_has(string.concat(entry, ".transitItem"))) {
                vm.assertEq(PlainWire.transitItem(p), _bytes(string.concat(entry, ".transitItem")), "transit");
            }
        }
    }

    function test_lane_hashes() public view {
        bytes32 hash;
        for (uint256 i; i < _length(".laneHashes"); ++i) {
            string memory entry = _entry(".laneHashes", i);
            hash = keccak256(abi.encodePacked(uint8(5), hash, _word(string.concat(entry, ".leaf"))));
            vm.assertEq(hash, _word(string.concat(entry, ".laneHash")), "lane hash");
        }
    }

    function test_trees_and_proofs() public view {
        for (uint256 i; i < _length(".trees"); ++i) {
            string memory entry = _entry(".trees", i);
            bytes32[] memory leaves = vm.parseJsonBytes32Array(json, string.concat(entry, ".leaves"));
            bytes32 root = _word(string.concat(entry, ".root"));
            bytes32[] memory padded = new bytes32[](PlainWire.width(leaves.length));
            for (uint256 k; k < leaves.length; ++k) {
                padded[k] = leaves[k];
            }
            vm.assertEq(WireMemory.consumeRoot(padded), root, "root");
            for (uint256 k; k < leaves.length; ++k) {
                bytes32[] memory proof = _proof(string.concat(entry, ".proofs"), k);
                bytes32 node = leaves[k];
                for (uint256 level; level < proof.length; ++level) {
                    bool isRight = (k >> level) & 1 == 1;
                    node = isRight ? WireMemory.node(proof[level], node) : WireMemory.node(node, proof[level]);
                }
                vm.assertEq(node, root, "proof");
                vm.assertEq(1 << proof.length, padded.length, "proof length");
            }
        }
    }

    function _proof(string memory proofs, uint256 index) private view returns (bytes32[] memory) {
        string memory entry = _entry(proofs, index);
        // WHY: an empty list has no type for the parser.
        if (!_has(string.concat(entry, "[0]"))) return new bytes32[](0);
        return vm.parseJsonBytes32Array(json, entry);
    }

    function test_attestations() public view {
        for (uint256 i; i < _kinds.length; ++i) {
            string memory entry = string.concat(".attestations.", _kinds[i]);
            bytes memory compact = _bytes(string.concat(entry, ".compact"));
            Attestation.Fields memory fields = this.decoded(compact);
            vm.assertEq(fields.kind, i + 1, "kind");
            vm.assertEq(fields.kind, _uint(string.concat(entry, ".kind")), "kind");
            vm.assertEq(fields.epoch, _uint(string.concat(entry, ".epoch")), "epoch");
            vm.assertEq(fields.domain, _uint(string.concat(entry, ".domain")), "domain");
            vm.assertEq(fields.seq, _uint(string.concat(entry, ".seq")), "seq");
            vm.assertEq(fields.root, _word(string.concat(entry, ".root")), "root");
            vm.assertEq(fields.count, _uint(string.concat(entry, ".count")), "count");
            vm.assertEq(fields.notAfter, _uint(string.concat(entry, ".notAfter")), "notAfter");
            (,, bytes32 setHash) = _set(fields.epoch);
            bytes32 digest = this.digestOf(compact, setHash);
            vm.assertEq(digest, _word(string.concat(entry, ".digest")), "digest");
            bytes memory signatures = _bytes(string.concat(entry, ".signatures"));
            uint256[] memory signers = vm.parseJsonUintArray(json, string.concat(entry, ".signers"));
            uint32 bitmap = this.verify(_blob(fields.epoch), digest, signatures, signers.length);
            for (uint256 k; k < signers.length; ++k) {
                vm.assertEq((bitmap >> signers[k]) & 1, 1, "signer");
            }
            if (_has(string.concat(entry, ".newSignatures"))) {
                uint64 newEpoch = uint64(fields.seq);
                (uint8 needed,,) = _set(newEpoch);
                this.verify(_blob(newEpoch), digest, _bytes(string.concat(entry, ".newSignatures")), needed);
            }
        }
    }

    function test_supply_and_settlement_leaves() public view {
        for (uint256 i; i < _length(".supply"); ++i) {
            string memory entry = _entry(".supply", i);
            bytes32 leaf = keccak256(
                abi.encodePacked(
                    uint8(2),
                    uint32(_uint(string.concat(entry, ".eid"))),
                    uint64(_uint(string.concat(entry, ".height"))),
                    _word(string.concat(entry, ".blockHash")),
                    uint128(_uint(string.concat(entry, ".supply"))),
                    uint128(_uint(string.concat(entry, ".locked"))),
                    uint128(_uint(string.concat(entry, ".pendingIn"))),
                    uint128(_uint(string.concat(entry, ".burned")))
                )
            );
            vm.assertEq(leaf, _word(string.concat(entry, ".leaf")), "supply leaf");
        }
        for (uint256 i; i < _length(".settlement.payouts"); ++i) {
            string memory entry = _entry(".settlement.payouts", i);
            bytes memory head = abi.encodePacked(
                uint8(4), uint64(_uint(string.concat(entry, ".epoch"))), uint32(_uint(string.concat(entry, ".index")))
            );
            bytes memory payout = _bytes(string.concat(entry, ".payout"));
            bytes32 leaf = keccak256(abi.encodePacked(head, payout, uint128(_uint(string.concat(entry, ".amountWei")))));
            vm.assertEq(leaf, _word(string.concat(entry, ".leaf")), "payout leaf");
        }
    }

    // --- the batch, on a real gateway

    function test_gateway_accepts_and_executes_the_batch() public {
        bytes memory compact = _bytes(".attestations.batch.compact");
        bytes memory signatures = _bytes(".attestations.batch.signatures");
        bytes32 digest = gateway.verifyAttestation(compact, signatures);
        vm.assertEq(digest, _word(".attestations.batch.digest"), "digest");
        PlainWire.Packet[] memory packets = _packetsUnder(_word(".attestations.batch.root"));
        bytes32[] memory leaves = new bytes32[](packets.length);
        bytes memory items;
        for (uint256 i; i < packets.length; ++i) {
            leaves[i] = PlainWire.leaf(packets[i]);
            items = abi.encodePacked(items, PlainWire.item(packets[i]));
        }
        uint256 last = packets.length - 1;
        bytes32[] memory proof = PlainWire.proof(leaves, last);
        gateway.deliverOne(compact, signatures, PlainWire.item(packets[last]), last, proof);
        vm.assertTrue(gateway.isNonceUsed(packets[last].srcEid, packets[last].dstEid, packets[last].nonce), "by proof");
        gateway.deliver(compact, signatures, items);
        uint256 creditedUnits;
        for (uint256 i; i < packets.length; ++i) {
            (,,,, uint8 state) = gateway.queued(leaves[i]);
            if (state == 0) creditedUnits += PlainWire.amountUnits(packets[i]);
            vm.assertTrue(gateway.isNonceUsed(packets[i].srcEid, packets[i].dstEid, packets[i].nonce), "executed");
        }
        vm.assertEq(token.totalSupply(), creditedUnits * 1e9, "credited unless over the cap");
    }

    /// @dev The packets whose leaves make up the tree with that root.
    function _packetsUnder(bytes32 root) private view returns (PlainWire.Packet[] memory packets) {
        string memory entry;
        for (uint256 i;; ++i) {
            entry = _entry(".trees", i);
            if (_word(string.concat(entry, ".root")) == root) break;
        }
        bytes32[] memory leaves = vm.parseJsonBytes32Array(json, string.concat(entry, ".leaves"));
        packets = new PlainWire.Packet[](leaves.length);
        for (uint256 i; i < leaves.length; ++i) {
            uint256 k;
            while (PlainWire.leaf(_packet(k)) != leaves[i]) ++k;
            packets[i] = _packet(k);
        }
    }

    // --- what must be refused

    function test_negative_signatures() public {
        for (uint256 i; i < _length(".negative.signatures"); ++i) {
            string memory entry = _entry(".negative.signatures", i);
            string memory which = vm.parseJsonString(json, string.concat(entry, ".attestation"));
            string memory attestation = string.concat(".attestations.", which);
            bytes memory signatures = _bytes(string.concat(entry, ".signatures"));
            uint64 epoch = uint64(_uint(string.concat(attestation, ".epoch")));
            (uint8 threshold,,) = _set(epoch);
            bytes32 digest = _word(string.concat(attestation, ".digest"));
            _isNamed(entry, abi.encodeCall(this.verify, (_blob(epoch), digest, signatures, threshold)), address(this));
            if (keccak256(bytes(which)) != keccak256("batch")) continue;
            bytes memory compact = _bytes(string.concat(attestation, ".compact"));
            _isNamed(entry, abi.encodeCall(gateway.verifyAttestation, (compact, signatures)), address(gateway));
        }
    }

    /// @dev Signed by the whole set as they stand, and refused all the same: what cannot be an item is not read, and
    ///      whatever differs from what the gateway itself rebuilds is another leaf.
    function test_negative_packets() public {
        uint256[] memory keys = _keys(uint64(_uint(".attestations.batch.epoch")));
        for (uint256 i; i < _length(".negative.packets"); ++i) {
            string memory entry = _entry(".negative.packets", i);
            bytes memory packet = _bytes(string.concat(entry, ".packet"));
            Signers.Attested memory attested = Signers.Attested(
                1,
                uint64(_uint(".attestations.batch.epoch")),
                gateway.localEid(),
                0,
                _rawLeaf(packet),
                1,
                uint64(block.timestamp + 60)
            );
            (,, bytes32 setHash) = _set(attested.epoch);
            bytes32 digest = Signers.digest(attested, _word(".bridgeId"), setHash);
            bytes memory signatures = Signers.sign(keys, uint32((1 << keys.length) - 1), digest);
            bytes memory compact = Signers.compact(attested);
            gateway.verifyAttestation(compact, signatures);
            bytes memory item = _rawItem(packet);
            _isNamed(entry, abi.encodeCall(gateway.deliver, (compact, signatures, item)), address(gateway));
            _isNamed(
                entry,
                abi.encodeCall(gateway.deliverOne, (compact, signatures, item, 0, new bytes32[](0))),
                address(gateway)
            );
        }
        vm.assertEq(token.totalSupply(), 0, "nothing was credited");
    }

    function _keys(uint64 epoch) private view returns (uint256[] memory keys) {
        bytes32[] memory words;
        for (uint256 i;; ++i) {
            string memory entry = _entry(".sets", i);
            if (_uint(string.concat(entry, ".epoch")) != epoch) continue;
            words = vm.parseJsonBytes32Array(json, string.concat(entry, ".testPrivateKeys"));
            break;
        }
        keys = new uint256[](words.length);
        for (uint256 i; i < keys.length; ++i) {
            keys[i] = uint256(words[i]);
        }
    }

    function _part(bytes memory data, uint256 from, uint256 to) private pure returns (bytes memory part) {
        if (to > data.length) to = data.length;
        if (from > to) from = to;
        part = new bytes(to - from);
        for (uint256 i; i < part.length; ++i) {
            part[i] = data[from + i];
        }
    }

    function _rawLeaf(bytes memory packet) private pure returns (bytes32) {
        bytes memory message = _part(packet, 113, packet.length);
        bytes memory head = abi.encodePacked(uint8(0), uint32(0), bytes8(_part(message, 32, 40)));
        return keccak256(abi.encodePacked(head, _part(packet, 0, 113), keccak256(message)));
    }

    function _rawItem(bytes memory packet) private pure returns (bytes memory) {
        if (packet.length < 49) return "";
        bytes memory message = _part(packet, 113, packet.length);
        bytes memory lane = abi.encodePacked(_part(packet, 9, 13), _part(packet, 45, 49));
        return abi.encodePacked(lane, _part(packet, 1, 9), uint32(0), uint16(message.length), message);
    }

    /// @dev Reverts, and with one of the errors that say what is wrong.
    function _isNamed(string memory entry, bytes memory data, address target) private {
        (bool ok, bytes memory answer) = target.call(data);
        string memory why = vm.parseJsonString(json, string.concat(entry, ".why"));
        vm.assertFalse(ok, string.concat("accepted: ", why));
        vm.assertTrue(answer.length >= 4, string.concat("no reason: ", why));
        bytes4 selector = bytes4(answer);
        bool known = selector == SignaturesLengthInvalid.selector || selector == ThresholdNotReached.selector
            || selector == BitmapOutOfRange.selector || selector == SignerMismatch.selector
            || selector == SignatureMalleable.selector || selector == ItemTruncated.selector
            || selector == MessageLengthInvalid.selector || selector == InvalidRecipient.selector
            || selector == AmountZero.selector || selector == AmountAboveSupply.selector
            || selector == NonceZero.selector || selector == RootMismatch.selector;
        vm.assertTrue(known, string.concat("unknown reason: ", why));
    }
}
