// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ERC20 } from "solady/tokens/ERC20.sol";

import { PlainWire } from "./support/PlainWire.sol";
import { Rig } from "./support/Rig.sol";

// LayerZero's published interface (IOFT of oft-evm, interface id 0x02e49c2c), restated with its own names, as an
// integrator's project would have it.
struct LzSendParam {
    uint32 dstEid;
    bytes32 to;
    uint256 amountLD;
    uint256 minAmountLD;
    bytes extraOptions;
    bytes composeMsg;
    bytes oftCmd;
}

struct LzMessagingFee {
    uint256 nativeFee;
    uint256 lzTokenFee;
}

struct LzMessagingReceipt {
    bytes32 guid;
    uint64 nonce;
    LzMessagingFee fee;
}

struct LzOFTLimit {
    uint256 minAmountLD;
    uint256 maxAmountLD;
}

struct LzOFTReceipt {
    uint256 amountSentLD;
    uint256 amountReceivedLD;
}

struct LzOFTFeeDetail {
    int256 feeAmountLD;
    string description;
}

interface ILayerZeroOFT {
    function oftVersion() external view returns (bytes4, uint64);
    function token() external view returns (address);
    function approvalRequired() external view returns (bool);
    function sharedDecimals() external view returns (uint8);
    function quoteOFT(LzSendParam calldata)
        external
        view
        returns (LzOFTLimit memory, LzOFTFeeDetail[] memory, LzOFTReceipt memory);
    function quoteSend(LzSendParam calldata, bool) external view returns (LzMessagingFee memory);
    function send(LzSendParam calldata, LzMessagingFee calldata, address)
        external
        payable
        returns (LzMessagingReceipt memory, LzOFTReceipt memory);
}

/// @dev What integrators write against an OFT: quote, approve if asked to, send with the quoted fee as value.
contract OftRouter {
    function bridge(ILayerZeroOFT oft, uint32 dstEid, address to, uint256 amount)
        external
        payable
        returns (bytes32 guid, uint256 received)
    {
        (bytes4 id,) = oft.oftVersion();
        require(id == 0x02e49c2c, "not an OFT");
        bytes memory options = abi.encodePacked(uint16(3), uint8(1), uint16(17), uint8(1), uint128(65_000));
        LzSendParam memory p = LzSendParam(dstEid, bytes32(uint256(uint160(to))), amount, 0, options, "", "");
        (,, LzOFTReceipt memory quoted) = oft.quoteOFT(p);
        p.minAmountLD = quoted.amountReceivedLD;
        LzMessagingFee memory fee = oft.quoteSend(p, true);
        if (oft.approvalRequired()) ERC20(oft.token()).approve(address(oft), amount + fee.lzTokenFee);
        (LzMessagingReceipt memory receipt, LzOFTReceipt memory sent) =
            oft.send{ value: fee.nativeFee }(p, fee, msg.sender);
        return (receipt.guid, sent.amountReceivedLD);
    }
}

contract IoftCallerTest is Rig {
    function test_interface_id() public pure {
        vm.assertEq(bytes32(ILayerZeroOFT.send.selector), bytes32(bytes4(0xc7c7f5b3)), "send");
        vm.assertEq(bytes32(ILayerZeroOFT.quoteSend.selector), bytes32(bytes4(0x3b6f743b)), "quoteSend");
        vm.assertEq(bytes32(ILayerZeroOFT.quoteOFT.selector), bytes32(bytes4(0x0d35b415)), "quoteOFT");
    }

    function test_router_written_for_layerzero_works_unchanged() public {
        OftRouter router = new OftRouter();
        Chain storage home = _at(HOME);
        vm.prank(pool);
        home.token.transfer(address(router), 10 * CXT_WEI);
        address bob = _user("bob");
        (bytes32 guid, uint256 received) =
            router.bridge(ILayerZeroOFT(address(home.gateway)), BSC, bob, 5 * CXT_WEI + 5);
        vm.assertEq(received, 5 * CXT_WEI, "received");
        bytes memory message = abi.encodePacked(_padded(bob), uint64(5e9));
        PlainWire.Packet memory packet =
            PlainWire.Packet(1, HOME, _padded(address(home.gateway)), BSC, _peer(BSC), 0, message);
        vm.assertEq(guid, PlainWire.guid(packet), "guid");
        _deliver(BSC, _list(packet));
        vm.assertEq(_balance(BSC, bob), 5 * CXT_WEI, "arrived");
    }
}
