/** The verdict on one schedule: from the chains' own states, the conservation of the supply, and every relayer's own ledger. */
import { keccakText } from '@cxt-bridge/adapters/protocol';
import type { MessageStatus, SimWorld } from '@cxt-bridge/adapters/sim';
import type { Operator } from './operator.ts';
import { hasOpenCall } from './svmChain.ts';

/** What became of a schedule. */
export interface SeedResult {
  readonly seed: number;
  readonly messages: number;
  readonly lost: number;
  readonly double: number;
  readonly stuck: number;
  readonly crashes: number;
  /** Virtual seconds until everything was settled. */
  readonly seconds: number;
  /** Sentences about everything that is wrong; empty when nothing is. */
  readonly faults: readonly string[];
  /** Hash over the trace: equal for equal seeds. */
  readonly fingerprint: string;
}

/** Final at its source, credited once and final, and waits nowhere. */
export function isDone(message: MessageStatus): boolean {
  return !message.sentFinal ? false : message.settled && !message.queued;
}

/** Asks everybody. The simulation stands still. */
export async function judge(parameters: {
  world: SimWorld;
  operators: readonly Operator[];
  seed: number;
  lines: readonly string[];
  seconds: number;
}): Promise<SeedResult> {
  const { world, operators, seed, lines, seconds } = parameters;
  const faults: string[] = [];
  const messages = world.messages();
  const place = ({ sent }: MessageStatus): string => `${sent.srcEid}→${sent.dstEid} #${sent.nonce}`;
  let lost = 0;
  let double = 0;
  let stuck = 0;
  for (const message of messages) {
    if (message.creditCount > 1 || message.transitCount > 1) {
      double += 1;
      faults.push(`${place(message)} was credited ${message.creditCount} times`);
    } else if (message.creditCount === 1 && !message.leafMatches) {
      lost += 1;
      faults.push(`${place(message)} was credited with other content`);
    } else if (!isDone(message)) {
      stuck += 1;
      faults.push(
        `${place(message)} is not settled (credited ${message.creditCount}, queued ${message.queued}, claimable ${message.claimable})`,
      );
    }
  }
  try {
    world.assertConservation();
  } catch (error) {
    faults.push(String(error));
  }
  if (hasOpenCall(world)) {
    stuck += 1;
    faults.push('a call that its receiver would take was not made');
  }
  for (const operator of operators) faults.push(...(await judgeOperator(operator)));
  for (const line of lines) if (line.includes('FAILED')) faults.push(line);
  const crashes = operators.reduce((sum, operator) => sum + operator.crashes, 0);
  const fingerprint = keccakText(lines.join('\n')).slice(0, 18);
  return { seed, messages: messages.length, lost, double, stuck, crashes, seconds, faults, fingerprint };
}

async function judgeOperator(operator: Operator): Promise<string[]> {
  if (operator.relayer === null) return [`${operator.name} is not up`];
  const faults: string[] = [];
  const { read } = operator.relayer;
  // Reads go through the clock; the simulation stands still, so only those that need no provider are asked.
  const supply = await read.supply();
  if (!supply.exact) faults.push(`${operator.name}: ledger is not exact, delta ${supply.delta} wei`);
  for (const [chain, { pendingIn }] of Object.entries(supply.perChain)) {
    if (pendingIn !== '0') faults.push(`${operator.name}: ${pendingIn} wei still pending into ${chain}`);
  }
  if (operator.openTransactions > 0)
    faults.push(`${operator.name}: ${operator.openTransactions} transactions are never concluded`);
  return faults;
}
