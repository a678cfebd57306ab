/** What came of the load, counted on the chains: a fresh read of all logs at finalised blocks, beside the times the watcher saw. */
import type { Devnet } from '../devnet/devnet.ts';
import { finalToDeliveredSeconds, type TransferRecord } from '../devnet/watch/transferRecord.ts';
import { readCut } from '../devnet/supply/readCut.ts';
import { proveSupply } from '../devnet/supply/proveSupply.ts';
import type { BenchResult } from './devnet.ts';
import type { SentLoad } from './load.ts';

/** Deliveries must be final before they are counted. */
const FINAL_TIMEOUT_MS = 20_000;

export async function measure(parameters: {
  devnet: Devnet;
  sends: SentLoad;
  signal: AbortSignal;
}): Promise<{ result: BenchResult; faults: readonly string[] }> {
  const { devnet, sends, signal } = parameters;
  const own = new Set<string>(sends.hashes.map(({ hash }) => hash));
  const deadline = Date.now() + FINAL_TIMEOUT_MS;
  for (;;) {
    signal.throwIfAborted();
    const cut = await readCut({
      chains: devnet.watched(),
      addresses: devnet.addresses,
      solana: devnet.solana,
    });
    const records = [...cut.book.byGuid.values()].filter(({ sent }) => own.has(sent.txHash));
    const arrived = records.filter(({ delivered }) => delivered.length > 0).length;
    if (arrived < own.size && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 250));
      continue;
    }
    const double = records.reduce((total, { delivered }) => total + Math.max(0, delivered.length - 1), 0);
    const result = { messages: own.size, ...times({ devnet, sends }), lost: own.size - arrived, double };
    return { result, faults: proveSupply(cut).faults };
  }
}

function times(parameters: {
  devnet: Devnet;
  sends: SentLoad;
}): Pick<BenchResult, 'perSecond' | 'p50Seconds' | 'p95Seconds'> {
  const { devnet, sends } = parameters;
  const own = new Set<string>(sends.hashes.map(({ hash }) => hash));
  const records = [...devnet.watcher.book.byGuid.values()].filter(({ sent }) => own.has(sent.txHash));
  const waits = records
    .map((record: TransferRecord) => finalToDeliveredSeconds(record))
    .filter((seconds) => seconds !== null)
    .toSorted((left, right) => left - right);
  const last = Math.max(...records.flatMap(({ delivered }) => delivered.map(({ atMs }) => atMs)));
  const seconds = (last - sends.firstSentAtMs) / 1000;
  return {
    perSecond: Math.round((waits.length / seconds) * 100) / 100,
    p50Seconds: quantile(waits, 0.5),
    p95Seconds: quantile(waits, 0.95),
  };
}

/** Nearest rank. */
function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}
