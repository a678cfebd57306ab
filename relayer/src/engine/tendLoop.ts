/**
 * What remains after a delivery: claims queued items when their time has come, retries a failed call once, and closes the stored roots that
 * this relayer paid for. All of it is open to anyone; the relayers do it so that users need not.
 */
import { bytesToHex } from '@cxt-bridge/adapters/protocol';
import type { DueLeg } from '../domain/batching.ts';
import { createRootCloser } from './closeRoots.ts';
import type { EngineContext } from './context.ts';
import { itemOf } from './deliverLoop.ts';
import { dueClaims, dueComposes } from './dueLegs.ts';
import { messageWrites } from './persist.ts';
import type { ChainPort } from './ports.ts';
import { submitCall } from './submitCall.ts';

const TEND_MS = 1_000;
const COMPOSE_GAS_MASK = 0x7fff_ffff;
const CLAIM_GAS = 250_000n;
/** A claim that the chain refuses now (paused, over the cap) is asked again this much later. */
const CLAIM_RETRY_MS = 5_000;
const PER_ROUND = 16;

export async function tendLoop(parameters: { context: EngineContext; chain: ChainPort }): Promise<void> {
  const { context, chain } = parameters;
  const { clock, liveness, log } = context.ports;
  const closeRoots = createRootCloser({ context, chain });
  while (!context.stop.aborted) {
    liveness.beat(`tend:${chain.key}`);
    try {
      for (const item of dueClaims({ context, eid: chain.eid }).legs.slice(0, PER_ROUND)) {
        await claim({ context, chain, item });
      }
      for (const item of dueComposes({ context, eid: chain.eid }).legs.slice(0, PER_ROUND)) {
        await retryCompose({ context, chain, item });
      }
    } catch (error) {
      if (context.stop.aborted) return;
      log.warn({ chain: chain.key, err: error }, 'claim or retry failed, will be repeated');
    }
    await closeRoots();
    await clock.sleep(TEND_MS, context.stop);
  }
}

async function claim(parameters: { context: EngineContext; chain: ChainPort; item: DueLeg }): Promise<void> {
  const { context, chain, item } = parameters;
  const { message, leg } = item;
  const call = { kind: 'claimQueued', item: bytesToHex(itemOf(item)) } as const;
  const gasLimit = CLAIM_GAS + composeGas(item);
  const reason = await submitCall({ context, chain, id: `claim:${message.leaf}`, call, gasLimit });
  leg.reason = reason;
  const settleMs = reason === null ? Math.max(4 * context.settings.rankDelayMs, 10_000) : CLAIM_RETRY_MS;
  leg.notBeforeMs = context.ports.clock.nowMs() + settleMs;
}

async function retryCompose(parameters: {
  context: EngineContext;
  chain: ChainPort;
  item: DueLeg;
}): Promise<void> {
  const { context, chain, item } = parameters;
  const { message } = item;
  const composed = message.execution & COMPOSE_GAS_MASK;
  const call = { kind: 'retryCompose', item: bytesToHex(itemOf(item)), composeGas: composed } as const;
  const gasLimit = CLAIM_GAS + composeGas(item);
  const reason = await submitCall({ context, chain, id: `compose:${message.leaf}`, call, gasLimit });
  // Once, whatever came of it: from here on the receiver's owner or anyone else may retry.
  message.composeRetries += 1;
  await context.exclusive(() => context.ports.store.commit(messageWrites(message)));
  const fields = { chain: chain.key, guid: message.guid, outcome: reason ?? 'sent' };
  context.ports.log.info(fields, 'compose retried');
}

function composeGas({ message, leg }: DueLeg): bigint {
  if (leg !== message.deliver) return 0n;
  const bought = BigInt(message.execution & COMPOSE_GAS_MASK);
  return bought === 0n ? 0n : (bought * 64n) / 63n + 100_000n;
}
