// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { EmissionParams } from "../../src/compute/interfaces/IMiningPool.sol";
import { ValueOutOfRange, ZeroValue } from "../../src/interfaces/GatewayErrors.sol";
import { PoolRig } from "./support/PoolRig.sol";

contract PoolConstructionTest is PoolRig {
    address[5] private _places;
    EmissionParams private _wanted;

    function setUp() public override {
        super.setUp();
        _reset();
    }

    function _reset() private {
        _places = [address(token), BASE_WORK, MARKET, address(court), address(registry)];
        _wanted = _params();
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

    function _refused(bytes memory reason) private {
        bytes memory arguments = abi.encode(_places[0], _places[1], _places[2], _places[3], _places[4], _wanted);
        bytes memory code = abi.encodePacked(_code(POOL), arguments);
        vm.expectRevert(reason);
        this.construct(code);
        _reset();
    }

    function _range(string memory field, uint256 value) private pure returns (bytes memory) {
        return abi.encodeWithSelector(ValueOutOfRange.selector, bytes32(bytes(field)), value);
    }

    function test_everything_is_readable() public view {
        (address a, address b, address c, address d, address e) = pool.wiring();
        vm.assertEq(a, address(token), "token");
        vm.assertEq(b, BASE_WORK, "base work");
        vm.assertEq(c, MARKET, "market");
        vm.assertEq(d, address(court), "court");
        vm.assertEq(e, address(registry), "registry");
        vm.assertEq(abi.encode(pool.parameters()), abi.encode(_params()), "parameters");
        vm.assertEq(pool.target(), 1000, "target");
        vm.assertEq(pool.remaining(), SUPPLY, "remaining");
        vm.assertEq(pool.claimable(), 0, "claimable");
        vm.assertEq(pool.released(), 0, "released");
        vm.assertEq(pool.currentEpoch(), 0, "current");
        vm.assertEq(pool.nextEpoch(), 0, "next");
        vm.assertEq(pool.epochEndsAt(0), 1_800_000_000 + DAY, "end of the first day");
        vm.assertEq(pool.claimableUntil(0), 1_800_000_000 + 366 * DAY, "a year of claims");
        _assertBooks(0);
    }

    function test_refuses_zero_addresses() public {
        string[5] memory names = ["token", "baseWork", "jobMarket", "workCourt", "stakeRegistry"];
        for (uint256 i; i < 5; ++i) {
            _places[i] = address(0);
            _refused(abi.encodeWithSelector(ZeroValue.selector, bytes32(bytes(names[i]))));
        }
    }

    function test_refuses_parameters_out_of_range() public {
        _wanted.epochSeconds = 0;
        _refused(_range("epochSeconds", 0));
        _wanted.epochSeconds = 366 days + 1;
        _refused(_range("epochSeconds", 366 days + 1));
        _wanted.claimEpochs = 0;
        _refused(abi.encodeWithSelector(ZeroValue.selector, bytes32("claimEpochs")));
        _wanted.rate = 0;
        _refused(_range("rate", 0));
        _wanted.rate = 1e16 + 1;
        _refused(_range("rate", 1e16 + 1));
        _wanted.minimumTarget = 15;
        _refused(_range("minimumTarget", 15));
        _wanted.initialTarget = 99;
        _refused(_range("initialTarget", 99));
    }
}
