// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { StakeParams } from "../../../src/compute/interfaces/IStakeRegistry.sol";
import { StakeRegistry } from "../../../src/compute/stake/StakeRegistry.sol";

// Registries with one planted bug each. The checks of StakeModel must find every one of them.

/// @dev Burns nothing of what it takes.
contract HoardingRegistry is StakeRegistry {
    constructor(address token_, address pool_, address jobMarket_, address workCourt_, StakeParams memory params)
        StakeRegistry(token_, pool_, jobMarket_, workCourt_, params)
    { }

    function _payHalf(address, uint256 takenWei, address beneficiary) internal override returns (uint256 paidWei) {
        paidWei = takenWei / 2;
        if (paidWei != 0) token.transfer(beneficiary, paidWei);
    }
}

/// @dev Pays all that it takes, and so makes slashing oneself free.
contract GenerousRegistry is StakeRegistry {
    constructor(address token_, address pool_, address jobMarket_, address workCourt_, StakeParams memory params)
        StakeRegistry(token_, pool_, jobMarket_, workCourt_, params)
    { }

    function _payHalf(address, uint256 takenWei, address beneficiary) internal override returns (uint256 paidWei) {
        paidWei = takenWei;
        if (paidWei != 0) token.transfer(beneficiary, paidWei);
    }
}

/// @dev Forgets what it took of unbondings in their sum.
contract ForgetfulRegistry is StakeRegistry {
    constructor(address token_, address pool_, address jobMarket_, address workCourt_, StakeParams memory params)
        StakeRegistry(token_, pool_, jobMarket_, workCourt_, params)
    { }

    function _takeUnbondings(address node, uint256 amountWei) internal override returns (uint256 takenWei) {
        takenWei = super._takeUnbondings(node, amountWei);
        _unbondingTotal += takenWei;
    }
}

/// @dev Takes stake and leaves the bond on it standing.
contract OverbondedRegistry is StakeRegistry {
    constructor(address token_, address pool_, address jobMarket_, address workCourt_, StakeParams memory params)
        StakeRegistry(token_, pool_, jobMarket_, workCourt_, params)
    { }

    function _takeStake(address node, uint256 amountWei, bool fromBond) internal override returns (uint256 takenWei) {
        uint88 bondedWei = _nodes[node].bonded;
        uint128 total = _bondedTotal;
        takenWei = super._takeStake(node, amountWei, fromBond);
        _nodes[node].bonded = bondedWei;
        _bondedTotal = total;
    }
}
