// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {
    AttestationExpired,
    AttestationLengthInvalid,
    AttestationTooLong,
    BitmapOutOfRange,
    CountInvalid,
    DomainMismatch,
    EpochExpired,
    EpochUnknown,
    KindNotAllowed,
    OnlyQuorum,
    RootZero,
    SequenceInvalid,
    SetPointerInvalid,
    SignatureMalleable,
    SignaturesLengthInvalid,
    SignerMismatch,
    ThresholdNotReached
} from "../src/interfaces/GatewayErrors.sol";
import { IGateway } from "../src/interfaces/IGateway.sol";
import { Rig } from "./support/Rig.sol";
import { Signers } from "./support/Signers.sol";

contract AttestationTest is Rig {
    uint256 private constant ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;

    function _valid() private view returns (Signers.Attested memory) {
        return Signers.Attested(1, 1, BSC, 0, keccak256("root"), 3, uint64(block.timestamp + 60));
    }

    function _verify(Signers.Attested memory attested) private returns (bytes32) {
        bytes memory signatures = _signed(attested);
        return _at(BSC).gateway.verifyAttestation(Signers.compact(attested), signatures);
    }

    function _refused(Signers.Attested memory attested, bytes memory reason) private {
        bytes memory signatures = _signed(attested);
        IGateway gateway = _at(BSC).gateway;
        vm.expectRevert(reason);
        gateway.verifyAttestation(Signers.compact(attested), signatures);
        vm.expectRevert(reason);
        gateway.deliver(Signers.compact(attested), signatures, "");
    }

    function _blobRefused(bytes memory signatures, bytes memory reason) private {
        Signers.Attested memory attested = _valid();
        IGateway gateway = _at(BSC).gateway;
        vm.expectRevert(reason);
        gateway.verifyAttestation(Signers.compact(attested), signatures);
    }

    function test_digest_is_the_specified_one() public {
        Signers.Attested memory attested = _valid();
        vm.assertEq(_verify(attested), _digest(attested), "digest");
        vm.assertEq(_spoke(BSC).domainSeparator(), Signers.separator(BRIDGE_ID), "domain");
    }

    function testFuzz_any_k_members(uint32 bitmap) public {
        bitmap = uint32(_within(bitmap, 0, 127));
        uint256 count;
        for (uint256 i; i < 7; ++i) {
            count += (bitmap >> i) & 1;
        }
        Signers.Attested memory attested = _valid();
        bytes memory signatures = Signers.sign(keys, bitmap, _digest(attested));
        IGateway gateway = _at(BSC).gateway;
        if (count < 5) vm.expectRevert(abi.encodeWithSelector(ThresholdNotReached.selector, count, 5));
        gateway.verifyAttestation(Signers.compact(attested), signatures);
    }

    function test_kind() public {
        for (uint256 kind; kind < 256; kind += kind < 13 ? 1 : 81) {
            if (kind == 1) continue;
            Signers.Attested memory attested = _valid();
            attested.kind = uint8(kind);
            _refused(attested, abi.encodeWithSelector(KindNotAllowed.selector, kind));
        }
    }

    function test_time() public {
        Signers.Attested memory attested = _valid();
        attested.notAfter = uint64(block.timestamp);
        _verify(attested);
        attested.notAfter = uint64(block.timestamp - 1);
        _refused(attested, abi.encodeWithSelector(AttestationExpired.selector, attested.notAfter, block.timestamp));
        attested.notAfter = uint64(block.timestamp + 24 hours);
        _verify(attested);
        attested.notAfter += 1;
        _refused(
            attested, abi.encodeWithSelector(AttestationTooLong.selector, attested.notAfter, block.timestamp + 24 hours)
        );
    }

    function test_count_root_seq_domain_epoch() public {
        Signers.Attested memory attested = _valid();
        attested.count = 0;
        _refused(attested, abi.encodeWithSelector(CountInvalid.selector, 0));
        attested.count = 257;
        _refused(attested, abi.encodeWithSelector(CountInvalid.selector, 257));
        attested.count = 256;
        _verify(attested);
        attested.root = 0;
        _refused(attested, abi.encodeWithSelector(RootZero.selector));
        attested = _valid();
        attested.seq = 1;
        _refused(attested, abi.encodeWithSelector(SequenceInvalid.selector, 1));
        attested = _valid();
        attested.domain = ARB;
        _refused(attested, abi.encodeWithSelector(DomainMismatch.selector, ARB, BSC));
        attested.domain = 0;
        _refused(attested, abi.encodeWithSelector(DomainMismatch.selector, 0, BSC));
        attested = _valid();
        attested.epoch = 0;
        _refused(attested, abi.encodeWithSelector(EpochUnknown.selector, 0));
        attested.epoch = 2;
        _refused(attested, abi.encodeWithSelector(EpochUnknown.selector, 2));
    }

    function test_compact_length() public {
        bytes memory signatures = _signed(_valid());
        bytes memory compact = Signers.compact(_valid());
        IGateway gateway = _at(BSC).gateway;
        vm.expectRevert(abi.encodeWithSelector(AttestationLengthInvalid.selector, 66));
        gateway.verifyAttestation(abi.encodePacked(compact, hex"00"), signatures);
        vm.expectRevert(abi.encodeWithSelector(AttestationLengthInvalid.selector, 0));
        gateway.verifyAttestation("", signatures);
    }

    function testFuzz_every_signed_bit_counts(uint256 bit) public {
        bytes memory compact = Signers.compact(_valid());
        bytes memory signatures = _signed(_valid());
        bit = _within(bit, 0, 65 * 8 - 1);
        compact[bit / 8] ^= bytes1(uint8(1 << (bit % 8)));
        IGateway gateway = _at(BSC).gateway;
        vm.expectRevert();
        gateway.verifyAttestation(compact, signatures);
    }

    function testFuzz_every_bit_of_the_signatures_counts(uint256 bit) public {
        bytes memory signatures = _signed(_valid());
        bit = _within(bit, 0, signatures.length * 8 - 1);
        signatures[bit / 8] ^= bytes1(uint8(1 << (bit % 8)));
        bytes memory compact = Signers.compact(_valid());
        IGateway gateway = _at(BSC).gateway;
        vm.expectRevert();
        gateway.verifyAttestation(compact, signatures);
    }

    function test_blob_lengths() public {
        bytes memory signatures = _signed(_valid());
        uint256 length = signatures.length;
        _blobRefused("", abi.encodeWithSelector(SignaturesLengthInvalid.selector, 0, 4));
        _blobRefused(hex"000000", abi.encodeWithSelector(SignaturesLengthInvalid.selector, 3, 4));
        _blobRefused(hex"0000001f", abi.encodeWithSelector(SignaturesLengthInvalid.selector, 4, length));
        _blobRefused(hex"00000000", abi.encodeWithSelector(ThresholdNotReached.selector, 0, 5));
        bytes memory longer = abi.encodePacked(signatures, hex"00");
        _blobRefused(longer, abi.encodeWithSelector(SignaturesLengthInvalid.selector, length + 1, length));
    }

    function test_bits_beyond_the_set() public {
        bytes32 digest = _digest(_valid());
        bytes memory signatures = Signers.sign(keys, FIRST_FIVE, digest);
        signatures[3] = 0x9f;
        bytes memory blob = abi.encodePacked(signatures, Signers.one(keys[6], digest));
        _blobRefused(blob, abi.encodeWithSelector(BitmapOutOfRange.selector, 0x9f, 7));
        blob[0] = 0x80;
        _blobRefused(blob, abi.encodeWithSelector(BitmapOutOfRange.selector, 0x8000009f, 7));
    }

    function test_one_bad_signature_among_good_ones_refuses_all() public {
        bytes32 digest = _digest(_valid());
        address outsider = vm.addr(0xbad);
        for (uint256 bad; bad < 7; ++bad) {
            bytes memory blob = abi.encodePacked(uint32(0x7f));
            for (uint256 i; i < 7; ++i) {
                blob = abi.encodePacked(blob, Signers.one(i == bad ? 0xbad : keys[i], digest));
            }
            bytes memory reason = abi.encodeWithSelector(SignerMismatch.selector, bad, outsider, vm.addr(keys[bad]));
            _blobRefused(blob, reason);
        }
    }

    function test_a_member_counts_once() public {
        bytes32 digest = _digest(_valid());
        bytes memory one = Signers.one(keys[0], digest);
        bytes memory blob = abi.encodePacked(FIRST_FIVE, one, one, one, one, one);
        bytes memory reason = abi.encodeWithSelector(SignerMismatch.selector, 1, vm.addr(keys[0]), vm.addr(keys[1]));
        _blobRefused(blob, reason);
    }

    function test_high_s_is_refused() public {
        // Of the twins of valid signatures only those with s below 2^255 fit EIP-2098; the limit itself is still fine.
        bytes32 digest = _digest(_valid());
        for (uint256 above; above < 2; ++above) {
            bytes memory blob = abi.encodePacked(FIRST_FIVE);
            bytes32 r;
            for (uint256 i; i < 5; ++i) {
                (, r,) = vm.sign(keys[i], digest);
                bytes memory odd = abi.encodePacked(r, bytes32(ORDER / 2 + above));
                blob = abi.encodePacked(blob, i == 2 ? odd : Signers.one(keys[i], digest));
            }
            (, r,) = vm.sign(keys[2], digest);
            address stranger = ecrecover(digest, 27, r, bytes32(ORDER / 2));
            bytes memory mismatch = abi.encodeWithSelector(SignerMismatch.selector, 2, stranger, vm.addr(keys[2]));
            _blobRefused(blob, above == 1 ? abi.encodeWithSelector(SignatureMalleable.selector, 2) : mismatch);
        }
    }

    function test_failed_recovery_is_no_signer() public {
        bytes memory blob = abi.encodePacked(FIRST_FIVE, new bytes(320));
        bytes memory reason = abi.encodeWithSelector(SignerMismatch.selector, 0, address(0), vm.addr(keys[0]));
        _blobRefused(blob, reason);
        bytes memory beyond = abi.encodePacked(bytes32(ORDER), bytes32(uint256(1)));
        blob = abi.encodePacked(FIRST_FIVE, beyond, beyond, beyond, beyond, beyond);
        _blobRefused(blob, reason);
    }

    // --- sets

    function _install(uint64 epoch, uint256[] memory newKeys, uint64 previousExpiresAt) private {
        address[] memory members = Signers.addresses(newKeys);
        bytes32 newSetHash = Signers.setHashOf(BRIDGE_ID, epoch, 5, members);
        bytes memory blob = abi.encodePacked(newSetHash, uint256(epoch) << 16 | 5 << 8 | members.length);
        for (uint256 i; i < members.length; ++i) {
            blob = abi.encodePacked(blob, abi.encode(members[i]));
        }
        address pointer = address(uint160(uint256(newSetHash)));
        vm.etch(pointer, abi.encodePacked(hex"00", blob));
        Chain storage chain = _at(BSC);
        vm.prank(address(chain.quorum));
        chain.gateway.installSignerSet(pointer, previousExpiresAt);
    }

    function test_old_set_lives_through_its_grace_and_no_longer() public {
        uint64 until = uint64(block.timestamp + 100);
        uint256[] memory newKeys = Signers.keys(7, "second");
        _install(2, newKeys, until);
        (uint64 epoch,,, address[] memory members) = _spoke(BSC).signerSet();
        vm.assertEq(epoch, 2, "new set");
        vm.assertEq(members[0], vm.addr(newKeys[0]), "its members");

        Signers.Attested memory attested = _valid();
        attested.notAfter = until + 100;
        Signers.Attested memory renewed = _valid();
        renewed.epoch = 2;
        renewed.notAfter = until + 100;
        bytes32 newSetHash = Signers.setHashOf(BRIDGE_ID, 2, 5, Signers.addresses(newKeys));
        bytes memory renewedSignatures =
            Signers.sign(newKeys, FIRST_FIVE, Signers.digest(renewed, BRIDGE_ID, newSetHash));
        IGateway gateway = _at(BSC).gateway;
        gateway.verifyAttestation(Signers.compact(renewed), renewedSignatures);
        vm.warp(until);
        _verify(attested);
        vm.warp(until + 1);
        _refused(attested, abi.encodeWithSelector(EpochExpired.selector, 1, until));
        gateway.verifyAttestation(Signers.compact(renewed), renewedSignatures);
    }

    function test_old_signatures_mean_nothing_under_the_new_epoch() public {
        _install(2, Signers.keys(7, "second"), uint64(block.timestamp + 100));
        Signers.Attested memory attested = _valid();
        attested.epoch = 2;
        bytes memory signatures = _signed(attested);
        IGateway gateway = _at(BSC).gateway;
        vm.expectPartialRevert(SignerMismatch.selector);
        gateway.verifyAttestation(Signers.compact(attested), signatures);
    }

    function test_a_third_set_drops_the_first() public {
        uint64 until = uint64(block.timestamp + 1000);
        _install(2, Signers.keys(7, "second"), until);
        _install(3, Signers.keys(7, "third"), until);
        _refused(_valid(), abi.encodeWithSelector(EpochUnknown.selector, 1));
    }

    function test_only_the_quorum_installs_sets() public {
        Chain storage chain = _at(BSC);
        vm.expectRevert(abi.encodeWithSelector(OnlyQuorum.selector, address(this)));
        chain.gateway.installSignerSet(address(this), 0);
        vm.prank(address(chain.quorum));
        vm.expectRevert(abi.encodeWithSelector(SetPointerInvalid.selector, address(5)));
        chain.gateway.installSignerSet(address(5), 0);
    }

    function test_installing_keeps_pause_and_cap() public {
        _pauseAll(BSC, block.timestamp + 50);
        _install(2, Signers.keys(7, "second"), 0);
        vm.assertEq(_spoke(BSC).supplyCap(), supplyCapWei, "cap");
        (,,,,,, bool paused) = _spoke(BSC).inboundLane(HOME);
        vm.assertTrue(paused, "pause");
    }
}
