import { defineConfig } from 'vitest/config';

const exclude = ['**/node_modules/**'];

/** unit: beside the code · sim: the seeded simulator · e2e: real processes on anvils, one after the other. */
export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            '{adapters,relayer,contracts,worker}/**/*.test.ts',
            'test/{vectors,faults,tooling,bench,economy-sim}/**/*.test.ts',
          ],
          exclude,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'programs',
          include: ['programs/{tests,toolchain}/**/*.test.ts'],
          exclude,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: { name: 'economy', include: ['test/economy/**/*.test.ts'], exclude, testTimeout: 600_000 },
      },
      { test: { name: 'sim', include: ['test/sim/**/*.test.ts'], exclude, testTimeout: 600_000 } },
      {
        test: {
          name: 'e2e',
          include: ['test/{e2e,devnet,crash}/**/*.test.ts'],
          exclude,
          testTimeout: 240_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
