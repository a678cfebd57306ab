/** Nodes that do what they must not, so that the devnet can show what it costs them. The shipped node has no such choice. */
import { keccak256 } from 'viem';

import { type Behaviour, honest } from '../../../worker/src/engine/behaviour.ts';
import type { NodeCharacter } from './workersConfig.ts';

/** Bids, is drawn, and never answers. */
const silent: Behaviour = { ...honest, commits: () => false, reveals: () => false };

/** Changes one bit of every result. */
const lying: Behaviour = {
  ...honest,
  executes: (computed) => {
    const bytes = Uint8Array.from(computed.bytes);
    bytes[0] = (bytes[0] ?? 0) ^ 1;
    return { ...computed, bytes, resultHash: keccak256(bytes) };
  },
};

const BEHAVIOURS: Readonly<Record<NodeCharacter, Behaviour>> = { honest, silent, lying };

/** @returns what a node of that character does with what it computed */
export const behaviourOf = (character: NodeCharacter): Behaviour => BEHAVIOURS[character];
