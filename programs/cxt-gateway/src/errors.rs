//! Everything that the gateway refuses, by name. Names are those of the EVM gateways where the rule is the same.
//! Codes are never removed or reordered: `PacketFailed` carries them.
use anchor_lang::prelude::*;

#[error_code]
pub enum GatewayError {
    // --- setting up
    #[msg("only the program's upgrade authority may do this")]
    OnlyUpgradeAuthority,
    #[msg("a value that must not be zero is zero")]
    ZeroValue,
    #[msg("a value is out of range or does not divide by its unit")]
    ValueOutOfRange,
    #[msg("all lanes of this deployment are open")]
    LanesComplete,
    #[msg("the lanes of this deployment are not all open yet")]
    NotLive,
    #[msg("a chain cannot have a lane to itself, nor two to the same chain")]
    DuplicatePeer,
    #[msg("no lane to that chain")]
    NoPeer,
    #[msg("the signer set is empty, too large, not strictly ascending or has a zero member")]
    SetInvalid,
    #[msg("the threshold is not above two thirds, above the size, or below the deployment's minimum")]
    SetThresholdInvalid,

    // --- attestations
    #[msg("this kind of attestation is not for this instruction")]
    KindNotAllowed,
    #[msg("the attestation has expired")]
    AttestationExpired,
    #[msg("the attestation is valid for longer than a day")]
    AttestationTooLong,
    #[msg("the count is zero or above 256")]
    CountInvalid,
    #[msg("the attestation is for another chain")]
    DomainMismatch,
    #[msg("the sequence number of a batch must be zero")]
    SequenceInvalid,
    #[msg("the root is zero")]
    RootZero,
    #[msg("that epoch's set is not the one given")]
    EpochUnknown,
    #[msg("that epoch's set is no longer, or not yet, accepted")]
    EpochExpired,
    #[msg("the digest is zero")]
    DigestZero,
    #[msg("the signature blob has not exactly the length that its bitmap says")]
    SignaturesLengthInvalid,
    #[msg("the bitmap names a member that does not exist")]
    BitmapOutOfRange,
    #[msg("fewer signatures than the threshold")]
    ThresholdNotReached,
    #[msg("s is above half the order")]
    SignatureMalleable,
    #[msg("a signature is not that member's")]
    SignerMismatch,
    #[msg("the root is attested already and still good")]
    RootAlreadyAttested,
    #[msg("the root can still be delivered")]
    RootStillValid,

    // --- items
    #[msg("an item is shorter than it says")]
    ItemTruncated,
    #[msg("bytes follow the last item")]
    TrailingBytes,
    #[msg("nonces start at 1")]
    NonceZero,
    #[msg("the item is for another chain")]
    DestinationMismatch,
    #[msg("a message has 40 bytes, or more than 72")]
    MessageLengthInvalid,
    #[msg("the recipient is no address of that chain")]
    InvalidRecipient,
    #[msg("an amount of zero without a call")]
    AmountZero,
    #[msg("the amount is above the total supply")]
    AmountAboveSupply,
    #[msg("the items do not make up the attested root")]
    RootMismatch,
    #[msg("the index is not below the count")]
    IndexOutOfRange,
    #[msg("the proof has not the length of a tree of that count")]
    ProofLengthInvalid,

    // --- accounts
    #[msg("the accounts that follow are fewer than the items need")]
    AccountMissing,
    #[msg("an account is not the one that the item needs")]
    AccountMismatch,
    #[msg("an account must be writable")]
    AccountNotWritable,
    #[msg("an account that should be new exists")]
    AccountInUse,
    #[msg("a token account of the recipient, or his associated one to show that it is not usable, must be given")]
    TokenAccountRequired,
    #[msg("the recipient's own account must be given to open his token account")]
    OwnerAccountRequired,
    #[msg("the item waits: its queue account must be given")]
    QueueAccountRequired,
    #[msg("nobody can be credited: the credit account must be given")]
    CreditAccountRequired,
    #[msg("the item has a call: its compose account must be given")]
    ComposeAccountRequired,

    // --- delivery
    #[msg("everything or this inbound lane is paused")]
    InboundPaused,
    #[msg("the bucket's debt would not fit")]
    BucketOverflow,
    #[msg("the item is held, not queued")]
    NotQueued,
    #[msg("the item may not be released yet")]
    NotReleasable,
    #[msg("the supply may not grow by this amount now")]
    SupplyCapReached,

    // --- composes
    #[msg("this program may not be called")]
    TargetForbidden,
    #[msg("the item has no call")]
    NoCall,

    // --- sending
    #[msg("everything or this outbound lane is paused")]
    OutboundPaused,
    #[msg("neither an amount nor a call")]
    NothingToSend,
    #[msg("the message is too long for the lane")]
    MessageTooLong,
    #[msg("the fee is above the maximum given")]
    FeeAboveMaximum,
    #[msg("the options end in the middle")]
    OptionsTruncated,
    #[msg("the options are not of type 3")]
    OptionsTypeUnsupported,
    #[msg("only the executor can be paid")]
    OptionWorkerUnsupported,
    #[msg("this option is not supported")]
    OptionUnsupported,
    #[msg("an option has the wrong length")]
    OptionLengthInvalid,
    #[msg("an option is given twice")]
    OptionDuplicated,
    #[msg("only the call with index 0 can be bought")]
    OptionIndexUnsupported,
    #[msg("this native value cannot be bought")]
    OptionValueUnsupported,
    #[msg("more compose gas than the destination allows")]
    ComposeGasTooHigh,

    #[msg("arithmetic overflow")]
    Overflow,
    #[msg("the chain's clock reads before 1970")]
    ClockInvalid,
}
