// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { GatewayDeliver } from "./GatewayDeliver.sol";
import { GatewaySend } from "./GatewaySend.sol";
import { GatewayInit, GatewayStorage } from "./GatewayStorage.sol";

/// @title What home and spoke gateways share
/// @notice Sending and receiving over one state; the difference (lock and release against burn and mint) is in
///         HomeGateway and SpokeGateway.
abstract contract GatewayBase is GatewaySend, GatewayDeliver {
    constructor(GatewayInit memory init) GatewayStorage(init) { }
}
