// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { CREATE3 } from "solady/utils/CREATE3.sol";

import { WorkCourt } from "../../../src/compute/court/WorkCourt.sol";
import { IJobMarket } from "../../../src/compute/interfaces/IJobMarket.sol";
import { EmissionParams } from "../../../src/compute/interfaces/IMiningPool.sol";
import { StakeParams } from "../../../src/compute/interfaces/IStakeRegistry.sol";
import { Certificate, CourtParams, SeatVote } from "../../../src/compute/interfaces/IWorkCourt.sol";
import { MiningPool } from "../../../src/compute/pool/MiningPool.sol";
import { DevnetBeacon } from "../../../src/compute/randomness/DevnetBeacon.sol";
import { StakeRegistry } from "../../../src/compute/stake/StakeRegistry.sol";
import { CXT } from "../../../src/CXT.sol";
import { ForgeTest } from "../../support/Vm.sol";
import { CourtMarket } from "./CourtMarket.sol";

/// @dev Token, pool, registry, beacon and court as they are deployed; only the market is a stand-in, played by pranks. The test
///      itself is the pool's `baseWork`, which is how the first CXT come out.
abstract contract CourtRig is ForgeTest {
    bytes32 internal constant JOB = keccak256("job");
    bytes32 internal constant RESULT = keccak256("result");
    bytes32 internal constant BEACON = keccak256("beacon");
    uint256 internal constant SEAT_BOND = 9e18;
    uint256 internal constant VALIDATORS = 8;
    uint8 internal constant LATE = 255;

    CXT internal token;
    MiningPool internal pool;
    StakeRegistry internal registry;
    WorkCourt internal court;
    CourtMarket internal market;
    DevnetBeacon internal beacons;
    mapping(address => uint256) internal keyOf;
    address[] internal validators;
    address[] internal nobody;

    function setUp() public virtual {
        vm.warp(1_700_000_000);
        vm.roll(1000);
        _deploy();
        _mine();
        for (uint256 i; i < VALIDATORS; ++i) {
            _addValidator(i, 1000e18 + i * 300e18);
        }
        court.snapshot();
    }

    function _courtParams() internal view virtual returns (CourtParams memory) {
        return CourtParams([7, 15, 31], [5, 10, 20], uint128(SEAT_BOND), 6, 8000e18, 1 days);
    }

    /// @dev WHY by name: the code of three contracts within a test's would be larger than a contract may be.
    function _courtCode() internal view virtual returns (bytes memory) {
        return vm.getCode("WorkCourt.sol:WorkCourt");
    }

    function _deploy() internal {
        address poolAt = CREATE3.predictDeterministicAddress("pool");
        address registryAt = CREATE3.predictDeterministicAddress("registry");
        address courtAt = CREATE3.predictDeterministicAddress("court");
        token = new CXT(poolAt);
        market = new CourtMarket(courtAt);
        beacons = new DevnetBeacon(2);
        EmissionParams memory emission = EmissionParams(1 days, 474_645_662_939_839, 1000, 1000, 365);
        bytes memory arguments =
            abi.encode(address(token), address(this), address(market), courtAt, registryAt, emission);
        CREATE3.deployDeterministic(
            abi.encodePacked(vm.getCode("compute/pool/MiningPool.sol:MiningPool"), arguments), "pool"
        );
        arguments = abi.encode(
            address(token), poolAt, address(market), courtAt, StakeParams(14 days, 90 days, 7 days, 1000, 32)
        );
        CREATE3.deployDeterministic(
            abi.encodePacked(vm.getCode("StakeRegistry.sol:StakeRegistry"), arguments), "registry"
        );
        arguments = abi.encode(poolAt, registryAt, address(market), address(beacons), _courtParams());
        CREATE3.deployDeterministic(abi.encodePacked(_courtCode(), arguments), "court");
        pool = MiningPool(poolAt);
        registry = StakeRegistry(registryAt);
        court = WorkCourt(courtAt);
    }

    /// @dev Like `new WorkCourt(…)`. Zero when the construction was refused as expected.
    function _create(bytes memory code, address[4] memory wired, CourtParams memory params)
        internal
        returns (WorkCourt made)
    {
        bytes memory initCode = abi.encodePacked(code, abi.encode(wired[0], wired[1], wired[2], wired[3], params));
        assembly ("memory-safe") {
            made := create(0, add(initCode, 0x20), mload(initCode))
        }
    }

    function _wired() internal view returns (address[4] memory) {
        return [address(pool), address(registry), address(market), address(beacons)];
    }

    /// @dev The first CXT: base work of one epoch, claimed by this contract.
    function _mine() private {
        pool.recordBase(address(this), 1000);
        vm.warp(block.timestamp + 1 days);
        pool.closeEpoch(0, 1);
        uint64[] memory first = new uint64[](1);
        pool.claim(address(this), first);
    }

    function _addValidator(uint256 i, uint256 stakeWei) internal returns (address node) {
        uint256 key = uint256(keccak256(abi.encode("validator", i)));
        node = vm.addr(key);
        keyOf[node] = key;
        validators.push(node);
        _fund(node, stakeWei);
        vm.prank(node);
        registry.joinValidators(address(0));
    }

    function _fund(address node, uint256 stakeWei) internal {
        token.transfer(node, stakeWei);
        vm.startPrank(node);
        token.approve(address(registry), type(uint256).max);
        registry.stake(stakeWei);
        vm.stopPrank();
    }

    function _epoch() internal view returns (uint64) {
        return court.latestSnapshot();
    }

    // --- certificates

    function _blank(uint8 level) internal pure returns (Certificate memory certificate) {
        return _blankOf(JOB, level, 0);
    }

    function _blankOf(bytes32 jobId, uint8 level, uint8 redraws)
        internal
        pure
        returns (Certificate memory certificate)
    {
        certificate.jobId = jobId;
        certificate.resultHash = RESULT;
        certificate.units = 500;
        certificate.executorsOk = 1;
        certificate.commitRoot = keccak256("commits");
        certificate.level = level;
        certificate.redraws = redraws;
    }

    /// @dev Seats 0 to `count` − 1 sign, all with the same quality.
    function _signed(Certificate memory certificate, uint256 count, uint16 quality)
        internal
        view
        returns (Certificate memory)
    {
        return _signedWith(certificate, count, quality, BEACON, _epoch());
    }

    function _signedWith(
        Certificate memory certificate,
        uint256 count,
        uint16 quality,
        bytes32 beacon,
        uint64 snapshotEpoch
    ) internal view returns (Certificate memory) {
        certificate.votes = new SeatVote[](count);
        for (uint256 i; i < count; ++i) {
            (uint16 place,) = court.seatPlace(
                beacon, certificate.jobId, certificate.level, certificate.redraws, uint16(i), snapshotEpoch
            );
            certificate.votes[i] = SeatVote(uint16(i), place, quality, 0, 0);
            _resign(certificate, i, snapshotEpoch);
        }
        return certificate;
    }

    /// @dev Signs a vote as it stands now, by the validator of its place.
    function _resign(Certificate memory certificate, uint256 i, uint64 snapshotEpoch) internal view {
        SeatVote memory vote = certificate.votes[i];
        (address[] memory nodes,) = court.snapshotOf(snapshotEpoch);
        bytes32 digest = court.voteDigest(certificate, vote.seat, vote.quality);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(keyOf[nodes[vote.validator]], digest);
        vote.r = r;
        vote.vs = bytes32(uint256(s) | uint256(v - 27) << 255);
    }

    // --- the market's part

    function _certify(Certificate memory certificate) internal returns (uint256 quality) {
        return _certifyExcluding(certificate, nobody);
    }

    function _certifyExcluding(Certificate memory certificate, address[] memory excluded)
        internal
        returns (uint256 quality)
    {
        uint64 epoch = _epoch();
        vm.prank(address(market));
        return court.certify(certificate, epoch, BEACON, excluded);
    }

    function _uphold(bytes32 jobId, uint8 level, uint256 payWei) internal {
        vm.prank(address(market));
        court.uphold(jobId, level, payWei);
    }

    function _overturn(bytes32 jobId, uint8 level, address beneficiary) internal returns (uint256) {
        vm.prank(address(market));
        return court.overturn(jobId, level, beneficiary);
    }

    function _setJob(bytes32 jobId, IJobMarket.Job memory job, address[] memory executors) internal {
        market.setJob(jobId, job, executors);
    }

    /// @dev A certified verdict of five votes of class S.
    function _verdict(bytes32 jobId, uint16 quality) internal returns (Certificate memory certificate) {
        certificate = _signed(_blankOf(jobId, 0, 0), 5, quality);
        _certify(certificate);
    }

    /// @dev Ends the running epoch and closes all that have ended.
    function _closeEpochs() internal {
        vm.warp(block.timestamp + 1 days);
        uint64 first = pool.nextEpoch();
        pool.closeEpoch(first, pool.currentEpoch() - first);
    }

    function _bonded(address node) internal view returns (uint256) {
        return registry.accountOf(node).bonded;
    }

    function _seatsHeldBy(Certificate memory certificate, address node) internal view returns (uint256 held) {
        (address[] memory nodes,) = court.snapshotOf(_epoch());
        for (uint256 i; i < certificate.votes.length; ++i) {
            if (nodes[certificate.votes[i].validator] == node) ++held;
        }
    }
}
