// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { PlainWire } from "./support/PlainWire.sol";
import { Rig } from "./support/Rig.sol";

/// @dev What relayers read by state proofs lies where adapters/evm/abi/storageLayout.ts says.
contract StorageLayoutTest is Rig {
    uint256 private constant CORE = 0;
    uint256 private constant OUTBOUND = 2;
    uint256 private constant LANE_HASH = 3;
    uint256 private constant INBOUND = 4;
    uint256 private constant USED = 7;
    uint256 private constant QUEUE = 8;
    uint256 private constant QUEUED_UNITS = 11;

    address private alice = _user("alice");

    function setUp() public override {
        super.setUp();
        _fundHome(alice, 10_000_000 * CXT_WEI);
    }

    function _word(uint32 eid, uint256 key, uint256 base) private view returns (uint256) {
        return uint256(vm.load(address(chains[eid].gateway), keccak256(abi.encode(key, base))));
    }

    function test_outbound_lane() public {
        _send(alice, HOME, BSC, alice, 3 * CXT_WEI);
        _send(alice, HOME, BSC, alice, 4 * CXT_WEI);
        (uint64 nonce, bytes32 laneHash) = _home().outboundLane(BSC);
        uint256 word = _word(HOME, BSC, OUTBOUND);
        vm.assertEq(uint64(word), nonce, "nonce in bits 0-63");
        vm.assertEq(uint256(uint64(word >> 64)) * UNIT, _home().outstanding(BSC), "outstanding in bits 64-127");
        vm.assertEq(uint256(uint64(word >> 128)) * UNIT, _home().destinationCap(BSC), "cap in bits 128-191");
        vm.assertEq(word >> 192, 0, "not paused");
        vm.assertEq(bytes32(_word(HOME, BSC, LANE_HASH)), laneHash, "lane hash");
        _pauseOutbound(HOME, BSC, 77);
        vm.assertEq(uint32(_word(HOME, BSC, OUTBOUND) >> 192), 77, "pause in bits 192-223");
    }

    function test_inbound_lane() public {
        _deliver(BSC, _list(_send(alice, HOME, BSC, alice, 3 * CXT_WEI)));
        uint256 word = _word(BSC, HOME, INBOUND);
        vm.assertEq(uint256(uint40(word)) * 1e15, 3 * CXT_WEI, "debt in bits 0-39");
        vm.assertEq(uint32(word >> 40), block.timestamp, "updated at in bits 40-71");
        vm.assertEq(uint256(uint40(word >> 72)) * 1e15, capacityWei, "capacity in bits 72-111");
        vm.assertEq(uint256(uint40(word >> 112)) * 1e15, thresholdWei, "threshold in bits 112-151");
        vm.assertEq(uint256(uint40(word >> 152)) * 1e12, refillWei, "refill in bits 152-191");
        vm.assertEq(uint24(word >> 192), delaySeconds, "delay in bits 192-215");
    }

    function test_core_word() public view {
        uint256 word = uint256(vm.load(address(_spoke(BSC)), bytes32(CORE)));
        (, bytes32 newSetHash,,) = _spoke(BSC).signerSet();
        bytes memory code = address(uint160(word)).code;
        bytes32 stored;
        assembly {
            stored := mload(add(code, 0x21))
        }
        vm.assertEq(stored, newSetHash, "pointer in bits 0-159, to the set");
        vm.assertEq(uint32(word >> 160), 0, "not paused");
        vm.assertEq((word >> 192) * UNIT, supplyCapWei, "cap in bits 192-255");
    }

    function test_used_nonces_and_queue() public {
        PlainWire.Packet memory packet;
        Chain storage bsc = _at(BSC);
        for (uint256 i; i < 3; ++i) {
            _deliver(BSC, _list(_send(alice, HOME, BSC, alice, 90_000 * CXT_WEI)));
        }
        _at(BSC);
        vm.prank(alice);
        bsc.token.approve(address(bsc.gateway), type(uint256).max);
        packet = _send(alice, BSC, HOME, alice, 200_000 * CXT_WEI);
        _deliver(HOME, _list(packet));
        uint256 key = uint256(BSC) << 96 | uint256(HOME) << 64;
        vm.assertEq(_word(HOME, key, USED), 2, "bit of nonce 1");
        vm.assertTrue(_word(HOME, uint256(PlainWire.leaf(packet)), QUEUE) >> 252 == 1, "queued");
        uint256 units = uint256(vm.load(address(_home()), bytes32(QUEUED_UNITS)));
        vm.assertEq(units * UNIT, _home().queuedTotal(), "queued units");
    }
}
