/**
 * `acknowledge`: lifts a halt of the running relayer. When none runs, it accepts the loss of the sign journal, with floors below which
 * nothing new is ever signed: the nonces that the chains show now, by the word of every provider.
 */
import type { ChainProvider } from '@cxt-bridge/adapters/core';
import { bridgeId } from '@cxt-bridge/adapters/protocol';
import { systemClock } from '../../clock/systemClock.ts';
import { loadKeys, type RelayerConfig } from '../../config/index.ts';
import { isBridgeError } from '../../errors/bridgeError.ts';
import { createMetrics } from '../../observability/metrics.ts';
import { acknowledgeJournalLoss, type JournalFloor } from '../../signer/index.ts';
import { askApi } from '../apiClient.ts';
import { answer, type CommandContext } from '../commandOptions.ts';
import { type AdminOptions, adminAccessOf, configOf } from '../configAccess.ts';
import { type AssembledChain, assembleChains } from '../start/chainPorts.ts';
import { dataPaths } from '../start/dataPaths.ts';

interface Acknowledged {
  readonly evidence: string;
  readonly acknowledged: true;
  /** Only after the loss of a journal. */
  readonly journal?: ReturnType<typeof acknowledgeJournalLoss> & { floors: number };
}

export async function acknowledgeCommand(parameters: {
  context: CommandContext;
  evidence: string;
  options: AdminOptions;
}): Promise<void> {
  const { context, evidence, options } = parameters;
  const value = (await acknowledgeRunning({ evidence, options })) ?? (await acknowledgeJournal(parameters));
  answer({
    terminal: context.terminal,
    json: options.json,
    value,
    render: ({ journal }) =>
      journal === undefined
        ? 'the halt is lifted'
        : `a new sign journal stands there: ${journal.salvaged} records carried over, ${journal.floors} lanes with a floor` +
          `${journal.keptAside.map((file) => `\nkept aside: ${file}`).join('')}\nnow: cxt-relayer start`,
  });
}

/** `null` when no relayer runs here. */
async function acknowledgeRunning(parameters: {
  evidence: string;
  options: AdminOptions;
}): Promise<Acknowledged | null> {
  const { evidence, options } = parameters;
  // WHY: without an admin port nothing but a lost journal can be meant, and that is lifted while nothing runs.
  if (options.admin === undefined && configOf(options).adminApi === null) return null;
  const { url, token } = await adminAccessOf(options);
  try {
    return await askApi<Acknowledged>({
      url,
      path: `/admin/v1/acknowledge/${evidence}`,
      method: 'POST',
      token,
    });
  } catch (error) {
    if (isBridgeError(error, 'CXT_CLI_RELAYER_UNREACHABLE') && options.admin === undefined) return null;
    throw error;
  }
}

async function acknowledgeJournal(parameters: {
  context: CommandContext;
  evidence: string;
  options: AdminOptions;
}): Promise<Acknowledged> {
  const { context, evidence, options } = parameters;
  const config = configOf(options);
  context.terminal.progress('… asking the chains how far the lost journal can have signed');
  const floors = await journalFloors(config);
  context.terminal.progress('');
  const journal = acknowledgeJournalLoss({
    path: dataPaths(config.dataDir).journal,
    bridgeId: bridgeId(config.network.name),
    evidence: evidence as `0x${string}`,
    floors,
  });
  return { evidence, acknowledged: true, journal: { ...journal, floors: floors.length } };
}

/** One floor per lane: the greatest nonce any provider knows, final or not. */
async function journalFloors(config: RelayerConfig): Promise<JournalFloor[]> {
  const keys = await loadKeys(config);
  const chains = await assembleChains({ config, keys, metrics: createMetrics(), clock: systemClock() });
  const floors = await Promise.all(chains.map(laneFloors));
  return floors.flat();
}

// SAFETY: every provider must answer. One that is behind is outvoted by the maximum; one that is missing may have known more.
async function laneFloors({ port, providers }: AssembledChain): Promise<JournalFloor[]> {
  const known = await Promise.all(providers.map(latestLanes));
  const highest = new Map<number, bigint>();
  for (const { dstEid, nonce } of known.flat()) {
    if (nonce > (highest.get(dstEid) ?? 0n)) highest.set(dstEid, nonce);
  }
  return [...highest].map(
    ([dstEid, nonce]): JournalFloor => ({ kind: 'BATCH', srcEid: port.eid, dstEid, nonce }),
  );
}

async function latestLanes(provider: ChainProvider): Promise<readonly { dstEid: number; nonce: bigint }[]> {
  const { latest } = await provider.heads();
  return provider.outboundLanes(latest);
}
