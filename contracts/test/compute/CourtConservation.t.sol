// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { CourtModel } from "./support/CourtModel.sol";

/// @dev Stateful: certificates sound and forged, and everything that can become of a verdict, in any order.
contract CourtConservationTest is CourtModel {
    event log_named_uint(string name, uint256 value);

    string private _planted;

    function _courtCode() internal view override returns (bytes memory) {
        bool isRight = bytes(_planted).length == 0;
        return isRight ? super._courtCode() : vm.getCode(string.concat("BrokenCourts.sol:", _planted));
    }

    function _steps() private pure returns (bytes4[] memory steps) {
        steps = new bytes4[](14);
        for (uint256 i; i < 4; ++i) {
            steps[i] = this.stepCertify.selector;
        }
        steps[4] = this.stepUphold.selector;
        steps[5] = this.stepUphold.selector;
        steps[6] = this.stepOverturn.selector;
        steps[7] = this.stepRelease.selector;
        steps[8] = this.stepChallenge.selector;
        steps[9] = this.stepAnswer.selector;
        steps[10] = this.stepClose.selector;
        steps[11] = this.stepAbsent.selector;
        steps[12] = this.stepTime.selector;
        steps[13] = this.stepHaunt.selector;
    }

    function setUp() public override {
        super.setUp();
        _fuzzOnly(address(this), _steps());
    }

    /// @dev I18, I19, I34, and the court's part of I2, I20 and I23.
    /// forge-config: default.invariant.runs = 12
    function invariant_court() public view {
        checkVerdicts();
        checkCovered();
        checkPaid();
        checkCoins();
    }

    /// @param isSound A step on a right court is never refused; on one with a bug anything may be.
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
        uint256 id = vm.snapshotState();
        uint256[EDGES] memory sums;
        for (uint256 round; round < 4; ++round) {
            _walk(round * 1000, round * 1000 + 250, true);
            for (uint256 edge; edge < EDGES; ++edge) {
                sums[edge] += reached[edge];
            }
            checkVerdicts();
            checkCovered();
            checkPaid();
            checkCoins();
            vm.revertToState(id);
            id = vm.snapshotState();
        }
        for (uint256 edge; edge < EDGES; ++edge) {
            emit log_named_uint(_edgeName(edge), sums[edge]);
            vm.assertGt(sums[edge], 0, _edgeName(edge));
        }
    }

    /// @dev Walks until the check fails; a check that never does is worth nothing.
    function _finds(string memory name, bytes memory check) private returns (bool isFound) {
        uint256 id = vm.snapshotState();
        _planted = name;
        _replaceCourt();
        for (uint256 i; i < 240 && !isFound; i += 20) {
            _walk(i, i + 20, false);
            (bool isKept,) = address(this).staticcall(check);
            isFound = !isKept;
        }
        vm.revertToState(id);
    }

    /// @dev Puts the code of the planted court where the right one is.
    function _replaceCourt() private {
        address made = address(_create(_courtCode(), _wired(), _courtParams()));
        vm.etch(address(court), made.code);
    }

    function test_planted_bugs_are_found() public {
        vm.assertTrue(_finds("CredulousCourt", abi.encodeCall(this.checkVerdicts, ())), "I18: seats not proven");
        vm.assertTrue(_finds("HastyCourt", abi.encodeCall(this.checkVerdicts, ())), "I18: no quorum");
        vm.assertTrue(_finds("TrustingCourt", abi.encodeCall(this.checkCovered, ())), "I19: no bonds");
        vm.assertTrue(_finds("ForgivingCourt", abi.encodeCall(this.checkPaid, ())), "I34: pays what was overturned");
        vm.assertFalse(_finds("", abi.encodeCall(this.checkVerdicts, ())), "the right one is right");
        vm.assertFalse(_finds("", abi.encodeCall(this.checkPaid, ())), "the right one is right");
    }
}
