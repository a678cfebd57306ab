// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Keeper of the signer sets; the only account a gateway obeys
interface IQuorum {
    /// @notice The epoch whose set signs now.
    function currentEpoch() external view returns (uint64);

    /// @notice The set of an epoch; reverts with `EpochUnknown` if this chain never had it.
    function signerSetOf(uint64 epoch)
        external
        view
        returns (bytes32 setHash, uint8 threshold, address[] memory members);

    /// @notice Hash of the cold recovery set, 0 if there is none.
    function recoverySetHash() external view returns (bytes32);

    /// @notice Digest of an attestation under the set of its epoch.
    function attestationDigest(bytes calldata attestation) external view returns (bytes32 digest);

    /// @notice Verifies an attestation of kind 1 to 10 by the rules of its kind; reverts with the named error.
    /// @return digest What the members signed.
    function verifyAttestation(bytes calldata attestation, bytes calldata signatures)
        external
        view
        returns (bytes32 digest);

    function gateway() external view returns (address);

    function localEid() external view returns (uint32);

    function homeEid() external view returns (uint32);

    function bridgeId() external view returns (bytes32);

    function domainSeparator() external view returns (bytes32);
}
