// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { JobRequest, MarketParams } from "../../../src/compute/interfaces/IJobMarket.sol";
import { Certificate } from "../../../src/compute/interfaces/IWorkCourt.sol";
import { JobTerms } from "../../../src/compute/libraries/JobTerms.sol";
import { JobState } from "../../../src/compute/libraries/JobWord.sol";
import { Sums } from "../../../src/compute/libraries/MarketSums.sol";
import { JobMarket } from "../../../src/compute/market/JobMarket.sol";

// Markets with one planted bug each. The checks of MarketModel must find every one of them.

abstract contract BrokenMarket is JobMarket {
    constructor(address[6] memory wired, bytes32 bridgeId, uint32 homeEid, MarketParams memory params)
        JobMarket(wired[0], wired[1], wired[2], wired[3], wired[4], wired[5], bridgeId, homeEid, params)
    { }
}

/// @dev Takes any call in any state, for any request.
contract LaxMarket is BrokenMarket {
    constructor(address[6] memory a, bytes32 b, uint32 c, MarketParams memory d) BrokenMarket(a, b, c, d) { }

    function _openIn(JobRequest calldata request, Status) internal view override returns (JobState memory job) {
        return _load(request.jobId);
    }
}

/// @dev Lets a named executor's job earn.
contract GenerousMarket is BrokenMarket {
    constructor(address[6] memory a, bytes32 b, uint32 c, MarketParams memory d) BrokenMarket(a, b, c, d) { }

    function _weightOf(JobRequest calldata request) internal pure override returns (uint256) {
        return JobTerms.weightOf(request.jobType);
    }
}

/// @dev Keeps what was slashed.
contract GreedyMarket is BrokenMarket {
    constructor(address[6] memory a, bytes32 b, uint32 c, MarketParams memory d) BrokenMarket(a, b, c, d) { }

    function _punish(address node, uint256 bondWei, bool isWrong) internal override returns (uint256) {
        super._punish(node, bondWei, isWrong);
        return 0;
    }
}

/// @dev Forgets that an ended job has no escrow.
contract ForgetfulMarket is BrokenMarket {
    constructor(address[6] memory a, bytes32 b, uint32 c, MarketParams memory d) BrokenMarket(a, b, c, d) { }

    function _book(uint256, Split memory split) internal override {
        Sums memory sums = _loadSums();
        sums.poolShareUnits += split.poolUnits;
        _storeSums(sums);
    }
}

/// @dev Splits in whole units and loses what is left.
contract RoundingMarket is BrokenMarket {
    constructor(address[6] memory a, bytes32 b, uint32 c, MarketParams memory d) BrokenMarket(a, b, c, d) { }

    function _split(JobState memory job, uint256 bonusWei) internal pure override returns (Split memory split) {
        split = super._split(job, bonusWei);
        split.executorsWei -= split.executorsWei % 1e9 + 1e9;
    }
}

/// @dev Waits for ever for a beacon that the chain has forgotten.
contract PatientMarket is BrokenMarket {
    constructor(address[6] memory a, bytes32 b, uint32 c, MarketParams memory d) BrokenMarket(a, b, c, d) { }

    function _isMissed(JobState memory) internal pure override returns (bool) {
        return false;
    }
}

/// @dev Keeps 32 bits of a price.
contract NarrowMarket is BrokenMarket {
    constructor(address[6] memory a, bytes32 b, uint32 c, MarketParams memory d) BrokenMarket(a, b, c, d) { }

    function _store(bytes32 jobId, JobState memory job) internal override {
        job.price = uint32(job.price);
        super._store(jobId, job);
    }
}

/// @dev Counts in its ids without the bridge.
contract LocalMarket is BrokenMarket {
    constructor(address[6] memory a, bytes32 b, uint32 c, MarketParams memory d) BrokenMarket(a, b, c, d) { }

    function _localJobId(uint64 nonce) internal view override returns (bytes32) {
        return JobTerms.jobIdOf(0, _homeEid, bytes32(uint256(uint160(address(this)))), nonce);
    }
}

/// @dev Believes the first class whatever the next one says.
contract StubbornMarket is BrokenMarket {
    constructor(address[6] memory a, bytes32 b, uint32 c, MarketParams memory d) BrokenMarket(a, b, c, d) { }

    function _isUpheld(JobState memory, Certificate calldata) internal pure override returns (bool) {
        return true;
    }
}

/// @dev Has a door for the bridge.
contract BridgedMarket is BrokenMarket {
    constructor(address[6] memory a, bytes32 b, uint32 c, MarketParams memory d) BrokenMarket(a, b, c, d) { }

    function _requireRequester(JobRequest calldata request) internal view override {
        if (msg.sender != _port) super._requireRequester(request);
    }
}
