// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IJobMarket, JobRequest } from "../../src/compute/interfaces/IJobMarket.sol";
import { EdgeBook } from "./support/EdgeBook.sol";

/// @dev I21: every edge of the state machine is taken here, and no other exists. `-vv` shows how often each was.
contract MarketEdgesTest is EdgeBook {
    function test_every_edge_and_no_other() public {
        _ends_before_a_result();
        _ends_by_the_first_verdict();
        _ends_by_a_dispute();
        vm.assertEq(_report(), _edges().length, "every edge is taken");
    }

    function _new(uint8 window) private returns (JobRequest memory request) {
        request = _request();
        request.window = window;
        _submit(request);
        _seen(request.jobId);
    }

    function _upTo(IJobMarket.Status status, uint8 window, uint256 rightBits)
        private
        returns (JobRequest memory request)
    {
        request = _new(window);
        _assigned(request, 1);
        _seen(request.jobId);
        if (status == IJobMarket.Status.ASSIGNED) return request;
        _answered(request, rightBits);
        _seen(request.jobId);
        if (status == IJobMarket.Status.SUBMITTED) return request;
        _attest(request, rightBits == 0 ? bytes32(0) : RIGHT);
        _seen(request.jobId);
        if (status == IJobMarket.Status.ATTESTED) return request;
        _dispute(request);
        _seen(request.jobId);
    }

    function _ends_before_a_result() private {
        JobRequest memory request = _new(1);
        vm.prank(requester);
        market.cancel(request);
        _seen(request.jobId);

        request = _new(1);
        _pass(ACCEPT);
        market.expire(request);
        _seen(request.jobId);

        request = _upTo(IJobMarket.Status.ASSIGNED, 1, 1);
        _pass(COMPUTE);
        market.expire(request);
        _seen(request.jobId);
        _assigned(request, 2);
        _seen(request.jobId);
        _pass(COMPUTE);
        market.expire(request);
        _seen(request.jobId);

        request = _upTo(IJobMarket.Status.SUBMITTED, 1, 1);
        for (uint256 i; i < 3; ++i) {
            _lapsed(request);
            _seen(request.jobId);
        }
    }

    function _ends_by_the_first_verdict() private {
        // FAST: settled and rejected by the certificate itself
        _upTo(IJobMarket.Status.ATTESTED, 0, 1);
        _upTo(IJobMarket.Status.ATTESTED, 0, 0);
        ++firstBidder;
        JobRequest memory request = _upTo(IJobMarket.Status.ATTESTED, 1, 1);
        _settle(request);
        _seen(request.jobId);
        request = _upTo(IJobMarket.Status.ATTESTED, 2, 0);
        _pass(HIGH);
        market.settle(request, 0, "");
        _seen(request.jobId);
        ++firstBidder;
    }

    function _ends_by_a_dispute() private {
        JobRequest memory request = _upTo(IJobMarket.Status.DISPUTED, 1, 1);
        _attest(request, RIGHT);
        _seen(request.jobId);
        request = _upTo(IJobMarket.Status.DISPUTED, 1, 1);
        _attest(request, 0);
        _seen(request.jobId);
    }
}
