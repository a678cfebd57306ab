// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { SelectorInventory } from "./support/SelectorInventory.sol";

/// @dev Every external function of the bridge's contracts and who may call it.
contract SelectorsTest is SelectorInventory {
    function _erc20() private {
        string[10] memory views = [
            "DOMAIN_SEPARATOR()",
            "allowance(address,address)",
            "balanceOf(address)",
            "decimals()",
            "name()",
            "nonces(address)",
            "symbol()",
            "totalSupply()",
            // the holder, over his own allowance
            "approve(address,uint256)",
            // whoever holds the holder's signature
            "permit(address,address,uint256,uint256,uint8,bytes32,bytes32)"
        ];
        for (uint256 i; i < 10; ++i) {
            _list(views[i]);
        }
        _only("holder", "transfer(address,uint256)");
        _only("spender", "transferFrom(address,address,uint256)");
        _only("holder", "burn(uint256)");
    }

    function test_cxt() public {
        _erc20();
        _compare("CXT");
    }

    function test_cxt_spoke() public {
        _erc20();
        _only("gateway", "mint(address,uint256)");
        _only("gateway", "mintBatch(uint256[])");
        _only("gateway", "burn(address,uint256)");
        _anyone("SUPPLY_CAP_WEI()");
        _anyone("gateway()");
        _compare("CXTSpoke");
    }

    function _gateway() private {
        _anyone("send((uint32,bytes32,uint256,uint256,bytes,bytes,bytes),(uint256,uint256),address)");
        _anyone(
            "sendWithPermit((uint32,bytes32,uint256,uint256,bytes,bytes,bytes),(uint256,uint256),address,(uint256,uint256,uint8,bytes32,bytes32))"
        );
        _anyone("deliver(bytes,bytes,bytes)");
        _anyone("deliverOne(bytes,bytes,bytes,uint256,bytes32[])");
        _anyone("claimQueued(bytes)");
        _anyone("retryCompose(bytes)");
        _only("quorum", "installSignerSet(address,uint64)");
        string[] memory views = new string[](23);
        views[0] = "approvalRequired()";
        views[1] = "bridgeId()";
        views[2] = "composeCaller()";
        views[3] = "composePending(bytes32)";
        views[4] = "deploymentChainId()";
        views[5] = "domainSeparator()";
        views[6] = "feeTable(uint32)";
        views[7] = "homeEid()";
        views[8] = "inboundLane(uint32)";
        views[9] = "isNonceUsed(uint32,uint32,uint64)";
        views[10] = "localEid()";
        views[11] = "oftVersion()";
        views[12] = "outboundLane(uint32)";
        views[13] = "peerEids()";
        views[14] = "peerOf(uint32)";
        views[15] = "queued(bytes32)";
        views[16] = "quorum()";
        views[17] = "quoteOFT((uint32,bytes32,uint256,uint256,bytes,bytes,bytes))";
        views[18] = "quoteSend((uint32,bytes32,uint256,uint256,bytes,bytes,bytes),bool)";
        views[19] = "sharedDecimals()";
        views[20] = "signerSet()";
        views[21] = "token()";
        views[22] = "verifyAttestation(bytes,bytes)";
        _views(views);
    }

    function test_home_gateway() public {
        _gateway();
        _anyone("destinationCap(uint32)");
        _anyone("feeSettlement()");
        _anyone("locked()");
        _anyone("outstanding(uint32)");
        _anyone("queuedTotal()");
        _compare("HomeGateway");
    }

    function test_spoke_gateway() public {
        _gateway();
        _anyone("feesHeld()");
        _anyone("supplyCap()");
        _compare("SpokeGateway");
    }

    function test_quorum() public {
        _anyone("attestationDigest(bytes)");
        _anyone("bridgeId()");
        _anyone("currentEpoch()");
        _anyone("deploymentChainId()");
        _anyone("domainSeparator()");
        _anyone("gateway()");
        _anyone("homeEid()");
        _anyone("localEid()");
        _anyone("minimumThreshold()");
        _anyone("recoverySetHash()");
        _anyone("signerSetOf(uint64)");
        _anyone("verifyAttestation(bytes,bytes)");
        _anyone("waits()");
        _compare("Quorum");
    }

    function test_compose_caller() public {
        _only("owner", "execute(address,uint256,bytes)");
        _anyone("owner()");
        _compare("ComposeCaller");
    }

    function test_factory() public {
        _only("deployer of his own places", "deploy(bytes32,bytes)");
        _anyone("predict(address,bytes32)");
        _compare("Create3Factory");
    }

    function test_holders_have_no_function() public view {
        _compare("FeeSettlement");
        _compare("LockedPool");
    }
}
