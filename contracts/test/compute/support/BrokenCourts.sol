// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { WorkCourt } from "../../../src/compute/court/WorkCourt.sol";
import { Certificate, CourtParams, SeatVote } from "../../../src/compute/interfaces/IWorkCourt.sol";

// Courts with one planted bug each. The checks of CourtModel must find every one of them.

abstract contract BrokenCourt is WorkCourt {
    constructor(
        address pool_,
        address stakeRegistry_,
        address jobMarket_,
        address randomness_,
        CourtParams memory params
    ) WorkCourt(pool_, stakeRegistry_, jobMarket_, randomness_, params) { }
}

/// @dev Believes every place that a seat names.
contract CredulousCourt is BrokenCourt {
    constructor(address a, address b, address c, address d, CourtParams memory params)
        BrokenCourt(a, b, c, d, params)
    { }

    function _provenSeat(Snapshot memory taken, Draw memory, Certificate calldata certificate, SeatVote calldata vote)
        internal
        view
        override
        returns (address node, uint256 weight)
    {
        uint256 from;
        uint256 to;
        (node, from, to) = _entry(taken, vote.validator);
        return (node, certificate.level == FINAL ? to - from : 1);
    }
}

/// @dev Is content with one vote.
contract HastyCourt is BrokenCourt {
    constructor(address a, address b, address c, address d, CourtParams memory params)
        BrokenCourt(a, b, c, d, params)
    { }

    function _checkQuorum(uint8, uint256, Snapshot memory) internal pure override { }
}

/// @dev Lets seats judge without a bond.
contract TrustingCourt is BrokenCourt {
    constructor(address a, address b, address c, address d, CourtParams memory params)
        BrokenCourt(a, b, c, d, params)
    { }

    function _hold(Certificate calldata, Count memory) internal pure override { }
}

/// @dev Takes the bonds of a verdict that fell and leaves the verdict standing, so that it is paid.
contract ForgivingCourt is BrokenCourt {
    constructor(address a, address b, address c, address d, CourtParams memory params)
        BrokenCourt(a, b, c, d, params)
    { }

    function _fell(bytes32 jobId, uint8 level, address beneficiary) internal override returns (uint256 paidWei) {
        uint256 head = _verdicts[jobId][level].head;
        uint256 lock = _verdicts[jobId][level].lock;
        paidWei = super._fell(jobId, level, beneficiary);
        _verdicts[jobId][level].head = head;
        _verdicts[jobId][level].lock = lock;
    }
}
