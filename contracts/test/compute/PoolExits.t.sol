// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { PoolRig } from "./support/PoolRig.sol";

/// @dev Every function the pool has, called by everybody: only a node's claim and the court's duty let CXT out.
contract PoolExitsTest is PoolRig {
    bytes32 private constant CLAIM = keccak256("claim(address,uint64[])");
    bytes32 private constant PAY_DUTY = keccak256("payDuty(uint64,address,uint64)");

    function setUp() public override {
        super.setUp();
        _base(alice, 600);
        _paid(bob, 400, 10_000, 10_000, 5e18);
        _duties(4);
        _finishEpoch();
        _base(alice, 600);
        // WHY: from here on every function has arguments with which it succeeds.
        vm.warp(pool.claimableUntil(0));
    }

    function _callers() private view returns (address[8] memory) {
        return [alice, bob, BASE_WORK, MARKET, address(court), address(registry), address(token), address(pool)];
    }

    /// @dev Arguments that fit any of its functions: five words, the second of which is an address and the third a list.
    function _arguments(uint256 first) private view returns (bytes memory) {
        return abi.encode(first, alice, uint256(0x40), uint256(1), uint256(1), uint256(1), uint256(1));
    }

    function test_every_path_out() public {
        string memory json = vm.readFile("out/MiningPool.sol/MiningPool.json");
        string[] memory signatures = vm.parseJsonKeys(json, ".methodIdentifiers");
        address[8] memory callers = _callers();
        vm.assertTrue(signatures.length > 20, "all functions");
        uint256 exits;
        for (uint256 i; i < signatures.length; ++i) {
            bytes32 name = keccak256(bytes(signatures[i]));
            bool isWalked;
            for (uint256 k; k < callers.length; ++k) {
                (bool isLeaving, bool isDone) = _leavesBy(bytes4(name), callers[k]);
                isWalked = isWalked || isDone;
                bool mayLeave = name == CLAIM && (callers[k] == alice || callers[k] == bob) || name == PAY_DUTY
                    && callers[k] == address(court);
                vm.assertEq(isLeaving, mayLeave, string.concat(signatures[i], " by ", vm.toString(k)));
                if (isLeaving) ++exits;
            }
            vm.assertTrue(isWalked, string.concat(signatures[i], " never succeeded"));
        }
        vm.assertEq(exits, 3, "two claims and one duty");
    }

    /// @dev Whether a call of that function by that caller, with any of several arguments, lets CXT out of the pool.
    function _leavesBy(bytes4 selector, address caller) private returns (bool isLeaving, bool isAnyDone) {
        bytes[6] memory calls = [
            abi.encodePacked(selector, _arguments(0)),
            abi.encodePacked(selector, _arguments(1)),
            abi.encodePacked(selector, abi.encode(caller, uint256(0x40), uint256(1), uint256(0))),
            abi.encodePacked(selector, abi.encode(uint256(0), caller, uint256(4), uint256(10_000), uint256(1e24))),
            abi.encodePacked(selector, abi.encode(caller, uint256(1), uint256(10_000), uint256(10_000), uint256(1))),
            abi.encodePacked(selector, abi.encode(uint256(1), uint256(1)))
        ];
        for (uint256 i; i < calls.length; ++i) {
            uint256 id = vm.snapshotState();
            uint256 before = token.balanceOf(address(pool));
            uint256 setAside = pool.remaining() + pool.claimable();
            vm.prank(caller);
            (bool isDone,) = address(pool).call(calls[i]);
            isAnyDone = isAnyDone || isDone;
            uint256 left = before - token.balanceOf(address(pool));
            if (left != 0) {
                isLeaving = true;
                vm.assertTrue(isDone, "moved by a call that succeeds");
                vm.assertEq(pool.remaining() + pool.claimable(), setAside - left, "and is booked");
            }
            vm.assertEq(token.allowance(address(pool), caller), 0, "no allowance is given");
            vm.revertToState(id);
        }
    }

    /// @dev No plain coins stay in it, and what it does not know it refuses.
    function test_takes_no_ether_and_no_unknown_call() public {
        vm.deal(alice, 1 ether);
        vm.prank(alice);
        (bool isDone,) = address(pool).call{ value: 1 }("");
        vm.assertFalse(isDone, "ether");
        (isDone,) = address(pool).call(hex"01020304");
        vm.assertFalse(isDone, "unknown function");
    }
}
