import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['adapters/**/*.test.ts', 'relayer/**/*.test.ts', 'contracts/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['**/node_modules/**'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    reporters: ['default'],
  },
});
