// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Emission } from "./Emission.sol";

/// @title What the pool remembers of an epoch and of a node in an epoch: one struct, one word of storage
/// @dev A sum that does not fit stays at its maximum, and a node's part grows by exactly what the sum did: parts never exceed
///      sums, and no score can make a settlement revert. The ranges: an epoch releases at most 1 % of 1e26 wei, which is below
///      2^80; a score of 2^64 work units is below 2^80; all CXT are below 2^88.
library EpochBook {
    /// @dev Written by every record.
    struct Scores {
        uint112 baseScore;
        uint112 paidScore;
        uint32 duties;
    }

    /// @dev Work is written by every record, amounts by the close, paid duties afterwards.
    struct Work {
        uint64 workUnits;
        uint80 budgetWei;
        uint80 releasedWei;
        uint32 dutiesPaid;
    }

    /// @dev Written by the close and by every payment. The duty part follows from `releasedWei`.
    struct Funds {
        uint80 baseWei;
        uint80 paidWei;
        /// @dev What has left of base, paid and duty parts, to nodes or back.
        uint80 spentWei;
        bool isSwept;
    }

    struct NodeScores {
        uint112 baseScore;
        uint112 paidScore;
        bool isClaimed;
    }

    /// @dev What limits a node's paid part. `stakeWei` is that of the last paid record.
    struct NodeLimits {
        uint80 equivalent;
        uint88 sunkWei;
        uint88 stakeWei;
    }

    function addWork(Work storage work, uint64 workUnits) internal {
        work.workUnits += uint64(Emission.fitting(workUnits, work.workUnits, type(uint64).max));
    }

    function addBase(Scores storage sum, NodeScores storage node, uint256 score) internal {
        uint112 added = uint112(Emission.fitting(score, sum.baseScore, type(uint112).max));
        sum.baseScore += added;
        node.baseScore += added;
    }

    function addPaid(Scores storage sum, NodeScores storage node, uint256 score) internal {
        uint112 added = uint112(Emission.fitting(score, sum.paidScore, type(uint112).max));
        sum.paidScore += added;
        node.paidScore += added;
    }

    function addDuties(Scores storage sum, uint64 duties) internal {
        sum.duties += uint32(Emission.fitting(duties, sum.duties, type(uint32).max));
    }

    function addLimits(NodeLimits storage node, uint256 equivalent, uint256 sunkWei, uint256 stakeWei) internal {
        node.equivalent += uint80(Emission.fitting(equivalent, node.equivalent, type(uint80).max));
        node.sunkWei += uint88(Emission.fitting(sunkWei, node.sunkWei, type(uint88).max));
        node.stakeWei = uint88(Emission.fitting(stakeWei, 0, type(uint88).max));
    }
}
