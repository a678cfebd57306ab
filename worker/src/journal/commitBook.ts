import type { DatabaseSync } from 'node:sqlite';
import type { Hex } from 'viem';
import { WorkerError } from '../errors/workerError.ts';

/** What a node committed to, and must reveal. */
export interface CommitEntry {
  readonly jobId: Hex;
  readonly resultHash: Hex;
  readonly units: bigint;
  readonly salt: Hex;
  readonly uri: string;
}

export interface CommitBook {
  get(jobId: Hex): CommitEntry | null;
  /** Durable when it returns. @throws WORKER_COMMIT_CONFLICT for another result of the same job */
  put(entry: CommitEntry): void;
}

export function commitBook(database: DatabaseSync): CommitBook {
  const select = database.prepare('SELECT * FROM commits WHERE job_id = ?');
  const insert = database.prepare(
    'INSERT OR IGNORE INTO commits (job_id, result_hash, units, salt, uri) VALUES (?, ?, ?, ?, ?)',
  );
  const get = (jobId: Hex): CommitEntry | null => {
    const row = select.get(jobId) as Record<string, string> | undefined;
    if (row === undefined) return null;
    return {
      jobId,
      resultHash: row['result_hash'] as Hex,
      units: BigInt(row['units'] as string),
      salt: row['salt'] as Hex,
      uri: row['uri'] as string,
    };
  };
  return {
    get,
    put: (entry) => {
      insert.run(entry.jobId, entry.resultHash, entry.units.toString(), entry.salt, entry.uri);
      const kept = get(entry.jobId);
      // SAFETY: what the chain may already hold a commitment to is never replaced.
      if (kept?.resultHash === entry.resultHash && kept.units === entry.units && kept.salt === entry.salt)
        return;
      throw new WorkerError('WORKER_COMMIT_CONFLICT', {
        message: `job ${entry.jobId}: the journal has the result ${kept?.resultHash}, now it would be ${entry.resultHash}`,
        hint: 'what was committed stays; report it: the same job must give the same result',
      });
    },
  };
}
