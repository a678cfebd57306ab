// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IJobMarket } from "../../../src/compute/interfaces/IJobMarket.sol";
import { MarketSteps } from "./MarketSteps.sol";

/// @dev Which edges of the state machine of jobs were taken, and which there are (docs/compute.md §5).
abstract contract EdgeBook is MarketSteps {
    uint256 internal constant STATES = 10;

    event log(string line);

    mapping(uint256 edge => uint256) internal taken;
    mapping(bytes32 jobId => IJobMarket.Status) private _last;

    /// @dev Writes down the step from the state in which the job was last seen. A state that ends a job is never left.
    function _seen(bytes32 jobId) internal {
        IJobMarket.Status from = _last[jobId];
        IJobMarket.Status to = market.jobOf(jobId).status;
        if (from != to) {
            uint256 edge = uint256(from) * STATES + uint256(to);
            vm.assertTrue(_isListed(edge), string.concat("an edge that is not listed: ", _nameOf(edge)));
            ++taken[edge];
        }
        _last[jobId] = to;
    }

    function _edges() internal pure returns (uint8[16] memory) {
        return [1, 12, 18, 19, 23, 28, 21, 34, 36, 37, 38, 46, 47, 45, 56, 57];
    }

    function _isListed(uint256 edge) internal pure returns (bool) {
        uint8[16] memory edges = _edges();
        for (uint256 i; i < edges.length; ++i) {
            if (edges[i] == edge) return true;
        }
        return false;
    }

    /// @return count How many of the listed edges were taken; each is told with its number.
    function _report() internal returns (uint256 count) {
        uint8[16] memory edges = _edges();
        for (uint256 i; i < edges.length; ++i) {
            emit log(string.concat(_nameOf(edges[i]), ": ", vm.toString(taken[edges[i]])));
            if (taken[edges[i]] != 0) ++count;
        }
        emit log(string.concat("edges taken: ", vm.toString(count), " of ", vm.toString(edges.length)));
    }

    function _nameOf(uint256 edge) internal pure returns (string memory) {
        string[10] memory names = [
            "NONE",
            "FUNDED",
            "ASSIGNED",
            "SUBMITTED",
            "ATTESTED",
            "DISPUTED",
            "SETTLED",
            "REJECTED",
            "EXPIRED",
            "CANCELLED"
        ];
        return string.concat(names[edge / STATES], " -> ", names[edge % STATES]);
    }
}
