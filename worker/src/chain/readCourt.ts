import { parseAbi } from 'viem';
import { ABI } from './contracts.ts';
import type { HomeChain } from './homeChain.ts';
import { FINAL_LEVEL, type Snapshot } from './seats.ts';

/** Seats of a class and how many of them must agree; at the final level the rule is stake. */
export interface JudgingClass {
  readonly seats: number;
  readonly quorum: number;
}

/** Public in the court, beyond its interface. */
const CLASS_ABI = parseAbi(['function classOf(uint8 level) view returns (uint256 seats, uint256 quorum)']);

/** A validator snapshot; it never changes. */
export function readSnapshot(chain: HomeChain, epoch: bigint): Promise<Snapshot> {
  return chain.forEver(`snapshot:${epoch}`, async () => {
    const [nodes, cumulatedWei] = await chain.client.readContract({
      address: chain.contracts.workCourt,
      abi: ABI.workCourt,
      functionName: 'snapshotOf',
      args: [epoch],
    });
    return { epoch, nodes, cumulatedWei };
  });
}

/** Size of a class; a deployment parameter. */
export function readClass(chain: HomeChain, level: number): Promise<JudgingClass> {
  return chain.forEver(`class:${level}`, async () => {
    if (level === FINAL_LEVEL) return { seats: 0, quorum: 0 };
    const [seats, quorum] = await chain.client.readContract({
      address: chain.contracts.workCourt,
      abi: CLASS_ABI,
      functionName: 'classOf',
      args: [level],
    });
    return { seats: Number(seats), quorum: Number(quorum) };
  });
}
