// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {
    ComposeGasTooHigh,
    OptionDuplicated,
    OptionIndexUnsupported,
    OptionLengthInvalid,
    OptionsTruncated,
    OptionsTypeUnsupported,
    OptionUnsupported,
    OptionValueUnsupported,
    OptionWorkerUnsupported
} from "../interfaces/GatewayErrors.sol";
import { FeeTable } from "./FeeTable.sol";

/// @title LayerZero type-3 executor options, as far as they buy something here (protocol §3)
/// @notice `u16 3, (worker u8 = 1, size u16, type u8, data[size - 1])*`; empty is fine.
///         `lzReceive(gas, 0)` is ignored, `lzReceive(gas, 2039280)` to Solana opens the recipient's token account,
///         `lzCompose(0, gas, 0)` buys the call's gas once. Everything else is refused.
library ExecutorOptions {
    uint256 internal constant MAX_COMPOSE_GAS_EVM = 5_000_000;
    uint256 internal constant MAX_COMPOSE_UNITS_SOLANA = 900_000;
    uint256 internal constant ACCOUNT_LAMPORTS = 2_039_280;
    uint256 internal constant OPEN_ACCOUNT = 1 << 31;

    uint8 private constant WORKER_EXECUTOR = 1;
    uint8 private constant LZ_RECEIVE = 1;
    uint8 private constant LZ_COMPOSE = 3;

    /// @return execution Compose gas in bits 0-30, bit 31 when an account is to be opened.
    function execution(bytes calldata options, uint8 vm) internal pure returns (uint256) {
        if (options.length == 0) return 0;
        if (options.length < 2) revert OptionsTruncated(options.length);
        uint256 optionsType = uint16(bytes2(options[:2]));
        if (optionsType != 3) revert OptionsTypeUnsupported(optionsType);
        uint256 opened;
        uint256 composeGas;
        bool composed;
        for (uint256 offset = 2; offset < options.length;) {
            (uint8 optionType, bytes calldata data, uint256 next) = _next(options, offset);
            offset = next;
            if (optionType == LZ_RECEIVE) {
                if (!_buysAccount(data, vm)) continue;
                if (opened != 0) revert OptionDuplicated(LZ_RECEIVE);
                opened = OPEN_ACCOUNT;
            } else if (optionType == LZ_COMPOSE) {
                if (composed) revert OptionDuplicated(LZ_COMPOSE);
                composed = true;
                composeGas = _composeGas(data, vm);
            } else {
                revert OptionUnsupported(optionType);
            }
        }
        return opened | composeGas;
    }

    function _next(bytes calldata options, uint256 offset)
        private
        pure
        returns (uint8 optionType, bytes calldata data, uint256 next)
    {
        if (offset + 4 > options.length) revert OptionsTruncated(offset);
        uint8 worker = uint8(options[offset]);
        if (worker != WORKER_EXECUTOR) revert OptionWorkerUnsupported(worker);
        uint256 size = uint16(bytes2(options[offset + 1:offset + 3]));
        next = offset + 3 + size;
        if (size == 0 || next > options.length) revert OptionsTruncated(offset);
        optionType = uint8(options[offset + 3]);
        data = options[offset + 4:next];
    }

    function _buysAccount(bytes calldata data, uint8 vm) private pure returns (bool) {
        if (data.length != 16 && data.length != 32) revert OptionLengthInvalid(LZ_RECEIVE, data.length);
        uint256 value = data.length == 32 ? uint128(bytes16(data[16:32])) : 0;
        if (value == 0) return false;
        if (vm != FeeTable.SOLANA || value != ACCOUNT_LAMPORTS) revert OptionValueUnsupported(value);
        return true;
    }

    function _composeGas(bytes calldata data, uint8 vm) private pure returns (uint256 gasBought) {
        if (data.length != 18 && data.length != 34) revert OptionLengthInvalid(LZ_COMPOSE, data.length);
        uint16 index = uint16(bytes2(data[:2]));
        if (index != 0) revert OptionIndexUnsupported(index);
        uint256 value = data.length == 34 ? uint128(bytes16(data[18:34])) : 0;
        if (value != 0) revert OptionValueUnsupported(value);
        gasBought = uint128(bytes16(data[2:18]));
        uint256 maximum = vm == FeeTable.SOLANA ? MAX_COMPOSE_UNITS_SOLANA : MAX_COMPOSE_GAS_EVM;
        if (gasBought > maximum) revert ComposeGasTooHigh(gasBought, maximum);
    }
}
