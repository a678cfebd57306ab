// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IndexOutOfRange, ProofLengthInvalid, RootMismatch } from "../src/interfaces/GatewayErrors.sol";
import { IGateway } from "../src/interfaces/IGateway.sol";
import { PlainWire } from "./support/PlainWire.sol";
import { Rig } from "./support/Rig.sol";
import { Signers } from "./support/Signers.sol";
import { Vm } from "./support/Vm.sol";

contract DeliverOneTest is Rig {
    address private bob = _user("bob");

    function _packets(uint256 count) private view returns (PlainWire.Packet[] memory packets) {
        packets = new PlainWire.Packet[](count);
        for (uint256 i; i < count; ++i) {
            bytes memory message = abi.encodePacked(_padded(bob), uint64(i + 1));
            packets[i] = PlainWire.Packet(uint64(i + 1), HOME, _peer(HOME), BSC, _peer(BSC), 0, message);
        }
    }

    function testFuzz_every_leaf_of_every_tree(uint256 count, uint256 index) public {
        count = _within(count, 1, 256);
        index = _within(index, 0, count - 1);
        PlainWire.Packet[] memory packets = _packets(count);
        (Signers.Attested memory attested,, bytes32[] memory leaves) = _batch(BSC, packets);
        bytes memory signatures = _signed(attested);
        bytes32[] memory proof = PlainWire.proof(leaves, index);
        bytes memory item = PlainWire.item(packets[index]);
        _at(BSC).gateway.deliverOne(Signers.compact(attested), signatures, item, index, proof);
        vm.assertEq(_balance(BSC, bob), (index + 1) * UNIT, "credited");
        vm.assertTrue(_spoke(BSC).isNonceUsed(HOME, BSC, uint64(index + 1)), "used");
    }

    function test_emits_batch_accepted() public {
        PlainWire.Packet[] memory packets = _packets(3);
        (Signers.Attested memory attested,, bytes32[] memory leaves) = _batch(BSC, packets);
        bytes memory signatures = _signed(attested);
        IGateway gateway = _at(BSC).gateway;
        vm.expectEmit(address(gateway));
        emit IGateway.BatchAccepted(attested.root, 1, FIRST_FIVE, bob, 1, 0);
        vm.prank(bob);
        gateway.deliverOne(
            Signers.compact(attested), signatures, PlainWire.item(packets[1]), 1, PlainWire.proof(leaves, 1)
        );
    }

    function test_used_nonce_ends_early_without_event() public {
        PlainWire.Packet memory packet = _packets(1)[0];
        _deliverOne(BSC, packet);
        vm.recordLogs();
        IGateway gateway = _at(BSC).gateway;
        gateway.deliverOne("", "", PlainWire.item(packet), 0, new bytes32[](0));
        Vm.Log[] memory logs = vm.getRecordedLogs();
        vm.assertEq(logs.length, 0, "nothing");
        vm.assertEq(_balance(BSC, bob), UNIT, "once");
    }

    function test_refuses_wrong_places() public {
        PlainWire.Packet[] memory packets = _packets(5);
        (Signers.Attested memory attested,, bytes32[] memory leaves) = _batch(BSC, packets);
        bytes memory signatures = _signed(attested);
        bytes memory compact = Signers.compact(attested);
        bytes32[] memory proof = PlainWire.proof(leaves, 4);
        bytes memory item = PlainWire.item(packets[4]);
        IGateway gateway = _at(BSC).gateway;
        vm.expectRevert(abi.encodeWithSelector(IndexOutOfRange.selector, 5, 5));
        gateway.deliverOne(compact, signatures, item, 5, proof);
        vm.expectPartialRevert(RootMismatch.selector);
        gateway.deliverOne(compact, signatures, item, 3, proof);
        proof[0] ^= bytes32(uint256(1));
        vm.expectPartialRevert(RootMismatch.selector);
        gateway.deliverOne(compact, signatures, item, 4, proof);
    }

    function test_refuses_proof_lengths() public {
        PlainWire.Packet[] memory packets = _packets(5);
        (Signers.Attested memory attested,,) = _batch(BSC, packets);
        bytes memory signatures = _signed(attested);
        bytes memory compact = Signers.compact(attested);
        bytes memory item = PlainWire.item(packets[0]);
        IGateway gateway = _at(BSC).gateway;
        for (uint256 length; length < 9; ++length) {
            if (length == 3) continue;
            vm.expectRevert(abi.encodeWithSelector(ProofLengthInvalid.selector, length, 3));
            gateway.deliverOne(compact, signatures, item, 0, new bytes32[](length));
        }
        vm.expectRevert(abi.encodeWithSelector(ProofLengthInvalid.selector, 256, 3));
        gateway.deliverOne(compact, signatures, item, 0, new bytes32[](256));
    }

    function test_an_inner_node_is_no_leaf() public {
        PlainWire.Packet[] memory packets = _packets(4);
        (Signers.Attested memory attested,, bytes32[] memory leaves) = _batch(BSC, packets);
        // 158 bytes make a leaf and 65 a node, with different first bytes: no item can hash to a node.
        bytes32 node = keccak256(abi.encodePacked(uint8(1), leaves[0], leaves[1]));
        bytes32[] memory proof = new bytes32[](1);
        proof[0] = keccak256(abi.encodePacked(uint8(1), leaves[2], leaves[3]));
        vm.assertEq(keccak256(abi.encodePacked(uint8(1), node, proof[0])), attested.root, "an honest root");
        bytes memory signatures = _signed(attested);
        IGateway gateway = _at(BSC).gateway;
        vm.expectRevert(abi.encodeWithSelector(ProofLengthInvalid.selector, 1, 2));
        gateway.deliverOne(Signers.compact(attested), signatures, PlainWire.item(packets[0]), 0, proof);
    }
}
