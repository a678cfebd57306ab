// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IBaseWork } from "../../src/compute/interfaces/IBaseWork.sol";
import { IMiningPool } from "../../src/compute/interfaces/IMiningPool.sol";
import { IRandomness } from "../../src/compute/interfaces/IRandomness.sol";
import { ZeroValue } from "../../src/interfaces/GatewayErrors.sol";
import { MinerRig } from "./support/MinerRig.sol";
import { PlainMatrix } from "./support/PlainMatrix.sol";

contract BaseWorkTest is MinerRig {
    event WorkCommitted(uint64 indexed epoch, address indexed node, bytes32 root, uint32 rows, uint64 beaconBlock);
    event WorkCredited(uint64 indexed epoch, address indexed node, uint32 rows);

    function test_right_work_is_credited_and_paid() public {
        vm.expectEmit(address(work));
        emit WorkCommitted(0, alice, rootOfAlice, ROWS, uint64(block.number) + DELAY);
        _commit(alice, rootOfAlice, ROWS);
        _reachBeacon(alice, 0);
        vm.expectEmit(address(work));
        emit WorkCredited(0, alice, ROWS);
        _open(alice, 0, _openings(alice, 0, rowsOfAlice));
        vm.assertTrue(work.commitmentOf(alice, 0).isOpened, "opened");
        IMiningPool.Epoch memory epoch = pool.epochs(0);
        vm.assertEq(epoch.workUnits, ROWS, "units");
        vm.assertEq(epoch.baseScore, uint256(ROWS) * 2100, "score");
        _finishEpoch();
        vm.assertTrue(_claim(alice, 0) != 0, "paid");
        vm.assertEq(token.balanceOf(alice), pool.released(), "all that is released");
    }

    function test_counts_in_the_epoch_of_the_opening() public {
        _commit(alice, rootOfAlice, ROWS);
        _reachBeacon(alice, 0);
        IBaseWork.Opening[] memory openings = _openings(alice, 0, rowsOfAlice);
        _nextDay();
        _open(alice, 0, openings);
        vm.assertEq(pool.epochs(0).workUnits, 0, "not in the one of the commitment");
        vm.assertEq(pool.epochs(1).workUnits, ROWS, "in this one");
    }

    function test_wiring_and_views() public view {
        (address pool_, address randomness) = work.wiring();
        vm.assertEq(pool_, address(pool), "pool");
        vm.assertEq(randomness, factory.predict(address(this), "beacon"), "randomness");
        vm.assertEq(work.seedOf(1), 0, "no seed yet");
        vm.assertEq(work.commitmentOf(alice, 0).rows, 0, "no commitment");
    }

    function test_refuses_zero_addresses() public {
        bytes memory code = _code(WORK);
        vm.expectRevert(abi.encodeWithSelector(ZeroValue.selector, bytes32("pool")));
        this.construct(abi.encodePacked(code, abi.encode(address(0), address(1))));
        vm.expectRevert(abi.encodeWithSelector(ZeroValue.selector, bytes32("randomness")));
        this.construct(abi.encodePacked(code, abi.encode(address(1), address(0))));
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

    function test_an_epoch_is_seeded_once_and_from_the_chain() public {
        vm.expectRevert(abi.encodeWithSelector(IBaseWork.EpochSeedSet.selector, 0));
        work.seedEpoch();
        _nextDay();
        vm.prevrandao(keccak256("randao"));
        bytes32 expected = keccak256(abi.encodePacked(keccak256("randao"), blockhash(block.number - 1), uint64(1)));
        uint256 id = vm.snapshotState();
        vm.assertEq(work.seedEpoch(), expected, "randao, parent's hash, epoch");
        vm.revertToState(id);
        vm.prevrandao(keccak256("another randao"));
        vm.assertTrue(work.seedEpoch() != expected, "another randao, another seed");
    }

    function test_no_commitment_without_a_seed() public {
        _nextDay();
        vm.expectRevert(abi.encodeWithSelector(IBaseWork.EpochSeedMissing.selector, 1));
        this.commitOutside(alice, rootOfAlice, ROWS);
    }

    function test_a_commitment_for_another_epoch_is_refused() public {
        _nextDay();
        work.seedEpoch();
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(IBaseWork.EpochNotRunning.selector, 0, 1));
        work.commit(0, rootOfAlice, ROWS);
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(IBaseWork.EpochNotRunning.selector, 2, 1));
        work.commit(2, rootOfAlice, ROWS);
        vm.assertEq(work.commitmentOf(alice, 1).rows, 0, "bound to nothing");
    }

    function test_rows_have_a_range() public {
        vm.expectRevert(abi.encodeWithSelector(IBaseWork.RowsOutOfRange.selector, 0, 2 ** 20));
        this.commitOutside(alice, rootOfAlice, 0);
        vm.expectRevert(abi.encodeWithSelector(IBaseWork.RowsOutOfRange.selector, 2 ** 20 + 1, 2 ** 20));
        this.commitOutside(alice, rootOfAlice, 2 ** 20 + 1);
        this.commitOutside(alice, rootOfAlice, 2 ** 20);
    }

    function test_one_commitment_an_epoch() public {
        _commit(alice, rootOfAlice, ROWS);
        vm.expectRevert(abi.encodeWithSelector(IBaseWork.CommittedAlready.selector, alice, 0));
        this.commitOutside(alice, bytes32(uint256(1)), ROWS);
        vm.assertEq(work.commitmentOf(alice, 0).root, rootOfAlice, "the first one stays");
    }

    function test_opens_once() public {
        _commit(alice, rootOfAlice, ROWS);
        _reachBeacon(alice, 0);
        IBaseWork.Opening[] memory openings = _openings(alice, 0, rowsOfAlice);
        _open(alice, 0, openings);
        vm.expectRevert(abi.encodeWithSelector(IBaseWork.OpenedAlready.selector, alice, 0));
        this.openOutside(alice, 0, openings);
        vm.assertEq(pool.epochs(0).workUnits, ROWS, "counted once");
    }

    function test_opening_needs_a_commitment_and_four_openings() public {
        IBaseWork.Opening[] memory openings = new IBaseWork.Opening[](3);
        vm.expectRevert(abi.encodeWithSelector(IBaseWork.CommitmentMissing.selector, alice, 0));
        this.openOutside(alice, 0, openings);
        vm.expectRevert(abi.encodeWithSelector(IBaseWork.CommitmentMissing.selector, alice, 0));
        work.drawsOf(alice, 0, 0);
        _commit(alice, rootOfAlice, ROWS);
        _reachBeacon(alice, 0);
        vm.expectRevert(abi.encodeWithSelector(IBaseWork.OpeningCountWrong.selector, 3));
        this.openOutside(alice, 0, openings);
        openings = new IBaseWork.Opening[](5);
        vm.expectRevert(abi.encodeWithSelector(IBaseWork.OpeningCountWrong.selector, 5));
        this.openOutside(alice, 0, openings);
    }

    /// @dev I16: the draws follow the beacon of exactly one later block, which nobody can choose.
    function test_draws_follow_one_later_block() public {
        uint64 committedAt = uint64(block.number);
        _commit(alice, rootOfAlice, ROWS);
        uint64 beaconBlock = work.commitmentOf(alice, 0).beaconBlock;
        vm.assertEq(beaconBlock, committedAt + DELAY, "exactly the delay later");
        IBaseWork.Opening[] memory openings = new IBaseWork.Opening[](4);
        for (uint64 number = committedAt; number <= beaconBlock; ++number) {
            vm.roll(number);
            vm.expectRevert(abi.encodeWithSelector(IRandomness.BeaconTooEarly.selector, beaconBlock));
            this.openOutside(alice, 0, openings);
        }
        uint256 id = vm.snapshotState();
        for (uint64 later = 1; later < 256; later += 85) {
            vm.roll(beaconBlock + later);
            _open(alice, 0, _openings(alice, 0, rowsOfAlice));
            vm.revertToState(id);
        }
        vm.roll(beaconBlock + 257);
        vm.expectRevert(abi.encodeWithSelector(IRandomness.BeaconTooLate.selector, beaconBlock));
        this.openOutside(alice, 0, openings);
    }

    function test_draws_are_those_of_the_rules() public {
        _commit(alice, rootOfAlice, ROWS);
        bytes32 beacon = keccak256("beacon");
        (uint256[4] memory rows, uint256[4] memory columns) = work.drawsOf(alice, 0, beacon);
        for (uint8 i; i < 4; ++i) {
            uint256 x = uint256(keccak256(abi.encodePacked(beacon, alice, uint64(0), i)));
            vm.assertEq(rows[i], x % ROWS, "row");
            vm.assertEq(columns[i], (x >> 128) % 256, "column");
        }
    }

    /// @dev I16: no changed bit of an opening passes.
    function testFuzz_a_changed_opening_is_refused(uint256 draw, uint256 place, uint8 bit) public {
        _commit(alice, rootOfAlice, ROWS);
        _reachBeacon(alice, 0);
        IBaseWork.Opening[] memory openings = _openings(alice, 0, rowsOfAlice);
        draw %= 4;
        uint256 length = 1024 + 32 * openings[draw].path.length;
        place %= length;
        if (place < 1024) openings[draw].row[place] ^= bytes1(uint8(1) << (bit % 8));
        else openings[draw].path[(place - 1024) / 32] ^= bytes32(uint256(1) << bit);
        vm.expectRevert(abi.encodeWithSelector(IBaseWork.LeafInvalid.selector, draw));
        this.openOutside(alice, 0, openings);
        vm.assertEq(pool.epochs(0).workUnits, 0, "no credit");
    }

    /// @dev I16: rows that were committed wrong are refused when one wrong entry is drawn.
    function testFuzz_a_wrong_entry_is_never_credited(uint256 seed, int32 wrong) public {
        bytes[] memory rows = rowsOfAlice;
        uint256 draw = seed % 4;
        // the commitment binds a root made before the draw; the test asks the beacon first to hit a drawn entry
        vm.roll(block.number + DELAY + 1);
        bytes32 beacon = blockhash(block.number - 1);
        vm.roll(block.number - DELAY - 1);
        uint256 x = uint256(keccak256(abi.encodePacked(beacon, alice, uint64(0), uint8(draw))));
        (uint256 row, uint256 column) = (x % ROWS, (x >> 128) % 256);
        int32 right = int32(uint32(bytes4(_part(rows[row], column))));
        if (wrong == right) return;
        PlainMatrix.setEntry(rows[row], column, wrong);
        _commit(alice, PlainMatrix.rootOf(PlainMatrix.leavesOf(rows)), ROWS);
        _reachBeacon(alice, 0);
        IBaseWork.Opening[] memory openings = _openings(alice, 0, rows);
        vm.expectPartialRevert(IBaseWork.EntryWrong.selector);
        this.openOutside(alice, 0, openings);
        vm.assertEq(pool.epochs(0).workUnits, 0, "no credit");
    }

    function _part(bytes memory row, uint256 column) private pure returns (bytes memory part) {
        part = new bytes(4);
        for (uint256 i; i < 4; ++i) {
            part[i] = row[column * 4 + i];
        }
    }

    function test_wrong_lengths_are_refused() public {
        _commit(alice, rootOfAlice, ROWS);
        _reachBeacon(alice, 0);
        for (uint256 draw; draw < 4; ++draw) {
            IBaseWork.Opening[] memory openings = _openings(alice, 0, rowsOfAlice);
            openings[draw].row = bytes.concat(openings[draw].row, hex"00");
            _refusedLeaf(draw, openings);
            openings = _openings(alice, 0, rowsOfAlice);
            openings[draw].row = "";
            _refusedLeaf(draw, openings);
            openings = _openings(alice, 0, rowsOfAlice);
            openings[draw].path = new bytes32[](openings[draw].path.length - 1);
            _refusedLeaf(draw, openings);
            openings = _openings(alice, 0, rowsOfAlice);
            openings[draw].path = _longer(openings[draw].path);
            _refusedLeaf(draw, openings);
        }
    }

    function _longer(bytes32[] memory path) private pure returns (bytes32[] memory longer) {
        longer = new bytes32[](path.length + 1);
        for (uint256 i; i < path.length; ++i) {
            longer[i] = path[i];
        }
    }

    function _refusedLeaf(uint256 draw, IBaseWork.Opening[] memory openings) private {
        vm.expectRevert(abi.encodeWithSelector(IBaseWork.LeafInvalid.selector, draw));
        this.openOutside(alice, 0, openings);
    }

    /// @dev I17: another account cannot use it, and it is worth nothing in another epoch.
    function test_work_is_bound_to_address_and_epoch() public {
        _commit(bob, rootOfAlice, ROWS);
        _reachBeacon(bob, 0);
        IBaseWork.Opening[] memory openings = _openings(bob, 0, rowsOfAlice);
        vm.expectPartialRevert(IBaseWork.EntryWrong.selector);
        this.openOutside(bob, 0, openings);
        _nextDay();
        vm.prevrandao(keccak256("next day"));
        work.seedEpoch();
        _commit(alice, rootOfAlice, ROWS);
        _reachBeacon(alice, 1);
        openings = _openings(alice, 1, rowsOfAlice);
        vm.expectPartialRevert(IBaseWork.EntryWrong.selector);
        this.openOutside(alice, 1, openings);
        vm.assertEq(pool.epochs(0).workUnits + pool.epochs(1).workUnits, 0, "no credit");
    }

    function test_nobody_opens_for_another() public {
        _commit(alice, rootOfAlice, ROWS);
        _reachBeacon(alice, 0);
        IBaseWork.Opening[] memory openings = _openings(alice, 0, rowsOfAlice);
        vm.expectRevert(abi.encodeWithSelector(IBaseWork.CommitmentMissing.selector, bob, 0));
        this.openOutside(bob, 0, openings);
    }
}
