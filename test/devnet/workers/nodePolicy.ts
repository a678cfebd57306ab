/** What the nodes of the devnet are told to do. */
import type { NodePolicy } from '../../../worker/src/engine/nodePolicy.ts';
import { JOB_CODES } from '../../../worker/src/work/index.ts';
import { ROWS_PER_EPOCH } from '../deploy/economyParameters.ts';
import { CXT } from '../deploy/parameters.ts';
import type { NodeCharacter } from './workersConfig.ts';

/** Stake of every node: enough for a validator and for several bonds at once. */
const STAKE_TARGET_WEI = 400n * CXT;

/** The policy of a node of that character. */
export function nodePolicy(character: NodeCharacter): NodePolicy {
  const isHonest = character === 'honest';
  return {
    mine: { enabled: true, rows: ROWS_PER_EPOCH },
    jobs: {
      enabled: true,
      types: Object.values(JOB_CODES),
      floorMicroUnits: 0n,
      namedOnly: !isHonest,
      most: 4,
    },
    stake: { targetWei: STAKE_TARGET_WEI, keepWei: 0n },
    validate: isHonest,
    auditPercent: isHonest ? 100 : 0,
    leastClaimWei: 1n,
    chores: isHonest,
    staggerSeconds: 1,
  };
}
