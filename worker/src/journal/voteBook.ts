import type { DatabaseSync } from 'node:sqlite';
import type { Hex } from 'viem';
import { WorkerError } from '../errors/workerError.ts';

/** One seat of one draw: what may be signed for once. */
export interface SeatKey {
  readonly jobId: Hex;
  readonly level: number;
  readonly redraws: number;
  readonly seat: number;
}

export interface VoteBook {
  get(key: SeatKey): Hex | null;
  /** Durable when it returns; call it before signing. @throws WORKER_VOTE_CONFLICT for another digest of the same seat */
  reserve(key: SeatKey, digest: Hex): void;
}

export function voteBook(database: DatabaseSync): VoteBook {
  const select = database.prepare(
    'SELECT digest FROM votes WHERE job_id = ? AND level = ? AND redraws = ? AND seat = ?',
  );
  const insert = database.prepare(
    'INSERT OR IGNORE INTO votes (job_id, level, redraws, seat, digest) VALUES (?, ?, ?, ?, ?)',
  );
  const get = ({ jobId, level, redraws, seat }: SeatKey): Hex | null => {
    const row = select.get(jobId, level, redraws, seat) as { digest: Hex } | undefined;
    return row?.digest ?? null;
  };
  return {
    get,
    reserve: (key, digest) => {
      insert.run(key.jobId, key.level, key.redraws, key.seat, digest);
      const kept = get(key);
      // SAFETY: two different votes for one seat cost the whole stake.
      if (kept === digest) return;
      throw new WorkerError('WORKER_VOTE_CONFLICT', {
        message: `job ${key.jobId}, level ${key.level}, draw ${key.redraws}, seat ${key.seat}: another vote is signed already`,
        hint: 'nothing more is signed for this seat; report it: the same job must give the same verdict',
      });
    },
  };
}
