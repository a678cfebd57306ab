// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { MarketLiveness } from "./support/MarketLiveness.sol";

/// @dev Stateful: any steps of any jobs in any order; at the end everything that is open is brought to its end.
contract MarketInvariantTest is MarketLiveness {
    function setUp() public override {
        super.setUp();
        bytes4[] memory steps = new bytes4[](17);
        steps[0] = this.stepSubmit.selector;
        steps[1] = this.stepSubmit.selector;
        steps[2] = this.stepBid.selector;
        steps[3] = this.stepBid.selector;
        steps[4] = this.stepBid.selector;
        steps[5] = this.stepAssign.selector;
        steps[6] = this.stepAssign.selector;
        steps[7] = this.stepAnswer.selector;
        steps[8] = this.stepAnswer.selector;
        steps[9] = this.stepAttest.selector;
        steps[10] = this.stepDispute.selector;
        steps[11] = this.stepSettle.selector;
        steps[12] = this.stepExpire.selector;
        steps[13] = this.stepCancel.selector;
        steps[14] = this.stepTime.selector;
        steps[15] = this.stepPay.selector;
        steps[16] = this.stepFall.selector;
        _fuzzOnly(address(this), steps);
    }

    /// @dev I13, I15, I20, I21, I23, I24 and I34 of docs/invariants.md; unlisted edges are refused where they are taken.
    /// forge-config: default.invariant.runs = 8
    function invariant_market() public view {
        checkSums();
        checkBonds();
        checkWork();
        checkSplits();
        checkSlashes();
    }

    /// @dev I22.
    function afterInvariant() public {
        _bringAllToEnd();
        checkSums();
        checkSplits();
        checkSlashes();
    }

    /// @dev The same steps from a fixed seed; `-vv` shows how often each edge was taken.
    function test_the_walk_gets_far() public {
        for (uint256 round; round < 4; ++round) {
            for (uint256 i; i < 400; ++i) {
                _step(uint256(keccak256(abi.encode("market walk", round, i))));
            }
            checkSums();
            checkBonds();
            checkWork();
            checkSplits();
            checkSlashes();
            _bringAllToEnd();
            delete jobs;
            vm.warp(block.timestamp + 200 days);
            pool.closeEpoch(pool.nextEpoch(), 64);
            court.snapshot();
        }
        vm.assertGe(_report(), 10, "most edges; MarketEdgesTest takes all");
    }

    function _step(uint256 seed) private {
        bytes4[14] memory steps = [
            seed >> 254 == 0 ? this.stepSubmit.selector : this.stepTime.selector,
            this.stepBid.selector,
            this.stepBid.selector,
            this.stepAnswer.selector,
            this.stepAssign.selector,
            this.stepAnswer.selector,
            this.stepAnswer.selector,
            this.stepAnswer.selector,
            this.stepAttest.selector,
            seed >> 254 == 0 ? this.stepDispute.selector : this.stepSettle.selector,
            this.stepSettle.selector,
            this.stepExpire.selector,
            seed >> 252 == 0 ? this.stepLongTime.selector : this.stepTime.selector,
            seed >> 251 == 0 ? this.stepCancel.selector : this.stepAttest.selector
        ];
        (bool isDone, bytes memory reason) = address(this).call(abi.encodeWithSelector(steps[seed % 14], seed >> 4));
        if (!isDone) {
            assembly ("memory-safe") {
                revert(add(reason, 0x20), mload(reason))
            }
        }
    }
}
