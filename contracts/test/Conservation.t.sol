// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { BridgeModel } from "./support/BridgeModel.sol";

/// @dev Stateful: random sends over six lanes, deliveries in any order, alone and in bundles, repeated ones, claims at
///      any time, burns and donations, pauses, time. After every step nothing was created or lost; at the end everything
///      arrives.
contract ConservationTest is BridgeModel {
    function setUp() public override {
        super.setUp();
        bytes4[] memory steps = new bytes4[](10);
        steps[0] = this.stepSend.selector;
        steps[1] = this.stepSend.selector;
        steps[2] = this.stepSendWithCall.selector;
        steps[3] = this.stepDeliver.selector;
        steps[4] = this.stepDeliverBundle.selector;
        steps[5] = this.stepDeliverOne.selector;
        steps[6] = this.stepClaim.selector;
        steps[7] = this.stepDisturb.selector;
        steps[8] = this.stepPause.selector;
        steps[9] = this.stepTime.selector;
        _fuzzOnly(address(this), steps);
    }

    /// @dev B1 to B5 of docs/invariants.md.
    function invariant_conservation() public view {
        _checkLedger();
        _checkVault();
        _checkMessages();
        _checkLanes();
        _checkBuckets();
    }

    /// @dev B6, liveness: with pauses over, ledger and buckets willing, all that was attested is delivered.
    function afterInvariant() public {
        _settleEverything();
        _checkLedger();
        _checkVault();
        _checkMessages();
    }
}
