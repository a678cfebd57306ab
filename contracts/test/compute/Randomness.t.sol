// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IRandomness } from "../../src/compute/interfaces/IRandomness.sol";
import { HeaderRlp } from "../../src/compute/libraries/HeaderRlp.sol";
import { ValueOutOfRange, WrongChain } from "../../src/interfaces/GatewayErrors.sol";
import { PlantedCode } from "./support/PlantedCode.sol";
import { PlainHeader } from "./support/PlainHeader.sol";

contract RandomnessTest is PlantedCode {
    string private constant RANDAO = "randomness/RandaoBeacon.sol:RandaoBeacon";
    string private constant DEVNET = "randomness/DevnetBeacon.sol:DevnetBeacon";
    address private constant HISTORY = 0x0000F90827F1C53a10cb7A02335B175320002935;
    address private constant SYSTEM = 0xffffFFFfFFffffffffffffffFfFFFfffFFFfFFfE;
    /// @dev The code of EIP-2935: reads a stored hash, or stores the parent's when the system calls.
    bytes private constant HISTORY_CODE =
        hex"3373fffffffffffffffffffffffffffffffffffffffe14604657602036036042575f35600143038111604257611fff81430311604257611fff9006545f5260205ff35b5f5ffd5b5f35611fff60014303065500";
    uint64 private constant NUMBER = 20_000;

    IRandomness private beacon;

    function setUp() public {
        vm.chainId(31_337);
        vm.roll(NUMBER + 1);
        beacon = IRandomness(_create(RANDAO, 4));
    }

    function _create(string memory artifact, uint64 delay) private returns (address created) {
        return this.construct(abi.encodePacked(_code(artifact), abi.encode(delay)));
    }

    function construct(bytes memory code) external returns (address created) {
        assembly {
            created := create(0, add(code, 0x20), mload(code))
            if iszero(created) {
                let free := mload(0x40)
                returndatacopy(free, 0, returndatasize())
                revert(free, returndatasize())
            }
        }
    }

    function _refusedDelay(string memory artifact, uint64 delay) private {
        bytes memory code = abi.encodePacked(_code(artifact), abi.encode(delay));
        vm.expectRevert(abi.encodeWithSelector(ValueOutOfRange.selector, bytes32("delayBlocks"), delay));
        this.construct(code);
    }

    function _header(uint64 number, bytes32 randao) private pure returns (bytes memory) {
        return PlainHeader.encode(PlainHeader.fields(number, randao));
    }

    /// @dev A header that the chain knows as that block's.
    function _known(uint64 number, bytes32 randao) private returns (bytes memory header) {
        header = _header(number, randao);
        vm.setBlockhash(number, keccak256(header));
    }

    // --- RandaoBeacon

    function testFuzz_answers_the_randao_of_that_block(bytes32 randao) public {
        bytes memory header = _known(NUMBER, randao);
        vm.assertEq(beacon.beacon(NUMBER, header), randao, "prevRandao");
        vm.roll(NUMBER + 256);
        vm.setBlockhash(NUMBER, keccak256(header));
        vm.assertEq(beacon.beacon(NUMBER, header), randao, "256 blocks later");
    }

    function test_needs_a_block_of_the_past() public {
        bytes memory header = _header(NUMBER + 1, keccak256("r"));
        vm.expectRevert(abi.encodeWithSelector(IRandomness.BeaconTooEarly.selector, NUMBER + 1));
        beacon.beacon(NUMBER + 1, header);
        vm.expectRevert(abi.encodeWithSelector(IRandomness.BeaconTooEarly.selector, type(uint64).max));
        beacon.beacon(type(uint64).max, header);
    }

    function test_without_history_it_answers_for_256_blocks() public {
        vm.assertEq(beacon.windowBlocks(), 256, "window");
        bytes memory header = _known(NUMBER, keccak256("r"));
        vm.roll(NUMBER + 257);
        vm.expectRevert(abi.encodeWithSelector(IRandomness.BeaconTooLate.selector, NUMBER));
        beacon.beacon(NUMBER, header);
    }

    function test_history_answers_for_8191_blocks() public {
        vm.etch(HISTORY, HISTORY_CODE);
        vm.assertEq(beacon.windowBlocks(), 8191, "window");
        bytes memory header = _header(NUMBER, keccak256("r"));
        vm.prank(SYSTEM);
        (bool isStored,) = HISTORY.call(abi.encode(keccak256(header)));
        vm.assertTrue(isStored, "the system tells the history the parent's hash");
        vm.roll(NUMBER + 257);
        vm.assertEq(beacon.beacon(NUMBER, header), keccak256("r"), "after the opcode forgot it");
        vm.roll(NUMBER + 8191);
        vm.assertEq(beacon.beacon(NUMBER, header), keccak256("r"), "the last block");
        vm.roll(NUMBER + 8192);
        vm.expectRevert(abi.encodeWithSelector(IRandomness.BeaconTooLate.selector, NUMBER));
        beacon.beacon(NUMBER, header);
    }

    function test_history_without_that_block_is_too_late() public {
        vm.etch(HISTORY, HISTORY_CODE);
        vm.roll(NUMBER + 300);
        vm.expectRevert(abi.encodeWithSelector(IRandomness.BeaconTooLate.selector, NUMBER));
        beacon.beacon(NUMBER, _header(NUMBER, keccak256("r")));
    }

    function testFuzz_a_changed_header_is_refused(uint256 place, uint8 bit) public {
        bytes memory header = _known(NUMBER, keccak256("r"));
        header[place % header.length] ^= bytes1(uint8(1) << (bit % 8));
        vm.expectRevert(abi.encodeWithSelector(IRandomness.BeaconProofInvalid.selector, NUMBER));
        beacon.beacon(NUMBER, header);
    }

    function test_the_header_of_another_block_is_refused() public {
        _known(NUMBER, keccak256("r"));
        bytes memory other = _known(NUMBER - 1, keccak256("s"));
        vm.expectRevert(abi.encodeWithSelector(IRandomness.BeaconProofInvalid.selector, NUMBER));
        beacon.beacon(NUMBER, other);
        vm.expectRevert(abi.encodeWithSelector(IRandomness.BeaconProofInvalid.selector, NUMBER));
        beacon.beacon(NUMBER, "");
    }

    /// @dev What hashes right and is no proof-of-stake header of that number does not count either.
    function test_hostile_headers_that_hash_right() public {
        bytes[] memory fields = PlainHeader.fields(NUMBER, keccak256("r"));
        _hostile(PlainHeader.encode(PlainHeader.fields(NUMBER + 1, keccak256("r"))));
        bytes memory zero = fields[7];
        fields[7] = hex"01";
        _hostile(PlainHeader.encode(fields));
        fields[7] = zero;
        bytes memory randao = fields[13];
        fields[13] = bytes.concat(randao, hex"00");
        _hostile(PlainHeader.encode(fields));
        fields[13] = hex"";
        _hostile(PlainHeader.encode(fields));
        fields[13] = randao;
        fields[8] = hex"010000000000004e20";
        _hostile(PlainHeader.encode(fields));
        _hostile(hex"");
        _hostile(hex"f9");
        _hostile(hex"f90000");
        _hostile(hex"c0");
        bytes memory good = PlainHeader.encode(PlainHeader.fields(NUMBER, keccak256("r")));
        _hostile(bytes.concat(good, hex"00"));
        good[3] = 0xc0;
        _hostile(good);
        good[3] = 0xb9;
        _hostile(good);
        good[3] = 0xba;
        _hostile(good);
    }

    function _hostile(bytes memory header) private {
        vm.setBlockhash(NUMBER, keccak256(header));
        vm.expectRevert(abi.encodeWithSelector(IRandomness.BeaconProofInvalid.selector, NUMBER));
        beacon.beacon(NUMBER, header);
    }

    // --- HeaderRlp by itself

    function read(bytes calldata header) external pure returns (bool, uint256, bytes32) {
        return HeaderRlp.read(header);
    }

    /// @dev Any bytes at all: an answer, never a revert.
    function testFuzz_reads_anything_without_reverting(bytes calldata noise, uint16 keep) public view {
        this.read(noise);
        bytes memory listed = bytes.concat(bytes1(0xf9), bytes2(uint16(noise.length)), noise);
        (bool isHeader,,) = this.read(listed);
        vm.assertFalse(isHeader, "noise is no header");
        bytes memory cut = _header(NUMBER, keccak256("r"));
        uint256 length = _within(keep, 3, cut.length - 1);
        assembly {
            mstore(cut, length)
        }
        (cut[1], cut[2]) = (bytes1(uint8((length - 3) >> 8)), bytes1(uint8(length - 3)));
        (bool isCutHeader, uint256 number, bytes32 randao) = this.read(cut);
        if (isCutHeader) vm.assertTrue(number == NUMBER && randao == keccak256("r"), "cut after the randao");
    }

    function testFuzz_headers_of_all_shapes(uint64 number, bytes32 randao, uint64[4] memory values, bytes32 extra)
        public
        view
    {
        bytes[] memory fields = PlainHeader.fields(number, randao);
        for (uint256 i; i < 3; ++i) {
            fields[9 + i] = PlainHeader.digits(values[i]);
        }
        fields[12] = PlainHeader.cut(abi.encodePacked(extra), values[3] % 33);
        (bool isHeader, uint256 gotNumber, bytes32 gotRandao) = this.read(PlainHeader.encode(fields));
        vm.assertTrue(isHeader, "a header");
        vm.assertEq(gotNumber, number, "number");
        vm.assertEq(gotRandao, randao, "randao");
    }

    // --- construction and the devnet's

    function test_delay_has_a_range() public {
        vm.assertEq(beacon.delayBlocks(), 4, "delay");
        _refusedDelay(RANDAO, 1);
        _refusedDelay(RANDAO, 257);
        _refusedDelay(DEVNET, 0);
        _refusedDelay(DEVNET, 257);
        _create(RANDAO, 2);
        _create(DEVNET, 1);
    }

    function test_devnet_beacon_is_for_the_devnet() public {
        bytes memory code = abi.encodePacked(_code(DEVNET), abi.encode(uint64(1)));
        vm.chainId(1);
        vm.expectRevert(abi.encodeWithSelector(WrongChain.selector, 1, 31_337));
        this.construct(code);
    }

    function test_devnet_beacon_answers_the_hash() public {
        IRandomness weak = IRandomness(_create(DEVNET, 4));
        vm.assertEq(weak.windowBlocks(), 256, "window");
        vm.setBlockhash(NUMBER, keccak256("hash"));
        vm.assertEq(weak.beacon(NUMBER, ""), keccak256("hash"), "the block's hash");
        vm.expectRevert(abi.encodeWithSelector(IRandomness.BeaconProofInvalid.selector, NUMBER));
        weak.beacon(NUMBER, hex"00");
        vm.expectRevert(abi.encodeWithSelector(IRandomness.BeaconTooEarly.selector, NUMBER + 1));
        weak.beacon(NUMBER + 1, "");
        vm.roll(NUMBER + 257);
        vm.expectRevert(abi.encodeWithSelector(IRandomness.BeaconTooLate.selector, NUMBER));
        weak.beacon(NUMBER, "");
    }
}
