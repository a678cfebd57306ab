// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IJobMarket, MarketParams } from "../../src/compute/interfaces/IJobMarket.sol";
import { MarketSteps } from "./support/MarketSteps.sol";

contract MarketConstructionTest is MarketSteps {
    /// @dev Called by itself, so that what the constructor says comes through.
    function make(address[6] calldata wired, bytes32 bridgeId, uint32 homeEid, MarketParams calldata params) external {
        bytes memory initCode = abi.encodePacked(
            _code(MARKET),
            abi.encode(wired[0], wired[1], wired[2], wired[3], wired[4], wired[5], bridgeId, homeEid, params)
        );
        assembly ("memory-safe") {
            let made := create(0, add(initCode, 0x20), mload(initCode))
            if iszero(made) {
                returndatacopy(0, 0, returndatasize())
                revert(0, returndatasize())
            }
        }
    }

    function _wired() private view returns (address[6] memory) {
        return [address(token), address(pool), address(registry), address(court), address(beacons), port];
    }

    function _refused(MarketParams memory params, bytes32 field, uint256 value) private {
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.FieldInvalid.selector, field, value));
        this.make(_wired(), BRIDGE_ID, HOME, params);
    }

    function test_refuses_missing_addresses() public {
        bytes32[6] memory names = [
            bytes32("token"),
            bytes32("pool"),
            bytes32("stakeRegistry"),
            bytes32("workCourt"),
            bytes32(0),
            bytes32("port")
        ];
        for (uint256 i; i < 6; ++i) {
            if (names[i] == 0) continue;
            address[6] memory wired = _wired();
            wired[i] = address(0);
            vm.expectRevert(abi.encodeWithSelector(IJobMarket.FieldInvalid.selector, names[i], 0));
            this.make(wired, BRIDGE_ID, HOME, _marketParams());
        }
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.FieldInvalid.selector, bytes32("bridgeId"), 0));
        this.make(_wired(), 0, HOME, _marketParams());
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.FieldInvalid.selector, bytes32("homeEid"), 0));
        this.make(_wired(), BRIDGE_ID, 0, _marketParams());
        this.make(_wired(), BRIDGE_ID, HOME, _marketParams());
    }

    function test_refuses_bad_windows() public {
        MarketParams memory params = _marketParams();
        params.minAcceptSeconds = 0;
        _refused(params, "minAcceptSeconds", 0);
        params = _marketParams();
        params.maxAcceptSeconds = params.minAcceptSeconds - 1;
        _refused(params, "maxAcceptSeconds", params.minAcceptSeconds - 1);
        params = _marketParams();
        params.maxComputeSeconds = 0;
        _refused(params, "maxComputeSeconds", 0);
        params = _marketParams();
        params.revealSeconds = 0;
        _refused(params, "revealSeconds", 0);
        params = _marketParams();
        params.voteSeconds = 0;
        _refused(params, "voteSeconds", 0);
        params = _marketParams();
        params.standardDisputeSeconds = 0;
        _refused(params, "standardDisputeSeconds", 0);
        params = _marketParams();
        params.highDisputeSeconds = params.standardDisputeSeconds - 1;
        _refused(params, "highDisputeSeconds", params.standardDisputeSeconds - 1);
    }

    function test_refuses_bad_limits() public {
        MarketParams memory params = _marketParams();
        params.minPriceUnits = 0;
        _refused(params, "minPriceUnits", 0);
        params = _marketParams();
        params.bidLimit = 2;
        _refused(params, "bidLimit", 2);
        params.bidLimit = 33;
        _refused(params, "bidLimit", 33);
        params = _marketParams();
        params.blockMilliseconds = 0;
        _refused(params, "blockMilliseconds", 0);
    }
}
