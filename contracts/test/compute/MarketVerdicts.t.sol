// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IJobMarket, JobRequest } from "../../src/compute/interfaces/IJobMarket.sol";
import { IRandomness } from "../../src/compute/interfaces/IRandomness.sol";
import { Certificate, IWorkCourt } from "../../src/compute/interfaces/IWorkCourt.sol";
import { MarketSteps } from "./support/MarketSteps.sol";

/// @dev Certificates, disputes, canaries, votes without a quorum.
contract MarketVerdictsTest is MarketSteps {
    function _refused(JobRequest memory request, Certificate memory certificate, bytes memory reason) private {
        vm.expectRevert(reason);
        market.attest(request, certificate, "", 0, "");
    }

    function _mismatch(bytes32 field) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IWorkCourt.CertificateMismatch.selector, field);
    }

    function _disputed() private returns (JobRequest memory request) {
        request = _submitted(_request(), 1);
        _attest(request, RIGHT);
        _dispute(request);
    }

    function test_refuses_certificates_of_something_else() public {
        JobRequest memory request = _request();
        request.redundancy = 2;
        _submitted(request, 1);
        Certificate memory certificate = _unsigned(request, RIGHT);
        certificate.jobId = keccak256("another");
        _refused(request, certificate, _mismatch("jobId"));
        certificate = _unsigned(request, RIGHT);
        certificate.level = 1;
        _refused(request, certificate, _mismatch("level"));
        certificate = _unsigned(request, RIGHT);
        certificate.redraws = 1;
        _refused(request, certificate, _mismatch("redraws"));
        certificate = _unsigned(request, RIGHT);
        certificate.executorsOk = 3;
        _refused(request, certificate, _mismatch("executorsOk"));
        certificate = _unsigned(request, RIGHT);
        certificate.commitRoot = keccak256("another");
        _refused(request, certificate, _mismatch("commitRoot"));
        certificate = _unsigned(request, 0);
        certificate.units = 1;
        _refused(request, certificate, _mismatch("units"));
        certificate = _unsigned(request, RIGHT);
        certificate.units = request.maxUnits + 1;
        _refused(
            request,
            certificate,
            abi.encodeWithSelector(IJobMarket.UnitsOverMaximum.selector, request.maxUnits + 1, request.maxUnits)
        );
        // a result that nobody revealed cannot be attested
        _pass((DELAY + 1) * BLOCK_SECONDS);
        _refused(request, _certificate(request, keccak256("nobody's")), _mismatch("executorsOk"));
        market.attest(request, _certificate(request, RIGHT), "", 0, "");
        _assertStatus(request, IJobMarket.Status.ATTESTED, "attested");
    }

    function test_votes_wait_for_their_beacon() public {
        JobRequest memory request = _submitted(_request(), 1);
        uint64 beaconBlock = market.jobOf(request.jobId).beaconBlock;
        _refused(
            request, _unsigned(request, RIGHT), abi.encodeWithSelector(IRandomness.BeaconTooEarly.selector, beaconBlock)
        );
    }

    function test_attests_and_settles_in_their_states_only() public {
        JobRequest memory request = _submit(_request());
        Certificate memory certificate = _unsigned(request, RIGHT);
        bytes memory wrong =
            abi.encodeWithSelector(IJobMarket.StatusWrong.selector, request.jobId, uint8(IJobMarket.Status.FUNDED));
        _refused(request, certificate, wrong);
        vm.expectRevert(wrong);
        market.settle(request, 0, "");
        vm.expectRevert(wrong);
        vm.prank(challenger);
        market.dispute(request);
        _assigned(request, 1);
        vm.expectPartialRevert(IJobMarket.StatusWrong.selector);
        market.assign(request, "");
        _answered(request, 1);
        _attest(request, RIGHT);
        uint64 deadline = market.jobOf(request.jobId).deadline;
        vm.assertEq(deadline, block.timestamp + STANDARD, "dispute window");
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.WindowOpen.selector, request.jobId, deadline));
        market.settle(request, 0, RESULT_DATA);
        vm.expectRevert(
            abi.encodeWithSelector(IJobMarket.StatusWrong.selector, request.jobId, uint8(IJobMarket.Status.ATTESTED))
        );
        market.expire(request);
        _settle(request);
        vm.expectRevert(
            abi.encodeWithSelector(IJobMarket.StatusWrong.selector, request.jobId, uint8(IJobMarket.Status.SETTLED))
        );
        market.settle(request, 0, RESULT_DATA);
    }

    function test_high_window() public {
        JobRequest memory request = _request();
        request.window = 2;
        _submitted(request, 1);
        _attest(request, RIGHT);
        vm.assertEq(market.jobOf(request.jobId).deadline, block.timestamp + HIGH, "a day");
    }

    function test_data_is_the_result_or_a_hint() public {
        JobRequest memory request = _submitted(_request(), 1);
        _attest(request, RIGHT);
        vm.warp(block.timestamp + STANDARD);
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.DataMismatch.selector, request.jobId, RIGHT));
        market.settle(request, 0, "forty-three");
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.FieldInvalid.selector, bytes32("data"), 1025));
        market.settle(request, 0, new bytes(1025));
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.FieldInvalid.selector, bytes32("data"), 201));
        market.settle(request, 1, new bytes(201));
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.FieldInvalid.selector, bytes32("dataKind"), 2));
        market.settle(request, 2, "");
        uint256 state = vm.snapshotState();
        market.settle(request, 0, RESULT_DATA);
        vm.revertToState(state);
        market.settle(request, 1, new bytes(200));
        vm.revertToState(state);
        market.settle(request, 0, "");
        _assertEnd(request, IJobMarket.Status.SETTLED, 0);
    }

    function test_no_valid_result_takes_no_data() public {
        JobRequest memory request = _submitted(_request(), 0);
        _attest(request, 0);
        vm.warp(block.timestamp + STANDARD);
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.DataMismatch.selector, request.jobId, bytes32(0)));
        market.settle(request, 1, "somewhere");
        market.settle(request, 0, "");
        _assertEnd(request, IJobMarket.Status.REJECTED, 4);
    }

    function test_seats_are_drawn_again_twice() public {
        JobRequest memory request = _submitted(_request(), 1);
        for (uint8 redraw = 1; redraw <= 2; ++redraw) {
            uint64 deadline = market.jobOf(request.jobId).deadline;
            vm.expectRevert(abi.encodeWithSelector(IJobMarket.WindowOpen.selector, request.jobId, deadline));
            market.expire(request);
            _lapsed(request);
            IJobMarket.Job memory job = market.jobOf(request.jobId);
            vm.assertEq(job.redraws, redraw, "redraws");
            vm.assertEq(job.beaconBlock, block.number + DELAY, "another block");
            vm.assertEq(job.deadline, block.timestamp + VOTE, "another window");
        }
        uint256 state = vm.snapshotState();
        // late, but nobody has ended the vote
        _pass(VOTE + 60);
        _attest(request, RIGHT);
        _assertStatus(request, IJobMarket.Status.ATTESTED, "the third draw");
        vm.revertToState(state);
        address executor = market.executorsOf(request.jobId)[0];
        uint256 stakeWei = registry.accountOf(executor).stake;
        _lapsed(request);
        _assertEnd(request, IJobMarket.Status.EXPIRED, 5);
        vm.assertEq(market.creditOf(requester), PRICE * UNIT, "all of it");
        vm.assertEq(registry.accountOf(executor).stake, stakeWei, "the executor is not to blame");
        vm.assertEq(registry.accountOf(executor).bonded, 0, "and has its bond");
    }

    function test_a_redraw_takes_the_latest_list() public {
        JobRequest memory request = _submitted(_request(), 1);
        uint64 before = market.jobOf(request.jobId).snapshotEpoch;
        _pass(1 days);
        court.snapshot();
        market.expire(request);
        vm.assertEq(market.jobOf(request.jobId).snapshotEpoch, before + 1, "the new one");
        _attest(request, RIGHT);
    }

    function test_a_dispute_holds_a_bond_and_asks_the_next_class() public {
        JobRequest memory request = _submitted(_request(), 1);
        _attest(request, RIGHT);
        uint64 deadline = market.jobOf(request.jobId).deadline;
        uint256 state = vm.snapshotState();
        vm.warp(deadline);
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.WindowOver.selector, request.jobId, deadline));
        vm.prank(challenger);
        market.dispute(request);
        vm.revertToState(state);
        _dispute(request);
        vm.assertEq(registry.accountOf(challenger).bonded, SEAT_BOND / 10, "a tenth of the seat bond");
        IJobMarket.Job memory job = market.jobOf(request.jobId);
        vm.assertEq(job.level, 1, "class M");
        vm.assertEq(job.beaconBlock, block.number + DELAY, "a block of its own");
        _refused(request, _unsignedAt(request, 0), _mismatch("level"));
    }

    function _unsignedAt(JobRequest memory request, uint8 level) private view returns (Certificate memory certificate) {
        certificate = _unsigned(request, RIGHT);
        certificate.level = level;
    }

    function test_upheld() public {
        JobRequest memory request = _disputed();
        address executor = market.executorsOf(request.jobId)[0];
        uint256 bondWei = SEAT_BOND / 10;
        uint256 stakeWei = registry.accountOf(challenger).stake;
        _attestWith(request, RIGHT, RESULT_DATA);
        _assertEnd(request, IJobMarket.Status.SETTLED, 0);
        vm.assertEq(registry.accountOf(challenger).stake, stakeWei - bondWei, "the challenger's bond");
        uint256 price = PRICE / 2 * UNIT;
        vm.assertEq(market.creditOf(executor), price * 85 / 100 + bondWei / 2, "half of it is the executor's");
        (, bool isUpheld,,) = court.verdictOf(request.jobId, 0);
        (, bool isUpheldToo,,) = court.verdictOf(request.jobId, 1);
        vm.assertTrue(isUpheld && isUpheldToo, "both classes stand");
        vm.warp(block.timestamp + 2 days);
        pool.closeEpoch(1, pool.currentEpoch() - 1);
        court.releaseSeats(request.jobId, 0);
        (,,, uint256 seatPayWei) = market.totals();
        vm.assertEq(seatPayWei, price / 20, "half of the seats' pay is the first class's");
        court.releaseSeats(request.jobId, 1);
        (,,, seatPayWei) = market.totals();
        vm.assertEq(seatPayWei, 0, "the rest the second's");
    }

    /// @dev Nobody is to be paid: the requester gets the half of the challenger's bond.
    function test_upheld_without_a_valid_result() public {
        JobRequest memory request = _submitted(_request(), 0);
        _attest(request, 0);
        _dispute(request);
        uint256 stakeWei = registry.accountOf(market.executorsOf(request.jobId)[0]).stake;
        _attest(request, 0);
        _assertEnd(request, IJobMarket.Status.REJECTED, 4);
        uint256 fineWei = PRICE * UNIT / 8 + stakeWei / 20;
        vm.assertEq(market.creditOf(requester), PRICE * UNIT + fineWei / 2 + SEAT_BOND / 20, "escrow and both halves");
    }

    /// @dev I34: a certificate that was overturned moves no price.
    function test_overturned() public {
        JobRequest memory request = _disputed();
        address executor = market.executorsOf(request.jobId)[0];
        uint256 bondWei = PRICE * UNIT / 8;
        uint256 stakeWei = registry.accountOf(executor).stake;
        uint256 fineWei = bondWei + stakeWei / 20;
        _attest(request, 0);
        _assertEnd(request, IJobMarket.Status.REJECTED, 6);
        vm.assertEq(market.creditOf(executor), 0, "no price");
        (,, uint256 poolShareWei, uint256 seatPayWei) = market.totals();
        vm.assertEq(poolShareWei + seatPayWei, 0, "nor any part of it");
        vm.assertEq(registry.accountOf(executor).stake, stakeWei - fineWei, "bond and 5 % of the stake");
        vm.assertTrue(registry.accountOf(executor).jailedUntil > block.timestamp, "jail");
        vm.assertEq(registry.accountOf(challenger).bonded, 0, "the challenger's bond is free");
        vm.assertEq(market.creditOf(requester), PRICE * UNIT + fineWei / 2, "all of it, and half of the fine");
        (uint256 seats,,,) = court.verdictOf(request.jobId, 0);
        vm.assertEq(seats, 0, "the lower class is gone");
        (, bool isUpheld,,) = court.verdictOf(request.jobId, 1);
        vm.assertTrue(isUpheld, "the higher class stands");
    }

    /// @dev What the lower class denied and the higher found: no pay, but no fine either.
    function test_overturned_in_favour_of_an_executor() public {
        JobRequest memory request = _request();
        request.redundancy = 2;
        _submitted(request, 1);
        _attest(request, 0);
        _dispute(request);
        address[] memory nodes = market.executorsOf(request.jobId);
        uint256 first = registry.accountOf(nodes[0]).stake;
        uint256 second = registry.accountOf(nodes[1]).stake;
        _attest(request, RIGHT);
        _assertEnd(request, IJobMarket.Status.REJECTED, 6);
        vm.assertEq(registry.accountOf(nodes[0]).stake, first, "it was right");
        vm.assertEq(registry.accountOf(nodes[0]).bonded, 0, "it has its bond");
        vm.assertTrue(registry.accountOf(nodes[1]).stake < second, "the other was wrong");
        vm.assertEq(market.jobOf(request.jobId).units, 0, "no units");
    }

    function test_other_units_overturn() public {
        JobRequest memory request = _disputed();
        _pass((DELAY + 1) * BLOCK_SECONDS);
        Certificate memory certificate = _unsigned(request, RIGHT);
        certificate.units = WORK - 1;
        _sign(certificate, market.jobOf(request.jobId).beaconBlock);
        market.attest(request, certificate, "", 0, "");
        _assertEnd(request, IJobMarket.Status.REJECTED, 6);
    }

    function test_a_class_without_quorum_hands_on_to_the_next() public {
        JobRequest memory request = _disputed();
        for (uint8 level = 1; level <= 3; ++level) {
            for (uint8 redraws; redraws < 3; ++redraws) {
                vm.assertEq(market.jobOf(request.jobId).level, level, "level");
                vm.assertEq(market.jobOf(request.jobId).redraws, redraws, "redraws");
                uint256 state = vm.snapshotState();
                _attest(request, RIGHT);
                _assertEnd(request, IJobMarket.Status.SETTLED, 0);
                vm.revertToState(state);
                _lapsed(request);
            }
        }
        _assertEnd(request, IJobMarket.Status.SETTLED, 0);
        vm.assertEq(registry.accountOf(challenger).bonded, 0, "the challenger has its bond");
        vm.assertEq(registry.accountOf(challenger).stake, 200e18, "all of it");
        (, bool isUpheld,,) = court.verdictOf(request.jobId, 0);
        vm.assertTrue(isUpheld, "the first verdict stands");
    }

    function test_final_overturns() public {
        JobRequest memory request = _disputed();
        for (uint256 i; i < 6; ++i) {
            _lapsed(request);
        }
        vm.assertEq(market.jobOf(request.jobId).level, 3, "Final");
        _attest(request, 0);
        _assertEnd(request, IJobMarket.Status.REJECTED, 6);
    }

    function test_canary() public {
        JobRequest memory request = _request();
        request.jobId = market.nextJobId();
        bytes32 salt = keccak256("canary");
        request.canary = keccak256(abi.encodePacked(request.jobId, RIGHT, salt));
        _submitted(request, 0);
        _attest(request, WRONG);
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.RequesterOnly.selector, request.jobId, challenger));
        vm.prank(challenger);
        market.disputeCanary(request, RIGHT, salt);
        vm.expectPartialRevert(IJobMarket.FieldInvalid.selector);
        vm.prank(requester);
        market.disputeCanary(request, WRONG, salt);
        vm.prank(requester);
        market.disputeCanary(request, RIGHT, salt);
        _assertStatus(request, IJobMarket.Status.DISPUTED, "disputed");
        uint256 state = vm.snapshotState();
        _attest(request, 0);
        _assertEnd(request, IJobMarket.Status.REJECTED, 6);
        vm.revertToState(state);
        // upheld: the requester held nothing and loses nothing
        _attest(request, WRONG);
        _assertEnd(request, IJobMarket.Status.SETTLED, 0);
        vm.assertEq(registry.accountOf(requester).stake, 0, "no stake");
        vm.revertToState(state);
        for (uint256 i; i < 9; ++i) {
            _lapsed(request);
        }
        _assertEnd(request, IJobMarket.Status.SETTLED, 0);
    }

    function test_a_canary_that_was_answered_disputes_nothing() public {
        JobRequest memory request = _request();
        request.jobId = market.nextJobId();
        request.canary = keccak256(abi.encodePacked(request.jobId, RIGHT, SALT));
        _submitted(request, 1);
        _attest(request, RIGHT);
        vm.expectRevert(abi.encodeWithSelector(IJobMarket.FieldInvalid.selector, bytes32("resultHash"), uint256(RIGHT)));
        vm.prank(requester);
        market.disputeCanary(request, RIGHT, SALT);
    }

    /// @dev Executors and the requester hold no seat on their own job.
    function test_the_parties_do_not_judge() public {
        JobRequest memory request = _request();
        requester = _validator(7);
        _equip(requester, 100e18);
        request.requester = bytes32(uint256(uint160(requester)));
        bool isRefused;
        for (uint256 i; i < 12 && !isRefused; ++i) {
            JobRequest memory one = _request();
            one.requester = bytes32(uint256(uint160(requester)));
            _submitted(one, 1);
            _pass((DELAY + 1) * BLOCK_SECONDS);
            Certificate memory certificate = _certificate(one, RIGHT);
            bytes memory call = abi.encodeCall(market.attest, (one, certificate, "", 0, ""));
            (bool isDone, bytes memory reason) = address(market).call(call);
            isRefused = !isDone && bytes4(reason) == IWorkCourt.SeatExcluded.selector;
        }
        vm.assertTrue(isRefused, "a seat of the requester's was refused");
    }
}
