// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {
    BucketOverflow,
    InboundPaused,
    ItemRefused,
    NotQueued,
    NotReleasable,
    SupplyCapReached,
    TrailingBytes
} from "../src/interfaces/GatewayErrors.sol";
import { IGateway } from "../src/interfaces/IGateway.sol";
import { LaneInit } from "../src/GatewayStorage.sol";
import { PlainWire } from "./support/PlainWire.sol";
import { Rig } from "./support/Rig.sol";
import { Signers } from "./support/Signers.sol";

contract QueueTest is Rig {
    address private alice = _user("alice");
    address private bob = _user("bob");

    function setUp() public override {
        capacityWei = 1000 * CXT_WEI;
        refillWei = CXT_WEI; // one CXT per second
        thresholdWei = 500 * CXT_WEI;
        delaySeconds = 300;
        supplyCapWei = 5000 * CXT_WEI;
        super.setUp();
        _fundHome(alice, 1_000_000 * CXT_WEI);
    }

    /// @dev The lane from Solana never refills by time.
    function _lane(uint32 localEid, uint32 eid) internal view override returns (LaneInit memory lane) {
        lane = super._lane(localEid, eid);
        if (eid == SOLANA) lane.refillWeiPerSecond = 0;
    }

    function _claim(uint32 eid, PlainWire.Packet memory packet) private {
        bytes memory item = _itemFor(eid, packet);
        _at(eid).gateway.claimQueued(item);
    }

    function _claimRefused(uint32 eid, PlainWire.Packet memory packet, bytes memory reason) private {
        bytes memory item = _itemFor(eid, packet);
        IGateway gateway = _at(eid).gateway;
        vm.expectRevert(reason);
        gateway.claimQueued(item);
    }

    function _releaseAt(uint32 eid, PlainWire.Packet memory packet) private view returns (uint64 releaseAt) {
        (,,, releaseAt,) = chains[eid].gateway.queued(PlainWire.leaf(packet));
    }

    function _debt(uint32 eid, uint32 srcEid) private view returns (uint256 debtWei) {
        (,, debtWei,,,,) = chains[eid].gateway.inboundLane(srcEid);
    }

    function _forged(uint32 srcEid, uint32 dstEid, uint64 nonce, uint256 amountWei)
        private
        view
        returns (PlainWire.Packet memory)
    {
        bytes memory message = abi.encodePacked(_padded(bob), uint64(amountWei / UNIT));
        return PlainWire.Packet(nonce, srcEid, _peer(srcEid), dstEid, _peer(dstEid), 0, message);
    }

    // --- bucket

    function test_bucket_lets_its_capacity_through_and_queues_the_next() public {
        _deliver(BSC, _list(_send(alice, HOME, BSC, bob, 500 * CXT_WEI)));
        _deliver(BSC, _list(_send(alice, HOME, BSC, bob, 500 * CXT_WEI)));
        vm.assertEq(_balance(BSC, bob), 1000 * CXT_WEI, "capacity");
        PlainWire.Packet memory third = _send(alice, HOME, BSC, bob, 10 * CXT_WEI);
        (Signers.Attested memory attested, bytes memory items,) = _batch(BSC, _list(third));
        bytes memory signatures = _signed(attested);
        IGateway gateway = _at(BSC).gateway;
        bytes32 guid = PlainWire.guid(third);
        bytes32 leaf = PlainWire.leaf(third);
        vm.expectEmit(address(gateway));
        emit IGateway.PacketQueued(HOME, 3, guid, leaf, 10 * CXT_WEI, uint64(block.timestamp + 10));
        vm.expectEmit(address(gateway));
        emit IGateway.BatchAccepted(attested.root, 1, FIRST_FIVE, address(this), 1, 0);
        gateway.deliver(Signers.compact(attested), signatures, items);
        vm.assertEq(_balance(BSC, bob), 1000 * CXT_WEI, "waits");
        vm.assertTrue(_spoke(BSC).isNonceUsed(HOME, BSC, 3), "nonce used");
        (uint64 nonce, uint32 srcEid, uint32 dstEid, uint64 releaseAt, uint8 state) = gateway.queued(leaf);
        vm.assertEq(nonce, 3, "nonce");
        vm.assertEq(srcEid, HOME, "source");
        vm.assertEq(dstEid, BSC, "destination");
        vm.assertEq(releaseAt, block.timestamp + 10, "when the refill has paid");
        vm.assertEq(state, 1, "queued");
        vm.assertEq(_debt(BSC, HOME), 1010 * CXT_WEI, "debt is booked");
    }

    function test_claim_at_the_moment_and_not_before() public {
        _deliver(BSC, _list(_send(alice, HOME, BSC, bob, 500 * CXT_WEI)));
        _deliver(BSC, _list(_send(alice, HOME, BSC, bob, 500 * CXT_WEI)));
        PlainWire.Packet memory packet = _send(alice, HOME, BSC, bob, 10 * CXT_WEI);
        _deliver(BSC, _list(packet));
        uint64 releaseAt = _releaseAt(BSC, packet);
        bytes32 leaf = PlainWire.leaf(packet);
        vm.warp(releaseAt - 1);
        _claimRefused(BSC, packet, abi.encodeWithSelector(NotReleasable.selector, leaf, releaseAt));
        vm.warp(releaseAt);
        IGateway gateway = _at(BSC).gateway;
        bytes memory item = PlainWire.item(packet);
        bytes32 guid = PlainWire.guid(packet);
        vm.expectEmit(address(gateway));
        emit IGateway.PacketDelivered(HOME, 3, guid, leaf, 10 * CXT_WEI);
        gateway.claimQueued(item);
        vm.assertEq(_balance(BSC, bob), 1010 * CXT_WEI, "claimed");
        vm.assertEq(_debt(BSC, HOME), 1000 * CXT_WEI, "the claim consumes nothing");
        _claimRefused(BSC, packet, abi.encodeWithSelector(NotQueued.selector, leaf, 0));
        _deliver(BSC, _list(packet));
        vm.assertEq(_balance(BSC, bob), 1010 * CXT_WEI, "once");
    }

    function test_debt_decays_and_capacity_comes_back() public {
        _deliver(BSC, _list(_send(alice, HOME, BSC, bob, 500 * CXT_WEI)));
        vm.warp(block.timestamp + 400);
        vm.assertEq(_debt(BSC, HOME), 100 * CXT_WEI, "paid by time");
        vm.warp(block.timestamp + 4000);
        vm.assertEq(_debt(BSC, HOME), 0, "all paid");
    }

    function test_outbound_flow_refills_the_inbound_bucket() public {
        _fundBsc(900 * CXT_WEI);
        vm.assertEq(_debt(BSC, HOME), 900 * CXT_WEI, "used");
        _send(bob, BSC, HOME, alice, 700 * CXT_WEI + UNIT);
        vm.assertEq(_debt(BSC, HOME), 200 * CXT_WEI, "rounded down");
        _send(bob, BSC, ARB, alice, 100 * CXT_WEI);
        vm.assertEq(_debt(BSC, HOME), 200 * CXT_WEI, "its own lane only");
    }

    function test_outbound_flow_can_release_what_waits() public {
        _fundBsc(900 * CXT_WEI);
        PlainWire.Packet memory packet = _send(alice, HOME, BSC, bob, 300 * CXT_WEI);
        _deliver(BSC, _list(packet));
        vm.assertEq(_stateOf(BSC, packet), 1, "queued");
        _send(bob, BSC, HOME, alice, 199 * CXT_WEI);
        bytes32 leaf = PlainWire.leaf(packet);
        uint64 releaseAt = _releaseAt(BSC, packet);
        _claimRefused(BSC, packet, abi.encodeWithSelector(NotReleasable.selector, leaf, releaseAt));
        _send(bob, BSC, HOME, alice, CXT_WEI);
        _claim(BSC, packet);
        vm.assertEq(_stateOf(BSC, packet), 0, "claimed");
    }

    function test_refill_zero_never_releases_by_time() public {
        PlainWire.Packet memory first = _forged(SOLANA, BSC, 1, 500 * CXT_WEI);
        PlainWire.Packet memory second = _forged(SOLANA, BSC, 2, 500 * CXT_WEI);
        PlainWire.Packet memory third = _forged(SOLANA, BSC, 3, CXT_WEI);
        _deliver(BSC, _list(first));
        _deliver(BSC, _list(second));
        _deliver(BSC, _list(third));
        vm.assertEq(_releaseAt(BSC, third), type(uint64).max, "never");
        vm.warp(block.timestamp + 3650 days);
        bytes32 leaf = PlainWire.leaf(third);
        _claimRefused(BSC, third, abi.encodeWithSelector(NotReleasable.selector, leaf, type(uint64).max));
        _approveBob();
        _send(bob, BSC, SOLANA, alice, CXT_WEI);
        _claim(BSC, third);
    }

    function test_bucket_that_cannot_hold_the_debt_fails_the_item() public {
        // 2^40 mCXT are about eleven times the supply.
        for (uint64 nonce = 1; nonce <= 10; ++nonce) {
            _deliver(BSC, _list(_forged(SOLANA, BSC, nonce, 100_000_000 * CXT_WEI)));
        }
        PlainWire.Packet memory packet = _forged(SOLANA, BSC, 11, 100_000_000 * CXT_WEI);
        bytes32 leaf = PlainWire.leaf(packet);
        _deliver(BSC, _list(packet));
        vm.assertFalse(_spoke(BSC).isNonceUsed(SOLANA, BSC, 11), "not used");
        vm.expectRevert(abi.encodeWithSelector(ItemRefused.selector, leaf, BucketOverflow.selector));
        this.deliverOneOutside(BSC, packet);
    }

    function deliverOneOutside(uint32 eid, PlainWire.Packet memory packet) external {
        _deliverOne(eid, packet);
    }

    // --- delay

    function test_threshold_itself_passes_and_one_unit_more_waits() public {
        _deliver(BSC, _list(_send(alice, HOME, BSC, bob, 500 * CXT_WEI)));
        vm.assertEq(_balance(BSC, bob), 500 * CXT_WEI, "at the threshold");
        vm.warp(block.timestamp + 10_000);
        PlainWire.Packet memory packet = _send(alice, HOME, BSC, bob, 500 * CXT_WEI + UNIT);
        _deliver(BSC, _list(packet));
        vm.assertEq(_releaseAt(BSC, packet), block.timestamp + 300, "delayed, though the bucket has room");
        vm.warp(block.timestamp + 299);
        bytes32 leaf = PlainWire.leaf(packet);
        uint64 releaseAt = _releaseAt(BSC, packet);
        _claimRefused(BSC, packet, abi.encodeWithSelector(NotReleasable.selector, leaf, releaseAt));
        vm.warp(block.timestamp + 1);
        _claim(BSC, packet);
        vm.assertEq(_balance(BSC, bob), 1000 * CXT_WEI + UNIT, "claimed");
    }

    function test_larger_than_the_bucket_waits_for_the_rest() public {
        PlainWire.Packet memory packet = _send(alice, HOME, BSC, bob, 2500 * CXT_WEI);
        _deliver(BSC, _list(packet));
        vm.assertEq(_releaseAt(BSC, packet), block.timestamp + 1500, "longer than the delay");
        vm.warp(block.timestamp + 1500);
        _claim(BSC, packet);
        vm.assertEq(_balance(BSC, bob), 2500 * CXT_WEI, "claimed");
    }

    // --- cap

    function test_over_the_cap_waits_until_there_is_room() public {
        for (uint256 i; i < 5; ++i) {
            _deliver(BSC, _list(_send(alice, HOME, BSC, bob, 500 * CXT_WEI)));
            _deliver(BSC, _list(_send(alice, HOME, BSC, bob, 499 * CXT_WEI)));
            vm.warp(block.timestamp + 2000);
        }
        vm.assertEq(chains[BSC].token.totalSupply(), 4995 * CXT_WEI, "nearly full");
        PlainWire.Packet memory packet = _send(alice, HOME, BSC, bob, 6 * CXT_WEI);
        _deliver(BSC, _list(packet));
        vm.assertEq(_stateOf(BSC, packet), 1, "queued");
        vm.assertEq(_releaseAt(BSC, packet), block.timestamp, "not for time");
        bytes memory reason = abi.encodeWithSelector(SupplyCapReached.selector, 6 * CXT_WEI, 5 * CXT_WEI);
        _claimRefused(BSC, packet, reason);
        _approveBob();
        _send(bob, BSC, HOME, alice, CXT_WEI);
        _claim(BSC, packet);
        vm.assertEq(chains[BSC].token.totalSupply(), 5000 * CXT_WEI, "full");
    }

    // --- home

    function test_home_reserves_what_it_queues() public {
        _fundBsc(900 * CXT_WEI);
        PlainWire.Packet memory packet = _send(bob, BSC, HOME, alice, 600 * CXT_WEI);
        uint256 before = _home().outstanding(BSC);
        uint256 vault = _balance(HOME, address(_home()));
        _deliver(HOME, _list(packet));
        vm.assertEq(_home().outstanding(BSC), before - 600 * CXT_WEI, "taken from the ledger");
        vm.assertEq(_home().queuedTotal(), 600 * CXT_WEI, "put into the queue");
        vm.assertEq(_home().locked(), before, "locked stays");
        vm.assertEq(_balance(HOME, address(_home())), vault, "vault stays");
        vm.warp(block.timestamp + 300);
        uint256 balance = _balance(HOME, alice);
        _claim(HOME, packet);
        vm.assertEq(_balance(HOME, alice) - balance, 600 * CXT_WEI, "released");
        vm.assertEq(_home().queuedTotal(), 0, "out of the queue");
        vm.assertEq(_home().locked(), before - 600 * CXT_WEI, "and of the ledger");
    }

    function test_transit_waits_like_a_release() public {
        _fundBsc(900 * CXT_WEI);
        PlainWire.Packet memory packet = _send(bob, BSC, ARB, alice, 600 * CXT_WEI);
        (Signers.Attested memory attested, bytes memory items,) = _batch(HOME, _list(packet));
        bytes memory signatures = _signed(attested);
        bytes32 guid = PlainWire.guid(packet);
        bytes32 leaf = PlainWire.leaf(packet);
        IGateway gateway = _at(HOME).gateway;
        vm.expectEmit(address(gateway));
        emit IGateway.PacketQueued(BSC, 1, guid, leaf, 600 * CXT_WEI, uint64(block.timestamp + 300));
        gateway.deliver(Signers.compact(attested), signatures, items);
        vm.assertEq(_home().outstanding(ARB), 0, "not moved yet");
        vm.assertEq(_home().queuedTotal(), 600 * CXT_WEI, "in the queue");
        (,, uint32 dstEid,,) = gateway.queued(leaf);
        vm.assertEq(dstEid, ARB, "destination is kept");
        vm.warp(block.timestamp + 300);
        vm.expectEmit(address(gateway));
        emit IGateway.TransitRecorded(BSC, ARB, 1, leaf, 600 * CXT_WEI);
        gateway.claimQueued(items);
        vm.assertEq(_home().outstanding(ARB), 600 * CXT_WEI, "moved");
        vm.assertEq(_home().queuedTotal(), 0, "out of the queue");
    }

    function test_amount_zero_never_waits() public {
        _deliver(BSC, _list(_send(alice, HOME, BSC, bob, 2500 * CXT_WEI)));
        bytes memory message = abi.encodePacked(_padded(bob), uint64(0), _padded(alice), hex"aa");
        PlainWire.Packet memory packet = PlainWire.Packet(7, HOME, _peer(HOME), BSC, _peer(BSC), 0, message);
        _deliver(BSC, _list(packet));
        vm.assertEq(_stateOf(BSC, packet), 0, "not queued");
        vm.assertTrue(_spoke(BSC).isNonceUsed(HOME, BSC, 7), "delivered");
    }

    // --- claims

    function test_claim_obeys_pause() public {
        PlainWire.Packet memory packet = _queuedPacket();
        uint256 until = block.timestamp + 400;
        _pauseInbound(BSC, HOME, until);
        vm.warp(until - 1);
        _claimRefused(BSC, packet, abi.encodeWithSelector(InboundPaused.selector, HOME));
        _pauseInbound(BSC, HOME, 0);
        _pauseAll(BSC, until);
        _claimRefused(BSC, packet, abi.encodeWithSelector(InboundPaused.selector, HOME));
        vm.warp(until);
        _claim(BSC, packet);
    }

    function test_claim_needs_the_very_item() public {
        PlainWire.Packet memory packet = _queuedPacket();
        vm.warp(block.timestamp + 300);
        bytes memory item = abi.encodePacked(PlainWire.item(packet), hex"00");
        IGateway gateway = _at(BSC).gateway;
        vm.expectRevert(abi.encodeWithSelector(TrailingBytes.selector, 62, 63));
        gateway.claimQueued(item);
        packet.message = abi.encodePacked(_padded(alice), uint64(600e9));
        _claimRefused(BSC, packet, abi.encodeWithSelector(NotQueued.selector, PlainWire.leaf(packet), 0));
    }

    function test_held_cannot_be_claimed() public {
        PlainWire.Packet memory packet = _queuedPacket();
        bytes32 leaf = PlainWire.leaf(packet);
        bytes32 slot = keccak256(abi.encode(leaf, 8));
        uint256 record = uint256(vm.load(address(chains[BSC].gateway), slot));
        vm.store(address(chains[BSC].gateway), slot, bytes32((record & (type(uint256).max >> 4)) | 2 << 252));
        vm.warp(block.timestamp + 300);
        vm.assertEq(_stateOf(BSC, packet), 2, "held");
        _claimRefused(BSC, packet, abi.encodeWithSelector(NotQueued.selector, leaf, 2));
    }

    function _queuedPacket() private returns (PlainWire.Packet memory packet) {
        packet = _send(alice, HOME, BSC, bob, 600 * CXT_WEI);
        _deliver(BSC, _list(packet));
    }

    function _approveBob() private {
        Chain storage bsc = _at(BSC);
        vm.prank(bob);
        bsc.token.approve(address(bsc.gateway), type(uint256).max);
    }

    /// @dev Gives bob CXT on BSC in two transfers below the threshold, and pays fees out of it.
    function _fundBsc(uint256 amountWei) private {
        _deliver(BSC, _list(_send(alice, HOME, BSC, bob, amountWei / 2)));
        _deliver(BSC, _list(_send(alice, HOME, BSC, bob, amountWei - amountWei / 2)));
        _approveBob();
    }
}
