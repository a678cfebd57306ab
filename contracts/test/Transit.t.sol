// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {
    AmountZero,
    ItemRefused,
    MessageLengthInvalid,
    NoPeer,
    OutstandingExceeded,
    TransitInvalid
} from "../src/interfaces/GatewayErrors.sol";
import { IGateway } from "../src/interfaces/IGateway.sol";
import { SendParam } from "../src/interfaces/IOFT.sol";
import { PlainWire } from "./support/PlainWire.sol";
import { Rig } from "./support/Rig.sol";
import { Signers } from "./support/Signers.sol";

contract TransitTest is Rig {
    address private alice = _user("alice");
    address private bob = _user("bob");

    function setUp() public override {
        super.setUp();
        _fundSpoke(BSC, alice, 1000 * CXT_WEI);
    }

    function deliverOutside(uint32 eid, PlainWire.Packet memory packet) external {
        _deliver(eid, _list(packet));
    }

    function test_moves_the_ledger_and_credits_nobody() public {
        uint256 vault = _balance(HOME, address(_home()));
        PlainWire.Packet memory packet = _send(alice, BSC, ARB, bob, 300 * CXT_WEI);
        (Signers.Attested memory attested, bytes memory items,) = _batch(HOME, _list(packet));
        bytes memory signatures = _signed(attested);
        bytes32 leaf = PlainWire.leaf(packet);
        IGateway gateway = _at(HOME).gateway;
        vm.expectEmit(address(gateway));
        emit IGateway.TransitRecorded(BSC, ARB, 1, leaf, 300 * CXT_WEI);
        gateway.deliver(Signers.compact(attested), signatures, items);
        vm.assertEq(_home().outstanding(BSC), 700 * CXT_WEI, "source");
        vm.assertEq(_home().outstanding(ARB), 300 * CXT_WEI, "destination");
        vm.assertEq(_home().locked(), 1000 * CXT_WEI, "sum");
        vm.assertEq(_balance(HOME, address(_home())), vault, "vault untouched");
        _deliver(ARB, _list(packet));
        vm.assertEq(_balance(ARB, bob), 300 * CXT_WEI, "credited there");
        Chain storage arb = _at(ARB);
        vm.prank(bob);
        arb.token.approve(address(arb.gateway), type(uint256).max);
        _deliver(HOME, _list(_send(bob, ARB, HOME, bob, 299 * CXT_WEI)));
        vm.assertEq(_balance(HOME, bob), 299 * CXT_WEI, "and home again");
    }

    function test_is_recorded_once() public {
        PlainWire.Packet memory packet = _send(alice, BSC, ARB, bob, 300 * CXT_WEI);
        _deliver(HOME, _list(packet));
        _deliver(HOME, _list(packet));
        vm.assertEq(_home().outstanding(ARB), 300 * CXT_WEI, "once");
        vm.assertTrue(_home().isNonceUsed(BSC, ARB, 1), "used");
    }

    function test_with_a_call_carries_only_the_hash() public {
        SendParam memory p = _param(ARB, bob, 3 * CXT_WEI);
        p.composeMsg = new bytes(500);
        p.extraOptions = _composeOptions(100_000);
        PlainWire.Packet memory packet = _send(alice, BSC, p);
        _deliver(HOME, _list(packet));
        vm.assertEq(_home().outstanding(ARB), 3 * CXT_WEI, "moved");
    }

    function test_to_solana_with_an_account_to_open() public {
        SendParam memory p = _param(SOLANA, bob, 3 * CXT_WEI);
        p.extraOptions = abi.encodePacked(uint16(3), uint8(1), uint16(33), uint8(1), uint128(0), uint128(2_039_280));
        PlainWire.Packet memory packet = _send(alice, BSC, p);
        packet.execution = 1 << 31;
        _deliver(HOME, _list(packet));
        vm.assertEq(_home().outstanding(SOLANA), 3 * CXT_WEI, "moved");
    }

    function test_cannot_take_more_than_the_source_has() public {
        bytes memory message = abi.encodePacked(_padded(bob), uint64(1000e9 + 1));
        PlainWire.Packet memory forged = PlainWire.Packet(9, BSC, _peer(BSC), ARB, _peer(ARB), 0, message);
        _deliver(HOME, _list(forged));
        vm.assertEq(_home().outstanding(ARB), 0, "not moved");
        vm.assertFalse(_home().isNonceUsed(BSC, ARB, 9), "later perhaps");
        bytes32 leaf = PlainWire.leaf(forged);
        vm.expectRevert(abi.encodeWithSelector(ItemRefused.selector, leaf, OutstandingExceeded.selector));
        this.deliverOneOutside(HOME, forged);
    }

    function deliverOneOutside(uint32 eid, PlainWire.Packet memory packet) external {
        _deliverOne(eid, packet);
    }

    function test_causal_order_in_one_bundle() public {
        _fundSpoke(ARB, alice, 50 * CXT_WEI);
        PlainWire.Packet[] memory packets = new PlainWire.Packet[](3);
        packets[0] = _send(alice, BSC, ARB, alice, 900 * CXT_WEI);
        _deliver(ARB, _list(packets[0]));
        packets[1] = _send(alice, ARB, BSC, alice, 940 * CXT_WEI);
        _deliver(BSC, _list(packets[1]));
        packets[2] = _send(alice, BSC, HOME, alice, 1000 * CXT_WEI);
        _deliver(HOME, packets);
        vm.assertEq(_home().outstanding(ARB), 10 * CXT_WEI, "arb");
        vm.assertEq(_home().outstanding(BSC), 40 * CXT_WEI, "bsc");
    }

    function test_refuses_what_is_no_transit() public {
        bytes memory message = abi.encodePacked(_padded(bob), uint64(1));
        PlainWire.Packet memory packet = PlainWire.Packet(9, BSC, _peer(BSC), BSC, _peer(BSC), 0, message);
        vm.expectRevert(abi.encodeWithSelector(TransitInvalid.selector, BSC, BSC));
        this.deliverOutside(HOME, packet);
        packet.dstEid = 77;
        vm.expectRevert(abi.encodeWithSelector(NoPeer.selector, 77));
        this.deliverOutside(HOME, packet);
        packet.dstEid = ARB;
        packet.message = abi.encodePacked(_padded(bob), uint64(0));
        vm.expectRevert(abi.encodeWithSelector(AmountZero.selector));
        this.deliverOutside(HOME, packet);
        Signers.Attested memory attested = Signers.Attested(1, 1, HOME, 0, keccak256("r"), 1, uint64(block.timestamp));
        bytes memory signatures = _signed(attested);
        bytes memory item = abi.encodePacked(BSC, ARB, uint64(9), uint32(0), uint16(41), new bytes(41));
        IGateway gateway = _at(HOME).gateway;
        vm.expectRevert(abi.encodeWithSelector(MessageLengthInvalid.selector, 41));
        gateway.deliver(Signers.compact(attested), signatures, item);
    }
}
