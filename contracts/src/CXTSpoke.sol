// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { OnlyGateway, SupplyCapReached, ZeroValue } from "./interfaces/GatewayErrors.sol";
import { ISpokeToken } from "./interfaces/ISpokeToken.sol";
import { TOTAL_SUPPLY_WEI, UNIT_WEI } from "./libraries/Units.sol";
import { TokenBase } from "./TokenBase.sol";

/// @title CXT on every other chain
/// @notice Only the gateway mints and burns; the supply never exceeds that of the home chain.
contract CXTSpoke is TokenBase, ISpokeToken {
    /// @notice The most that can exist here, in wei.
    uint256 public constant SUPPLY_CAP_WEI = TOTAL_SUPPLY_WEI;

    // Storage of the base contract (solady ERC20), as its documentation gives it.
    uint256 private constant BALANCE_SLOT_SEED = 0x87a211a2;
    uint256 private constant TOTAL_SUPPLY_SLOT = 0x05345cdf77eb68f44c;
    bytes32 private constant TRANSFER_TOPIC = keccak256("Transfer(address,address,uint256)");

    /// @notice The only account that may mint and burn.
    address public immutable gateway;

    modifier onlyGateway() {
        if (msg.sender != gateway) revert OnlyGateway(msg.sender);
        _;
    }

    constructor(address gateway_) {
        if (gateway_ == address(0)) revert ZeroValue("gateway");
        gateway = gateway_;
    }

    /// @inheritdoc ISpokeToken
    function mint(address to, uint256 amountWei) external onlyGateway {
        _mint(to, amountWei);
        _checkCap(amountWei);
    }

    /// @inheritdoc ISpokeToken
    function mintBatch(uint256[] calldata credits) external onlyGateway {
        uint256 totalWei;
        uint256 transferTopic = uint256(TRANSFER_TOPIC);
        // WHY: the base contract's `_mint` in a loop would write the total supply once per credit (600 gas each). Slots
        // are the base contract's; test/Token.t.sol compares with single mints. Nothing overflows: 2^126 wei a credit.
        assembly ("memory-safe") {
            let end := add(credits.offset, shl(5, credits.length))
            for { let place := credits.offset } lt(place, end) { place := add(place, 0x20) } {
                let credit := calldataload(place)
                let to := shr(96, credit)
                let amountWei := mul(and(credit, 0xffffffffffffffffffffffff), UNIT_WEI)
                totalWei := add(totalWei, amountWei)
                mstore(0x0c, BALANCE_SLOT_SEED)
                mstore(0x00, to)
                let balanceSlot := keccak256(0x0c, 0x20)
                sstore(balanceSlot, add(sload(balanceSlot), amountWei))
                mstore(0x20, amountWei)
                log3(0x20, 0x20, transferTopic, 0, to)
            }
            sstore(TOTAL_SUPPLY_SLOT, add(sload(TOTAL_SUPPLY_SLOT), totalWei))
        }
        _checkCap(totalWei);
    }

    /// @inheritdoc ISpokeToken
    function burn(address from, uint256 amountWei) external onlyGateway {
        _spendAllowance(from, msg.sender, amountWei);
        _burn(from, amountWei);
    }

    function _checkCap(uint256 addedWei) private view {
        uint256 supplyWei = totalSupply();
        if (supplyWei > SUPPLY_CAP_WEI) revert SupplyCapReached(addedWei, SUPPLY_CAP_WEI + addedWei - supplyWei);
    }
}
