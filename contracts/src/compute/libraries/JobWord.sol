// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IJobMarket } from "../interfaces/IJobMarket.sol";

/// @notice A job as the market works with it; stored in one word by {JobWord}.
struct JobState {
    IJobMarket.Status status;
    uint256 reason;
    uint256 level;
    uint256 redraws;
    uint256 round;
    /// @dev While FUNDED; not known afterwards.
    uint256 bids;
    uint256 drawn;
    /// @dev Places of the drawn executors among the bids, 5 bits each, the first drawn lowest.
    uint256 order;
    uint256 revealed;
    /// @dev Until SUBMITTED.
    uint256 committed;
    /// @dev From ATTESTED on: whose result stands.
    uint256 executorsOk;
    /// @dev In bps; ATTESTED and DISPUTED only.
    uint256 quality;
    uint256 price;
    uint256 deadline;
    uint256 units;
    uint256 beaconBlock;
    uint256 snapshotEpoch;
    /// @dev Of an ended job, in whole units.
    uint256 refund;
}

/// @title The state of a job in one word
/// @notice Bits from the lowest: status 4, level 2, redraws 2, round 1, drawn 2, order 15 (FUNDED: bids), revealed 3,
///         committed 3 (from SUBMITTED on: executorsOk), quality 14 (ended: reason), price 57, deadline 34, units 56,
///         beaconBlock 34, snapshotEpoch 27 (ended: refund 57 over both).
library JobWord {
    uint256 private constant LEVEL = 4;
    uint256 private constant REDRAWS = 6;
    uint256 private constant ROUND = 8;
    uint256 private constant DRAWN = 9;
    uint256 private constant ORDER = 11;
    uint256 private constant REVEALED = 26;
    uint256 private constant COMMITTED = 29;
    uint256 private constant QUALITY = 32;
    uint256 private constant PRICE = 46;
    uint256 private constant DEADLINE = 103;
    uint256 private constant UNITS = 137;
    uint256 private constant BEACON = 193;
    uint256 private constant SNAPSHOT = 227;

    /// @dev Exclusive bound of the units of a job.
    uint256 internal constant UNITS_BOUND = 1 << 56;

    function unpack(uint256 word) internal pure returns (JobState memory job) {
        job.status = IJobMarket.Status(_part(word, 0, 4));
        job.level = _part(word, LEVEL, 2);
        job.redraws = _part(word, REDRAWS, 2);
        job.round = _part(word, ROUND, 1);
        job.drawn = _part(word, DRAWN, 2);
        job.revealed = _part(word, REVEALED, 3);
        job.price = _part(word, PRICE, 57);
        job.deadline = _part(word, DEADLINE, 34);
        job.units = _part(word, UNITS, 56);
        uint256 order = _part(word, ORDER, 15);
        if (job.status == IJobMarket.Status.FUNDED) job.bids = order;
        else job.order = order;
        uint256 mask = _part(word, COMMITTED, 3);
        if (job.status <= IJobMarket.Status.ASSIGNED) job.committed = mask;
        else job.executorsOk = mask;
        uint256 quality = _part(word, QUALITY, 14);
        if (isEnded(job.status)) {
            job.reason = quality;
            job.refund = _part(word, BEACON, 57);
        } else {
            job.quality = quality;
            job.beaconBlock = _part(word, BEACON, 34);
            job.snapshotEpoch = _part(word, SNAPSHOT, 27);
        }
    }

    /// @dev Every field must be within its bits; times and blocks are by nature, the others are checked where they come in.
    function pack(JobState memory job) internal pure returns (uint256 word) {
        word = uint256(job.status) | job.level << LEVEL | job.redraws << REDRAWS | job.round << ROUND | job.drawn
            << DRAWN | job.revealed << REVEALED;
        word |= job.price << PRICE | job.deadline << DEADLINE | job.units << UNITS;
        word |= (job.status == IJobMarket.Status.FUNDED ? job.bids : job.order) << ORDER;
        word |= uint256(job.status <= IJobMarket.Status.ASSIGNED ? job.committed : job.executorsOk) << COMMITTED;
        if (isEnded(job.status)) return word | job.reason << QUALITY | job.refund << BEACON;
        word |= job.quality << QUALITY | job.beaconBlock << BEACON;
        word |= job.snapshotEpoch << SNAPSHOT;
    }

    function isEnded(IJobMarket.Status status) internal pure returns (bool) {
        return status >= IJobMarket.Status.SETTLED;
    }

    /// @dev Place among the bids of the executor that was drawn at `place`.
    function bidOf(JobState memory job, uint256 place) internal pure returns (uint256) {
        return (job.order >> (5 * place)) & 31;
    }

    function _part(uint256 word, uint256 shift, uint256 bits) private pure returns (uint256) {
        return (word >> shift) & ((1 << bits) - 1);
    }
}
