// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {
    AmountAboveSupply,
    AmountZero,
    DestinationMismatch,
    InboundPaused,
    InvalidRecipient,
    ItemRefused,
    ItemTruncated,
    MessageLengthInvalid,
    NonceZero,
    NoPeer,
    OutstandingExceeded,
    RootMismatch,
    TrailingBytes,
    WrongChain
} from "../src/interfaces/GatewayErrors.sol";
import { IGateway } from "../src/interfaces/IGateway.sol";
import { IOFT } from "../src/interfaces/IOFT.sol";
import { PlainWire } from "./support/PlainWire.sol";
import { Rig } from "./support/Rig.sol";
import { Signers } from "./support/Signers.sol";
import { Vm } from "./support/Vm.sol";

contract DeliverTest is Rig {
    address private alice = _user("alice");
    address private bob = _user("bob");

    function setUp() public override {
        super.setUp();
        _fundHome(alice, 10_000_000 * CXT_WEI);
    }

    /// @dev A packet that nobody sent; a quorum may sign it all the same.
    function _forged(uint32 srcEid, uint32 dstEid, uint64 nonce, bytes memory message)
        private
        view
        returns (PlainWire.Packet memory)
    {
        return PlainWire.Packet(nonce, srcEid, _peer(srcEid), dstEid, _peer(dstEid), 0, message);
    }

    function _transfer(address to, uint64 units) private pure returns (bytes memory) {
        return abi.encodePacked(_padded(to), units);
    }

    function test_spoke_mints() public {
        PlainWire.Packet memory packet = _send(alice, HOME, BSC, bob, 10 * CXT_WEI);
        _deliver(BSC, _list(packet));
        vm.assertEq(_balance(BSC, bob), 10 * CXT_WEI, "credited");
        vm.assertEq(chains[BSC].token.totalSupply(), 10 * CXT_WEI, "supply");
        vm.assertTrue(_spoke(BSC).isNonceUsed(HOME, BSC, 1), "used");
        vm.assertFalse(_spoke(BSC).isNonceUsed(HOME, BSC, 2), "only this one");
    }

    function test_home_releases_against_outstanding() public {
        _fundSpoke(BSC, alice, 100 * CXT_WEI);
        PlainWire.Packet memory packet = _send(alice, BSC, HOME, bob, 40 * CXT_WEI);
        _deliver(HOME, _list(packet));
        vm.assertEq(_balance(HOME, bob), 40 * CXT_WEI, "released");
        vm.assertEq(_home().outstanding(BSC), 60 * CXT_WEI, "outstanding");
        vm.assertEq(_home().locked(), 60 * CXT_WEI, "locked");
        vm.assertEq(_balance(HOME, address(_home())), 60 * CXT_WEI, "vault");
    }

    function test_events_of_a_delivery() public {
        PlainWire.Packet memory packet = _send(alice, HOME, BSC, bob, 10 * CXT_WEI);
        (Signers.Attested memory attested, bytes memory items,) = _batch(BSC, _list(packet));
        bytes memory signatures = _signed(attested);
        bytes32 leaf = PlainWire.leaf(packet);
        bytes32 guid = PlainWire.guid(packet);
        IGateway gateway = _at(BSC).gateway;
        vm.expectEmit(address(gateway));
        emit IGateway.PacketDelivered(HOME, 1, guid, leaf, 10 * CXT_WEI);
        vm.expectEmit(address(gateway));
        emit IOFT.OFTReceived(guid, HOME, bob, 10 * CXT_WEI);
        vm.expectEmit(address(gateway));
        emit IGateway.BatchAccepted(attested.root, 1, FIRST_FIVE, address(this), 1, 0);
        gateway.deliver(Signers.compact(attested), signatures, items);
    }

    function test_second_delivery_changes_nothing() public {
        PlainWire.Packet memory packet = _send(alice, HOME, BSC, bob, 10 * CXT_WEI);
        _deliver(BSC, _list(packet));
        vm.recordLogs();
        _deliver(BSC, _list(packet));
        Vm.Log[] memory logs = vm.getRecordedLogs();
        vm.assertEq(logs.length, 1, "only BatchAccepted");
        vm.assertEq(logs[0].topics[0], IGateway.BatchAccepted.selector, "BatchAccepted");
        vm.assertEq(logs[0].data, abi.encode(1, FIRST_FIVE, 0, 0), "nothing done");
        vm.warp(block.timestamp + 365 days);
        _deliver(BSC, _list(packet));
        vm.assertEq(_balance(BSC, bob), 10 * CXT_WEI, "once");
    }

    function test_same_packet_twice_in_a_bundle_credits_once() public {
        PlainWire.Packet[] memory packets = new PlainWire.Packet[](2);
        packets[0] = _send(alice, HOME, BSC, bob, 10 * CXT_WEI);
        packets[1] = packets[0];
        _deliver(BSC, packets);
        vm.assertEq(_balance(BSC, bob), 10 * CXT_WEI, "once");
    }

    function test_nonces_arrive_in_any_order() public {
        PlainWire.Packet memory first = _send(alice, HOME, BSC, bob, CXT_WEI);
        PlainWire.Packet memory second = _send(alice, HOME, BSC, bob, 2 * CXT_WEI);
        _deliver(BSC, _list(second));
        _deliver(BSC, _list(first));
        vm.assertEq(_balance(BSC, bob), 3 * CXT_WEI, "both");
    }

    function testFuzz_bundle_over_lanes(uint256 seed, uint256 count) public {
        _fundSpoke(ARB, alice, 1000 * CXT_WEI);
        count = _within(count, 1, 40);
        PlainWire.Packet[] memory packets = new PlainWire.Packet[](count);
        uint256 total;
        for (uint256 i; i < count; ++i) {
            uint256 amount = _within(uint256(keccak256(abi.encode(seed, i))), 1, 1e10) * UNIT;
            bool fromHome = uint256(keccak256(abi.encode(seed, "lane", i))) % 2 == 0;
            packets[i] = _send(alice, fromHome ? HOME : ARB, BSC, bob, amount);
            total += amount;
        }
        _deliver(BSC, packets);
        vm.assertEq(_balance(BSC, bob), total, "all of them");
        vm.assertEq(chains[BSC].token.totalSupply(), total, "and no more");
    }

    function test_largest_bundle() public {
        PlainWire.Packet[] memory packets = new PlainWire.Packet[](256);
        for (uint256 i; i < 256; ++i) {
            packets[i] = _forged(HOME, BSC, uint64(i + 1), _transfer(_user(vm.toString(i)), uint64(i + 1)));
        }
        _deliver(BSC, packets);
        vm.assertEq(chains[BSC].token.totalSupply(), 256 * 257 / 2 * UNIT, "all credited");
    }

    function test_release_above_outstanding_fails_alone() public {
        _fundSpoke(BSC, alice, 100 * CXT_WEI);
        PlainWire.Packet[] memory packets = new PlainWire.Packet[](2);
        packets[0] = _forged(BSC, HOME, 9, _transfer(bob, uint64(101e9)));
        packets[1] = _send(alice, BSC, HOME, bob, 5 * CXT_WEI);
        (Signers.Attested memory attested, bytes memory items,) = _batch(HOME, packets);
        bytes memory signatures = _signed(attested);
        bytes32 guid = PlainWire.guid(packets[0]);
        bytes32 leaf = PlainWire.leaf(packets[0]);
        IGateway gateway = _at(HOME).gateway;
        vm.expectEmit(address(gateway));
        emit IGateway.PacketFailed(BSC, 9, guid, leaf, OutstandingExceeded.selector);
        gateway.deliver(Signers.compact(attested), signatures, items);
        vm.assertEq(_balance(HOME, bob), 5 * CXT_WEI, "the honest one");
        vm.assertFalse(_home().isNonceUsed(BSC, HOME, 9), "deliverable later");
        vm.assertEq(_home().outstanding(BSC), 95 * CXT_WEI, "ledger");
        vm.expectRevert(abi.encodeWithSelector(ItemRefused.selector, leaf, OutstandingExceeded.selector));
        this.deliverOneOutside(HOME, packets[0]);
    }

    function deliverOneOutside(uint32 eid, PlainWire.Packet memory packet) external {
        _deliverOne(eid, packet);
    }

    function deliverOutside(uint32 eid, PlainWire.Packet memory packet) external {
        _deliver(eid, _list(packet));
    }

    function test_release_of_exactly_the_outstanding() public {
        _fundSpoke(BSC, alice, 100 * CXT_WEI);
        _deliver(HOME, _list(_forged(BSC, HOME, 9, _transfer(bob, uint64(100e9)))));
        vm.assertEq(_balance(HOME, bob), 100 * CXT_WEI, "all");
        vm.assertEq(_home().outstanding(BSC), 0, "nothing left");
    }

    function test_pause_fails_items_until_it_ends() public {
        PlainWire.Packet memory packet = _send(alice, HOME, BSC, bob, CXT_WEI);
        uint256 until = block.timestamp + 100;
        for (uint256 kind; kind < 2; ++kind) {
            if (kind == 0) _pauseInbound(BSC, HOME, until);
            else _pauseAll(BSC, until);
            (,,,,,, bool paused) = _spoke(BSC).inboundLane(HOME);
            vm.assertTrue(paused, "shown");
            _deliver(BSC, _list(packet));
            vm.assertEq(_balance(BSC, bob), 0, "not yet");
            bytes32 leaf = PlainWire.leaf(packet);
            vm.expectRevert(abi.encodeWithSelector(ItemRefused.selector, leaf, InboundPaused.selector));
            this.deliverOneOutside(BSC, packet);
            _pauseInbound(BSC, HOME, 0);
        }
        vm.warp(until);
        (,,,,,, bool pausedLater) = _spoke(BSC).inboundLane(HOME);
        vm.assertFalse(pausedLater, "over");
        _deliver(BSC, _list(packet));
        vm.assertEq(_balance(BSC, bob), CXT_WEI, "delivered");
    }

    // --- items that cannot be read make the bundle revert

    function _unreadable(uint32 eid, PlainWire.Packet memory packet, bytes memory reason) private {
        vm.expectRevert(reason);
        this.deliverOutside(eid, packet);
        vm.expectRevert(reason);
        this.deliverOneOutside(eid, packet);
    }

    function test_refuses_recipients_that_are_no_address() public {
        bytes32 high = bytes32(uint256(1) << 160 | 1);
        bytes memory message = abi.encodePacked(high, uint64(1));
        _unreadable(BSC, _forged(HOME, BSC, 1, message), abi.encodeWithSelector(InvalidRecipient.selector, high));
        message = abi.encodePacked(bytes32(0), uint64(1));
        _unreadable(BSC, _forged(HOME, BSC, 1, message), abi.encodeWithSelector(InvalidRecipient.selector, bytes32(0)));
    }

    function test_refuses_message_lengths() public {
        for (uint256 length = 41; length <= 72; length += 31) {
            bytes memory message = abi.encodePacked(_transfer(bob, 1), new bytes(length - 40));
            bytes memory reason = abi.encodeWithSelector(MessageLengthInvalid.selector, length);
            _unreadable(BSC, _forged(HOME, BSC, 1, message), reason);
        }
        Signers.Attested memory attested = _rawBatch(BSC, keccak256("root"));
        bytes memory item = abi.encodePacked(HOME, BSC, uint64(1), uint32(0), uint16(39), new bytes(39));
        _rawRefused(attested, item, abi.encodeWithSelector(MessageLengthInvalid.selector, 39));
    }

    function test_refuses_amounts() public {
        bytes memory message = _transfer(bob, 1e17 + 1);
        bytes memory reason = abi.encodeWithSelector(AmountAboveSupply.selector, 1e17 + 1);
        _unreadable(BSC, _forged(HOME, BSC, 1, message), reason);
        reason = abi.encodeWithSelector(AmountZero.selector);
        _unreadable(BSC, _forged(HOME, BSC, 1, _transfer(bob, 0)), reason);
    }

    function test_refuses_nonce_zero() public {
        bytes memory reason = abi.encodeWithSelector(NonceZero.selector);
        _unreadable(BSC, _forged(HOME, BSC, 0, _transfer(bob, 1)), reason);
    }

    function test_refuses_unknown_source() public {
        PlainWire.Packet memory packet = _forged(HOME, BSC, 1, _transfer(bob, 1));
        packet.srcEid = 99;
        _unreadable(BSC, packet, abi.encodeWithSelector(NoPeer.selector, 99));
        packet.srcEid = BSC;
        _unreadable(BSC, packet, abi.encodeWithSelector(NoPeer.selector, BSC));
    }

    function test_spoke_refuses_messages_for_others() public {
        PlainWire.Packet memory packet = _forged(HOME, ARB, 1, _transfer(bob, 1));
        _unreadable(BSC, packet, abi.encodeWithSelector(DestinationMismatch.selector, ARB, BSC));
    }

    function test_a_forged_sender_changes_the_root() public {
        PlainWire.Packet memory packet = _forged(HOME, BSC, 1, _transfer(bob, 1));
        packet.sender = _padded(alice);
        vm.expectPartialRevert(RootMismatch.selector);
        this.deliverOutside(BSC, packet);
        vm.expectPartialRevert(RootMismatch.selector);
        this.deliverOneOutside(BSC, packet);
    }

    // --- items and root that do not fit together

    function _rawBatch(uint32 eid, bytes32 root) private view returns (Signers.Attested memory) {
        return Signers.Attested(1, 1, eid, 0, root, 1, uint64(block.timestamp + 60));
    }

    function _rawRefused(Signers.Attested memory attested, bytes memory items, bytes memory reason) private {
        bytes memory signatures = _signed(attested);
        IGateway gateway = _at(attested.domain).gateway;
        vm.expectRevert(reason);
        gateway.deliver(Signers.compact(attested), signatures, items);
        vm.expectRevert(reason);
        gateway.deliverOne(Signers.compact(attested), signatures, items, 0, new bytes32[](0));
    }

    function test_refuses_truncated_items() public {
        PlainWire.Packet memory packet = _forged(HOME, BSC, 1, _transfer(bob, 1));
        (Signers.Attested memory attested, bytes memory items,) = _batch(BSC, _list(packet));
        bytes memory reason = abi.encodeWithSelector(ItemTruncated.selector, 0);
        _rawRefused(attested, _head(items, items.length - 1), reason);
        bytes memory signatures = _signed(attested);
        IGateway gateway = _at(BSC).gateway;
        vm.expectRevert(reason);
        gateway.deliver(Signers.compact(attested), signatures, _head(items, 21));
        vm.expectRevert(abi.encodeWithSelector(ItemTruncated.selector, 21));
        gateway.deliverOne(Signers.compact(attested), signatures, _head(items, 21), 0, new bytes32[](0));
    }

    /// @dev Two zero EIDs are what a lane that was never opened looks like: the item must not pass for one of it.
    function test_refuses_an_item_of_no_chain() public {
        PlainWire.Packet memory packet = _forged(HOME, BSC, 1, _transfer(bob, 1));
        (Signers.Attested memory attested, bytes memory items,) = _batch(BSC, _list(packet));
        bytes memory signatures = _signed(attested);
        bytes memory body = new bytes(items.length - 8);
        for (uint256 i; i < body.length; ++i) {
            body[i] = items[i + 8];
        }
        bytes memory nowhere = abi.encodePacked(uint64(0), body);
        bytes memory reason = abi.encodeWithSelector(NoPeer.selector, 0);
        IGateway gateway = _at(BSC).gateway;
        vm.expectRevert(reason);
        gateway.deliver(Signers.compact(attested), signatures, nowhere);
        vm.expectRevert(reason);
        gateway.deliverOne(Signers.compact(attested), signatures, nowhere, 0, new bytes32[](0));
        vm.expectRevert(reason);
        gateway.claimQueued(nowhere);
        vm.expectRevert(reason);
        gateway.retryCompose(nowhere);
    }

    function test_refuses_trailing_bytes() public {
        PlainWire.Packet memory packet = _forged(HOME, BSC, 1, _transfer(bob, 1));
        (Signers.Attested memory attested, bytes memory items,) = _batch(BSC, _list(packet));
        bytes memory longer = abi.encodePacked(items, hex"00");
        bytes memory reason = abi.encodeWithSelector(TrailingBytes.selector, items.length, items.length + 1);
        _rawRefused(attested, longer, reason);
    }

    function test_refuses_items_that_are_not_what_was_signed() public {
        PlainWire.Packet memory packet = _forged(HOME, BSC, 1, _transfer(bob, 1));
        (Signers.Attested memory attested,, bytes32[] memory leaves) = _batch(BSC, _list(packet));
        packet.message = _transfer(alice, 1);
        bytes memory other = PlainWire.item(packet);
        bytes memory reason = abi.encodeWithSelector(RootMismatch.selector, PlainWire.leaf(packet), leaves[0]);
        _rawRefused(attested, other, reason);
    }

    function test_refuses_on_another_chain() public {
        PlainWire.Packet memory packet = _send(alice, HOME, BSC, bob, CXT_WEI);
        (Signers.Attested memory attested, bytes memory items,) = _batch(BSC, _list(packet));
        bytes memory signatures = _signed(attested);
        IGateway gateway = chains[BSC].gateway;
        vm.chainId(1);
        bytes memory reason = abi.encodeWithSelector(WrongChain.selector, 1, 56);
        vm.expectRevert(reason);
        gateway.deliver(Signers.compact(attested), signatures, items);
        vm.expectRevert(reason);
        gateway.deliverOne(Signers.compact(attested), signatures, items, 0, new bytes32[](0));
        vm.expectRevert(reason);
        gateway.claimQueued(items);
        vm.expectRevert(reason);
        gateway.retryCompose(items);
        vm.expectRevert(reason);
        gateway.installSignerSet(address(this), 0);
    }

    function _head(bytes memory data, uint256 length) private pure returns (bytes memory head) {
        head = new bytes(length);
        for (uint256 i; i < length; ++i) {
            head[i] = data[i];
        }
    }
}
