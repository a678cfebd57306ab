// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

// Every refusal of a gateway or of the quorum, with the offending values. Amounts are wei, times unix seconds.

// --- construction
error ZeroValue(bytes32 field);
error ValueOutOfRange(bytes32 field, uint256 value);
error DuplicatePeer(uint32 eid);

// --- who and where
error WrongChain(uint256 actualChainId, uint256 expectedChainId);
error OnlyQuorum(address caller);
error OnlyGateway(address caller);
error OnlyOwner(address caller);
error Reentered();
error NoPeer(uint32 eid);

// --- send
error NativeFeeNotAccepted(uint256 valueWei);
error NothingToSend(uint256 amountWei);
error InvalidRecipient(bytes32 recipient);
error CommandUnsupported(uint256 length);
error MessageTooLong(uint256 length, uint256 maximum);
error FeeAboveMaximum(uint256 feeWei, uint256 maximumWei);
error DestinationCapExceeded(uint32 dstEid, uint256 amountWei, uint256 roomWei);
error OutboundPaused(uint32 dstEid, uint256 until);

// --- options
error OptionsTypeUnsupported(uint256 optionsType);
error OptionsTruncated(uint256 offset);
error OptionWorkerUnsupported(uint8 workerId);
error OptionUnsupported(uint8 optionType);
error OptionLengthInvalid(uint8 optionType, uint256 length);
error OptionValueUnsupported(uint256 valueWei);
error OptionIndexUnsupported(uint16 index);
error OptionDuplicated(uint8 optionType);
error ComposeGasTooHigh(uint256 gas, uint256 maximum);

// --- attestation
error AttestationLengthInvalid(uint256 length);
error KindNotAllowed(uint8 kind);
error AttestationExpired(uint64 notAfter, uint256 timestamp);
error AttestationTooLong(uint64 notAfter, uint256 latest);
error CountInvalid(uint32 count);
error RootZero();
error SequenceInvalid(uint64 seq);
error DomainMismatch(uint32 domain, uint32 expected);
error EpochUnknown(uint64 epoch);
error EpochExpired(uint64 epoch, uint256 expiredAt);
error DigestZero();
error BitmapOutOfRange(uint32 bitmap, uint256 members);
error SignaturesLengthInvalid(uint256 length, uint256 expected);
error ThresholdNotReached(uint256 signatures, uint256 threshold);
error SignatureMalleable(uint256 position);
error SignerMismatch(uint256 position, address recovered, address expected);

// --- items
error ItemTruncated(uint256 offset);
error TrailingBytes(uint256 consumed, uint256 length);
error MessageLengthInvalid(uint256 length);
error NonceZero();
error AmountAboveSupply(uint256 amountUnits);
error AmountZero();
error DestinationMismatch(uint32 dstEid, uint32 localEid);
error TransitInvalid(uint32 srcEid, uint32 dstEid);
error RootMismatch(bytes32 computed, bytes32 attested);
error IndexOutOfRange(uint256 index, uint32 count);
error ProofLengthInvalid(uint256 length, uint256 expected);
error ItemRefused(bytes32 leaf, bytes4 reason);

// --- why an item fails for now (also the reasons of PacketFailed)
error InboundPaused(uint32 srcEid);
error OutstandingExceeded(uint32 srcEid, uint256 amountWei, uint256 outstandingWei);
error BucketOverflow(uint32 srcEid);
error GasInsufficient(uint256 available, uint256 required);

// --- queue and compose
error NotQueued(bytes32 leaf, uint8 state);
error NotReleasable(bytes32 leaf, uint64 releaseAt);
error SupplyCapReached(uint256 amountWei, uint256 roomWei);
error ComposeNotPending(bytes32 leaf);
error ComposeStillFailing(bytes32 leaf);

// --- signer set
error SetEmpty();
error SetTooLarge(uint256 members);
error SetEpochZero();
error SetThresholdInvalid(uint8 threshold, uint256 members, uint8 minimum);
error SetNotAscending(uint256 position);
error SetPointerInvalid(address pointer);
