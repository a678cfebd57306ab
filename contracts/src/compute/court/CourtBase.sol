// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { EIP712 } from "solady/utils/EIP712.sol";

import { ValueOutOfRange, ZeroValue } from "../../interfaces/GatewayErrors.sol";
import { IJobMarket } from "../interfaces/IJobMarket.sol";
import { IMiningPool } from "../interfaces/IMiningPool.sol";
import { IRandomness } from "../interfaces/IRandomness.sol";
import { IStakeRegistry } from "../interfaces/IStakeRegistry.sol";
import { CourtParams, IWorkCourt } from "../interfaces/IWorkCourt.sol";

/// @title What the court is wired to, its classes and what they may judge
abstract contract CourtBase is IWorkCourt, EIP712 {
    uint8 internal constant FINAL = 3;
    /// @dev Fits the answer of {IStakeRegistry.bondEach}, with room to spare.
    uint256 private constant MOST_SEATS = 64;

    IMiningPool public immutable pool;
    IStakeRegistry public immutable stakeRegistry;
    IJobMarket public immutable jobMarket;
    IRandomness public immutable randomness;
    uint256 public immutable seatBondWei;
    uint256 public immutable minValidators;
    uint256 public immutable minValidatorStakeWei;
    uint256 public immutable seatLockSeconds;
    /// @dev Byte i: seats, byte 8 + i: quorum of class i.
    uint256 private immutable _classes;

    constructor(
        address pool_,
        address stakeRegistry_,
        address jobMarket_,
        address randomness_,
        CourtParams memory params
    ) {
        if (pool_ == address(0)) revert ZeroValue("pool");
        if (stakeRegistry_ == address(0)) revert ZeroValue("stakeRegistry");
        if (jobMarket_ == address(0)) revert ZeroValue("jobMarket");
        if (randomness_ == address(0)) revert ZeroValue("randomness");
        if (params.seatBondWei == 0) revert ZeroValue("seatBondWei");
        if (params.minValidators == 0) revert ZeroValue("minValidators");
        if (params.seatLockSeconds == 0) revert ZeroValue("seatLockSeconds");
        uint256 classes;
        for (uint256 i; i < 3; ++i) {
            uint256 seats = params.seats[i];
            uint256 quorum = params.quorums[i];
            if (seats > MOST_SEATS) revert ValueOutOfRange("seats", seats);
            // SAFETY: two quorums of one draw have a seat in common, so that two verdicts cost somebody its stake
            if (quorum > seats || quorum * 2 <= seats) revert ValueOutOfRange("quorum", quorum);
            classes |= (seats | quorum << 64) << (8 * i);
        }
        _classes = classes;
        pool = IMiningPool(pool_);
        stakeRegistry = IStakeRegistry(stakeRegistry_);
        jobMarket = IJobMarket(jobMarket_);
        randomness = IRandomness(randomness_);
        seatBondWei = params.seatBondWei;
        minValidators = params.minValidators;
        minValidatorStakeWei = params.minValidatorStakeWei;
        seatLockSeconds = params.seatLockSeconds;
    }

    modifier onlyMarket() {
        _refuseOthers();
        _;
    }

    /// @notice Seats and quorum of the classes S, M and L (0 to 2).
    function classOf(uint8 level) public view returns (uint256 seats, uint256 quorum) {
        if (level >= FINAL) revert LevelUnknown(level);
        return (uint8(_classes >> (8 * level)), uint8(_classes >> (64 + 8 * level)));
    }

    /// @inheritdoc IWorkCourt
    function mostAtRisk(uint8 level) public view returns (uint256 valueWei) {
        (, uint256 quorum) = classOf(level);
        return quorum * seatBondWei * 2 / 3;
    }

    /// @inheritdoc IWorkCourt
    function classFor(uint256 valueWei) external view returns (uint8 level) {
        for (; level < FINAL; ++level) {
            if (valueWei <= mostAtRisk(level)) return level;
        }
        revert ValueAtRiskTooLarge(valueWei, mostAtRisk(FINAL - 1));
    }

    /// @inheritdoc IWorkCourt
    function challengeBond(uint256 priceWei) public view returns (uint256 bondWei) {
        uint256 larger = priceWei > seatBondWei ? priceWei : seatBondWei;
        return larger / 10;
    }

    /// @dev WHY: one place for each call of the registry keeps the court within the limit of a contract's code.
    function _slash(address node, uint256 amountWei, bool fromBond, address beneficiary)
        internal
        returns (uint256 paidWei)
    {
        (, paidWei) = stakeRegistry.slash(node, amountWei, fromBond, beneficiary);
    }

    function _unbond(address node, uint256 amountWei) internal {
        stakeRegistry.unbond(node, amountWei);
    }

    function _creditSeat(bytes32 jobId, address node, uint256 amountWei) internal {
        if (amountWei != 0) jobMarket.creditSeat(jobId, node, amountWei);
    }

    function _job(bytes32 jobId) internal view returns (IJobMarket.Job memory) {
        return jobMarket.jobOf(jobId);
    }

    function _executors(bytes32 jobId) internal view returns (address[] memory) {
        return jobMarket.executorsOf(jobId);
    }

    function _refuseOthers() private view {
        if (msg.sender != address(jobMarket)) revert CallerNotMarket(msg.sender);
    }

    function _domainNameAndVersion() internal pure override returns (string memory name, string memory version) {
        return ("CXT WorkCourt", "1");
    }
}
