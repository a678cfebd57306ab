// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @dev One level's verdict on one job, as it is stored.
struct Verdict {
    /// @dev Bits from the lowest: seats that wait 16, redraws 8, executorsOk 8, snapshot epoch 32, tag 80, first seven seats 16 each.
    uint256 head;
    /// @dev 0 before it is upheld. Bits from the lowest: locked until 40, duty epoch 32, pay in wei 88.
    uint256 lock;
    /// @dev Sixteen seats a word, from the eighth on.
    mapping(uint256 index => uint256 word) more;
}

/// @title Packing of verdicts
/// @notice A seat is its validator's place in the snapshot, and the highest of 16 bits when its quality stood against the verdict.
library Verdicts {
    uint256 internal constant INCOHERENT = 0x8000;
    uint256 private constant FIRST = 7;
    uint256 private constant FIRST_AT = 144;

    /// @notice What two certificates must share to say the same, in 80 bits. The rest of a certificate follows from what the chain
    ///         knows of the job.
    function tagOf(bytes32 resultHash, uint64 units) internal pure returns (uint256) {
        return uint80(uint256(keccak256(abi.encode(resultHash, units)))) | 1;
    }

    function store(
        Verdict storage verdict,
        uint256[] memory seats,
        uint8 redraws,
        uint8 executorsOk,
        uint64 snapshotEpoch,
        uint256 tag
    ) internal {
        uint256 head = seats.length | uint256(redraws) << 16 | uint256(executorsOk) << 24
            | uint256(uint32(snapshotEpoch)) << 32 | tag << 64;
        uint256 word;
        for (uint256 i; i < seats.length; ++i) {
            if (i < FIRST) {
                head |= seats[i] << (FIRST_AT + 16 * i);
                continue;
            }
            uint256 place = (i - FIRST) % 16;
            word |= seats[i] << (16 * place);
            if (place == 15 || i + 1 == seats.length) {
                verdict.more[(i - FIRST) / 16] = word;
                word = 0;
            }
        }
        verdict.head = head;
    }

    function seatAt(Verdict storage verdict, uint256 head, uint256 i) internal view returns (uint256) {
        if (i < FIRST) return uint16(head >> (FIRST_AT + 16 * i));
        return uint16(verdict.more[(i - FIRST) / 16] >> (16 * ((i - FIRST) % 16)));
    }

    /// @notice The seats by validator: bits from the lowest: place 16, its seats 16, those of them that were incoherent 16.
    /// @param isDistinct No validator has two seats.
    function grouped(Verdict storage verdict, uint256 head, bool isDistinct)
        internal
        view
        returns (uint256[] memory groups)
    {
        uint256 seats = seatsOf(head);
        groups = new uint256[](seats);
        uint256 count;
        for (uint256 i; i < seats; ++i) {
            uint256 seat = seatAt(verdict, head, i);
            uint256 index = isDistinct ? count : 0;
            while (index < count && uint16(groups[index]) != seat & ~INCOHERENT) ++index;
            if (index == count) groups[count++] = seat & ~INCOHERENT;
            groups[index] += 1 << 16 | (seat / INCOHERENT) << 32;
        }
        assembly ("memory-safe") {
            mstore(groups, count)
        }
    }

    /// @notice Frees the storage of the seats; that there was a verdict, and which, stays.
    function close(Verdict storage verdict, uint256 head) internal {
        uint256 seats = seatsOf(head);
        for (uint256 i = FIRST; i < seats; i += 16) {
            verdict.more[(i - FIRST) / 16] = 0;
        }
        verdict.head = uint144(head) & ~uint256(0xffff);
        verdict.lock = 0;
    }

    function seatsOf(uint256 head) internal pure returns (uint256) {
        return uint16(head);
    }

    function redrawsOf(uint256 head) internal pure returns (uint8) {
        return uint8(head >> 16);
    }

    function executorsOf(uint256 head) internal pure returns (uint8) {
        return uint8(head >> 24);
    }

    function snapshotOf(uint256 head) internal pure returns (uint64) {
        return uint32(head >> 32);
    }

    function tagIn(uint256 head) internal pure returns (uint256) {
        return uint80(head >> 64);
    }

    function lockOf(uint256 until, uint64 dutyEpoch, uint256 payWei) internal pure returns (uint256) {
        return until | uint256(uint32(dutyEpoch)) << 40 | payWei << 72;
    }

    function untilOf(uint256 lock) internal pure returns (uint64) {
        return uint40(lock);
    }

    function dutyEpochOf(uint256 lock) internal pure returns (uint64) {
        return uint32(lock >> 40);
    }

    function payOf(uint256 lock) internal pure returns (uint256) {
        return uint88(lock >> 72);
    }
}
