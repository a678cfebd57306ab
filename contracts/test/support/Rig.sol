// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ComposeCaller } from "../../src/ComposeCaller.sol";
import { Create3Factory } from "../../src/Create3Factory.sol";
import { FeeSettlement } from "../../src/FeeSettlement.sol";
import { GatewayInit, LaneInit } from "../../src/GatewayStorage.sol";
import { HomeGateway } from "../../src/HomeGateway.sol";
import { IGateway } from "../../src/interfaces/IGateway.sol";
import { MessagingFee, MessagingReceipt, SendParam } from "../../src/interfaces/IOFT.sol";
import { LockedPool } from "../../src/LockedPool.sol";
import { Quorum, QuorumInit, QuorumWaits } from "../../src/Quorum.sol";
import { SpokeGateway } from "../../src/SpokeGateway.sol";
import { TokenBase } from "../../src/TokenBase.sol";
import { PlainWire } from "./PlainWire.sol";
import { Signers } from "./Signers.sol";
import { ForgeTest } from "./Vm.sol";

/// @dev Home and two spokes in one EVM, each with its own chain id, and a quorum of 5 of 7 test keys. Every call goes
///      through `_at(chain)`, which switches the chain id, so that the contracts' own chain guard is in force.
abstract contract Rig is ForgeTest {
    uint32 internal constant HOME = 40_161;
    uint32 internal constant BSC = 40_102;
    uint32 internal constant ARB = 40_231;
    uint32 internal constant SOLANA = 40_168;
    uint256 internal constant CXT_WEI = 1e18;
    uint256 internal constant UNIT = 1e9;
    uint32 internal constant FIRST_FIVE = 0x1f;
    bytes32 internal constant BRIDGE_ID = keccak256("CXT-BRIDGE/v1/forge");

    struct Chain {
        uint256 chainId;
        TokenBase token;
        IGateway gateway;
        Quorum quorum;
        ComposeCaller composeCaller;
    }

    mapping(uint32 eid => Chain) internal chains;
    uint256[] internal keys;
    bytes32 internal setHash;
    address internal pool;
    address internal feeSettlement;
    Create3Factory internal factory;

    uint256 internal capacityWei = 1_000_000 * CXT_WEI;
    uint256 internal refillWei = 10 * CXT_WEI;
    uint256 internal thresholdWei = 100_000 * CXT_WEI;
    uint32 internal delaySeconds = 3600;
    uint256 internal supplyCapWei = 50_000_000 * CXT_WEI;
    uint256 internal destinationCapWei = 50_000_000 * CXT_WEI;

    function setUp() public virtual {
        vm.warp(1_800_000_000);
        keys = Signers.keys(7, "rig");
        setHash = Signers.setHashOf(BRIDGE_ID, 1, 5, Signers.addresses(keys));
        factory = new Create3Factory();
        pool = address(new LockedPool());
        feeSettlement = address(new FeeSettlement());
        _deploy(HOME, 1);
        _deploy(BSC, 56);
        _deploy(ARB, 42_161);
    }

    // --- deployment

    function _deploy(uint32 eid, uint256 chainId) private {
        vm.chainId(chainId);
        Chain storage chain = chains[eid];
        chain.chainId = chainId;
        address gateway = _place(eid, "gateway");
        bytes memory tokenCode = eid == HOME
            ? abi.encodePacked(vm.getCode("CXT.sol:CXT"), abi.encode(pool))
            : abi.encodePacked(vm.getCode("CXTSpoke.sol:CXTSpoke"), abi.encode(gateway));
        chain.token = TokenBase(factory.deploy(_salt(eid, "token"), tokenCode));
        chain.composeCaller = ComposeCaller(
            factory.deploy(
                _salt(eid, "caller"),
                abi.encodePacked(vm.getCode("ComposeCaller.sol:ComposeCaller"), abi.encode(gateway))
            )
        );
        bytes memory gatewayCode = eid == HOME
            ? abi.encodePacked(vm.getCode("HomeGateway.sol:HomeGateway"), abi.encode(_init(eid), feeSettlement))
            : abi.encodePacked(vm.getCode("SpokeGateway.sol:SpokeGateway"), abi.encode(_init(eid), supplyCapWei));
        chain.gateway = IGateway(factory.deploy(_salt(eid, "gateway"), gatewayCode));
        bytes memory quorumArguments = abi.encode(_quorumInit(eid, 1, 5, Signers.addresses(keys)));
        chain.quorum = Quorum(
            factory.deploy(_salt(eid, "quorum"), abi.encodePacked(vm.getCode("Quorum.sol:Quorum"), quorumArguments))
        );
    }

    function _init(uint32 eid) internal view virtual returns (GatewayInit memory init) {
        init.bridgeId = BRIDGE_ID;
        init.chainId = chains[eid].chainId;
        init.localEid = eid;
        init.homeEid = HOME;
        init.token = _place(eid, "token");
        init.quorum = _place(eid, "quorum");
        init.composeCaller = _place(eid, "caller");
        uint32[4] memory all = [HOME, BSC, ARB, SOLANA];
        init.lanes = new LaneInit[](3);
        uint256 used;
        for (uint256 i; i < 4; ++i) {
            if (all[i] != eid) init.lanes[used++] = _lane(eid, all[i]);
        }
    }

    function _lane(uint32 localEid, uint32 eid) internal view virtual returns (LaneInit memory lane) {
        lane.eid = eid;
        lane.gateway = _peer(eid);
        lane.vm = eid == SOLANA ? 1 : 0;
        lane.feesWei = _tariff();
        lane.capacityWei = capacityWei;
        lane.refillWeiPerSecond = refillWei;
        lane.thresholdWei = thresholdWei;
        lane.delaySeconds = delaySeconds;
        lane.destinationCapWei = localEid == HOME ? destinationCapWei : 0;
    }

    function _tariff() internal pure returns (uint128[8] memory) {
        return [
            uint128(0.1e18), // base
            0.001e18, // perByte
            0.000002e18, // perGas
            0.5e18, // account
            0.05e18, // transit
            0.1e18,
            0.001e18,
            0.000002e18
        ];
    }

    function _quorumInit(uint32 eid, uint64 epoch, uint8 threshold, address[] memory members)
        internal
        view
        returns (QuorumInit memory init)
    {
        init.bridgeId = BRIDGE_ID;
        init.chainId = chains[eid].chainId;
        init.localEid = eid;
        init.homeEid = HOME;
        init.gateway = _place(eid, "gateway");
        init.epoch = epoch;
        init.threshold = threshold;
        init.minimumThreshold = 3;
        init.members = members;
        init.recoverySetHash = keccak256("recovery");
        init.waits = QuorumWaits(48 hours, 48 hours, 24 hours, 48 hours, 30 days, 5 days, 24 hours);
    }

    function _salt(uint32 eid, string memory what) internal pure returns (bytes32) {
        return keccak256(abi.encode(eid, what));
    }

    function _place(uint32 eid, string memory what) internal view returns (address) {
        return factory.predict(address(this), _salt(eid, what));
    }

    function _peer(uint32 eid) internal view returns (bytes32) {
        return eid == SOLANA ? keccak256("solana config") : _padded(_place(eid, "gateway"));
    }

    // --- acting

    /// @dev Switches to the chain and returns it.
    function _at(uint32 eid) internal returns (Chain storage chain) {
        chain = chains[eid];
        vm.chainId(chain.chainId);
    }

    function _padded(address account) internal pure returns (bytes32) {
        return bytes32(uint256(uint160(account)));
    }

    function _user(string memory name) internal pure returns (address) {
        return address(uint160(uint256(keccak256(bytes(name)))));
    }

    /// @dev Gives home CXT out of the pool and lets the gateway take it.
    function _fundHome(address user, uint256 amountWei) internal {
        Chain storage home = _at(HOME);
        vm.prank(pool);
        home.token.transfer(user, amountWei);
        vm.prank(user);
        home.token.approve(address(home.gateway), type(uint256).max - 1);
    }

    /// @dev Gives spoke CXT by a real transfer from home.
    function _fundSpoke(uint32 eid, address user, uint256 amountWei) internal {
        address donor = _user("donor");
        _fundHome(donor, amountWei + 1000 * CXT_WEI);
        _arrive(_send(donor, HOME, eid, user, amountWei));
        Chain storage chain = _at(eid);
        vm.prank(user);
        chain.token.approve(address(chain.gateway), type(uint256).max - 1);
    }

    function _param(uint32 dstEid, address to, uint256 amountWei) internal pure returns (SendParam memory p) {
        p.dstEid = dstEid;
        p.to = _padded(to);
        p.amountLD = amountWei;
    }

    function _send(address user, uint32 srcEid, uint32 dstEid, address to, uint256 amountWei)
        internal
        returns (PlainWire.Packet memory)
    {
        return _send(user, srcEid, _param(dstEid, to, amountWei));
    }

    /// @dev Sends for real and rebuilds the packet from what was asked for, not from the event.
    function _send(address user, uint32 srcEid, SendParam memory p) internal returns (PlainWire.Packet memory packet) {
        Chain storage chain = _at(srcEid);
        vm.prank(user);
        (MessagingReceipt memory receipt,) = chain.gateway.send(p, MessagingFee(0, type(uint256).max), user);
        packet.nonce = receipt.nonce;
        packet.srcEid = srcEid;
        packet.sender = _padded(address(chain.gateway));
        packet.dstEid = p.dstEid;
        packet.receiver = _peer(p.dstEid);
        packet.execution = _boughtBy(p.extraOptions);
        uint64 units = uint64(p.amountLD / UNIT);
        packet.message = p.composeMsg.length == 0
            ? abi.encodePacked(p.to, units)
            : abi.encodePacked(p.to, units, _padded(user), p.composeMsg);
        vm.assertEq(receipt.guid, PlainWire.guid(packet), "guid");
    }

    /// @dev Compose gas of options as `_composeOptions` writes them.
    function _boughtBy(bytes memory options) private pure returns (uint32 bought) {
        if (options.length == 0) return 0;
        for (uint256 i = options.length - 4; i < options.length; ++i) {
            bought = bought << 8 | uint8(options[i]);
        }
    }

    function _composeOptions(uint128 gasBought) internal pure returns (bytes memory) {
        return abi.encodePacked(uint16(3), uint8(1), uint16(19), uint8(3), uint16(0), gasBought);
    }

    // --- attesting and delivering

    function _list(PlainWire.Packet memory packet) internal pure returns (PlainWire.Packet[] memory packets) {
        packets = new PlainWire.Packet[](1);
        packets[0] = packet;
    }

    function _batch(uint32 eid, PlainWire.Packet[] memory packets)
        internal
        view
        returns (Signers.Attested memory attested, bytes memory items, bytes32[] memory leaves)
    {
        leaves = new bytes32[](packets.length);
        for (uint256 i; i < packets.length; ++i) {
            leaves[i] = PlainWire.leaf(packets[i]);
            items = abi.encodePacked(items, _itemFor(eid, packets[i]));
        }
        attested = Signers.Attested({
            kind: 1,
            epoch: 1,
            domain: eid,
            seq: 0,
            root: PlainWire.root(leaves),
            count: uint32(packets.length),
            notAfter: uint64(block.timestamp + 1 hours)
        });
    }

    function _itemFor(uint32 eid, PlainWire.Packet memory packet) internal pure returns (bytes memory) {
        return packet.dstEid == eid ? PlainWire.item(packet) : PlainWire.transitItem(packet);
    }

    function _digest(Signers.Attested memory attested) internal view returns (bytes32) {
        return Signers.digest(attested, BRIDGE_ID, setHash);
    }

    function _signed(Signers.Attested memory attested) internal view returns (bytes memory) {
        return Signers.sign(keys, FIRST_FIVE, _digest(attested));
    }

    function _deliver(uint32 eid, PlainWire.Packet[] memory packets) internal {
        (Signers.Attested memory attested, bytes memory items,) = _batch(eid, packets);
        _at(eid).gateway.deliver(Signers.compact(attested), _signed(attested), items);
    }

    function _deliverOne(uint32 eid, PlainWire.Packet memory packet) internal {
        (Signers.Attested memory attested, bytes memory item,) = _batch(eid, _list(packet));
        _at(eid).gateway.deliverOne(Signers.compact(attested), _signed(attested), item, 0, new bytes32[](0));
    }

    /// @dev Brings a message all the way: the transit at home if there is one, then the destination.
    function _arrive(PlainWire.Packet memory packet) internal {
        if (packet.srcEid != HOME && packet.dstEid != HOME) _deliver(HOME, _list(packet));
        _deliver(packet.dstEid, _list(packet));
    }

    // --- looking

    function _home() internal view returns (HomeGateway) {
        return HomeGateway(address(chains[HOME].gateway));
    }

    function _spoke(uint32 eid) internal view returns (SpokeGateway) {
        return SpokeGateway(address(chains[eid].gateway));
    }

    function _balance(uint32 eid, address account) internal view returns (uint256) {
        return chains[eid].token.balanceOf(account);
    }

    function _stateOf(uint32 eid, PlainWire.Packet memory packet) internal view returns (uint8 state) {
        (,,,, state) = chains[eid].gateway.queued(PlainWire.leaf(packet));
    }

    /// @dev Sets pausedUntil of an inbound lane (bits 216-247 of its word, slot 4).
    function _pauseInbound(uint32 eid, uint32 srcEid, uint256 until) internal {
        bytes32 slot = keccak256(abi.encode(srcEid, 4));
        uint256 word = uint256(vm.load(address(chains[eid].gateway), slot)) & ~(uint256(type(uint32).max) << 216);
        vm.store(address(chains[eid].gateway), slot, bytes32(word | until << 216));
    }

    /// @dev Sets pausedUntil of an outbound lane (bits 192-223 of its word, slot 2).
    function _pauseOutbound(uint32 eid, uint32 dstEid, uint256 until) internal {
        bytes32 slot = keccak256(abi.encode(dstEid, 2));
        uint256 word = uint256(vm.load(address(chains[eid].gateway), slot)) & ~(uint256(type(uint32).max) << 192);
        vm.store(address(chains[eid].gateway), slot, bytes32(word | until << 192));
    }

    /// @dev Sets pausedUntil of the whole gateway (bits 160-191 of slot 0).
    function _pauseAll(uint32 eid, uint256 until) internal {
        uint256 word = uint256(vm.load(address(chains[eid].gateway), 0)) & ~(uint256(type(uint32).max) << 160);
        vm.store(address(chains[eid].gateway), 0, bytes32(word | until << 160));
    }
}
