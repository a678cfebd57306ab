// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IGateway } from "../../src/interfaces/IGateway.sol";
import { SendParam } from "../../src/interfaces/IOFT.sol";
import { PlainWire } from "./PlainWire.sol";
import { Recorder } from "./Receivers.sol";
import { Rig } from "./Rig.sol";

/// @dev A bridge of three chains with a record of everything that was sent, kept apart from the contracts' own books.
abstract contract BridgeModel is Rig {
    /// @dev A message and what the model knows of it. The amounts are wei.
    struct Sent {
        PlainWire.Packet packet;
        uint256 amountWei;
        bool recorded;
        bool credited;
    }

    uint32[3] internal eids = [HOME, BSC, ARB];
    address[3] internal users;
    Recorder[3] internal receivers;
    Sent[] internal sent;
    uint256[] internal open; // indices of messages that are not finished

    mapping(uint32 => mapping(uint32 => bytes32)) internal history;
    mapping(uint32 => mapping(uint32 => uint64)) internal lastNonce;
    mapping(uint32 dst => mapping(uint32 src => uint256)) internal outflowWei;
    uint256 internal burnedAtHome;
    uint256 internal donatedToVault;
    uint256 internal startedAt;

    function setUp() public virtual override {
        capacityWei = 500 * CXT_WEI;
        refillWei = CXT_WEI / 2;
        thresholdWei = 200 * CXT_WEI;
        delaySeconds = 120;
        supplyCapWei = 3000 * CXT_WEI;
        destinationCapWei = 5000 * CXT_WEI;
        super.setUp();
        startedAt = block.timestamp;
        for (uint256 i; i < 3; ++i) {
            users[i] = _user(string.concat("user", vm.toString(i)));
            receivers[i] = new Recorder(chains[eids[i]].token);
            _fundHome(users[i], 50_000 * CXT_WEI);
            for (uint256 k = 1; k < 3; ++k) {
                Chain storage chain = _at(eids[k]);
                vm.prank(users[i]);
                chain.token.approve(address(chain.gateway), type(uint256).max);
            }
        }
    }

    // --- steps

    function stepSend(uint256 seed) external {
        (uint32 src, uint32 dst, address user) = _lanePick(seed);
        uint256 amount = _amountFor(src, user, seed);
        if (amount == 0) return;
        _record(_send(user, src, dst, users[(seed >> 40) % 3], amount), amount / UNIT * UNIT);
    }

    function stepSendWithCall(uint256 seed) external {
        (uint32 src, uint32 dst, address user) = _lanePick(seed);
        uint256 amount = seed % 4 == 0 ? 0 : _amountFor(src, user, seed);
        if (amount == 0 && _balance(src, user) < 10 * CXT_WEI) return;
        SendParam memory p = _param(dst, address(receivers[_indexOf(dst)]), amount);
        p.composeMsg = abi.encode(seed);
        p.extraOptions = _composeOptions(300_000);
        _record(_send(user, src, p), amount / UNIT * UNIT);
    }

    /// @dev One message on one of the chains that it concerns, also again, also before the home leg.
    function stepDeliver(uint256 seed) external {
        if (sent.length == 0) return;
        Sent storage message = sent[seed % sent.length];
        _deliver(_chainFor(message.packet, seed), _list(message.packet));
        _observe();
    }

    function stepDeliverOne(uint256 seed) external {
        if (open.length == 0) return;
        PlainWire.Packet memory packet = sent[open[seed % open.length]].packet;
        // It may be refused (pause, ledger): then it changes nothing.
        try this.deliverOneOutside(_chainFor(packet, seed), packet) { } catch { }
        _observe();
    }

    function deliverOneOutside(uint32 eid, PlainWire.Packet memory packet) external {
        _deliverOne(eid, packet);
    }

    /// @dev Up to eight messages of any lanes that concern one chain.
    function stepDeliverBundle(uint256 seed) external {
        uint32 eid = eids[seed % 3];
        PlainWire.Packet[] memory packets = new PlainWire.Packet[](8);
        uint256 count;
        for (uint256 i; i < 16 && count < 8 && open.length != 0; ++i) {
            uint256 pick = uint256(keccak256(abi.encode(seed, i))) % open.length;
            PlainWire.Packet memory packet = sent[open[pick]].packet;
            if (packet.dstEid == eid || (eid == HOME && packet.srcEid != HOME && _amount(packet) != 0)) {
                packets[count++] = packet;
            }
        }
        if (count == 0) return;
        assembly {
            mstore(packets, count)
        }
        _deliver(eid, packets);
        _observe();
    }

    function stepClaim(uint256 seed) external {
        if (open.length == 0) return;
        PlainWire.Packet memory packet = sent[open[seed % open.length]].packet;
        try this.claimOutside(_chainFor(packet, seed >> 8), packet) { } catch { }
        _observe();
    }

    function claimOutside(uint32 eid, PlainWire.Packet memory packet) external {
        bytes memory item = _itemFor(eid, packet);
        _at(eid).gateway.claimQueued(item);
    }

    /// @dev What holders may do without the bridge: give to the vault, burn their own at home, pass tokens on.
    function stepDisturb(uint256 seed) external {
        address user = users[seed % 3];
        Chain storage home = _at(HOME);
        uint256 amount = _balance(HOME, user) / 1000;
        vm.startPrank(user);
        if (seed % 2 == 0) {
            home.token.transfer(address(home.gateway), amount);
            donatedToVault += amount;
        } else {
            (bool ok,) = address(home.token).call(abi.encodeWithSignature("burn(uint256)", amount));
            vm.assertTrue(ok, "burn");
            burnedAtHome += amount;
        }
        vm.stopPrank();
    }

    function stepPause(uint256 seed) external {
        uint32 eid = eids[seed % 3];
        uint32 other = eids[(seed % 3 + 1 + (seed >> 8) % 2) % 3];
        _pauseInbound(eid, other, seed % 5 == 0 ? block.timestamp + seed % 50 : 0);
    }

    function stepTime(uint256 seed) external {
        vm.warp(block.timestamp + seed % 100);
    }

    // --- choosing

    function _indexOf(uint32 eid) private view returns (uint256) {
        return eid == eids[0] ? 0 : eid == eids[1] ? 1 : 2;
    }

    function _lanePick(uint256 seed) private view returns (uint32 src, uint32 dst, address user) {
        uint256 from = (seed >> 16) % 3;
        src = eids[from];
        dst = eids[(from + 1 + (seed >> 24) % 2) % 3];
        user = users[(seed >> 32) % 3];
    }

    /// @dev 1 unit, dust, small, above the delay threshold, or all there is.
    function _amountFor(uint32 src, address user, uint256 seed) private view returns (uint256) {
        uint256 balance = _balance(src, user);
        if (balance < 5 * CXT_WEI) return 0;
        uint256 kind = (seed >> 48) % 6;
        uint256 most = balance - 2 * CXT_WEI;
        uint256 amount = kind == 0 ? UNIT : kind == 1 ? UNIT + 7 : kind == 2 ? most : (seed >> 56) % (300 * CXT_WEI);
        if (amount > most) amount = most;
        if (amount < UNIT) amount = UNIT;
        return amount > 700 * CXT_WEI ? 700 * CXT_WEI : amount;
    }

    function _chainFor(PlainWire.Packet memory packet, uint256 seed) private pure returns (uint32) {
        bool hasTransit = packet.srcEid != HOME && packet.dstEid != HOME && _amount(packet) != 0;
        return hasTransit && seed % 2 == 0 ? HOME : packet.dstEid;
    }

    function _amount(PlainWire.Packet memory packet) private pure returns (uint256) {
        return uint256(PlainWire.amountUnits(packet)) * UNIT;
    }

    // --- bookkeeping of the model, from what the chains show about a nonce and a leaf

    function _record(PlainWire.Packet memory packet, uint256 amountWei) private {
        uint32 src = packet.srcEid;
        uint32 dst = packet.dstEid;
        sent.push();
        Sent storage message = sent[sent.length - 1];
        message.packet = packet;
        message.amountWei = amountWei;
        open.push(sent.length - 1);
        history[src][dst] = PlainWire.laneHash(history[src][dst], PlainWire.leaf(packet));
        lastNonce[src][dst] += 1;
        outflowWei[src][dst] += amountWei;
        vm.assertEq(packet.nonce, lastNonce[src][dst], "B4: nonces without a gap");
    }

    /// @dev Looks at every unfinished message: used and not waiting means done on that chain.
    function _observe() private {
        for (uint256 i; i < open.length;) {
            Sent storage message = sent[open[i]];
            PlainWire.Packet memory packet = message.packet;
            bool transit = packet.srcEid != HOME && packet.dstEid != HOME && message.amountWei != 0;
            if (!message.credited && _isDone(packet.dstEid, packet)) message.credited = true;
            if (transit && !message.recorded && _isDone(HOME, packet)) message.recorded = true;
            if (message.credited && (message.recorded || !transit)) {
                open[i] = open[open.length - 1];
                open.pop();
            } else {
                ++i;
            }
        }
    }

    function _isDone(uint32 eid, PlainWire.Packet memory packet) private view returns (bool) {
        return chains[eid].gateway.isNonceUsed(packet.srcEid, packet.dstEid, packet.nonce) && _stateOf(eid, packet) == 0;
    }

    // --- what must hold after every step

    /// @dev Protocol §8, for each spoke, and the sum over all.
    function _checkLedger() internal view {
        uint256 pending;
        uint256[3] memory expected;
        uint256[3] memory ahead;
        for (uint256 i; i < sent.length; ++i) {
            Sent storage message = sent[i];
            uint256 amount = message.amountWei;
            uint256 src = _indexOf(message.packet.srcEid);
            uint256 dst = _indexOf(message.packet.dstEid);
            if (!message.credited) pending += amount;
            if (src != 0) {
                bool leftLedger = dst == 0
                    ? _home().isNonceUsed(message.packet.srcEid, HOME, message.packet.nonce)
                    : _home().isNonceUsed(message.packet.srcEid, message.packet.dstEid, message.packet.nonce);
                if (!leftLedger) expected[src] += amount;
            }
            if (dst != 0) {
                bool entered = src == 0 || message.recorded;
                if (entered && !message.credited) expected[dst] += amount;
                if (!entered && message.credited) ahead[dst] += amount;
            }
        }
        uint256 supplies;
        for (uint256 k = 1; k < 3; ++k) {
            supplies += chains[eids[k]].token.totalSupply();
        }
        vm.assertEq(_home().locked(), supplies + pending, "B1: locked = supplies + pending");
        for (uint256 k = 1; k < 3; ++k) {
            uint256 supply = chains[eids[k]].token.totalSupply();
            vm.assertEq(_home().outstanding(eids[k]) + ahead[k], supply + expected[k], "B1: outstanding of a spoke");
            vm.assertLe(supply, supplyCapWei, "B1: supply below the cap");
        }
        vm.assertEq(chains[HOME].token.totalSupply() + burnedAtHome, 100_000_000 * CXT_WEI, "B1: home supply");
    }

    function _checkVault() internal view {
        uint256 vault = _balance(HOME, address(_home()));
        vm.assertEq(vault, _home().locked() + donatedToVault, "B2: vault = locked + donations");
    }

    /// @dev A message is unseen, waiting or done, and a waiting one is known by its own place.
    function _checkMessages() internal view {
        for (uint256 i; i < sent.length; ++i) {
            PlainWire.Packet memory packet = sent[i].packet;
            for (uint256 k; k < 2; ++k) {
                uint32 eid = k == 0 ? HOME : packet.dstEid;
                IGateway gateway = chains[eid].gateway;
                (uint64 nonce, uint32 src, uint32 dst,, uint8 state) = gateway.queued(PlainWire.leaf(packet));
                if (state == 0) continue;
                vm.assertTrue(gateway.isNonceUsed(packet.srcEid, packet.dstEid, packet.nonce), "B3: waiting is used");
                vm.assertEq(nonce, packet.nonce, "B3: nonce of a waiting one");
                vm.assertEq(src, packet.srcEid, "B3: source of a waiting one");
                vm.assertEq(dst, packet.dstEid, "B3: destination of a waiting one");
            }
        }
    }

    function _checkLanes() internal view {
        for (uint256 i; i < 3; ++i) {
            for (uint256 k; k < 3; ++k) {
                (uint64 nonce, bytes32 hash) = chains[eids[i]].gateway.outboundLane(eids[k]);
                vm.assertEq(nonce, lastNonce[eids[i]][eids[k]], "B4: nonce of a lane");
                vm.assertEq(hash, history[eids[i]][eids[k]], "B4: hash of a lane");
            }
        }
    }

    /// @dev What came in over a lane never exceeds capacity + refill * time + what went out over it.
    function _checkBuckets() internal view {
        uint256 earned = capacityWei + (block.timestamp - startedAt) * refillWei;
        for (uint256 i; i < 3; ++i) {
            for (uint256 k; k < 3; ++k) {
                if (i == k) continue;
                (uint32 here, uint32 from) = (eids[i], eids[k]);
                uint256 inflow = here == HOME ? _takenAtHome(from) : _creditedFrom(here, from);
                vm.assertLe(inflow, earned + outflowWei[here][from], "B5: inflow within the bucket");
            }
        }
    }

    function _creditedFrom(uint32 here, uint32 from) private view returns (uint256 amount) {
        for (uint256 i; i < sent.length; ++i) {
            PlainWire.Packet memory packet = sent[i].packet;
            if (packet.srcEid == from && packet.dstEid == here && sent[i].credited) amount += sent[i].amountWei;
        }
    }

    /// @dev Releases and recorded transits of a spoke.
    function _takenAtHome(uint32 from) private view returns (uint256 amount) {
        for (uint256 i; i < sent.length; ++i) {
            PlainWire.Packet memory packet = sent[i].packet;
            if (packet.srcEid != from) continue;
            bool taken = packet.dstEid == HOME ? sent[i].credited : sent[i].recorded;
            if (taken) amount += sent[i].amountWei;
        }
    }

    // --- liveness

    /// @dev Ends all pauses and delivers, records and claims until nothing moves. What then is still open may only wait for
    ///      room below a supply cap.
    function _settleEverything() internal {
        vm.warp(block.timestamp + 1000);
        for (uint256 round; round < 40 && open.length != 0; ++round) {
            uint256 before = open.length;
            for (uint256 i; i < before; ++i) {
                PlainWire.Packet memory packet = sent[open[i]].packet;
                _push(HOME, packet);
                if (packet.dstEid != HOME) _push(packet.dstEid, packet);
            }
            _observe();
            vm.warp(block.timestamp + 2000);
        }
        for (uint256 i; i < open.length; ++i) {
            Sent storage message = sent[open[i]];
            uint32 dst = message.packet.dstEid;
            bool transit = message.packet.srcEid != HOME && dst != HOME && message.amountWei != 0;
            vm.assertTrue(message.recorded || !transit, "B6: every transit is recorded");
            vm.assertTrue(dst != HOME, "B6: everything to home is released");
            vm.assertEq(_stateOf(dst, message.packet), 1, "B6: delivered or queued");
            uint256 supply = chains[dst].token.totalSupply();
            vm.assertGt(supply + message.amountWei, supplyCapWei, "B6: it waits for room and for nothing else");
        }
    }

    function _push(uint32 eid, PlainWire.Packet memory packet) private {
        bool concerned = packet.dstEid == eid || (packet.srcEid != HOME && _amount(packet) != 0);
        if (!concerned || _isDone(eid, packet)) return;
        if (_stateOf(eid, packet) == 0) {
            _deliver(eid, _list(packet));
        } else {
            // WHY: it may still lack time or room; the next round tries again.
            try this.claimOutside(eid, packet) { } catch { }
        }
    }
}
