// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { WorkCourt } from "../../../src/compute/court/WorkCourt.sol";
import { JobRequest, MarketParams } from "../../../src/compute/interfaces/IJobMarket.sol";
import { EmissionParams } from "../../../src/compute/interfaces/IMiningPool.sol";
import { StakeParams } from "../../../src/compute/interfaces/IStakeRegistry.sol";
import { CourtParams } from "../../../src/compute/interfaces/IWorkCourt.sol";
import { JobMarket } from "../../../src/compute/market/JobMarket.sol";
import { MiningPool } from "../../../src/compute/pool/MiningPool.sol";
import { DevnetBeacon } from "../../../src/compute/randomness/DevnetBeacon.sol";
import { StakeRegistry } from "../../../src/compute/stake/StakeRegistry.sol";
import { Create3Factory } from "../../../src/Create3Factory.sol";
import { CXT } from "../../../src/CXT.sol";
import { PlantedCode } from "./PlantedCode.sol";

/// @dev The whole economy as it is deployed: token, pool, registry, court, beacon and market, wired by predicted addresses. The test
///      itself is the pool's `baseWork`, which is how the first CXT come out, and the port is an account it plays.
abstract contract MarketRig is PlantedCode {
    string internal constant MARKET = "market/JobMarket.sol:JobMarket";
    bytes32 internal constant BRIDGE_ID = keccak256("market rig");
    uint32 internal constant HOME = 40_161;
    uint256 internal constant UNIT = 1e9;
    uint64 internal constant PRICE = 20e9;
    uint256 internal constant SEAT_BOND = 30e18;
    uint64 internal constant DELAY = 2;
    uint32 internal constant ACCEPT = 60;
    uint32 internal constant COMPUTE = 600;
    uint32 internal constant REVEAL = 120;
    uint32 internal constant VOTE = 300;
    uint32 internal constant STANDARD = 1800;
    uint32 internal constant HIGH = 86_400;
    uint256 internal constant BLOCK_SECONDS = 12;
    uint32 internal constant BID_LIMIT = 6;
    uint64 internal constant MIN_PRICE = 1e6;
    uint256 internal constant VALIDATORS = 8;
    uint256 internal constant NODES = 7;

    Create3Factory internal factory;
    CXT internal token;
    MiningPool internal pool;
    StakeRegistry internal registry;
    WorkCourt internal court;
    DevnetBeacon internal beacons;
    JobMarket internal market;
    address internal port = address(0x9047);
    address internal requester = address(0x7e9);
    address internal challenger = address(0xc4a1);
    mapping(address => uint256) internal keyOf;

    function setUp() public virtual {
        vm.warp(1_800_000_000);
        vm.roll(1000);
        _deploy();
        _mine();
        for (uint256 i; i < VALIDATORS; ++i) {
            _stake(_validator(i), 1000e18 + i * 100e18);
            vm.prank(_validator(i));
            registry.joinValidators(address(0));
        }
        for (uint256 i; i < NODES; ++i) {
            _stake(_node(i), 300e18 + i * 50e18);
        }
        _stake(challenger, 200e18);
        _equip(requester, 5000e18);
        _equip(port, 2000e18);
        court.snapshot();
    }

    function _validator(uint256 i) internal returns (address node) {
        uint256 key = uint256(keccak256(abi.encode("validator", i)));
        node = vm.addr(key);
        keyOf[node] = key;
    }

    function _node(uint256 i) internal pure returns (address) {
        return address(uint160(0x4000 + i));
    }

    function _marketParams() internal pure returns (MarketParams memory) {
        return MarketParams({
            minAcceptSeconds: 10,
            maxAcceptSeconds: 3600,
            maxComputeSeconds: 86_400,
            revealSeconds: REVEAL,
            voteSeconds: VOTE,
            standardDisputeSeconds: STANDARD,
            highDisputeSeconds: HIGH,
            minPriceUnits: MIN_PRICE,
            bidLimit: BID_LIMIT,
            blockMilliseconds: uint32(BLOCK_SECONDS * 1000)
        });
    }

    function _marketCode(MarketParams memory params) internal view returns (bytes memory) {
        return abi.encodePacked(
            _code(MARKET),
            abi.encode(
                factory.predict(address(this), "token"),
                address(pool),
                address(registry),
                address(court),
                address(beacons),
                port,
                BRIDGE_ID,
                HOME,
                params
            )
        );
    }

    /// @dev A job as most tests want it; the id is filled in by the market.
    function _request() internal view returns (JobRequest memory request) {
        request.requester = bytes32(uint256(uint160(requester)));
        request.refundee = requester;
        request.jobType = 1;
        request.redundancy = 1;
        request.window = 1;
        request.maxUnits = 500;
        request.price = PRICE;
        request.acceptSeconds = ACCEPT;
        request.computeSeconds = COMPUTE;
        request.specHash = keccak256("spec");
        request.inputHash = keccak256("input");
    }

    function _equip(address account, uint256 amountWei) internal {
        token.transfer(account, amountWei);
        vm.prank(account);
        token.approve(address(market), type(uint256).max);
    }

    function _stake(address node, uint256 amountWei) internal {
        token.transfer(node, amountWei);
        vm.startPrank(node);
        token.approve(address(registry), type(uint256).max);
        registry.stake(amountWei);
        vm.stopPrank();
    }

    /// @dev Time and blocks together.
    function _pass(uint256 elapsedSeconds) internal {
        vm.warp(block.timestamp + elapsedSeconds);
        vm.roll(block.number + (elapsedSeconds + BLOCK_SECONDS - 1) / BLOCK_SECONDS);
    }

    function _deploy() private {
        factory = new Create3Factory();
        beacons = new DevnetBeacon(DELAY);
        token = CXT(factory.predict(address(this), "token"));
        pool = MiningPool(factory.predict(address(this), "pool"));
        registry = StakeRegistry(factory.predict(address(this), "registry"));
        court = WorkCourt(factory.predict(address(this), "court"));
        market = JobMarket(factory.predict(address(this), "market"));
        EmissionParams memory emission = EmissionParams(1 days, 474_645_662_939_839, 1_000_000, 1000, 365);
        CourtParams memory classes = CourtParams([5, 7, 9], [3, 5, 7], uint128(SEAT_BOND), 6, 6000e18, 1 days);
        _put(
            "pool", _code("pool/MiningPool.sol:MiningPool"), abi.encode(token, this, market, court, registry, emission)
        );
        _put("token", vm.getCode("CXT.sol:CXT"), abi.encode(pool));
        _put(
            "registry",
            _code("stake/StakeRegistry.sol:StakeRegistry"),
            abi.encode(token, pool, market, court, StakeParams(14 days, 90 days, 7 days, 1000, 32))
        );
        _put("court", _code("court/WorkCourt.sol:WorkCourt"), abi.encode(pool, registry, market, beacons, classes));
        _put("market", _marketCode(_marketParams()), "");
    }

    function _put(bytes32 salt, bytes memory code, bytes memory arguments) private {
        factory.deploy(salt, abi.encodePacked(code, arguments));
    }

    /// @dev The first CXT: base work of one epoch, claimed by this contract.
    function _mine() private {
        pool.recordBase(address(this), 1_000_000);
        vm.warp(block.timestamp + 1 days);
        pool.closeEpoch(0, 1);
        pool.claim(address(this), new uint64[](1));
    }
}
