// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { SelectorInventory } from "../support/SelectorInventory.sol";

/// @dev Every external function of the compute contracts and who may call it.
contract ComputeSelectorsTest is SelectorInventory {
    /// @dev Structs of the interfaces as signatures have them.
    string private constant REQUEST =
        "(bytes32,bytes32,address,uint8,uint8,uint8,uint8,address,uint64,uint64,uint32,uint32,bytes32,bytes32,bytes32)";
    string private constant VOTE = "(uint16,uint16,uint16,bytes32,bytes32)";
    string private constant CERTIFICATE =
        "(bytes32,bytes32,uint64,uint8,bytes32,uint8,uint8,(uint16,uint16,uint16,bytes32,bytes32)[])";

    function test_mining_pool() public {
        _anyone("closeEpoch(uint64,uint64)");
        _anyone("sweep(uint64)");
        _anyone("skim()");
        _only("giver, over his own allowance", "donate(uint256)");
        _only("node", "claim(address,uint64[])");
        _only("base work", "recordBase(address,uint64)");
        _only("job market", "recordPaid(address,uint64,uint256,uint256,uint256)");
        _only("work court", "recordDuties(uint64)");
        _only("work court", "payDuty(uint64,address,uint64)");
        _anyone("budgetPart(uint256)");
        _anyone("claimOf(address,uint64)");
        _anyone("claimable()");
        _anyone("claimableUntil(uint64)");
        _anyone("currentEpoch()");
        _anyone("epochEndsAt(uint64)");
        _anyone("epochs(uint64)");
        _anyone("nextEpoch()");
        _anyone("parameters()");
        _anyone("released()");
        _anyone("remaining()");
        _anyone("target()");
        _anyone("wiring()");
        _compare("MiningPool");
    }

    function test_base_work() public {
        _anyone("seedEpoch()");
        _only("node, for itself", "commit(uint64,bytes32,uint32)");
        _only("node, for itself", "open(uint64,bytes,(bytes,bytes32[])[])");
        _anyone("commitmentOf(address,uint64)");
        _anyone("drawsOf(address,uint64,bytes32)");
        _anyone("seedOf(uint64)");
        _anyone("wiring()");
        _compare("BaseWork");
    }

    function _randomness() private {
        _anyone("beacon(uint64,bytes)");
        _anyone("delayBlocks()");
        _anyone("windowBlocks()");
    }

    function test_randao_beacon() public {
        _randomness();
        _compare("RandaoBeacon");
    }

    function test_devnet_beacon() public {
        _randomness();
        _compare("DevnetBeacon");
    }

    function test_stake_registry() public {
        _only("job market, work court", "bond(address,uint256)");
        _only("job market, work court", "bondEach(address[],uint256)");
        _only("node", "joinValidators(address)");
        _only("work court", "punish(address,bool)");
        _only("node", "requestUnstake(uint256)");
        _only("job market, work court", "reward(address,uint64)");
        _only("work court", "slash(address,uint256,bool,address)");
        _only("node, over its own allowance", "stake(uint256)");
        _only("job market, work court", "unbond(address,uint256)");
        _anyone("accountOf(address)");
        _anyone("decayPeriodSeconds()");
        _anyone("jailSeconds()");
        _anyone("jobMarket()");
        _anyone("leaveValidators(address)");
        _anyone("maxValidators()");
        _anyone("pool()");
        _anyone("referenceUnits()");
        _anyone("reputationOf(address)");
        _anyone("standingOf(address)");
        _anyone("thresholdWei(uint256)");
        _anyone("tierWeightOf(address)");
        _anyone("token()");
        _anyone("totals()");
        _anyone("unbondingOf(address,uint256)");
        _anyone("unbondingSeconds()");
        _anyone("validatorAt(uint256)");
        _anyone("validatorCount()");
        _anyone("validatorStakes()");
        _anyone("withdraw(address,uint256)");
        _anyone("workCourt()");
        _compare("StakeRegistry");
    }

    function test_work_court() public {
        _only("job market", string.concat("certify(", CERTIFICATE, ",uint64,bytes32,address[])"));
        _only("job market", "lapse(bytes32,uint8,uint8,uint64,uint64,address[])");
        _only("job market", "overturn(bytes32,uint8,address)");
        _only("job market", "punishChallenger(address,uint256,address)");
        _only("job market", "punishExecutor(address,uint256,bool)");
        _only("job market", "uphold(bytes32,uint8,uint256)");
        _anyone(string.concat("certifyLate(", CERTIFICATE, ",bytes)"));
        _anyone("challengeBond(uint256)");
        _anyone("challengeLate(bytes32,uint8)");
        _anyone("classFor(uint256)");
        _anyone("classOf(uint8)");
        _anyone("closeLate(bytes32,uint8)");
        _anyone("eip712Domain()");
        _anyone("isLive(uint64)");
        _anyone(string.concat("isSameVerdict(", CERTIFICATE, ",uint8)"));
        _anyone("jobMarket()");
        _anyone("latestSnapshot()");
        _anyone("minValidatorStakeWei()");
        _anyone("minValidators()");
        _anyone("mostAtRisk(uint8)");
        _anyone("pool()");
        _anyone("punishAbsent(bytes32,uint8,uint8,uint16,uint16,address[],bytes)");
        _anyone("randomness()");
        _anyone("releaseSeats(bytes32,uint8)");
        _anyone(string.concat("reportEquivocation(", CERTIFICATE, ",", VOTE, ",", CERTIFICATE, ",", VOTE, ",address)"));
        _anyone(string.concat("reportIncoherent(", CERTIFICATE, ",", VOTE, ")"));
        _anyone("seatBondWei()");
        _anyone("seatLockSeconds()");
        _anyone("seatPlace(bytes32,bytes32,uint8,uint8,uint16,uint64)");
        _anyone(string.concat("showVotes(", CERTIFICATE, ",bytes)"));
        _anyone("snapshot()");
        _anyone("snapshotOf(uint64)");
        _anyone("stakeRegistry()");
        _anyone("verdictOf(bytes32,uint8)");
        _anyone(string.concat("voteDigest(", CERTIFICATE, ",uint16,uint16)"));
        _compare("WorkCourt");
    }

    function test_job_market() public {
        _only("node", string.concat("bid(", REQUEST, ")"));
        _only("requester", string.concat("cancel(", REQUEST, ")"));
        _only("drawn executor", "commitResult(bytes32,bytes32)");
        _only("work court", "creditSeat(bytes32,address,uint256)");
        _only("requester or a staker", string.concat("dispute(", REQUEST, ")"));
        _only("requester", string.concat("disputeCanary(", REQUEST, ",bytes32,bytes32)"));
        _only("drawn executor", "revealResult(bytes32,bytes32,uint64,bytes32,string)");
        _only("requester, over its own allowance", string.concat("submit(", REQUEST, ",string)"));
        _only("home port", string.concat("submitFromPort(", REQUEST, ",string)"));
        _anyone(string.concat("askOf(", REQUEST, ",uint64)"));
        _anyone(string.concat("assign(", REQUEST, ",bytes)"));
        _anyone(string.concat("attest(", REQUEST, ",", CERTIFICATE, ",bytes,uint8,bytes)"));
        _anyone("bidderOf(bytes32,uint256)");
        _anyone("creditOf(address)");
        _anyone("executorsOf(bytes32)");
        _anyone(string.concat("expire(", REQUEST, ")"));
        _anyone("flush()");
        _anyone("jobOf(bytes32)");
        _anyone("nextJobId()");
        _anyone("resultOf(bytes32)");
        _anyone(string.concat("settle(", REQUEST, ",uint8,bytes)"));
        _anyone("totals()");
        _anyone("withdraw(address)");
        _compare("JobMarket");
    }
}
