// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { CXTSpoke } from "../../src/CXTSpoke.sol";
import { GatewayInit, LaneInit } from "../../src/GatewayStorage.sol";
import { SpokeGateway } from "../../src/SpokeGateway.sol";
import { PlainWire } from "./PlainWire.sol";
import { ForgeTest } from "./Vm.sol";

/// @dev The vector file (CXT_VECTORS, or the committed one) and a real gateway that stands at the address its packets
///      are addressed to, with the peers and the signer set that they name. Nothing is taken for granted but the schema.
abstract contract VectorRig is ForgeTest {
    string internal json;
    SpokeGateway internal gateway;
    CXTSpoke internal token;
    address internal constant QUORUM = address(0xc0);
    uint256 internal constant CHAIN_ID = 77;

    function setUp() public virtual {
        json = vm.readFile(vm.envOr("CXT_VECTORS", string("../test/vectors/protocol-v1.json")));
        vm.chainId(CHAIN_ID);
        vm.warp(_uint(".attestations.batch.notAfter") - 60);
        _placeGateway();
    }

    // --- reading

    function _uint(string memory key) internal view returns (uint256) {
        return vm.parseJsonUint(json, key);
    }

    function _word(string memory key) internal view returns (bytes32) {
        return vm.parseJsonBytes32(json, key);
    }

    function _bytes(string memory key) internal view returns (bytes memory) {
        return vm.parseJsonBytes(json, key);
    }

    function _has(string memory key) internal view returns (bool) {
        return vm.keyExistsJson(json, key);
    }

    function _entry(string memory list, uint256 index) internal pure returns (string memory) {
        return string.concat(list, "[", vm.toString(index), "]");
    }

    function _length(string memory list) internal view returns (uint256 length) {
        while (_has(_entry(list, length))) ++length;
        require(length > 0, string.concat("nothing under ", list));
    }

    function _packet(uint256 index) internal view returns (PlainWire.Packet memory p) {
        string memory at_ = _entry(".packets", index);
        p.nonce = uint64(_uint(string.concat(at_, ".nonce")));
        p.srcEid = uint32(_uint(string.concat(at_, ".srcEid")));
        p.sender = _word(string.concat(at_, ".sender"));
        p.dstEid = uint32(_uint(string.concat(at_, ".dstEid")));
        p.receiver = _word(string.concat(at_, ".receiver"));
        p.execution = uint32(_uint(string.concat(at_, ".execution")));
        p.message = _bytes(string.concat(at_, ".message"));
    }

    /// @dev Members and threshold of the set of an epoch.
    function _set(uint64 epoch) internal view returns (uint8 threshold, address[] memory members, bytes32 setHash) {
        for (uint256 i;; ++i) {
            string memory at_ = _entry(".sets", i);
            if (_uint(string.concat(at_, ".epoch")) != epoch) continue;
            threshold = uint8(_uint(string.concat(at_, ".threshold")));
            members = vm.parseJsonAddressArray(json, string.concat(at_, ".members"));
            setHash = _word(string.concat(at_, ".setHash"));
            return (threshold, members, setHash);
        }
    }

    /// @dev The stored form of a set, written from its description in SignerSet.
    function _blob(uint64 epoch) internal view returns (bytes memory blob) {
        (uint8 threshold, address[] memory members, bytes32 setHash) = _set(epoch);
        blob = abi.encodePacked(setHash, uint256(epoch) << 16 | uint256(threshold) << 8 | members.length);
        for (uint256 i; i < members.length; ++i) {
            blob = abi.encodePacked(blob, abi.encode(members[i]));
        }
    }

    // --- the gateway

    function _placeGateway() private {
        uint32 local = uint32(_uint(".attestations.batch.domain"));
        GatewayInit memory init;
        init.bridgeId = _word(".bridgeId");
        init.chainId = CHAIN_ID;
        init.localEid = local;
        init.quorum = QUORUM;
        init.composeCaller = address(0xcc);
        address place;
        LaneInit[] memory lanes = new LaneInit[](_length(".packets"));
        uint256 used;
        for (uint256 i; i < lanes.length; ++i) {
            PlainWire.Packet memory p = _packet(i);
            if (p.dstEid != local) continue;
            place = address(uint160(uint256(p.receiver)));
            if (used != 0 && lanes[used - 1].eid == p.srcEid) continue;
            lanes[used++] = _lane(p.srcEid, p.sender);
        }
        init.homeEid = lanes[0].eid;
        assembly {
            mstore(lanes, used)
        }
        init.lanes = _distinct(lanes);
        token = new CXTSpoke(place);
        init.token = address(token);
        bytes memory arguments = abi.encode(init, uint256(100_000_000e18));
        vm.etch(place, abi.encodePacked(vm.getCode("SpokeGateway.sol:SpokeGateway"), arguments));
        (bool ok, bytes memory runtime) = place.call("");
        require(ok, "constructor failed");
        vm.etch(place, runtime);
        gateway = SpokeGateway(place);
        address pointer = address(0x5e7);
        vm.etch(pointer, abi.encodePacked(hex"00", _blob(uint64(_uint(".attestations.batch.epoch")))));
        vm.prank(QUORUM);
        gateway.installSignerSet(pointer, 0);
    }

    function _lane(uint32 eid, bytes32 sender) private pure returns (LaneInit memory lane) {
        lane.eid = eid;
        lane.gateway = sender;
        lane.vm = uint256(sender) >> 160 == 0 ? 0 : 1;
        for (uint256 i; i < 8; ++i) {
            lane.feesWei[i] = 1;
        }
        lane.capacityWei = 1_000_000_000e18;
        lane.thresholdWei = 100_000_000e18;
    }

    function _distinct(LaneInit[] memory lanes) private pure returns (LaneInit[] memory kept) {
        kept = new LaneInit[](lanes.length);
        uint256 used;
        for (uint256 i; i < lanes.length; ++i) {
            bool seen;
            for (uint256 k; k < used; ++k) {
                seen = seen || kept[k].eid == lanes[i].eid;
            }
            if (!seen) kept[used++] = lanes[i];
        }
        assembly {
            mstore(kept, used)
        }
    }
}
