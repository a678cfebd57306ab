// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IJobMarket, JobRequest } from "../../src/compute/interfaces/IJobMarket.sol";
import { Certificate, IWorkCourt, SeatVote } from "../../src/compute/interfaces/IWorkCourt.sol";
import { MarketSteps } from "./support/MarketSteps.sol";

/// @dev What only the court does, on jobs of the market as it is deployed.
contract CourtWithMarketTest is MarketSteps {
    uint8 private constant LATE = 255;
    address private constant REPORTER = address(0x9e9);

    function _settledJob() private returns (JobRequest memory request) {
        request = _submitted(_request(), 1);
        _attest(request, RIGHT);
        _settle(request);
    }

    /// @dev M's certificate on a late challenge of S.
    function _late(JobRequest memory request, bytes32 resultHash) private returns (Certificate memory certificate) {
        vm.prank(challenger);
        court.challengeLate(request.jobId, 0);
        uint64 named = uint64(block.number) + DELAY;
        _pass((DELAY + 1) * BLOCK_SECONDS);
        certificate.jobId = request.jobId;
        certificate.resultHash = resultHash;
        certificate.units = resultHash == 0 ? 0 : WORK;
        certificate.executorsOk = resultHash == 0 ? 0 : 1;
        (certificate.level, certificate.redraws) = (1, LATE);
        _signLate(certificate, beacons.beacon(named, ""));
    }

    /// @dev All seven seats of M, by the latest snapshot: of an ended job the market knows none.
    function _signLate(Certificate memory certificate, bytes32 beacon) private view {
        certificate.votes = new SeatVote[](7);
        for (uint16 seat; seat < 7; ++seat) {
            (uint16 place, address node) =
                court.seatPlace(beacon, certificate.jobId, 1, LATE, seat, court.latestSnapshot());
            bytes32 digest = court.voteDigest(certificate, seat, QUALITY);
            (uint8 v, bytes32 r, bytes32 s) = vm.sign(keyOf[node], digest);
            certificate.votes[seat] = SeatVote(seat, place, QUALITY, r, bytes32(uint256(s) | uint256(v - 27) << 255));
        }
    }

    /// @dev I34.
    function test_late_overturn_moves_no_price() public {
        JobRequest memory request = _settledJob();
        address executor = market.executorsOf(request.jobId)[0];
        bytes32 job = keccak256(abi.encode(market.jobOf(request.jobId)));
        uint256 price = PRICE / 2 * UNIT;
        uint256 earnedWei = market.creditOf(executor);
        uint256 refundWei = market.creditOf(requester);
        uint256 stakeWei = registry.accountOf(executor).stake;
        court.certifyLate(_late(request, 0), "");
        vm.assertEq(registry.accountOf(executor).stake, stakeWei - stakeWei / 20, "5 % of the executor's stake");
        vm.assertGt(registry.accountOf(executor).jailedUntil, block.timestamp, "jail");
        vm.assertEq(market.creditOf(executor), earnedWei, "what it earned");
        vm.assertEq(market.creditOf(requester), refundWei, "what came back");
        vm.assertEq(keccak256(abi.encode(market.jobOf(request.jobId))), job, "the job");
        (,,, uint256 seatPayWei) = market.totals();
        vm.assertEq(seatPayWei, 0, "no seat is paid");
        vm.assertEq(market.creditOf(address(pool)), price / 10, "the seats' part is the pool's");
        uint256 remaining = pool.remaining();
        market.withdraw(address(pool));
        pool.skim();
        vm.assertEq(pool.remaining(), remaining + price / 10, "and goes back there");
    }

    function test_late_confirmation_costs_the_challenger() public {
        JobRequest memory request = _settledJob();
        uint256 stakeWei = registry.accountOf(challenger).stake;
        Certificate memory certificate = _late(request, RIGHT);
        vm.prank(REPORTER);
        court.certifyLate(certificate, "");
        uint256 bondWei = court.challengeBond(PRICE / 2 * UNIT);
        vm.assertEq(registry.accountOf(challenger).stake, stakeWei - bondWei, "its bond");
        vm.assertEq(token.balanceOf(REPORTER), bondWei / 2, "half to who brought the certificate");
        vm.warp(block.timestamp + 3 days);
        pool.closeEpoch(pool.nextEpoch(), pool.currentEpoch() - pool.nextEpoch());
        court.releaseSeats(request.jobId, 0);
        court.releaseSeats(request.jobId, 1);
        (, uint256 bondedWei,) = registry.totals();
        vm.assertEq(bondedWei, 0, "everything is free");
        (,,, uint256 seatPayWei) = market.totals();
        vm.assertEq(seatPayWei, 0, "and paid");
    }

    function test_absent_seats_of_a_lapsed_draw() public {
        JobRequest memory request = _submitted(_request(), 1);
        _pass((DELAY + 1) * BLOCK_SECONDS);
        uint64 beaconBlock = market.jobOf(request.jobId).beaconBlock;
        Certificate memory certificate = _certificate(request, RIGHT);
        SeatVote memory silent = certificate.votes[4];
        SeatVote[] memory votes = certificate.votes;
        assembly ("memory-safe") {
            mstore(votes, 2)
        }
        court.showVotes(certificate, "");
        _lapsed(request);
        vm.expectRevert(abi.encodeWithSelector(IWorkCourt.DrawUnknown.selector, request.jobId, 0, 0));
        court.showVotes(certificate, "");
        address[] memory excluded = new address[](2);
        (excluded[0], excluded[1]) = (market.executorsOf(request.jobId)[0], requester);
        (, address node) = court.seatPlace(beacons.beacon(beaconBlock, ""), request.jobId, 0, 0, 4, 1);
        uint256 stakeWei = registry.accountOf(node).stake;
        vm.prank(REPORTER);
        court.punishAbsent(request.jobId, 0, 0, 4, silent.validator, excluded, "");
        vm.assertEq(registry.accountOf(node).stake, stakeWei - SEAT_BOND / 100, "1 %");
        vm.assertEq(token.balanceOf(REPORTER), SEAT_BOND / 200, "half to the reporter");
        uint16 voted = votes[1].validator;
        vm.expectRevert(abi.encodeWithSelector(IWorkCourt.SeatSettled.selector, 1));
        court.punishAbsent(request.jobId, 0, 0, 1, voted, excluded, "");
        // the second draw settles the job
        _attest(request, RIGHT);
        _settle(request);
        _assertStatus(request, IJobMarket.Status.SETTLED, "settled");
    }
}
