import type { AssembledRelayer } from './assemble.ts';

/** `/metrics`: figures that are cheap to ask for are read at the moment of the scrape. */
export function metricsEndpoint(assembled: Pick<AssembledRelayer, 'metrics' | 'liveness' | 'ports'>): {
  contentType: string;
  text(): Promise<string>;
} {
  const { metrics, liveness, ports } = assembled;
  return {
    contentType: metrics.registry.contentType,
    text: () => {
      metrics.signJournalRecords.set(ports.journal.size);
      for (const { name, lastBeatMs } of liveness.tasks())
        metrics.taskBeat.set({ task: name }, lastBeatMs / 1000);
      return metrics.text();
    },
  };
}
