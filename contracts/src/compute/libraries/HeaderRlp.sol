// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Reads the randomness out of a block header in RLP
/// @notice Never reverts and never reads outside the header. It says where fields are; only the header's hash says that they are true.
/// @dev Yellow Paper §4.3 and appendix B; field 13 is `prevRandao` since EIP-4399, and the difficulty (field 7) has been 0 since EIP-3675.
library HeaderRlp {
    uint256 private constant DIFFICULTY = 7;
    uint256 private constant NUMBER = 8;
    uint256 private constant RANDAO = 13;

    /// @notice Number and prevRandao of a proof-of-stake header. `isHeader` is false for anything else.
    function read(bytes calldata header) internal pure returns (bool isHeader, uint256 number, bytes32 randao) {
        // a header has more than 255 and fewer than 65,536 bytes, so its list is announced by 0xf9 and two bytes of length
        if (header.length < 3 || header[0] != 0xf9) return (false, 0, 0);
        if (uint16(bytes2(header[1:3])) != header.length - 3) return (false, 0, 0);
        uint256 next = 3;
        for (uint256 field; field <= RANDAO; ++field) {
            (uint256 start, uint256 length) = _string(header, next);
            if (start == 0) return (false, 0, 0);
            next = start + length;
            if (field == DIFFICULTY && length != 0) return (false, 0, 0);
            if (field == NUMBER) {
                if (length > 8) return (false, 0, 0);
                number = _number(header[start:next]);
            }
            if (field == RANDAO) {
                if (length != 32) return (false, 0, 0);
                randao = bytes32(header[start:next]);
            }
        }
        return (true, number, randao);
    }

    /// @dev Where the string at `next` begins and how long it is; `start` is 0 if there is none or it ends outside.
    function _string(bytes calldata header, uint256 next) private pure returns (uint256 start, uint256 length) {
        if (next >= header.length) return (0, 0);
        uint256 prefix = uint8(header[next]);
        if (prefix < 0x80) {
            (start, length) = (next, 1);
        } else if (prefix < 0xb8) {
            (start, length) = (next + 1, prefix - 0x80);
        } else if (prefix < 0xba) {
            uint256 width = prefix - 0xb7;
            start = next + 1 + width;
            if (start > header.length) return (0, 0);
            length = _number(header[next + 1:start]);
        } else {
            // a list, or a string longer than any header
            return (0, 0);
        }
        if (start + length > header.length) return (0, 0);
    }

    function _number(bytes calldata digits) private pure returns (uint256 value) {
        for (uint256 i; i < digits.length; ++i) {
            value = value << 8 | uint8(digits[i]);
        }
    }
}
