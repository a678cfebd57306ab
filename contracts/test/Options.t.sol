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
} from "../src/interfaces/GatewayErrors.sol";
import { ExecutorOptions } from "../src/libraries/ExecutorOptions.sol";
import { ForgeTest } from "./support/Vm.sol";

contract OptionsTest is ForgeTest {
    uint8 private constant EVM = 0;
    uint8 private constant SOLANA = 1;

    function execution(bytes calldata options, uint8 vmKind) external pure returns (uint256) {
        return ExecutorOptions.execution(options, vmKind);
    }

    function _is(bytes memory options, uint8 vmKind, uint256 expected) private view {
        vm.assertEq(this.execution(options, vmKind), expected, "execution");
    }

    function _refused(bytes memory options, uint8 vmKind, bytes memory reason) private {
        vm.expectRevert(reason);
        this.execution(options, vmKind);
    }

    function _option(uint8 optionType, bytes memory data) private pure returns (bytes memory) {
        return abi.encodePacked(uint8(1), uint16(data.length + 1), optionType, data);
    }

    function _options(bytes memory list) private pure returns (bytes memory) {
        return abi.encodePacked(uint16(3), list);
    }

    function _receive(uint128 gasBought) private pure returns (bytes memory) {
        return _option(1, abi.encodePacked(gasBought));
    }

    function _receive(uint128 gasBought, uint128 value) private pure returns (bytes memory) {
        return _option(1, abi.encodePacked(gasBought, value));
    }

    function _compose(uint16 index, uint128 gasBought) private pure returns (bytes memory) {
        return _option(3, abi.encodePacked(index, gasBought));
    }

    function test_nothing_is_bought() public view {
        _is("", EVM, 0);
        _is(hex"0003", EVM, 0);
        _is(_options(_receive(200_000)), EVM, 0);
        _is(_options(_receive(200_000, 0)), EVM, 0);
        _is(_options(abi.encodePacked(_receive(1), _receive(2))), EVM, 0);
        _is(_options(_receive(200_000)), SOLANA, 0);
    }

    function testFuzz_compose_gas(uint128 gasBought) public view {
        gasBought = uint128(_within(gasBought, 0, 5_000_000));
        _is(_options(_compose(0, gasBought)), EVM, gasBought);
        _is(_options(abi.encodePacked(_receive(9), _compose(0, gasBought))), EVM, gasBought);
        bytes memory withValue = _option(3, abi.encodePacked(uint16(0), gasBought, uint128(0)));
        _is(_options(withValue), EVM, gasBought);
    }

    function test_compose_gas_limits() public {
        _is(_options(_compose(0, 5_000_000)), EVM, 5_000_000);
        _is(_options(_compose(0, 900_000)), SOLANA, 900_000);
        _refused(
            _options(_compose(0, 5_000_001)),
            EVM,
            abi.encodeWithSelector(ComposeGasTooHigh.selector, 5_000_001, 5_000_000)
        );
        _refused(
            _options(_compose(0, 900_001)), SOLANA, abi.encodeWithSelector(ComposeGasTooHigh.selector, 900_001, 900_000)
        );
        _refused(
            _options(_compose(0, type(uint128).max)),
            EVM,
            abi.encodeWithSelector(ComposeGasTooHigh.selector, type(uint128).max, 5_000_000)
        );
    }

    function test_account_to_solana_only() public {
        bytes memory account = _receive(0, 2_039_280);
        _is(_options(account), SOLANA, 1 << 31);
        _is(_options(abi.encodePacked(_compose(0, 77), account)), SOLANA, 1 << 31 | 77);
        _refused(_options(account), EVM, abi.encodeWithSelector(OptionValueUnsupported.selector, 2_039_280));
        _refused(
            _options(_receive(0, 2_039_279)), SOLANA, abi.encodeWithSelector(OptionValueUnsupported.selector, 2_039_279)
        );
        _refused(_options(_receive(0, 1)), EVM, abi.encodeWithSelector(OptionValueUnsupported.selector, 1));
        _refused(
            _options(abi.encodePacked(account, account)), SOLANA, abi.encodeWithSelector(OptionDuplicated.selector, 1)
        );
    }

    function test_compose_once_and_first_only() public {
        _refused(
            _options(abi.encodePacked(_compose(0, 5), _compose(0, 5))),
            EVM,
            abi.encodeWithSelector(OptionDuplicated.selector, 3)
        );
        _refused(
            _options(abi.encodePacked(_compose(0, 0), _compose(0, 5))),
            EVM,
            abi.encodeWithSelector(OptionDuplicated.selector, 3)
        );
        _refused(_options(_compose(1, 5)), EVM, abi.encodeWithSelector(OptionIndexUnsupported.selector, 1));
        bytes memory withValue = _option(3, abi.encodePacked(uint16(0), uint128(5), uint128(9)));
        _refused(_options(withValue), EVM, abi.encodeWithSelector(OptionValueUnsupported.selector, 9));
    }

    function test_other_types_workers_and_options() public {
        _refused(hex"0001", EVM, abi.encodeWithSelector(OptionsTypeUnsupported.selector, 1));
        _refused(hex"0002ffff", EVM, abi.encodeWithSelector(OptionsTypeUnsupported.selector, 2));
        _refused(hex"0300", EVM, abi.encodeWithSelector(OptionsTypeUnsupported.selector, 768));
        bytes memory dvn = abi.encodePacked(uint16(3), uint8(2), uint16(2), uint8(0), uint8(1));
        _refused(dvn, EVM, abi.encodeWithSelector(OptionWorkerUnsupported.selector, 2));
        uint8[4] memory types = [0, 2, 4, 5];
        for (uint256 i; i < 4; ++i) {
            bytes memory options = _options(_option(types[i], new bytes(16)));
            _refused(options, EVM, abi.encodeWithSelector(OptionUnsupported.selector, types[i]));
        }
    }

    function test_lengths() public {
        _refused(hex"00", EVM, abi.encodeWithSelector(OptionsTruncated.selector, 1));
        _refused(hex"000301", EVM, abi.encodeWithSelector(OptionsTruncated.selector, 2));
        _refused(hex"0003010000ff", EVM, abi.encodeWithSelector(OptionsTruncated.selector, 2));
        bytes memory whole = _options(_compose(0, 5));
        for (uint256 length = 3; length < whole.length; ++length) {
            bytes memory cut = new bytes(length);
            for (uint256 i; i < length; ++i) {
                cut[i] = whole[i];
            }
            _refused(cut, EVM, abi.encodeWithSelector(OptionsTruncated.selector, 2));
        }
        bytes memory longer = abi.encodePacked(whole, hex"00");
        _refused(longer, EVM, abi.encodeWithSelector(OptionsTruncated.selector, whole.length));
        _refused(_options(_option(1, new bytes(15))), EVM, abi.encodeWithSelector(OptionLengthInvalid.selector, 1, 15));
        _refused(_options(_option(1, new bytes(33))), EVM, abi.encodeWithSelector(OptionLengthInvalid.selector, 1, 33));
        _refused(_options(_option(3, new bytes(17))), EVM, abi.encodeWithSelector(OptionLengthInvalid.selector, 3, 17));
        _refused(_options(_option(3, new bytes(35))), EVM, abi.encodeWithSelector(OptionLengthInvalid.selector, 3, 35));
    }
}
