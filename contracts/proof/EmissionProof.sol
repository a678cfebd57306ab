// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Emission } from "../src/compute/libraries/Emission.sol";

// Theorems on the release, for all numbers in the ranges that `MiningPool` keeps them in. The compiler's model checker proves every
// assertion and that no operation overflows, underflows or divides by 0 (contracts/toolchain/prove.ts).

uint256 constant SUPPLY = 1e26;
uint256 constant MOST_RATE = 1e16;
uint256 constant MOST_BUDGET = 1e24;
uint256 constant MOST_SCORE = 2 ** 112 - 1;

contract BudgetProof {
    /// @dev rel <= B <= remaining, and an amount of an epoch fits 80 bits.
    function budgetIsPartOfWhatRemains(uint256 remainingWei, uint256 rate) external pure {
        require(remainingWei <= SUPPLY && rate <= MOST_RATE);
        uint256 budgetWei = Emission.budget(remainingWei, rate);
        assert(budgetWei <= remainingWei);
        assert(budgetWei <= MOST_BUDGET && MOST_BUDGET < 2 ** 80);
    }

    function useIsAPart(uint64 workUnits, uint128 target) external pure {
        require(target >= 16);
        uint256 used = Emission.utilisation(workUnits, target);
        assert(used <= 1e18);
        assert(workUnits != 0 || used == 0);
        assert(workUnits < target || used == 1e18);
    }

    function releaseIsPartOfBudget(uint256 budgetWei, uint256 used) external pure {
        require(budgetWei <= MOST_BUDGET && used <= 1e18);
        uint256 releaseWei = Emission.release(budgetWei, used);
        assert(releaseWei <= budgetWei);
        assert(used != 0 || releaseWei == 0);
        assert(used != 1e18 || releaseWei == budgetWei);
    }
}

contract SplitProof {
    /// @dev C_base + C_paid + V <= rel, and base work stays below its cap.
    function partsStayWithinTheRelease(uint256 releaseWei, uint256 baseScore, uint256 paidScore, uint256 capBps)
        external
        pure
    {
        require(releaseWei <= MOST_BUDGET && baseScore <= MOST_SCORE && paidScore <= MOST_SCORE);
        require(capBps == Emission.BASE_CAP || capBps == Emission.BPS);
        (uint256 baseWei, uint256 paidWei) = Emission.split(releaseWei, baseScore, paidScore, capBps);
        uint256 computeWei = releaseWei * 3 / 4;
        assert(baseWei + paidWei <= computeWei);
        assert(baseWei + paidWei + Emission.verification(releaseWei) <= releaseWei);
        assert(baseWei * 10_000 <= computeWei * capBps);
        assert(baseScore != 0 || baseWei == 0);
        assert(paidScore != 0 || paidWei == 0);
    }

    function verificationIsTheRestOfCompute(uint256 releaseWei) external pure {
        require(releaseWei <= MOST_BUDGET);
        assert(Emission.verification(releaseWei) + releaseWei * 3 / 4 == releaseWei);
    }
}

contract TargetProof {
    /// @dev T' >= T_MIN; T' <= T·17/16; T' >= T·63/64 or T' = T_MIN; and it fits its word.
    function targetMovesWithinBounds(uint128 target, uint128 minimum, uint64 workUnits) external pure {
        require(minimum >= 16 && target >= minimum);
        uint256 next = Emission.nextTarget(target, minimum, workUnits);
        assert(next >= minimum);
        assert(next * 16 <= uint256(target) * 17);
        assert(next == minimum || (next + 1) * 64 > uint256(target) * 63);
        assert(next <= target || next <= workUnits);
    }
}

contract PriceProof {
    function priceFits(uint256 baseWei, uint256 baseScore) external pure {
        require(baseWei <= MOST_BUDGET && baseScore != 0 && baseScore <= MOST_SCORE);
        uint256 price = Emission.price(baseWei, baseScore);
        assert(price <= type(uint128).max);
        assert(price * baseScore <= baseWei * 1e18);
    }

    function decayNeverRaises(uint128 price) external pure {
        assert(Emission.decayed(price) <= price);
        assert(Emission.decayed(price) * 16 >= uint256(price) * 15);
    }
}

contract ScoreProof {
    /// @dev No multiplier whatever makes a score overflow, and a score fits 80 bits.
    function scoresOfAnythingFit(uint64 workUnits, uint256 quality, uint256 reputation, uint256 tier, uint256 weight)
        external
        pure
    {
        assert(Emission.scoreOfBase(workUnits, reputation, tier) < 2 ** 80);
        uint256 worth = Emission.worth(workUnits, quality, reputation, tier);
        assert(Emission.scoreOfPaid(worth, weight) < 2 ** 80);
        assert(weight != 0 || Emission.scoreOfPaid(worth, weight) == 0);
        assert(quality != 0 || Emission.scoreOfPaid(worth, weight) == 0);
    }

    function sumsStayBelowTheirMaximum(uint256 added, uint256 present, uint256 most) external pure {
        require(present <= most && most <= type(uint128).max);
        uint256 fits = Emission.fitting(added, present, most);
        assert(present + fits <= most);
        assert(fits <= added);
        assert(fits == added || present + fits == most);
    }
}

contract ShareProof {
    /// @dev Shares of parts that make up no more than the whole make up no more than the amount.
    function sharesNeverExceedTheAmount(uint256 amountWei, uint256 one, uint256 other, uint256 total) external pure {
        require(amountWei <= MOST_BUDGET && one <= MOST_SCORE && other <= MOST_SCORE && total <= MOST_SCORE);
        require(one + other <= total);
        uint256 oneWei = Emission.share(amountWei, one, total);
        uint256 otherWei = Emission.share(amountWei, other, total);
        assert(oneWei <= amountWei);
        assert(oneWei + otherWei <= amountWei);
        assert(one != 0 || oneWei == 0);
    }
}

contract LimitProof {
    /// @dev I11 and I12.
    function limitIsTheLeastOfBoth(uint80 equivalent, uint128 price, uint88 sunkWei, uint88 stakeWei) external pure {
        uint256 limitWei = Emission.limit(equivalent, price, sunkWei, stakeWei);
        assert(limitWei * 30 <= stakeWei);
        assert(limitWei <= uint256(equivalent) * price / 1e18 + sunkWei);
    }
}
