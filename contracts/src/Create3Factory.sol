// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { CREATE3 } from "solady/utils/CREATE3.sol";

/// @title Deployment to addresses that depend on deployer and salt only
/// @notice The same deployer gets the same addresses on every chain, whatever the constructor arguments; nobody else
///         can take them, because the caller is part of the salt.
contract Create3Factory {
    event Deployed(address indexed deployer, bytes32 indexed salt, address deployed);

    /// @notice Deploys `initCode`; reverts with `DeploymentFailed` if the address is taken or the constructor reverts.
    function deploy(bytes32 salt, bytes calldata initCode) external returns (address deployed) {
        deployed = CREATE3.deployDeterministic(initCode, _boundSalt(msg.sender, salt));
        emit Deployed(msg.sender, salt, deployed);
    }

    /// @notice Where `deployer` would deploy with `salt`.
    function predict(address deployer, bytes32 salt) external view returns (address) {
        return CREATE3.predictDeterministicAddress(_boundSalt(deployer, salt));
    }

    function _boundSalt(address deployer, bytes32 salt) private pure returns (bytes32) {
        return keccak256(abi.encode(deployer, salt));
    }
}
