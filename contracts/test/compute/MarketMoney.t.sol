// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IJobMarket, JobRequest } from "../../src/compute/interfaces/IJobMarket.sol";
import { MarketSteps } from "./support/MarketSteps.sol";

/// @dev Who gets what at each end of a job.
contract MarketMoneyTest is MarketSteps {
    function test_fast_job_from_submission_to_settlement() public {
        JobRequest memory request = _request();
        request.window = 0;
        _submitted(request, 1);
        address executor = market.executorsOf(request.jobId)[0];
        uint256 supplyWei = token.totalSupply();
        _attestWith(request, RIGHT, RESULT_DATA);
        _assertEnd(request, IJobMarket.Status.SETTLED, 0);
        (IJobMarket.Status status,, bytes32 resultHash, uint64 units) = market.resultOf(request.jobId);
        vm.assertEq(uint256(status), uint256(IJobMarket.Status.SETTLED), "status");
        vm.assertEq(resultHash, RIGHT, "result");
        vm.assertEq(units, WORK, "units");
        uint256 price = market.jobOf(request.jobId).price;
        vm.assertEq(price, PRICE / 2, "taken at once: half of the maximum");
        vm.assertEq(market.creditOf(executor), price * UNIT * 85 / 100, "85 %");
        vm.assertEq(market.creditOf(requester), (PRICE - price) * UNIT, "the rest of the escrow");
        (uint256 escrowWei,, uint256 poolShareWei, uint256 seatPayWei) = market.totals();
        vm.assertEq(escrowWei, 0, "no escrow is left");
        vm.assertEq(poolShareWei, price * UNIT * 5 / 100, "5 %");
        vm.assertEq(seatPayWei, price * UNIT * 10 / 100, "10 %");
        vm.assertEq(registry.accountOf(executor).bonded, 0, "its bond is free");
        vm.assertEq(token.totalSupply(), supplyWei, "nothing was burned");
    }
}
