// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @dev Stands in for the stake registry: says of a node what the test wants, also what the real one never would.
contract StandingDouble {
    struct Standing {
        uint256 reputation;
        uint256 tier;
        uint256 stakeWei;
    }

    mapping(address => Standing) private _standings;

    function set(address node, uint256 reputation, uint256 tier, uint256 stakeWei) external {
        _standings[node] = Standing(reputation, tier, stakeWei);
    }

    function standingOf(address node) external view returns (uint256, uint256, uint256) {
        Standing storage standing = _standings[node];
        return (standing.reputation, standing.tier, standing.stakeWei);
    }
}

/// @dev Stands in for the court where the pool asks whether committees are live.
contract LivenessDouble {
    error SnapshotMissing(uint64 epoch);

    /// @dev How it answers.
    enum Mood {
        LIVE,
        NOT_LIVE,
        NO_SNAPSHOT,
        SHORT_ANSWER,
        BURNS_GAS
    }

    Mood public mood;

    function set(Mood mood_) external {
        mood = mood_;
    }

    function latestSnapshot() external view returns (uint64) {
        if (mood == Mood.NO_SNAPSHOT) revert SnapshotMissing(0);
        if (mood == Mood.BURNS_GAS) assembly { invalid() }
        if (mood == Mood.SHORT_ANSWER) assembly { return(0, 31) }
        return 7;
    }

    function isLive(uint64 epoch) external view returns (bool) {
        return epoch == 7 && mood == Mood.LIVE;
    }
}
