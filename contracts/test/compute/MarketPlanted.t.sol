// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { JobRequest } from "../../src/compute/interfaces/IJobMarket.sol";
// WHY: only what is imported is built when this file is tested alone
import { BrokenMarket } from "./support/BrokenMarkets.sol";
import { MarketLiveness } from "./support/MarketLiveness.sol";

/// @dev Each invariant of the market along one way through it, on the right market and on one with a planted bug, which has to be found.
contract MarketPlantedTest is MarketLiveness {
    /// @dev A job that the model records.
    function _new(uint8 window) private returns (JobRequest memory request) {
        request = _request();
        request.window = window;
        return _funded(request);
    }

    function _funded(JobRequest memory request) private returns (JobRequest memory) {
        _submit(request);
        jobs.push(request);
        _seen(request.jobId);
        return request;
    }

    function _upToVote(JobRequest memory request) private {
        _assigned(request, request.redundancy);
        _seen(request.jobId);
        _answered(request, 1);
        _seen(request.jobId);
        _pass((DELAY + 1) * BLOCK_SECONDS);
    }

    function wayNamed() external {
        JobRequest memory request = _request();
        (request.window, request.flags, request.namedExecutor) = (0, 1, _node(0));
        _funded(request);
        _upToVote(request);
        _vote(request, RIGHT);
        checkWork();
        checkSplits();
    }

    function wayTwice() external {
        _new(1);
        JobRequest memory request = _new(1);
        _upToVote(request);
        _vote(request, RIGHT);
        _pass(STANDARD);
        bytes memory call = abi.encodeCall(market.settle, (request, 0, ""));
        vm.assertTrue(_try(request, challenger, call), "settled");
        vm.assertFalse(_try(request, challenger, call), "and not again");
        vm.assertFalse(_try(request, requester, abi.encodeCall(market.cancel, (request))), "nor cancelled");
        checkWork();
        checkSums();
    }

    function wayCancelled() external {
        JobRequest memory request = _new(1);
        _assigned(request, 1);
        _seen(request.jobId);
        vm.assertFalse(_try(request, requester, abi.encodeCall(market.cancel, (request))), "too late");
    }

    function waySilent() external {
        JobRequest memory request = _request();
        request.redundancy = 3;
        _funded(request);
        _assigned(request, 3);
        _seen(request.jobId);
        _pass(COMPUTE);
        vm.assertTrue(_try(request, challenger, abi.encodeCall(market.expire, (request))), "reopened");
        _assigned(request, 3);
        _seen(request.jobId);
        _pass(COMPUTE);
        vm.assertTrue(_try(request, challenger, abi.encodeCall(market.expire, (request))), "expired");
        checkSlashes();
        checkSums();
    }

    function wayShared() external {
        JobRequest memory request = _request();
        (request.redundancy, request.window, request.price) = (3, 0, 7_000_003);
        _funded(request);
        _assigned(request, 3);
        _seen(request.jobId);
        _answered(request, 7);
        _seen(request.jobId);
        _pass((DELAY + 1) * BLOCK_SECONDS);
        _vote(request, RIGHT);
        checkSplits();
        checkSums();
    }

    function wayPriced() external {
        JobRequest memory request = _new(1);
        _bid(request, 0);
        vm.assertEq(market.jobOf(request.jobId).price, PRICE / 2, "the price that was asked");
    }

    function wayMissed() external {
        JobRequest memory request = _new(1);
        _bid(request, 0);
        _bid(request, 1);
        _pass(1 days);
        _bringToEnd(request);
    }

    function wayOverturned() external {
        JobRequest memory request = _new(1);
        _upToVote(request);
        _vote(request, RIGHT);
        vm.assertTrue(_try(request, challenger, abi.encodeCall(market.dispute, (request))), "disputed");
        _pass((DELAY + 1) * BLOCK_SECONDS);
        _vote(request, 0);
        checkSplits();
        checkSums();
    }

    function wayIds() external view {
        bytes32 router = bytes32(uint256(uint160(address(market))));
        bytes32 id = keccak256(abi.encodePacked("CXTJOB1", BRIDGE_ID, HOME, router, uint64(1)));
        vm.assertEq(market.nextJobId(), id, "local id");
    }

    /// @dev I31: whatever the bridge's contracts call, with whatever they have, nothing of a local job moves.
    function wayBridge() external {
        JobRequest memory request = _new(1);
        bytes32 stateHash = keccak256(abi.encode(market.jobOf(request.jobId)));
        uint256 heldWei = token.balanceOf(address(market));
        address[3] memory bridge = [port, address(0x6a7e), address(0x9007)];
        for (uint256 i; i < bridge.length; ++i) {
            bytes[] memory calls = _calls(request);
            for (uint256 j; j < calls.length; ++j) {
                vm.prank(bridge[i]);
                (bool isDone,) = address(market).call(calls[j]);
                vm.assertFalse(isDone, "the bridge moved something");
            }
        }
        vm.assertEq(keccak256(abi.encode(market.jobOf(request.jobId))), stateHash, "the job");
        vm.assertEq(token.balanceOf(address(market)), heldWei, "what the market holds");
        checkSums();
    }

    /// @dev Every function of the market that writes, but `flush`, which is anyone's and moves no escrow.
    function _calls(JobRequest memory request) private view returns (bytes[] memory calls) {
        JobRequest memory copy = abi.decode(abi.encode(request), (JobRequest));
        copy.refundee = port;
        calls = new bytes[](16);
        calls[0] = abi.encodeCall(market.cancel, (request));
        calls[1] = abi.encodeCall(market.cancel, (copy));
        calls[2] = abi.encodeCall(market.submit, (request, ""));
        calls[3] = abi.encodeCall(market.submitFromPort, (request, ""));
        calls[4] = abi.encodeCall(market.submitFromPort, (copy, ""));
        calls[5] = abi.encodeCall(market.bid, (request));
        calls[6] = abi.encodeCall(market.assign, (request, ""));
        calls[7] = abi.encodeCall(market.commitResult, (request.jobId, RIGHT));
        calls[8] = abi.encodeCall(market.revealResult, (request.jobId, RIGHT, WORK, SALT, ""));
        calls[9] = abi.encodeCall(market.settle, (request, 0, ""));
        calls[10] = abi.encodeCall(market.dispute, (request));
        calls[11] = abi.encodeCall(market.disputeCanary, (request, RIGHT, SALT));
        calls[12] = abi.encodeCall(market.expire, (request));
        calls[13] = abi.encodeCall(market.withdraw, (port));
        calls[14] = abi.encodeCall(market.creditSeat, (request.jobId, port, PRICE * UNIT));
        calls[15] = abi.encodeCall(market.attest, (request, _unsigned(request, RIGHT), "", 0, ""));
    }

    function test_the_right_market_goes_every_way() public {
        bytes[10] memory ways = _ways();
        for (uint256 i; i < ways.length; ++i) {
            vm.assertTrue(_goes("", ways[i]), vm.toString(i));
        }
    }

    function test_planted_bugs_are_found() public {
        vm.assertFalse(_goes("GenerousMarket", abi.encodeCall(this.wayNamed, ())), "I13");
        vm.assertFalse(_goes("LaxMarket", abi.encodeCall(this.wayTwice, ())), "I15");
        vm.assertFalse(_goes("GreedyMarket", abi.encodeCall(this.waySilent, ())), "I20");
        vm.assertFalse(_goes("LaxMarket", abi.encodeCall(this.wayCancelled, ())), "I21");
        vm.assertFalse(_goes("PatientMarket", abi.encodeCall(this.wayMissed, ())), "I22");
        vm.assertFalse(_goes("ForgetfulMarket", abi.encodeCall(this.wayShared, ())), "I23");
        vm.assertFalse(_goes("RoundingMarket", abi.encodeCall(this.wayShared, ())), "I24");
        vm.assertFalse(_goes("NarrowMarket", abi.encodeCall(this.wayPriced, ())), "I30");
        vm.assertFalse(_goes("BridgedMarket", abi.encodeCall(this.wayBridge, ())), "I31");
        vm.assertFalse(_goes("LocalMarket", abi.encodeCall(this.wayIds, ())), "I33");
        vm.assertFalse(_goes("StubbornMarket", abi.encodeCall(this.wayOverturned, ())), "I34");
    }

    function _ways() private view returns (bytes[10] memory) {
        return [
            abi.encodeCall(this.wayNamed, ()),
            abi.encodeCall(this.wayTwice, ()),
            abi.encodeCall(this.wayCancelled, ()),
            abi.encodeCall(this.waySilent, ()),
            abi.encodeCall(this.wayShared, ()),
            abi.encodeCall(this.wayMissed, ()),
            abi.encodeCall(this.wayPriced, ()),
            abi.encodeCall(this.wayOverturned, ()),
            abi.encodeCall(this.wayIds, ()),
            abi.encodeCall(this.wayBridge, ())
        ];
    }

    /// @dev Puts a broken market where the right one is, goes the way, and takes everything back.
    function _goes(string memory planted, bytes memory way) private returns (bool isDone) {
        uint256 id = vm.snapshotState();
        if (bytes(planted).length != 0) vm.etch(address(market), _made(planted).code);
        (isDone,) = address(this).call(way);
        vm.revertToState(id);
    }

    function _made(string memory planted) private returns (address made) {
        address[6] memory wired =
            [address(token), address(pool), address(registry), address(court), address(beacons), port];
        bytes memory initCode = abi.encodePacked(
            vm.getCode(string.concat("BrokenMarkets.sol:", planted)),
            abi.encode(wired, BRIDGE_ID, HOME, _marketParams())
        );
        assembly ("memory-safe") {
            made := create(0, add(initCode, 0x20), mload(initCode))
        }
        vm.assertTrue(made.code.length != 0, planted);
    }
}
