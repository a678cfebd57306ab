// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ComposeCaller } from "../src/ComposeCaller.sol";
import {
    ComposeNotPending,
    ComposeStillFailing,
    GasInsufficient,
    OnlyOwner,
    Reentered,
    ZeroValue
} from "../src/interfaces/GatewayErrors.sol";
import { IGateway } from "../src/interfaces/IGateway.sol";
import { SendParam } from "../src/interfaces/IOFT.sol";
import { PlainWire } from "./support/PlainWire.sol";
import { Bomb, Burner, Forwarder, Recorder, Reentrant } from "./support/Receivers.sol";
import { Rig } from "./support/Rig.sol";
import { Signers } from "./support/Signers.sol";

contract ComposeTest is Rig {
    address private alice = _user("alice");
    Recorder private recorder;

    function setUp() public override {
        super.setUp();
        _fundHome(alice, 10_000_000 * CXT_WEI);
        recorder = new Recorder(chains[BSC].token);
    }

    function _call(address to, uint256 amountWei, uint128 bought, bytes memory message)
        private
        returns (PlainWire.Packet memory)
    {
        SendParam memory p = _param(BSC, to, amountWei);
        p.composeMsg = message;
        if (bought != 0) p.extraOptions = _composeOptions(bought);
        return _send(alice, HOME, p);
    }

    function _pending(PlainWire.Packet memory packet) private view returns (bool) {
        return chains[BSC].gateway.composePending(PlainWire.leaf(packet));
    }

    function _retry(PlainWire.Packet memory packet) private {
        bytes memory item = PlainWire.item(packet);
        _at(BSC).gateway.retryCompose(item);
    }

    function test_receiver_gets_the_message_after_the_credit() public {
        PlainWire.Packet memory packet = _call(address(recorder), 5 * CXT_WEI, 400_000, "hello");
        (Signers.Attested memory attested, bytes memory items,) = _batch(BSC, _list(packet));
        bytes memory signatures = _signed(attested);
        IGateway gateway = _at(BSC).gateway;
        bytes32 guid = PlainWire.guid(packet);
        bytes32 leaf = PlainWire.leaf(packet);
        vm.expectEmit(address(gateway));
        emit IGateway.ComposeDelivered(guid, leaf);
        vm.prank(_user("executor"));
        gateway.deliver(Signers.compact(attested), signatures, items);
        vm.assertEq(recorder.calls(), 1, "called once");
        vm.assertEq(recorder.caller(), address(chains[BSC].composeCaller), "by the compose caller");
        vm.assertEq(recorder.from(), address(gateway), "from the gateway");
        vm.assertEq(recorder.guid(), PlainWire.guid(packet), "guid");
        vm.assertEq(recorder.executor(), _user("executor"), "executor");
        vm.assertEq(recorder.balanceSeen(), 5 * CXT_WEI, "credit came first");
        bytes memory expected = abi.encodePacked(uint64(1), HOME, uint256(5 * CXT_WEI), _padded(alice), bytes("hello"));
        vm.assertEq(recorder.message(), expected, "LayerZero's layout");
        vm.assertFalse(_pending(packet), "done");
    }

    function test_exactly_the_bought_gas() public {
        _deliver(BSC, _list(_call(address(recorder), CXT_WEI, 400_000, "x")));
        // The receiver has decoded its arguments by the time it looks.
        vm.assertLe(recorder.gasSeen(), 400_000, "not more");
        vm.assertGe(recorder.gasSeen(), 398_000, "not less");
        _deliverOne(BSC, _call(address(recorder), CXT_WEI, 300_000, "x"));
        vm.assertLe(recorder.gasSeen(), 300_000, "not more");
        vm.assertGe(recorder.gasSeen(), 298_000, "not less");
    }

    function test_failing_call_keeps_the_credit_and_is_retried() public {
        recorder.setRefusing(true);
        PlainWire.Packet memory packet = _call(address(recorder), 5 * CXT_WEI, 400_000, "hello");
        (Signers.Attested memory attested, bytes memory items,) = _batch(BSC, _list(packet));
        bytes memory signatures = _signed(attested);
        IGateway gateway = _at(BSC).gateway;
        bytes32 guid = PlainWire.guid(packet);
        bytes32 leaf = PlainWire.leaf(packet);
        vm.expectEmit(address(gateway));
        emit IGateway.ComposeFailed(leaf, guid);
        gateway.deliver(Signers.compact(attested), signatures, items);
        vm.assertEq(_balance(BSC, address(recorder)), 5 * CXT_WEI, "credited");
        vm.assertTrue(_pending(packet), "kept");
        vm.expectRevert(abi.encodeWithSelector(ComposeStillFailing.selector, leaf));
        gateway.retryCompose(items);
        vm.assertTrue(_pending(packet), "still kept");
        recorder.setRefusing(false);
        vm.expectEmit(address(gateway));
        emit IGateway.ComposeDelivered(guid, leaf);
        gateway.retryCompose(items);
        vm.assertFalse(_pending(packet), "done");
        vm.assertEq(recorder.calls(), 1, "called once");
        vm.expectRevert(abi.encodeWithSelector(ComposeNotPending.selector, leaf));
        gateway.retryCompose(items);
    }

    function test_retry_with_less_than_the_bought_gas_reverts() public {
        recorder.setRefusing(true);
        PlainWire.Packet memory packet = _call(address(recorder), CXT_WEI, 2_000_000, "hello");
        _deliver(BSC, _list(packet));
        recorder.setRefusing(false);
        bytes memory item = PlainWire.item(packet);
        IGateway gateway = _at(BSC).gateway;
        vm.expectPartialRevert(GasInsufficient.selector);
        gateway.retryCompose{ gas: 2_050_000 }(item);
        gateway.retryCompose{ gas: 2_200_000 }(item);
        vm.assertGe(recorder.gasSeen(), 1_998_000, "the bought gas");
    }

    function test_retry_may_bring_more_gas() public {
        PlainWire.Packet memory packet = _call(address(recorder), CXT_WEI, 0, "hello");
        _deliver(BSC, _list(packet));
        vm.assertTrue(_pending(packet), "no gas was bought");
        _retry(packet);
        vm.assertEq(recorder.calls(), 1, "called");
    }

    function test_receiver_without_code_is_a_failed_call() public {
        PlainWire.Packet memory packet = _call(_user("eoa"), CXT_WEI, 100_000, "x");
        _deliver(BSC, _list(packet));
        vm.assertEq(_balance(BSC, _user("eoa")), CXT_WEI, "credited");
        vm.assertTrue(_pending(packet), "kept");
        PlainWire.Packet memory precompile = _call(address(4), CXT_WEI, 100_000, "x");
        _deliver(BSC, _list(precompile));
        vm.assertTrue(_pending(precompile), "a precompile is no receiver");
    }

    function test_burner_and_bomb_hurt_nobody_else() public {
        PlainWire.Packet[] memory packets = new PlainWire.Packet[](4);
        packets[0] = _call(address(new Burner()), CXT_WEI, 500_000, "x");
        packets[1] = _call(address(new Bomb()), CXT_WEI, 2_000_000, "x");
        packets[2] = _call(address(recorder), CXT_WEI, 400_000, "x");
        packets[3] = _send(alice, HOME, BSC, _user("bob"), CXT_WEI);
        _deliver(BSC, packets);
        vm.assertTrue(_pending(packets[0]), "burner failed");
        vm.assertTrue(_pending(packets[1]), "bomb failed");
        vm.assertEq(recorder.calls(), 1, "the third was called");
        vm.assertEq(_balance(BSC, _user("bob")), CXT_WEI, "the fourth credited");
    }

    function test_amount_zero_only_calls() public {
        PlainWire.Packet memory packet = _call(address(recorder), 0, 400_000, "x");
        _deliver(BSC, _list(packet));
        vm.assertEq(recorder.calls(), 1, "called");
        vm.assertEq(chains[BSC].token.totalSupply(), 0, "nothing minted");
    }

    function test_long_calls_in_one_bundle() public {
        PlainWire.Packet[] memory packets = new PlainWire.Packet[](20);
        for (uint256 i; i < 20; ++i) {
            packets[i] = _call(address(recorder), CXT_WEI, 5_000_000, new bytes(10_000 - 72));
        }
        (Signers.Attested memory attested, bytes memory items,) = _batch(BSC, packets);
        bytes memory signatures = _signed(attested);
        IGateway gateway = _at(BSC).gateway;
        gateway.deliver{ gas: 110_000_000 }(Signers.compact(attested), signatures, items);
        vm.assertEq(recorder.calls(), 20, "all");
    }

    // --- gas

    function test_undergassed_item_fails_alone_in_a_bundle() public {
        PlainWire.Packet[] memory packets = new PlainWire.Packet[](3);
        packets[0] = _send(alice, HOME, BSC, _user("bob"), CXT_WEI);
        packets[1] = _call(address(recorder), CXT_WEI, 5_000_000, "x");
        packets[2] = _call(address(recorder), CXT_WEI, 400_000, "x");
        (Signers.Attested memory attested, bytes memory items, bytes32[] memory leaves) = _batch(BSC, packets);
        bytes memory signatures = _signed(attested);
        IGateway gateway = _at(BSC).gateway;
        bytes32 guid = PlainWire.guid(packets[1]);
        vm.expectEmit(address(gateway));
        emit IGateway.PacketFailed(HOME, 2, guid, leaves[1], GasInsufficient.selector);
        vm.expectEmit(address(gateway));
        emit IGateway.BatchAccepted(attested.root, 1, FIRST_FIVE, address(this), 2, 1);
        gateway.deliver{ gas: 2_000_000 }(Signers.compact(attested), signatures, items);
        vm.assertEq(_balance(BSC, _user("bob")), CXT_WEI, "first");
        vm.assertEq(_balance(BSC, address(recorder)), CXT_WEI, "third");
        vm.assertEq(recorder.calls(), 1, "third was called");
        vm.assertFalse(_spoke(BSC).isNonceUsed(HOME, BSC, 2), "second can come later");
        vm.assertFalse(_pending(packets[1]), "and is not kept as failed");
        _deliver(BSC, _list(packets[1]));
        vm.assertEq(recorder.calls(), 2, "later");
    }

    /// @dev New holders whose nonces lie in words of their own cost more than what is set aside for an item. Then the
    ///      bundle reverts rather than call with less than was bought.
    function test_gas_that_was_promised_is_there_or_all_reverts() public {
        uint128 bought = 1_000_000;
        PlainWire.Packet[] memory packets = new PlainWire.Packet[](40);
        packets[0] = _call(address(recorder), CXT_WEI, bought, "x");
        for (uint256 i = 1; i < 40; ++i) {
            bytes memory message = abi.encodePacked(_padded(_user(vm.toString(i))), uint64(1));
            packets[i] = PlainWire.Packet(uint64(i * 256), HOME, _peer(HOME), BSC, _peer(BSC), 0, message);
        }
        (Signers.Attested memory attested, bytes memory items,) = _batch(BSC, packets);
        bytes memory data = abi.encodeCall(IGateway.deliver, (Signers.compact(attested), _signed(attested), items));
        address gateway = address(_at(BSC).gateway);
        uint256 reverted;
        uint256 called;
        for (uint256 gasLimit = 2_000_000; gasLimit < 5_000_000; gasLimit += 100_000) {
            uint256 snapshot = vm.snapshotState();
            (bool ok, bytes memory answer) = gateway.call{ gas: gasLimit }(data);
            if (recorder.calls() != 0) {
                ++called;
                vm.assertTrue(ok && recorder.gasSeen() + 2000 >= bought, "in full");
            } else if (!ok && bytes4(answer) == GasInsufficient.selector) {
                ++reverted;
            }
            vm.revertToState(snapshot);
        }
        vm.assertGt(reverted, 0, "too little left for the call");
        vm.assertGt(called, 0, "enough in the end");
    }

    function test_undergassed_item_gives_back_the_room_it_took() public {
        // Room for three CXT below the cap (bits 192-255 of slot 0).
        address gateway = address(chains[BSC].gateway);
        uint256 core = uint256(vm.load(gateway, 0)) & (type(uint256).max >> 64);
        vm.store(gateway, 0, bytes32(core | 3e9 << 192));
        PlainWire.Packet[] memory packets = new PlainWire.Packet[](2);
        packets[0] = _call(address(recorder), 2 * CXT_WEI, 5_000_000, "x");
        packets[1] = _send(alice, HOME, BSC, _user("bob"), 2 * CXT_WEI);
        (Signers.Attested memory attested, bytes memory items,) = _batch(BSC, packets);
        bytes memory signatures = _signed(attested);
        _at(BSC).gateway.deliver{ gas: 2_000_000 }(Signers.compact(attested), signatures, items);
        vm.assertEq(_balance(BSC, _user("bob")), 2 * CXT_WEI, "the room was free again");
    }

    function test_undergassed_release_gives_back_the_ledger() public {
        address bob = _user("bob");
        _fundSpoke(BSC, bob, 100 * CXT_WEI);
        SendParam memory p = _param(HOME, address(recorder), 60 * CXT_WEI);
        p.composeMsg = "x";
        p.extraOptions = _composeOptions(5_000_000);
        PlainWire.Packet[] memory packets = new PlainWire.Packet[](2);
        _fundSpoke(BSC, bob, 100 * CXT_WEI);
        packets[0] = _send(bob, BSC, p);
        packets[1] = _send(bob, BSC, HOME, bob, 70 * CXT_WEI);
        (Signers.Attested memory attested, bytes memory items,) = _batch(HOME, packets);
        bytes memory signatures = _signed(attested);
        _at(HOME).gateway.deliver{ gas: 2_000_000 }(Signers.compact(attested), signatures, items);
        vm.assertFalse(_home().isNonceUsed(BSC, HOME, 1), "later");
        vm.assertEq(_home().outstanding(BSC), 130 * CXT_WEI, "only the other one was taken");
    }

    function test_undergassed_deliverOne_reverts() public {
        PlainWire.Packet memory packet = _call(address(recorder), CXT_WEI, 1_000_000, "x");
        (Signers.Attested memory attested, bytes memory item,) = _batch(BSC, _list(packet));
        bytes memory signatures = _signed(attested);
        IGateway gateway = _at(BSC).gateway;
        vm.expectPartialRevert(GasInsufficient.selector);
        gateway.deliverOne{ gas: 1_000_000 }(Signers.compact(attested), signatures, item, 0, new bytes32[](0));
        gateway.deliverOne{ gas: 1_400_000 }(Signers.compact(attested), signatures, item, 0, new bytes32[](0));
        vm.assertGe(recorder.gasSeen(), 998_000, "in full");
    }

    function testFuzz_never_called_with_less_than_bought(uint256 gasLimit, uint256 bought) public {
        bought = _within(bought, 600_000, 2_000_000);
        gasLimit = _within(gasLimit, 150_000, 3_500_000);
        PlainWire.Packet[] memory packets = new PlainWire.Packet[](2);
        packets[0] = _call(address(recorder), CXT_WEI, uint128(bought), new bytes(300));
        packets[1] = _send(alice, HOME, BSC, _user("bob"), CXT_WEI);
        (Signers.Attested memory attested, bytes memory items,) = _batch(BSC, packets);
        bytes memory signatures = _signed(attested);
        IGateway gateway = _at(BSC).gateway;
        (bool ok,) = address(gateway).call{ gas: gasLimit }(
            abi.encodeCall(IGateway.deliver, (Signers.compact(attested), signatures, items))
        );
        if (recorder.gasSeen() != 0) vm.assertGe(recorder.gasSeen() + 2000, bought, "all of it");
        bool used = _spoke(BSC).isNonceUsed(HOME, BSC, 1);
        vm.assertEq(used, ok && recorder.gasSeen() != 0, "credited exactly when called");
        vm.assertEq(_balance(BSC, _user("bob")), ok ? CXT_WEI : 0, "the other one");
    }

    // --- queue

    function test_call_is_made_at_the_claim() public {
        PlainWire.Packet memory packet = _call(address(recorder), 200_000 * CXT_WEI, 400_000, "x");
        _deliver(BSC, _list(packet));
        vm.assertEq(recorder.calls(), 0, "not while it waits");
        bytes memory item = PlainWire.item(packet);
        IGateway gateway = _at(BSC).gateway;
        vm.expectRevert(abi.encodeWithSelector(ComposeNotPending.selector, PlainWire.leaf(packet)));
        gateway.retryCompose(item);
        vm.warp(block.timestamp + delaySeconds);
        vm.expectPartialRevert(GasInsufficient.selector);
        gateway.claimQueued{ gas: 400_000 }(item);
        vm.prank(_user("claimer"));
        gateway.claimQueued(item);
        vm.assertEq(recorder.calls(), 1, "at the claim");
        vm.assertEq(recorder.executor(), _user("claimer"), "by who claims");
    }

    // --- re-entry

    function _reenter(bytes memory data) private returns (Reentrant receiver) {
        receiver = new Reentrant(address(chains[BSC].gateway));
        receiver.set(data);
        _deliver(BSC, _list(_call(address(receiver), CXT_WEI, 1_000_000, "x")));
        vm.assertFalse(receiver.succeeded(), "refused");
        vm.assertEq(receiver.answer(), abi.encodeWithSelector(Reentered.selector), "because it nests");
    }

    function test_deliveries_claims_and_retries_do_not_nest() public {
        _reenter(abi.encodeCall(IGateway.deliver, ("", "", "")));
        _reenter(abi.encodeCall(IGateway.deliverOne, ("", "", "", 0, new bytes32[](0))));
        _reenter(abi.encodeCall(IGateway.claimQueued, ("")));
        _reenter(abi.encodeCall(IGateway.retryCompose, ("")));
    }

    function test_the_guard_opens_again() public {
        PlainWire.Packet memory first = _call(address(recorder), CXT_WEI, 400_000, "x");
        PlainWire.Packet memory second = _call(address(recorder), CXT_WEI, 400_000, "x");
        _deliver(BSC, _list(first));
        _deliverOne(BSC, second);
        vm.assertEq(recorder.calls(), 2, "both in one transaction");
    }

    function test_send_may_be_called_from_a_call() public {
        Forwarder forwarder = new Forwarder(chains[BSC].gateway, ARB);
        _deliver(BSC, _list(_call(address(forwarder), 8 * CXT_WEI, 1_000_000, "x")));
        (uint64 nonce,) = _spoke(BSC).outboundLane(ARB);
        vm.assertEq(nonce, 1, "sent on");
        vm.assertLt(_balance(BSC, address(forwarder)), 4 * CXT_WEI, "half, and the fee");
    }

    function test_send_from_a_call_sees_the_bucket_of_the_delivery() public {
        Forwarder forwarder = new Forwarder(chains[BSC].gateway, HOME);
        _deliver(BSC, _list(_call(address(forwarder), 8 * CXT_WEI, 1_000_000, "x")));
        (,, uint256 debtWei,,,,) = _spoke(BSC).inboundLane(HOME);
        vm.assertEq(debtWei, 4 * CXT_WEI, "booked, then paid by half");
    }

    // --- the caller

    function test_compose_caller_obeys_its_owner_only() public {
        ComposeCaller caller = chains[BSC].composeCaller;
        vm.assertEq(caller.owner(), address(chains[BSC].gateway), "owner");
        vm.expectRevert(abi.encodeWithSelector(OnlyOwner.selector, address(this)));
        caller.execute(address(recorder), 1000, "");
        vm.expectRevert(abi.encodeWithSelector(ZeroValue.selector, bytes32("owner")));
        new ComposeCaller(address(0));
    }

    function testFuzz_compose_caller_passes_all_or_reverts(uint256 gasLimit, uint256 available) public {
        ComposeCaller caller = new ComposeCaller(address(this));
        gasLimit = _within(gasLimit, 300_000, 3_000_000);
        available = _within(available, 100_000, 4_000_000);
        bytes memory data = abi.encodeCall(recorder.lzCompose, (address(1), bytes32(0), "", address(2), ""));
        try caller.execute{ gas: available }(address(recorder), gasLimit, data) {
            vm.assertGe(recorder.gasSeen() + 2000, gasLimit, "all");
        } catch {
            vm.assertEq(recorder.gasSeen(), 0, "nothing");
        }
    }
}
