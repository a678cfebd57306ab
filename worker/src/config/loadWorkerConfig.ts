import { dirname, resolve } from 'node:path';
import { parseCxt } from '@cxt-bridge/adapters/protocol';
import { readStructuredFile } from '@cxt-bridge/relayer/structured-file';
import type { NodePolicy } from '../engine/nodePolicy.ts';
import { WorkerError } from '../errors/workerError.ts';
import { JOB_CODES } from '../work/index.ts';
import { type WorkerConfig, workerConfigSchema } from './workerConfig.ts';

/** A checked config with where it lies. */
export interface LoadedConfig {
  readonly file: string;
  /** Relative paths of the config start here. */
  readonly folder: string;
  readonly config: WorkerConfig;
}

/** Reads and checks a config. @throws WORKER_CONFIG, CXT_CONFIG_*: one line that says what, where and what to do */
export function loadWorkerConfig(file: string): LoadedConfig {
  const parsed = workerConfigSchema.safeParse(readStructuredFile(file));
  if (parsed.success) return { file, folder: dirname(resolve(file)), config: parsed.data };
  const [first] = parsed.error.issues;
  const more = parsed.error.issues.length - 1;
  const where = first?.path.length === 0 ? '' : ` at ${first?.path.join('.')}`;
  throw new WorkerError('WORKER_CONFIG', {
    message: `${first?.message ?? 'wrong'}${more > 0 ? ` (and ${more} more)` : ''}: ${file}${where}`,
    hint: 'correct it; "cxt-worker init" writes a config with every key explained',
  });
}

const MICRO_UNITS_PER_WEI_PER_MILLION = 10n ** 9n;

/** What a config wants of a node. */
export function policyOf(config: WorkerConfig): NodePolicy {
  const { mine, jobs, stake } = config;
  return {
    mine: { enabled: mine.enabled, rows: mine.rows === 'auto' ? null : mine.rows },
    jobs: {
      enabled: jobs.enabled,
      types: jobs.types.map((name) => JOB_CODES[name]),
      // Wei a million units = micro-units of 1e9 wei a unit, times 1e9.
      floorMicroUnits: parseCxt(jobs.floorCxtPerMillionUnits) / MICRO_UNITS_PER_WEI_PER_MILLION,
      namedOnly: jobs.namedOnly,
      most: jobs.most,
    },
    stake: { targetWei: parseCxt(stake.targetCxt), keepWei: parseCxt(stake.keepCxt) },
    validate: config.validate,
    auditPercent: config.auditPercent,
    leastClaimWei: parseCxt(config.leastClaimCxt),
    chores: config.chores,
    staggerSeconds: config.staggerSeconds,
  };
}
