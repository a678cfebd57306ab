// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IBaseWork } from "../../../src/compute/interfaces/IBaseWork.sol";
import { PlainMatrix } from "./PlainMatrix.sol";
import { PoolRig } from "./PoolRig.sol";

/// @dev Real pool, real base work, the devnet's beacon; and a miner in plain Solidity.
abstract contract MinerRig is PoolRig {
    string internal constant WORK = "work/BaseWork.sol:BaseWork";
    uint64 internal constant DELAY = 4;
    uint32 internal constant ROWS = 5;

    IBaseWork internal work;
    bytes[] internal rowsOfAlice;
    bytes32 internal rootOfAlice;

    function setUp() public virtual override {
        super.setUp();
        bytes memory beacon = abi.encodePacked(_code("randomness/DevnetBeacon.sol:DevnetBeacon"), abi.encode(DELAY));
        factory.deploy("beacon", beacon);
        bytes memory arguments = abi.encode(address(pool), factory.predict(address(this), "beacon"));
        work = IBaseWork(factory.deploy("work", abi.encodePacked(_code(WORK), arguments)));
        work.seedEpoch();
        rowsOfAlice = PlainMatrix.rowsOfC(work.seedOf(0), alice, ROWS);
        rootOfAlice = PlainMatrix.rootOf(PlainMatrix.leavesOf(rowsOfAlice));
    }

    function _baseWorkPlace() internal view override returns (address) {
        return factory.predict(address(this), "work");
    }

    function _commit(address node, bytes32 root, uint32 rows) internal {
        uint64 epoch = pool.currentEpoch();
        vm.prank(node);
        work.commit(epoch, root, rows);
    }

    /// @dev To the first block in which the beacon of that commitment is known.
    function _reachBeacon(address node, uint64 epoch) internal {
        vm.roll(work.commitmentOf(node, epoch).beaconBlock + 1);
    }

    function _beaconOf(address node, uint64 epoch) internal view returns (bytes32) {
        return blockhash(work.commitmentOf(node, epoch).beaconBlock);
    }

    /// @dev The openings that the drawn rows call for, out of these rows.
    function _openings(address node, uint64 epoch, bytes[] memory rows)
        internal
        view
        returns (IBaseWork.Opening[] memory openings)
    {
        openings = new IBaseWork.Opening[](4);
        (uint256[4] memory drawn,) = work.drawsOf(node, epoch, _beaconOf(node, epoch));
        bytes32[] memory leaves = PlainMatrix.leavesOf(rows);
        for (uint256 i; i < 4; ++i) {
            openings[i].row = rows[drawn[i]];
            openings[i].path = PlainMatrix.pathOf(leaves, drawn[i]);
        }
    }

    function _open(address node, uint64 epoch, IBaseWork.Opening[] memory openings) internal {
        vm.prank(node);
        work.open(epoch, "", openings);
    }

    function openOutside(address node, uint64 epoch, IBaseWork.Opening[] memory openings) external {
        _open(node, epoch, openings);
    }

    function commitOutside(address node, bytes32 root, uint32 rows) external {
        _commit(node, root, rows);
    }
}
