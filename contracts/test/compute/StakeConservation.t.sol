// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { StakeModel } from "./support/StakeModel.sol";

/// @dev Stateful: everything that nodes, market and court may do with stake, in any order.
contract StakeConservationTest is StakeModel {
    event log_named_uint(string name, uint256 value);

    function _steps() private pure returns (bytes4[] memory steps) {
        steps = new bytes4[](14);
        steps[0] = this.stepStake.selector;
        steps[1] = this.stepUnstake.selector;
        steps[2] = this.stepUnstake.selector;
        steps[3] = this.stepWithdraw.selector;
        steps[4] = this.stepBond.selector;
        steps[5] = this.stepBondEach.selector;
        steps[6] = this.stepUnbond.selector;
        steps[7] = this.stepSlash.selector;
        steps[8] = this.stepPunish.selector;
        steps[9] = this.stepReward.selector;
        steps[10] = this.stepJoin.selector;
        steps[11] = this.stepLeave.selector;
        steps[12] = this.stepTime.selector;
        steps[13] = this.stepStake.selector;
    }

    function setUp() public override {
        super.setUp();
        _fuzzOnly(address(this), _steps());
    }

    /// @dev I2, I20, I23 of docs/invariants.md.
    /// forge-config: default.invariant.runs = 40
    function invariant_stake() public view {
        checkBacked();
        checkSlashed();
        checkList();
    }

    /// @param isSound A step of a right registry is never refused; one with a bug may refuse anything.
    function _walk(uint256 from, uint256 to, bool isSound) private {
        bytes4[] memory steps = _steps();
        for (uint256 i = from; i < to; ++i) {
            uint256 seed = uint256(keccak256(abi.encode("walk", i)));
            (bool isDone,) = address(this).call(abi.encodeWithSelector(steps[seed % steps.length], seed >> 8));
            if (isSound) vm.assertTrue(isDone, "a step");
        }
    }

    /// @dev The model goes every way there is; `-vv` prints how often.
    function test_every_edge_is_reached() public {
        _walk(0, 3000, true);
        for (uint256 edge; edge < EDGES; ++edge) {
            emit log_named_uint(_edgeName(edge), reached[edge]);
            vm.assertGt(reached[edge], 0, _edgeName(edge));
        }
        checkBacked();
        checkSlashed();
        checkList();
    }

    /// @dev Walks until the check fails; a check that never does is worth nothing.
    function _finds(string memory name, bytes memory check) private returns (bool isFound) {
        uint256 id = vm.snapshotState();
        _plant(name);
        for (uint256 i; i < 400 && !isFound; i += 20) {
            _walk(i, i + 20, false);
            (bool isKept,) = address(this).staticcall(check);
            isFound = !isKept;
        }
        vm.revertToState(id);
    }

    function test_planted_bugs_are_found() public {
        vm.assertTrue(_finds("HoardingRegistry", abi.encodeCall(this.checkSlashed, ())), "I20: burns nothing");
        vm.assertTrue(_finds("GenerousRegistry", abi.encodeCall(this.checkSlashed, ())), "I20: pays all");
        vm.assertTrue(_finds("HoardingRegistry", abi.encodeCall(this.checkBacked, ())), "I2: keeps what it took");
        vm.assertTrue(_finds("ForgetfulRegistry", abi.encodeCall(this.checkBacked, ())), "I23: a sum");
        vm.assertTrue(_finds("OverbondedRegistry", abi.encodeCall(this.checkBacked, ())), "I23: bonds");
        vm.assertFalse(_finds("StakeRegistry", abi.encodeCall(this.checkBacked, ())), "the right one is right");
        vm.assertFalse(_finds("StakeRegistry", abi.encodeCall(this.checkSlashed, ())), "the right one is right");
    }
}
