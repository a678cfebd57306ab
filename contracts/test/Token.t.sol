// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ERC20 } from "solady/tokens/ERC20.sol";

import { CXT } from "../src/CXT.sol";
import { CXTSpoke } from "../src/CXTSpoke.sol";
import { OnlyGateway, SupplyCapReached, ZeroValue } from "../src/interfaces/GatewayErrors.sol";
import { TokenBase } from "../src/TokenBase.sol";
import { ForgeTest, Vm } from "./support/Vm.sol";

contract TokenTest is ForgeTest {
    address private constant POOL = address(0xb001);
    address private constant ALICE = address(0xa11ce);
    address private constant BOB = address(0xb0b);
    address private constant PERMIT2 = 0x000000000022D473030F116dDEE9F6B43aC78BA3;
    CXT private home;
    CXTSpoke private spoke;
    CXTSpoke private twin;

    function setUp() public {
        home = new CXT(POOL);
        spoke = new CXTSpoke(address(this));
        twin = new CXTSpoke(address(this));
    }

    function test_whole_supply_goes_to_the_pool() public view {
        vm.assertEq(home.totalSupply(), 100_000_000e18, "supply");
        vm.assertEq(home.balanceOf(POOL), 100_000_000e18, "pool");
        vm.assertEq(home.name(), "CXT", "name");
        vm.assertEq(home.symbol(), "CXT", "symbol");
        vm.assertEq(home.decimals(), 18, "decimals");
        vm.assertEq(spoke.totalSupply(), 0, "spokes start empty");
    }

    function test_refuses_zero_addresses() public {
        vm.expectRevert(abi.encodeWithSelector(ZeroValue.selector, bytes32("pool")));
        new CXT(address(0));
        vm.expectRevert(abi.encodeWithSelector(ZeroValue.selector, bytes32("gateway")));
        new CXTSpoke(address(0));
    }

    function test_holder_burns_his_own_on_home() public {
        vm.prank(POOL);
        home.burn(1e18);
        vm.assertEq(home.totalSupply(), 99_999_999e18, "supply");
        vm.expectRevert(ERC20.InsufficientBalance.selector);
        home.burn(1);
    }

    function test_holder_burns_his_own_on_a_spoke() public {
        spoke.mint(ALICE, 10e18);
        vm.startPrank(ALICE);
        spoke.burn(4e18);
        vm.assertEq(spoke.totalSupply(), 6e18, "supply");
        vm.assertEq(spoke.balanceOf(ALICE), 6e18, "balance");
        vm.expectRevert(ERC20.InsufficientBalance.selector);
        spoke.burn(6e18 + 1);
    }

    function test_no_transfer_to_zero() public {
        vm.startPrank(POOL);
        vm.expectRevert(TokenBase.TransferToZero.selector);
        home.transfer(address(0), 1);
        home.approve(POOL, 1);
        vm.expectRevert(TokenBase.TransferToZero.selector);
        home.transferFrom(POOL, address(0), 1);
    }

    function test_permit2_has_no_allowance_of_its_own() public {
        vm.assertEq(home.allowance(POOL, PERMIT2), 0, "none");
        vm.prank(PERMIT2);
        vm.expectRevert(ERC20.InsufficientAllowance.selector);
        home.transferFrom(POOL, ALICE, 1);
    }

    function test_only_the_gateway_mints_and_burns() public {
        uint256[] memory credits = new uint256[](1);
        vm.startPrank(ALICE);
        bytes memory reason = abi.encodeWithSelector(OnlyGateway.selector, ALICE);
        vm.expectRevert(reason);
        spoke.mint(ALICE, 1);
        vm.expectRevert(reason);
        spoke.mintBatch(credits);
        vm.expectRevert(reason);
        spoke.burn(ALICE, 1);
    }

    function test_burn_needs_the_holders_allowance() public {
        spoke.mint(ALICE, 10e18);
        vm.expectRevert(ERC20.InsufficientAllowance.selector);
        spoke.burn(ALICE, 1e18);
        vm.prank(ALICE);
        spoke.approve(address(this), 4e18);
        spoke.burn(ALICE, 3e18);
        vm.assertEq(spoke.balanceOf(ALICE), 7e18, "burned");
        vm.assertEq(spoke.allowance(ALICE, address(this)), 1e18, "allowance used");
        vm.assertEq(spoke.totalSupply(), 7e18, "supply");
    }

    function test_cap() public {
        spoke.mint(ALICE, 99_999_999e18);
        vm.expectRevert(abi.encodeWithSelector(SupplyCapReached.selector, 2e18, 1e18));
        spoke.mint(ALICE, 2e18);
        uint256[] memory credits = new uint256[](2);
        credits[0] = uint256(uint160(ALICE)) << 96 | 1e9;
        credits[1] = uint256(uint160(BOB)) << 96 | 1;
        vm.expectRevert(abi.encodeWithSelector(SupplyCapReached.selector, 1e18 + 1e9, 1e18));
        spoke.mintBatch(credits);
        spoke.mint(ALICE, 1e18);
        vm.assertEq(spoke.totalSupply(), spoke.SUPPLY_CAP_WEI(), "full");
    }

    /// @dev The assembly batch against single mints: balances, supply and every event.
    function testFuzz_batch_is_many_mints(uint256 seed, uint256 count) public {
        count = _within(count, 0, 20);
        uint256[] memory credits = new uint256[](count);
        for (uint256 i; i < count; ++i) {
            address to = address(uint160(0x1000 + uint256(keccak256(abi.encode(seed, i))) % 5));
            credits[i] = uint256(uint160(to)) << 96 | uint256(keccak256(abi.encode(i, seed))) % 1e12;
        }
        vm.recordLogs();
        spoke.mintBatch(credits);
        Vm.Log[] memory batch = vm.getRecordedLogs();
        for (uint256 i; i < count; ++i) {
            twin.mint(address(uint160(credits[i] >> 96)), uint96(credits[i]) * 1e9);
        }
        Vm.Log[] memory single = vm.getRecordedLogs();
        vm.assertEq(batch.length, single.length, "events");
        for (uint256 i; i < batch.length; ++i) {
            vm.assertEq(keccak256(abi.encode(batch[i].topics)), keccak256(abi.encode(single[i].topics)), "topics");
            vm.assertEq(batch[i].data, single[i].data, "data");
        }
        for (uint160 holder = 0x1000; holder < 0x1005; ++holder) {
            vm.assertEq(spoke.balanceOf(address(holder)), twin.balanceOf(address(holder)), "balance");
        }
        vm.assertEq(spoke.totalSupply(), twin.totalSupply(), "supply");
    }
}
