// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {
    AttestationExpired,
    AttestationTooLong,
    CountInvalid,
    DomainMismatch,
    EpochUnknown,
    KindNotAllowed,
    RootZero,
    SequenceInvalid,
    SetEmpty,
    SetEpochZero,
    SetNotAscending,
    SetThresholdInvalid,
    SetTooLarge,
    ThresholdNotReached,
    WrongChain,
    ZeroValue
} from "../src/interfaces/GatewayErrors.sol";
import { Quorum, QuorumInit } from "../src/Quorum.sol";
import { Rig } from "./support/Rig.sol";
import { Signers } from "./support/Signers.sol";

contract QuorumTest is Rig {
    function _attested(uint8 kind, uint32 domain, uint64 seq) private view returns (Signers.Attested memory) {
        return Signers.Attested(kind, 1, domain, seq, keccak256("root"), 1, uint64(block.timestamp + 60));
    }

    function _accepts(Signers.Attested memory attested, uint32 eid) private view {
        bytes memory signatures = _signed(attested);
        bytes32 digest = chains[eid].quorum.verifyAttestation(Signers.compact(attested), signatures);
        vm.assertEq(digest, _digest(attested), "digest");
    }

    function _refused(Signers.Attested memory attested, uint32 eid, bytes memory reason) private {
        bytes memory signatures = _signed(attested);
        Quorum quorum = chains[eid].quorum;
        vm.expectRevert(reason);
        quorum.verifyAttestation(Signers.compact(attested), signatures);
    }

    function test_construction_is_readable() public view {
        Quorum quorum = chains[BSC].quorum;
        vm.assertEq(quorum.currentEpoch(), 1, "epoch");
        vm.assertEq(quorum.recoverySetHash(), keccak256("recovery"), "recovery set");
        vm.assertEq(quorum.gateway(), address(chains[BSC].gateway), "gateway");
        vm.assertEq(quorum.bridgeId(), BRIDGE_ID, "bridge id");
        vm.assertEq(quorum.domainSeparator(), Signers.separator(BRIDGE_ID), "domain");
        vm.assertEq(quorum.localEid(), BSC, "eid");
        vm.assertEq(quorum.homeEid(), HOME, "home");
        vm.assertEq(quorum.deploymentChainId(), 56, "chain");
        vm.assertEq(quorum.minimumThreshold(), 3, "minimum");
        vm.assertEq(quorum.waits().rotation, 48 hours, "waits");
        address[] memory members = Signers.addresses(keys);
        (bytes32 storedHash, uint8 threshold, address[] memory stored) = quorum.signerSetOf(1);
        vm.assertEq(storedHash, Signers.setHashOf(BRIDGE_ID, 1, 5, members), "set hash");
        vm.assertEq(threshold, 5, "threshold");
        vm.assertEq(keccak256(abi.encode(stored)), keccak256(abi.encode(members)), "members");
        (uint64 epoch, bytes32 pushed, uint8 pushedThreshold,) = chains[BSC].gateway.signerSet();
        vm.assertEq(epoch, 1, "pushed epoch");
        vm.assertEq(pushed, storedHash, "pushed set");
        vm.assertEq(pushedThreshold, 5, "pushed threshold");
    }

    function test_unknown_epoch() public {
        Quorum quorum = chains[BSC].quorum;
        vm.expectRevert(abi.encodeWithSelector(EpochUnknown.selector, 2));
        quorum.signerSetOf(2);
    }

    function test_kinds_and_their_domains() public {
        _accepts(_attested(1, BSC, 0), BSC);
        _accepts(_attested(2, 0, 2), BSC);
        _accepts(_attested(3, 0, 9), BSC);
        _accepts(_attested(4, HOME, 9), HOME);
        _accepts(_attested(5, BSC, 9), BSC);
        _accepts(_attested(5, 0, 9), BSC);
        _accepts(_attested(6, 0, 9), BSC);
        _accepts(_attested(7, BSC, 9), BSC);
        _accepts(_attested(8, BSC, 0), BSC);
        _accepts(_attested(8, 0, 0), BSC);
        _accepts(_attested(9, BSC, 9), BSC);
        _accepts(_attested(10, BSC, 0), BSC);
        _refused(_attested(2, BSC, 2), BSC, abi.encodeWithSelector(DomainMismatch.selector, BSC, 0));
        _refused(_attested(3, BSC, 2), BSC, abi.encodeWithSelector(DomainMismatch.selector, BSC, 0));
        _refused(_attested(4, BSC, 2), BSC, abi.encodeWithSelector(DomainMismatch.selector, BSC, HOME));
        uint8[5] memory local = [1, 4, 7, 9, 10];
        for (uint256 i; i < 5; ++i) {
            uint64 seq = local[i] == 1 || local[i] == 10 ? 0 : 1;
            bytes memory reason = abi.encodeWithSelector(DomainMismatch.selector, ARB, BSC);
            _refused(_attested(local[i], ARB, seq), BSC, reason);
            _refused(_attested(local[i], 0, seq), BSC, abi.encodeWithSelector(DomainMismatch.selector, 0, BSC));
        }
        for (uint8 kind = 5; kind < 9; ++kind) {
            if (kind == 7) continue;
            bytes memory reason = abi.encodeWithSelector(DomainMismatch.selector, ARB, BSC);
            _refused(_attested(kind, ARB, kind == 8 ? 0 : 1), BSC, reason);
        }
        _refused(_attested(0, BSC, 0), BSC, abi.encodeWithSelector(KindNotAllowed.selector, 0));
        _refused(_attested(11, 0, 2), BSC, abi.encodeWithSelector(KindNotAllowed.selector, 11));
    }

    function test_sequence_count_root() public {
        _refused(_attested(1, BSC, 1), BSC, abi.encodeWithSelector(SequenceInvalid.selector, 1));
        _refused(_attested(7, BSC, 0), BSC, abi.encodeWithSelector(SequenceInvalid.selector, 0));
        Signers.Attested memory attested = _attested(7, BSC, 5);
        attested.count = 0;
        _refused(attested, BSC, abi.encodeWithSelector(CountInvalid.selector, 0));
        attested.count = 1;
        attested.root = 0;
        _refused(attested, BSC, abi.encodeWithSelector(RootZero.selector));
    }

    function test_time() public {
        Signers.Attested memory attested = _attested(7, BSC, 5);
        attested.notAfter = uint64(block.timestamp - 1);
        _refused(attested, BSC, abi.encodeWithSelector(AttestationExpired.selector, attested.notAfter, block.timestamp));
        attested.notAfter = uint64(block.timestamp + 30 days);
        _accepts(attested, BSC);
        attested.kind = 1;
        attested.seq = 0;
        _refused(
            attested,
            BSC,
            abi.encodeWithSelector(AttestationTooLong.selector, attested.notAfter, block.timestamp + 24 hours)
        );
        Signers.Attested memory rotation = _attested(2, 0, 2);
        rotation.notAfter = 1;
        _accepts(rotation, BSC);
    }

    function test_stopping_needs_n_minus_k_plus_one() public {
        Quorum quorum = chains[BSC].quorum;
        uint8[2] memory stops = [5, 8];
        for (uint256 i; i < 2; ++i) {
            Signers.Attested memory attested = _attested(stops[i], BSC, stops[i] == 5 ? 1 : 0);
            bytes memory three = Signers.sign(keys, 0x07, _digest(attested));
            quorum.verifyAttestation(Signers.compact(attested), three);
            bytes memory two = Signers.sign(keys, 0x03, _digest(attested));
            vm.expectRevert(abi.encodeWithSelector(ThresholdNotReached.selector, 2, 3));
            quorum.verifyAttestation(Signers.compact(attested), two);
        }
        Signers.Attested memory unpause = _attested(6, BSC, 1);
        bytes memory four = Signers.sign(keys, 0x0f, _digest(unpause));
        vm.expectRevert(abi.encodeWithSelector(ThresholdNotReached.selector, 4, 5));
        quorum.verifyAttestation(Signers.compact(unpause), four);
    }

    function test_digest_of_an_attestation() public view {
        Signers.Attested memory attested = _attested(9, BSC, 5);
        bytes32 digest = chains[BSC].quorum.attestationDigest(Signers.compact(attested));
        vm.assertEq(digest, _digest(attested), "digest");
    }

    // --- sets that are refused

    function _setRefused(QuorumInit memory init, bytes memory reason) private {
        vm.expectRevert(reason);
        new Quorum(init);
    }

    function _base(uint256 n, uint8 k) private returns (QuorumInit memory init) {
        _at(BSC);
        init = _quorumInit(BSC, 1, k, Signers.addresses(Signers.keys(n, "set")));
        init.minimumThreshold = 1;
    }

    function test_refuses_zero_values() public {
        QuorumInit memory init = _base(4, 3);
        init.bridgeId = 0;
        _setRefused(init, abi.encodeWithSelector(ZeroValue.selector, bytes32("bridgeId")));
        init = _base(4, 3);
        init.localEid = 0;
        _setRefused(init, abi.encodeWithSelector(ZeroValue.selector, bytes32("localEid")));
        init = _base(4, 3);
        init.homeEid = 0;
        _setRefused(init, abi.encodeWithSelector(ZeroValue.selector, bytes32("homeEid")));
        init = _base(4, 3);
        init.gateway = address(0);
        _setRefused(init, abi.encodeWithSelector(ZeroValue.selector, bytes32("gateway")));
        init = _base(4, 3);
        init.minimumThreshold = 0;
        _setRefused(init, abi.encodeWithSelector(ZeroValue.selector, bytes32("minimumThreshold")));
        init = _base(4, 3);
        init.chainId = 5;
        _setRefused(init, abi.encodeWithSelector(WrongChain.selector, 56, 5));
    }

    function test_refuses_bad_sets() public {
        QuorumInit memory init = _base(4, 3);
        init.epoch = 0;
        _setRefused(init, abi.encodeWithSelector(SetEpochZero.selector));
        init = _base(4, 3);
        init.members = new address[](0);
        _setRefused(init, abi.encodeWithSelector(SetEmpty.selector));
        _setRefused(_base(17, 17), abi.encodeWithSelector(SetTooLarge.selector, 17));
        init = _base(4, 3);
        init.members[0] = address(0);
        _setRefused(init, abi.encodeWithSelector(ZeroValue.selector, bytes32("member")));
        init = _base(4, 3);
        init.members[2] = init.members[1];
        _setRefused(init, abi.encodeWithSelector(SetNotAscending.selector, 2));
        init = _base(4, 3);
        (init.members[0], init.members[1]) = (init.members[1], init.members[0]);
        _setRefused(init, abi.encodeWithSelector(SetNotAscending.selector, 1));
    }

    function testFuzz_threshold_is_more_than_two_thirds(uint256 n, uint8 k, uint8 minimum) public {
        n = _within(n, 1, 16);
        k = uint8(_within(k, 0, 18));
        minimum = uint8(_within(minimum, 1, 5));
        QuorumInit memory init = _base(n, k);
        init.minimumThreshold = minimum;
        init.gateway = address(this);
        bool sound = uint256(k) * 3 > 2 * n && k <= n && k >= minimum;
        if (!sound) vm.expectRevert(abi.encodeWithSelector(SetThresholdInvalid.selector, k, n, minimum));
        new Quorum(init);
    }

    /// @dev Stands in for a gateway above.
    function installSignerSet(address, uint64) external { }
}
