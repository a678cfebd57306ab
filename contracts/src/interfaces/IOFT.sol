// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

// The public surface of a LayerZero omnichain fungible token, written out so that a caller compiled against
// LayerZero's published interface works with a change of address only. Field order and types are theirs.

struct SendParam {
    uint32 dstEid;
    bytes32 to;
    uint256 amountLD;
    uint256 minAmountLD;
    bytes extraOptions;
    bytes composeMsg;
    bytes oftCmd;
}

struct MessagingFee {
    uint256 nativeFee;
    uint256 lzTokenFee;
}

struct MessagingReceipt {
    bytes32 guid;
    uint64 nonce;
    MessagingFee fee;
}

struct OFTLimit {
    uint256 minAmountLD;
    uint256 maxAmountLD;
}

struct OFTFeeDetail {
    int256 feeAmountLD;
    string description;
}

struct OFTReceipt {
    uint256 amountSentLD;
    uint256 amountReceivedLD;
}

/// @title Token transfers between chains, as LayerZero's OFT offers them
interface IOFT {
    /// @notice A transfer left this chain. `amountSentLD == amountReceivedLD`, in wei.
    event OFTSent(
        bytes32 indexed guid, uint32 dstEid, address indexed fromAddress, uint256 amountSentLD, uint256 amountReceivedLD
    );

    /// @notice A transfer was credited on this chain, in wei.
    event OFTReceived(bytes32 indexed guid, uint32 srcEid, address indexed toAddress, uint256 amountReceivedLD);

    /// @notice Less would arrive than the sender's minimum (both wei).
    error SlippageExceeded(uint256 amountLD, uint256 minAmountLD);

    /// @notice Interface id and version of the OFT surface: `(0x02e49c2c, 1)`.
    function oftVersion() external view returns (bytes4 interfaceId, uint64 version);

    /// @notice The ERC-20 that is moved.
    function token() external view returns (address);

    /// @notice Always true: the sender approves amount plus fee to the gateway.
    function approvalRequired() external view returns (bool);

    /// @notice Decimals of the amount on the wire: 9.
    function sharedDecimals() external view returns (uint8);

    /// @notice What a transfer would send and receive, in wei, dust removed.
    function quoteOFT(SendParam calldata sendParam)
        external
        view
        returns (OFTLimit memory limit, OFTFeeDetail[] memory feeDetails, OFTReceipt memory receipt);

    /// @notice The fee of a transfer: `nativeFee` 0 and `lzTokenFee` in wei of CXT, whatever `payInLzToken` says.
    function quoteSend(SendParam calldata sendParam, bool payInLzToken) external view returns (MessagingFee memory fee);

    /// @notice Sends a transfer. `fee.lzTokenFee` is the sender's maximum; only the quote is pulled.
    function send(SendParam calldata sendParam, MessagingFee calldata fee, address refundAddress)
        external
        payable
        returns (MessagingReceipt memory receipt, OFTReceipt memory oftReceipt);
}
