// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { SelectorInventory } from "../support/SelectorInventory.sol";

/// @dev Every external function of the compute contracts and who may call it.
contract ComputeSelectorsTest is SelectorInventory {
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
        _only("node, for itself", "commit(bytes32,uint32)");
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
}
