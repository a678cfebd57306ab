// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ERC20 } from "solady/tokens/ERC20.sol";

import {
    AmountAboveSupply,
    CommandUnsupported,
    DestinationCapExceeded,
    FeeAboveMaximum,
    InvalidRecipient,
    MessageTooLong,
    NativeFeeNotAccepted,
    NoPeer,
    NothingToSend,
    OutboundPaused,
    WrongChain
} from "../src/interfaces/GatewayErrors.sol";
import { IGateway, Permit } from "../src/interfaces/IGateway.sol";
import {
    IOFT,
    MessagingFee,
    MessagingReceipt,
    OFTFeeDetail,
    OFTLimit,
    OFTReceipt,
    SendParam
} from "../src/interfaces/IOFT.sol";
import { TokenBase } from "../src/TokenBase.sol";
import { PlainWire } from "./support/PlainWire.sol";
import { Rig } from "./support/Rig.sol";
import { Vm } from "./support/Vm.sol";

contract SendTest is Rig {
    address private alice = _user("alice");
    address private bob = _user("bob");
    MessagingFee private anyFee = MessagingFee(0, type(uint256).max);

    function setUp() public override {
        super.setUp();
        _fundHome(alice, 1000 * CXT_WEI);
    }

    function _fee(uint256 messageBytes, uint256 composeGas, bool transit) private pure returns (uint256) {
        uint256 fee = 0.1e18 + 0.001e18 * messageBytes + 0.000002e18 * composeGas + (transit ? 0.05e18 : 0);
        return (fee + 1e9 - 1) / 1e9 * 1e9;
    }

    function test_home_locks_amount_and_pays_fee_to_settlement() public {
        PlainWire.Packet memory packet = _send(alice, HOME, BSC, bob, 10 * CXT_WEI);
        uint256 fee = _fee(40, 0, false);
        vm.assertEq(_balance(HOME, alice), 990 * CXT_WEI - fee, "payer");
        vm.assertEq(_balance(HOME, address(_home())), 10 * CXT_WEI, "vault");
        vm.assertEq(_balance(HOME, feeSettlement), fee, "fees");
        vm.assertEq(_home().outstanding(BSC), 10 * CXT_WEI, "outstanding");
        vm.assertEq(_home().locked(), 10 * CXT_WEI, "locked");
        (uint64 nonce, bytes32 laneHash) = _home().outboundLane(BSC);
        vm.assertEq(nonce, 1, "nonce");
        vm.assertEq(laneHash, PlainWire.laneHash(0, PlainWire.leaf(packet)), "lane hash");
    }

    function test_spoke_burns_amount_and_keeps_fee() public {
        _fundSpoke(BSC, alice, 100 * CXT_WEI);
        uint256 supply = chains[BSC].token.totalSupply();
        _send(alice, BSC, ARB, bob, 10 * CXT_WEI);
        uint256 fee = _fee(40, 0, true);
        vm.assertEq(chains[BSC].token.totalSupply(), supply - 10 * CXT_WEI, "supply");
        vm.assertEq(_balance(BSC, alice), 90 * CXT_WEI - fee, "payer");
        vm.assertEq(_spoke(BSC).feesHeld(), fee, "fees held");
    }

    function test_events_stand_in_order_with_the_burn_before_the_packet() public {
        _fundSpoke(BSC, alice, 100 * CXT_WEI);
        Chain storage bsc = _at(BSC);
        SendParam memory p = _param(HOME, bob, 10 * CXT_WEI + 7);
        vm.recordLogs();
        PlainWire.Packet memory packet = _send(alice, BSC, p);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        vm.assertEq(logs.length, 5, "count");
        bytes32 transfer = keccak256("Transfer(address,address,uint256)");
        vm.assertEq(logs[0].topics[0], transfer, "fee transfer");
        vm.assertEq(logs[0].topics[2], _padded(address(bsc.gateway)), "to the gateway");
        vm.assertEq(logs[1].topics[0], transfer, "burn");
        vm.assertEq(logs[1].topics[2], 0, "to nobody");
        vm.assertEq(abi.decode(logs[1].data, (uint256)), 10 * CXT_WEI, "burned without dust");
        vm.assertEq(logs[2].topics[0], IGateway.PacketSent.selector, "PacketSent");
        vm.assertEq(logs[2].data, abi.encode(PlainWire.encode(packet), bytes(""), address(bsc.gateway)), "packet");
        vm.assertEq(logs[3].topics[0], IGateway.FeePaid.selector, "FeePaid");
        vm.assertEq(logs[3].data, abi.encode(_fee(40, 0, false), 0), "fee");
        vm.assertEq(logs[4].topics[0], IOFT.OFTSent.selector, "OFTSent");
        vm.assertEq(logs[4].data, abi.encode(HOME, 10 * CXT_WEI, 10 * CXT_WEI), "amounts");
    }

    function test_lane_hash_and_nonce_continue() public {
        PlainWire.Packet memory first = _send(alice, HOME, BSC, bob, CXT_WEI);
        PlainWire.Packet memory other = _send(alice, HOME, ARB, bob, CXT_WEI);
        PlainWire.Packet memory second = _send(alice, HOME, BSC, bob, CXT_WEI);
        vm.assertEq(first.nonce, 1, "first");
        vm.assertEq(other.nonce, 1, "a lane of its own");
        vm.assertEq(second.nonce, 2, "second");
        (, bytes32 laneHash) = _home().outboundLane(BSC);
        bytes32 expected = PlainWire.laneHash(PlainWire.laneHash(0, PlainWire.leaf(first)), PlainWire.leaf(second));
        vm.assertEq(laneHash, expected, "history");
    }

    function testFuzz_dust_never_leaves(uint256 amount) public {
        amount = _within(amount, UNIT, 900 * CXT_WEI);
        uint256 fee = _fee(40, 0, false);
        _send(alice, HOME, BSC, bob, amount);
        vm.assertEq(_balance(HOME, alice), 1000 * CXT_WEI - fee - (amount - amount % UNIT), "dust stays");
    }

    function test_quote_is_what_is_charged() public {
        SendParam memory p = _param(BSC, bob, CXT_WEI);
        p.composeMsg = hex"0102030405";
        p.extraOptions = _composeOptions(123_457);
        MessagingFee memory quote = _home().quoteSend(p, false);
        vm.assertEq(quote.nativeFee, 0, "native");
        vm.assertEq(quote.lzTokenFee, _fee(77, 123_457, false), "fee");
        vm.assertEq(_home().quoteSend(p, true).lzTokenFee, quote.lzTokenFee, "whatever payInLzToken says");
        Chain storage home = _at(HOME);
        vm.prank(alice);
        (MessagingReceipt memory receipt,) = home.gateway.send(p, quote, alice);
        vm.assertEq(receipt.fee.lzTokenFee, quote.lzTokenFee, "charged");
        vm.assertEq(_balance(HOME, feeSettlement), quote.lzTokenFee, "paid");
    }

    function test_account_at_solana_costs_and_is_bought() public {
        SendParam memory p = _param(SOLANA, bob, CXT_WEI);
        p.to = keccak256("wallet");
        uint256 plain = _home().quoteSend(p, false).lzTokenFee;
        p.extraOptions =
            abi.encodePacked(uint16(3), uint8(1), uint16(33), uint8(1), uint128(200_000), uint128(2_039_280));
        vm.assertEq(_home().quoteSend(p, false).lzTokenFee, plain + 0.5e18, "account component");
        Chain storage home = _at(HOME);
        vm.prank(alice);
        home.gateway.send(p, anyFee, alice);
        PlainWire.Packet memory packet = PlainWire.Packet(
            1, HOME, _padded(address(home.gateway)), SOLANA, _peer(SOLANA), 1 << 31, abi.encodePacked(p.to, uint64(1e9))
        );
        (, bytes32 laneHash) = _home().outboundLane(SOLANA);
        vm.assertEq(laneHash, PlainWire.laneHash(0, PlainWire.leaf(packet)), "execution bit 31");
    }

    function test_quoteOFT_removes_dust_and_shows_the_room() public view {
        (OFTLimit memory limit, OFTFeeDetail[] memory details, OFTReceipt memory receipt) =
            _home().quoteOFT(_param(BSC, bob, 5 * CXT_WEI + 3));
        vm.assertEq(limit.minAmountLD, UNIT, "least");
        vm.assertEq(limit.maxAmountLD, destinationCapWei, "most");
        vm.assertEq(details.length, 0, "details");
        vm.assertEq(receipt.amountSentLD, 5 * CXT_WEI, "sent");
        vm.assertEq(receipt.amountReceivedLD, 5 * CXT_WEI, "received");
    }

    function test_quoteOFT_without_peer() public {
        vm.expectRevert(abi.encodeWithSelector(NoPeer.selector, 7));
        _home().quoteOFT(_param(7, bob, CXT_WEI));
    }

    function test_ioft_constants() public view {
        (bytes4 id, uint64 version) = _home().oftVersion();
        vm.assertEq(bytes32(id), bytes32(bytes4(0x02e49c2c)), "interface id");
        vm.assertEq(version, 1, "version");
        vm.assertTrue(_home().approvalRequired(), "approval");
        vm.assertEq(_home().sharedDecimals(), 9, "decimals");
        vm.assertEq(_home().token(), address(chains[HOME].token), "token");
    }

    function test_send_pays_from_permit() public {
        uint256 key = 0xa11ce;
        address owner = vm.addr(key);
        Chain storage home = _at(HOME);
        vm.prank(pool);
        home.token.transfer(owner, 10 * CXT_WEI);
        Permit memory permit = _permit(home.token, key, address(home.gateway), 5 * CXT_WEI);
        vm.prank(owner);
        home.gateway.sendWithPermit(_param(BSC, bob, CXT_WEI), anyFee, owner, permit);
        vm.assertEq(_home().outstanding(BSC), CXT_WEI, "locked");
        vm.assertEq(home.token.allowance(owner, address(home.gateway)), 4 * CXT_WEI - _fee(40, 0, false), "rest");
    }

    function test_used_permit_is_ignored_when_the_allowance_suffices() public {
        uint256 key = 0xa11ce;
        address owner = vm.addr(key);
        Chain storage home = _at(HOME);
        vm.prank(pool);
        home.token.transfer(owner, 10 * CXT_WEI);
        Permit memory permit = _permit(home.token, key, address(home.gateway), 5 * CXT_WEI);
        home.token.permit(owner, address(home.gateway), permit.value, permit.deadline, permit.v, permit.r, permit.s);
        vm.prank(owner);
        home.gateway.sendWithPermit(_param(BSC, bob, CXT_WEI), anyFee, owner, permit);
        vm.assertEq(_home().outstanding(BSC), CXT_WEI, "locked");
    }

    function test_bad_permit_without_allowance_reverts() public {
        Chain storage home = _at(HOME);
        Permit memory permit = _permit(home.token, 0xa11ce, address(home.gateway), 5 * CXT_WEI);
        permit.value += 1;
        vm.prank(vm.addr(0xa11ce));
        vm.expectRevert(ERC20.InsufficientAllowance.selector);
        home.gateway.sendWithPermit(_param(BSC, bob, CXT_WEI), anyFee, bob, permit);
    }

    function _permit(TokenBase token, uint256 key, address spender, uint256 value)
        private
        view
        returns (Permit memory)
    {
        address owner = vm.addr(key);
        bytes32 typehash =
            keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");
        uint256 deadline = block.timestamp + 60;
        bytes32 structHash = keccak256(abi.encode(typehash, owner, spender, value, token.nonces(owner), deadline));
        (uint8 v, bytes32 r, bytes32 s) =
            vm.sign(key, keccak256(abi.encodePacked(hex"1901", token.DOMAIN_SEPARATOR(), structHash)));
        return Permit(value, deadline, v, r, s);
    }

    // --- refusals

    function _refused(SendParam memory p, bytes memory reason) private {
        Chain storage home = _at(HOME);
        vm.prank(alice);
        vm.expectRevert(reason);
        home.gateway.send(p, anyFee, alice);
    }

    function test_refuses_native_fee() public {
        vm.deal(alice, 1);
        Chain storage home = _at(HOME);
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(NativeFeeNotAccepted.selector, 1));
        home.gateway.send{ value: 1 }(_param(BSC, bob, CXT_WEI), anyFee, alice);
    }

    function test_refuses_fee_above_maximum() public {
        uint256 fee = _fee(40, 0, false);
        Chain storage home = _at(HOME);
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(FeeAboveMaximum.selector, fee, fee - 1));
        home.gateway.send(_param(BSC, bob, CXT_WEI), MessagingFee(0, fee - 1), alice);
    }

    function test_refuses_unknown_destination() public {
        _refused(_param(30_110, bob, CXT_WEI), abi.encodeWithSelector(NoPeer.selector, 30_110));
        _refused(_param(HOME, bob, CXT_WEI), abi.encodeWithSelector(NoPeer.selector, HOME));
    }

    function test_refuses_recipients_the_destination_cannot_hold() public {
        SendParam memory p = _param(BSC, bob, CXT_WEI);
        p.to = 0;
        _refused(p, abi.encodeWithSelector(InvalidRecipient.selector, bytes32(0)));
        p.to = bytes32(uint256(1) << 160 | 5);
        _refused(p, abi.encodeWithSelector(InvalidRecipient.selector, p.to));
        p.dstEid = SOLANA;
        p.to = 0;
        _refused(p, abi.encodeWithSelector(InvalidRecipient.selector, bytes32(0)));
    }

    function test_refuses_nothing() public {
        _refused(_param(BSC, bob, 0), abi.encodeWithSelector(NothingToSend.selector, 0));
        _refused(_param(BSC, bob, UNIT - 1), abi.encodeWithSelector(NothingToSend.selector, UNIT - 1));
    }

    function test_amount_zero_with_a_call_is_a_message() public {
        SendParam memory p = _param(BSC, bob, 0);
        p.composeMsg = hex"01";
        PlainWire.Packet memory packet = _send(alice, HOME, p);
        vm.assertEq(_home().outstanding(BSC), 0, "nothing locked");
        vm.assertEq(packet.message.length, 73, "message");
    }

    function test_refuses_slippage() public {
        SendParam memory p = _param(BSC, bob, CXT_WEI + 1);
        p.minAmountLD = CXT_WEI + 1;
        _refused(p, abi.encodeWithSelector(IOFT.SlippageExceeded.selector, CXT_WEI, CXT_WEI + 1));
    }

    function test_refuses_more_than_the_wire_holds() public {
        _refused(_param(BSC, bob, 1e26 + UNIT), abi.encodeWithSelector(AmountAboveSupply.selector, 1e17 + 1));
    }

    function test_refuses_a_command() public {
        SendParam memory p = _param(BSC, bob, CXT_WEI);
        p.oftCmd = hex"00";
        _refused(p, abi.encodeWithSelector(CommandUnsupported.selector, 1));
    }

    function test_refuses_long_messages() public {
        SendParam memory p = _param(BSC, bob, CXT_WEI);
        p.composeMsg = new bytes(10_000 - 72 + 1);
        _refused(p, abi.encodeWithSelector(MessageTooLong.selector, 10_001, 10_000));
        p.composeMsg = new bytes(10_000 - 72);
        _send(alice, HOME, p);
        p = _param(SOLANA, bob, CXT_WEI);
        p.composeMsg = new bytes(480 - 72 + 1);
        _refused(p, abi.encodeWithSelector(MessageTooLong.selector, 481, 480));
        p.composeMsg = new bytes(480 - 72);
        _send(alice, HOME, p);
    }

    function test_refuses_on_another_chain() public {
        vm.chainId(5);
        vm.startPrank(alice);
        IGateway gateway = chains[HOME].gateway;
        Permit memory none;
        vm.expectRevert(abi.encodeWithSelector(WrongChain.selector, 5, 1));
        gateway.send(_param(BSC, bob, CXT_WEI), anyFee, alice);
        vm.expectRevert(abi.encodeWithSelector(WrongChain.selector, 5, 1));
        gateway.sendWithPermit(_param(BSC, bob, CXT_WEI), anyFee, alice, none);
    }

    function test_refuses_while_paused() public {
        uint256 until = block.timestamp + 10;
        _pauseOutbound(HOME, BSC, until);
        _refused(_param(BSC, bob, CXT_WEI), abi.encodeWithSelector(OutboundPaused.selector, BSC, until));
        _send(alice, HOME, ARB, bob, CXT_WEI);
        vm.warp(until);
        _send(alice, HOME, BSC, bob, CXT_WEI);
        _pauseAll(HOME, until + 10);
        _refused(_param(ARB, bob, CXT_WEI), abi.encodeWithSelector(OutboundPaused.selector, ARB, until + 10));
        vm.warp(until + 10);
        _send(alice, HOME, ARB, bob, CXT_WEI);
    }

    function test_home_refuses_what_the_destination_cannot_take() public {
        _fundHome(alice, 60_000_000 * CXT_WEI);
        _send(alice, HOME, BSC, bob, 49_999_999 * CXT_WEI);
        bytes memory reason = abi.encodeWithSelector(DestinationCapExceeded.selector, BSC, CXT_WEI + UNIT, CXT_WEI);
        _refused(_param(BSC, bob, CXT_WEI + UNIT), reason);
        _send(alice, HOME, BSC, bob, CXT_WEI);
        (OFTLimit memory limit,,) = _home().quoteOFT(_param(BSC, bob, CXT_WEI));
        vm.assertEq(limit.maxAmountLD, 0, "no room");
    }

    function test_refuses_without_allowance_or_balance() public {
        address carol = _user("carol");
        Chain storage home = _at(HOME);
        vm.prank(pool);
        home.token.transfer(carol, 10 * CXT_WEI);
        vm.prank(carol);
        vm.expectRevert(ERC20.InsufficientAllowance.selector);
        home.gateway.send(_param(BSC, bob, CXT_WEI), anyFee, carol);
        _refused(_param(BSC, bob, 1001 * CXT_WEI), abi.encodeWithSelector(ERC20.InsufficientBalance.selector));
    }

    function test_spoke_burn_needs_allowance() public {
        _fundSpoke(BSC, alice, 100 * CXT_WEI);
        Chain storage bsc = _at(BSC);
        vm.startPrank(alice);
        bsc.token.approve(address(bsc.gateway), CXT_WEI);
        vm.expectRevert(ERC20.InsufficientAllowance.selector);
        bsc.gateway.send(_param(HOME, bob, CXT_WEI), anyFee, alice);
    }
}
