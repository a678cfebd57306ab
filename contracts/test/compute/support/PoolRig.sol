// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { EmissionParams, IMiningPool } from "../../../src/compute/interfaces/IMiningPool.sol";
import { CXT } from "../../../src/CXT.sol";
import { Create3Factory } from "../../../src/Create3Factory.sol";
import { LivenessDouble, StandingDouble } from "./Doubles.sol";
import { PlantedCode } from "./PlantedCode.sol";

/// @dev The real pool with the real token. The test plays base work, market and court by pranks; what the registry and the court answer comes
///      from doubles, so that every score can be had.
abstract contract PoolRig is PlantedCode {
    string internal constant POOL = "pool/MiningPool.sol:MiningPool";
    uint256 internal constant RATE = 474_645_662_939_839;
    uint256 internal constant SUPPLY = 1e26;
    address internal constant BASE_WORK = address(0xba5e);
    address internal constant MARKET = address(0x3a11);
    uint64 internal constant DAY = 86_400;

    Create3Factory internal factory;
    CXT internal token;
    IMiningPool internal pool;
    StandingDouble internal registry;
    LivenessDouble internal court;
    address internal alice = address(0xa11ce);
    address internal bob = address(0xb0b);

    function setUp() public virtual {
        vm.warp(1_800_000_000);
        vm.roll(1000);
        factory = new Create3Factory();
        registry = new StandingDouble();
        court = new LivenessDouble();
        court.set(LivenessDouble.Mood.NOT_LIVE);
        address tokenPlace = factory.predict(address(this), "token");
        pool = IMiningPool(factory.deploy("pool", abi.encodePacked(_code(POOL), _poolArguments(tokenPlace))));
        token = CXT(factory.deploy("token", abi.encodePacked(vm.getCode("CXT.sol:CXT"), abi.encode(address(pool)))));
        registry.set(alice, 7000, 6000, 300_000e18);
        registry.set(bob, 7000, 6000, 300_000e18);
    }

    function _poolArguments(address tokenPlace) internal view virtual returns (bytes memory) {
        return abi.encode(tokenPlace, _baseWorkPlace(), MARKET, address(court), address(registry), _params());
    }

    function _baseWorkPlace() internal view virtual returns (address) {
        return BASE_WORK;
    }

    function _params() internal view virtual returns (EmissionParams memory) {
        return EmissionParams(DAY, RATE, 1000, 100, 365);
    }

    // --- the recorders

    function _base(address node, uint64 workUnits) internal {
        vm.prank(BASE_WORK);
        pool.recordBase(node, workUnits);
    }

    function _paid(address node, uint64 workUnits, uint256 quality, uint256 weight, uint256 sunkWei) internal {
        vm.prank(MARKET);
        pool.recordPaid(node, workUnits, quality, weight, sunkWei);
    }

    function _duties(uint64 count) internal {
        vm.prank(address(court));
        pool.recordDuties(count);
    }

    function _payDuty(uint64 epoch, address node, uint64 count) internal returns (uint256) {
        vm.prank(address(court));
        return pool.payDuty(epoch, node, count);
    }

    function _claim(address node, uint64 epoch) internal returns (uint256) {
        uint64[] memory list = new uint64[](1);
        list[0] = epoch;
        vm.prank(node);
        return pool.claim(node, list);
    }

    // --- time

    /// @dev To the first second of the next epoch; closes the one that ended.
    function _finishEpoch() internal {
        _nextDay();
        pool.closeEpoch(pool.nextEpoch(), 1);
    }

    function _nextDay() internal {
        vm.warp(pool.epochEndsAt(pool.currentEpoch()));
    }

    /// @dev What the pool says it has is what it has, less what nobody told it of.
    function _assertBooks(uint256 untoldWei) internal view {
        vm.assertEq(token.balanceOf(address(pool)), pool.remaining() + pool.claimable() + untoldWei, "the pool's books");
    }
}
