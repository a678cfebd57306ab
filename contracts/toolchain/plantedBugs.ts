/** Bugs that somebody could write into the compute contracts, each with the test that has to notice it. */

/** One planted bug: in `file`, the one place that says `was` says `becomes` instead. */
export interface PlantedBug {
  /** Number of the invariant that it breaks, in docs/invariants.md. */
  readonly invariant: string;
  /** The contract that is deployed, as `pool/MiningPool.sol:MiningPool`, below src/compute. */
  readonly artifact: string;
  /** The source that is changed, below src/compute. */
  readonly file: string;
  readonly was: string;
  readonly becomes: string;
  /** `ContractTest.test_function`. */
  readonly test: string;
}

const POOL = 'pool/MiningPool.sol:MiningPool';
const WORK = 'work/BaseWork.sol:BaseWork';
const RANDAO = 'randomness/RandaoBeacon.sol:RandaoBeacon';
const EMISSION = 'libraries/Emission.sol';

type Row = readonly [
  invariant: string,
  artifact: string,
  file: string,
  was: string,
  becomes: string,
  test: string,
];

const ROWS: readonly Row[] = [
  [
    'I2',
    POOL,
    'pool/PoolClaims.sol',
    '_remaining += uint88(returnedWei);',
    '',
    'PoolClaimTest.test_sweep_takes_back_what_is_left',
  ],
  [
    'I2',
    POOL,
    'pool/MiningPool.sol',
    'if (foundWei == 0) return;',
    'ERC20(_token).transfer(msg.sender, 1);',
    'PoolExitsTest.test_every_path_out',
  ],
  [
    'I6',
    POOL,
    'pool/MiningPool.sol',
    'if (foundWei == 0) return;',
    'if (foundWei == 0) { (bool ok,) = msg.sender.delegatecall(""); require(ok); }',
    'OpcodesTest.test_compute_runs_its_own_code_for_ever',
  ],
  [
    'I7',
    POOL,
    'pool/MiningPool.sol',
    'Emission.budget(running.remaining, _rate)',
    'Emission.budget(running.remaining, _rate * 2)',
    'PoolInvariantTest.invariant_pool',
  ],
  [
    'I8',
    POOL,
    'pool/PoolClaims.sol',
    'Emission.share(_dutyWei(epoch), paid, done)',
    'Emission.share(_dutyWei(epoch), duties, done)',
    'PoolClaimTest.test_duties_share_their_part_and_no_more',
  ],
  [
    'I8',
    POOL,
    EMISSION,
    'computeWei * paidScore / score',
    'releaseWei * paidScore / score',
    'PoolInvariantTest.invariant_pool',
  ],
  [
    'I9',
    POOL,
    EMISSION,
    'workUnits * SCALE / target',
    '(workUnits + 1) * SCALE / target',
    'PoolCloseTest.test_zero_work_releases_nothing',
  ],
  [
    'I10',
    POOL,
    'pool/MiningPool.sol',
    'Emission.budget(running.remaining, _rate)',
    'Emission.budget(ERC20(_token).balanceOf(address(this)) - _claimable, _rate)',
    'PoolClaimTest.testFuzz_a_bare_transfer_changes_no_budget',
  ],
  [
    'I11',
    POOL,
    'pool/PoolClaims.sol',
    'priceOfOne, own.sunkWei,',
    'priceOfOne, 2 * uint256(own.sunkWei),',
    'PoolLimitsTest.testFuzz_paid_emission_is_limited',
  ],
  ['I12', POOL, EMISSION, 'stakeWei / 30', 'stakeWei / 29', 'PoolLimitsTest.test_a_thirtieth_of_the_stake'],
  ['I12', POOL, EMISSION, 'stakeWei / 30', 'stakeWei / 3', 'PoolInvariantTest.invariant_pool'],
  [
    'I13',
    POOL,
    'pool/PoolRecords.sol',
    'if (quality != 0 && weight != 0)',
    'if (quality != 0)',
    'PoolLimitsTest.test_named_executor_adds_no_score',
  ],
  [
    'I14',
    POOL,
    'pool/PoolRecords.sol',
    'if (msg.sender != recorder) revert RecorderNotEligible(msg.sender);',
    'if (msg.sender == address(this)) revert RecorderNotEligible(recorder);',
    'PoolClaimTest.test_recorders_are_not_interchangeable',
  ],
  [
    'I15',
    POOL,
    'pool/PoolClaims.sol',
    'scores.isClaimed = true;',
    '',
    'PoolClaimTest.test_a_claim_is_paid_once',
  ],
  ['I15', WORK, 'work/BaseWork.sol', 'commitment.isOpened = true;', '', 'BaseWorkTest.test_opens_once'],
  [
    'I16',
    WORK,
    'work/BaseWork.sol',
    'uint64(block.number) + _randomness.delayBlocks()',
    'uint64(block.number)',
    'BaseWorkTest.test_draws_follow_one_later_block',
  ],
  [
    'I16',
    WORK,
    'libraries/RowTree.sol',
    'used == path.length && node == root',
    'used == path.length',
    'BaseWorkTest.testFuzz_a_changed_opening_is_refused',
  ],
  [
    'I16',
    WORK,
    'work/BaseWork.sol',
    'if (given != right) revert',
    'if (given > right + 2 ** 31) revert',
    'BaseWorkTest.testFuzz_a_wrong_entry_is_never_credited',
  ],
  [
    'I16',
    WORK,
    'libraries/MatrixEntry.sol',
    'mul(signextend(0, shr(56, a)), signextend(0, shr(56, b)))',
    'mul(signextend(0, shr(56, a)), and(0xff, shr(56, b)))',
    'BaseWorkTest.test_right_work_is_credited_and_paid',
  ],
  [
    'I16',
    RANDAO,
    'randomness/RandaoBeacon.sol',
    'if (keccak256(proof) != blockHash) revert',
    'if (proof.length == 0) revert',
    'RandomnessTest.testFuzz_a_changed_header_is_refused',
  ],
  [
    'I17',
    WORK,
    'work/BaseWork.sol',
    'MatrixEntry.entry(seed, msg.sender, row, column)',
    'MatrixEntry.entry(seed, address(0xa11ce), row, column)',
    'BaseWorkTest.test_work_is_bound_to_address_and_epoch',
  ],
  [
    'I17',
    WORK,
    'work/BaseWork.sol',
    'bytes32 seed = _seeds[epoch];',
    'bytes32 seed = _seeds[0];',
    'BaseWorkTest.test_work_is_bound_to_address_and_epoch',
  ],
  [
    'I35',
    POOL,
    EMISSION,
    'uint256 most = target * 17 / 16;',
    'uint256 most = target * 2;',
    'PoolInvariantTest.invariant_pool',
  ],
];

/** All of them. */
export const PLANTED_BUGS: readonly PlantedBug[] = ROWS.map(
  ([invariant, artifact, file, was, becomes, test]) => ({ invariant, artifact, file, was, becomes, test }),
);
