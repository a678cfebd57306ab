// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { CREATE3 } from "solady/utils/CREATE3.sol";

import { GatewayInit, LaneInit } from "../src/GatewayStorage.sol";
import {
    DuplicatePeer,
    InvalidRecipient,
    NoPeer,
    ValueOutOfRange,
    WrongChain,
    ZeroValue
} from "../src/interfaces/GatewayErrors.sol";
import { Rig } from "./support/Rig.sol";

contract ConstructionTest is Rig {
    function _refused(uint32 eid, GatewayInit memory init, bytes memory reason) private {
        _at(eid);
        bytes memory code = eid == HOME ? _homeCode(init, feeSettlement) : _spokeCode(init, supplyCapWei);
        vm.expectRevert(reason);
        this.construct(code);
    }

    function _homeCode(GatewayInit memory init, address settlement) private view returns (bytes memory) {
        return abi.encodePacked(vm.getCode("HomeGateway.sol:HomeGateway"), abi.encode(init, settlement));
    }

    function _spokeCode(GatewayInit memory init, uint256 capWei) private view returns (bytes memory) {
        return abi.encodePacked(vm.getCode("SpokeGateway.sol:SpokeGateway"), abi.encode(init, capWei));
    }

    /// @dev Deploys and passes the constructor's revert on.
    function construct(bytes memory code) external {
        assembly {
            if iszero(create(0, add(code, 0x20), mload(code))) {
                let free := mload(0x40)
                returndatacopy(free, 0, returndatasize())
                revert(free, returndatasize())
            }
        }
    }

    function _zero(string memory field) private pure returns (bytes memory) {
        return abi.encodeWithSelector(ZeroValue.selector, bytes32(bytes(field)));
    }

    function _range(string memory field, uint256 value) private pure returns (bytes memory) {
        return abi.encodeWithSelector(ValueOutOfRange.selector, bytes32(bytes(field)), value);
    }

    function test_everything_is_readable() public view {
        for (uint256 i; i < 3; ++i) {
            uint32 eid = [HOME, BSC, ARB][i];
            Chain storage chain = chains[eid];
            vm.assertEq(chain.gateway.localEid(), eid, "eid");
            vm.assertEq(chain.gateway.homeEid(), HOME, "home");
            vm.assertEq(chain.gateway.bridgeId(), BRIDGE_ID, "bridge id");
            vm.assertEq(chain.gateway.deploymentChainId(), chain.chainId, "chain id");
            vm.assertEq(chain.gateway.quorum(), address(chain.quorum), "quorum");
            vm.assertEq(chain.gateway.composeCaller(), address(chain.composeCaller), "caller");
            vm.assertEq(chain.gateway.token(), address(chain.token), "token");
            vm.assertEq(chain.gateway.peerEids().length, 3, "peers");
            vm.assertEq(chain.gateway.peerOf(SOLANA), _peer(SOLANA), "solana");
            uint128[8] memory table = chain.gateway.feeTable(SOLANA);
            vm.assertEq(keccak256(abi.encode(table)), keccak256(abi.encode(_tariff())), "fees");
            (uint256 capacity, uint256 refill, uint256 debt, uint256 threshold, uint64 delay,, bool paused) =
                chain.gateway.inboundLane(SOLANA);
            vm.assertEq(capacity, capacityWei, "capacity");
            vm.assertEq(refill, refillWei, "refill");
            vm.assertEq(debt, 0, "debt");
            vm.assertEq(threshold, thresholdWei, "threshold");
            vm.assertEq(delay, delaySeconds, "delay");
            vm.assertFalse(paused, "paused");
        }
        vm.assertEq(_home().feeSettlement(), feeSettlement, "fee settlement");
        vm.assertEq(_home().destinationCap(BSC), destinationCapWei, "destination cap");
        vm.assertEq(_spoke(BSC).supplyCap(), supplyCapWei, "supply cap");
        vm.assertEq(_home().locked(), 0, "locked");
    }

    function test_refuses_zero_values() public {
        GatewayInit memory init = _init(BSC);
        init.bridgeId = 0;
        _refused(BSC, init, _zero("bridgeId"));
        init = _init(BSC);
        init.localEid = 0;
        _refused(BSC, init, _zero("localEid"));
        init = _init(BSC);
        init.homeEid = 0;
        _refused(BSC, init, _zero("homeEid"));
        init = _init(BSC);
        init.token = address(0);
        _refused(BSC, init, _zero("token"));
        init = _init(BSC);
        init.quorum = address(0);
        _refused(BSC, init, _zero("quorum"));
        init = _init(BSC);
        init.composeCaller = address(0);
        _refused(BSC, init, _zero("composeCaller"));
        init = _init(BSC);
        init.lanes[1].eid = 0;
        _refused(BSC, init, _zero("eid"));
        init = _init(BSC);
        init.lanes[1].gateway = 0;
        _refused(BSC, init, _zero("gateway"));
        init = _init(HOME);
        _at(HOME);
        bytes memory code = _homeCode(init, address(0));
        vm.expectRevert(_zero("feeSettlement"));
        this.construct(code);
        init = _init(BSC);
        _at(BSC);
        code = _spokeCode(init, 0);
        vm.expectRevert(_zero("supplyCap"));
        this.construct(code);
    }

    function test_refuses_the_wrong_place() public {
        GatewayInit memory init = _init(BSC);
        init.chainId = 5;
        _refused(BSC, init, abi.encodeWithSelector(WrongChain.selector, 56, 5));
        init = _init(BSC);
        init.localEid = HOME;
        init.lanes[0].eid = BSC;
        _refused(BSC, init, _range("homeEid", HOME));
        init = _init(HOME);
        init.homeEid = BSC;
        _refused(HOME, init, _range("homeEid", BSC));
    }

    function test_refuses_bad_peers() public {
        GatewayInit memory init = _init(BSC);
        init.lanes[1].eid = init.lanes[0].eid;
        _refused(BSC, init, abi.encodeWithSelector(DuplicatePeer.selector, HOME));
        init = _init(BSC);
        init.lanes[1].eid = BSC;
        _refused(BSC, init, abi.encodeWithSelector(DuplicatePeer.selector, BSC));
        init = _init(BSC);
        init.lanes[0].gateway |= bytes32(uint256(1) << 160);
        _refused(BSC, init, abi.encodeWithSelector(InvalidRecipient.selector, init.lanes[0].gateway));
        init = _init(BSC);
        init.lanes[0].vm = 2;
        _refused(BSC, init, _range("vm", 2));
        init = _init(BSC);
        init.lanes = new LaneInit[](0);
        _refused(BSC, init, abi.encodeWithSelector(NoPeer.selector, HOME));
    }

    function test_refuses_limits_that_do_not_divide_or_fit() public {
        GatewayInit memory init = _init(BSC);
        init.lanes[0].capacityWei = 1e15 + 1;
        _refused(BSC, init, _range("capacity", 1e15 + 1));
        init.lanes[0].capacityWei = 2 ** 40 * 1e15;
        _refused(BSC, init, _range("capacity", 2 ** 40 * 1e15));
        init = _init(BSC);
        init.lanes[0].thresholdWei = 1;
        _refused(BSC, init, _range("threshold", 1));
        init = _init(BSC);
        init.lanes[0].refillWeiPerSecond = 1e12 - 1;
        _refused(BSC, init, _range("refill", 1e12 - 1));
        init = _init(BSC);
        init.lanes[0].delaySeconds = 2 ** 24;
        _refused(BSC, init, _range("delay", 2 ** 24));
        init = _init(HOME);
        init.lanes[0].destinationCapWei = 1;
        _refused(HOME, init, _range("destinationCap", 1));
        init.lanes[0].destinationCapWei = 2 ** 64 * 1e9;
        _refused(HOME, init, _range("destinationCap", 2 ** 64 * 1e9));
        init = _init(BSC);
        init.lanes[0].destinationCapWei = 1e9;
        _refused(BSC, init, _range("destinationCap", 1e9));
        _at(BSC);
        init = _init(BSC);
        bytes memory code = _spokeCode(init, 1e26 + 1e9);
        vm.expectRevert(_range("supplyCap", 1e26 + 1e9));
        this.construct(code);
        code = _spokeCode(init, 1e9 - 1);
        vm.expectRevert(_range("supplyCap", 1e9 - 1));
        this.construct(code);
    }

    function test_refuses_fees_of_nothing_and_beyond_80_bits() public {
        for (uint256 i; i < 8; ++i) {
            GatewayInit memory init = _init(BSC);
            init.lanes[0].feesWei[i] = 0;
            _refused(BSC, init, _range("fee", 0));
            init.lanes[0].feesWei[i] = 2 ** 80;
            _refused(BSC, init, _range("fee", 2 ** 80));
        }
    }

    function test_factory_binds_the_salt_to_its_caller() public {
        bytes32 salt = keccak256("x");
        bytes memory code = hex"600a600c600039600a6000f3602a60005260206000f3";
        address mine = factory.predict(address(this), salt);
        vm.prank(address(7));
        address other = factory.deploy(salt, code);
        vm.assertEq(other, factory.predict(address(7), salt), "his place");
        vm.assertTrue(other != mine, "not mine");
        vm.assertEq(factory.deploy(salt, code), mine, "still free");
        vm.expectRevert(CREATE3.DeploymentFailed.selector);
        factory.deploy(salt, code);
    }
}
