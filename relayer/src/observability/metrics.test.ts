import { describe, expect, it } from 'vitest';
import { createLiveness } from './liveness.ts';
import { createMetrics, METRIC_ROWS } from './metrics.ts';

describe('metrics', () => {
  it('names are unique, well formed and all exposed', async () => {
    const text = await createMetrics().text();
    const names = Object.values(METRIC_ROWS).map((row) => row.name);
    expect(new Set(names).size).toBe(names.length);
    for (const row of Object.values(METRIC_ROWS)) {
      expect(row.name).toMatch(/^[a-z]+(_[a-z]+)*$/);
      expect(row.type === 'counter').toBe(row.name.endsWith('_total'));
      expect(text).toContain(`# TYPE cxt_bridge_${row.name} ${row.type}`);
    }
  });

  it('two relayers in one process share nothing', async () => {
    const [one, other] = [createMetrics(), createMetrics()];
    one.laneNonce.set({ src: 'bsc', dst: 'ethereum', point: 'signed' }, 7);
    one.errors.inc({ code: 'CXT_STORE_IO' });
    one.stageSeconds.observe({ stage: 'total' }, 1.5);
    expect(await one.text()).toContain('cxt_bridge_lane_nonce{src="bsc",dst="ethereum",point="signed"} 7');
    expect(await other.text()).not.toContain('point="signed"');
  });

  it('adds those of the process when asked', async () => {
    const metrics = createMetrics({ process: true });
    expect(await metrics.text()).toContain('cxt_bridge_process_resident_memory_bytes');
  });
});

describe('liveness', () => {
  it('misses a task that stopped beating, and only that', () => {
    let now = 0;
    const liveness = createLiveness({ clock: { nowMs: () => now, sleep: async () => undefined } });
    const beat = liveness.register({ name: 'observe bsc', staleAfterMs: 1_000 });
    liveness.register({ name: 'submit', staleAfterMs: 5_000 });
    expect(liveness.isAlive()).toBe(true);
    now = 1_001;
    expect(liveness.tasks().filter((task) => task.stale)).toMatchObject([
      { name: 'observe bsc', ageMs: 1_001 },
    ]);
    beat();
    expect(liveness.isAlive()).toBe(true);
    now = 500;
    expect(liveness.isAlive()).toBe(true);
    now = 9_000;
    beat();
    liveness.unregister('submit');
    expect(liveness.isAlive()).toBe(true);
  });
});
