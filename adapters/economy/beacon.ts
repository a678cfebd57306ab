/** When a beacon answers; what it answers is told from outside. */
import type { Hex } from '@cxt-bridge/adapters/protocol';

import type { Economy } from './economy.ts';
import { refuse } from './refusal.ts';

/** The randomness of a block. @throws Refusal BeaconTooEarly, BeaconTooLate */
export function beaconOf(economy: Economy, beaconBlock: bigint, told: Hex): Hex {
  if (beaconBlock >= economy.block) refuse('BeaconTooEarly', beaconBlock);
  if (economy.block - beaconBlock > economy.params.randomness.windowBlocks) {
    refuse('BeaconTooLate', beaconBlock);
  }
  return told;
}
