// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @dev Block headers in RLP, written field by field (Yellow Paper appendix B).
library PlainHeader {
    /// @dev The 15 fields of every header and the six that later forks appended.
    function fields(uint64 number, bytes32 randao) internal pure returns (bytes[] memory f) {
        f = new bytes[](21);
        for (uint256 i; i < 21; ++i) {
            f[i] = abi.encodePacked(keccak256(abi.encode("field", i)));
        }
        f[2] = cut(f[2], 20);
        f[6] = new bytes(256);
        f[7] = "";
        f[8] = digits(number);
        f[9] = digits(36_000_000);
        f[10] = digits(17_123_456);
        f[11] = digits(1_800_000_000);
        f[12] = "extra";
        f[13] = abi.encodePacked(randao);
        f[14] = new bytes(8);
        f[15] = digits(7);
        f[17] = "";
        f[18] = "";
    }

    function encode(bytes[] memory values) internal pure returns (bytes memory) {
        bytes memory body;
        for (uint256 i; i < values.length; ++i) {
            body = bytes.concat(body, text(values[i]));
        }
        return bytes.concat(bytes1(0xf9), bytes2(uint16(body.length)), body);
    }

    function text(bytes memory value) internal pure returns (bytes memory) {
        if (value.length == 1 && uint8(value[0]) < 0x80) return value;
        if (value.length < 56) return bytes.concat(bytes1(uint8(0x80 + value.length)), value);
        if (value.length < 256) return bytes.concat(bytes1(0xb8), bytes1(uint8(value.length)), value);
        return bytes.concat(bytes1(0xb9), bytes2(uint16(value.length)), value);
    }

    /// @dev A number without leading zeros; 0 is empty.
    function digits(uint64 value) internal pure returns (bytes memory all) {
        for (; value != 0; value >>= 8) {
            all = bytes.concat(bytes1(uint8(value)), all);
        }
    }

    function cut(bytes memory value, uint256 length) internal pure returns (bytes memory part) {
        part = new bytes(length);
        for (uint256 i; i < length; ++i) {
            part[i] = value[i];
        }
    }
}
