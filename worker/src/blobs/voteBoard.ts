/**
 * A board for votes of a court: opaque bytes by job and level, kept in memory. Only what the caller's check accepts is taken, so nobody but those
 * who can make a valid vote can fill it; the number of boards is bounded, the oldest makes room.
 */

export interface VoteKey {
  /** 0x and 64 lower-case digits. */
  readonly jobId: `0x${string}`;
  readonly level: number;
}

/** True for a vote worth keeping; told the job and level it was sent for. */
export type VerifyVote = (vote: VoteKey & { bytes: Uint8Array }) => Promise<boolean> | boolean;

export type PutVote = 'kept' | 'known' | 'refused' | 'full';

export interface VoteBoard {
  put(vote: VoteKey & { bytes: Uint8Array }): Promise<PutVote>;
  /** In the order of their arrival. */
  list(key: VoteKey): readonly Uint8Array[];
}

/** Most bytes of a vote. */
export const MAX_VOTE_BYTES = 1_024;
/** Most votes for a job and level. */
export const MAX_VOTES = 64;
const MAX_BOARDS = 4_096;

export function createVoteBoard(parameters: { verify: VerifyVote; maxBoards?: number }): VoteBoard {
  const { verify, maxBoards = MAX_BOARDS } = parameters;
  const boards = new Map<string, Map<string, Uint8Array>>();
  const keyOf = ({ jobId, level }: VoteKey): string => `${jobId}/${level}`;
  return {
    put: async ({ jobId, level, bytes }) => {
      const key = keyOf({ jobId, level });
      const name = Buffer.from(bytes).toString('base64');
      if (boards.get(key)?.has(name) === true) return 'known';
      if ((boards.get(key)?.size ?? 0) >= MAX_VOTES) return 'full';
      if (bytes.length > MAX_VOTE_BYTES || !(await verify({ jobId, level, bytes }))) return 'refused';
      const board = boards.get(key) ?? new Map<string, Uint8Array>();
      // WHY again: others may have come while this one was checked.
      if (board.size >= MAX_VOTES && !board.has(name)) return 'full';
      board.set(name, Uint8Array.from(bytes));
      boards.set(key, board);
      const [oldest] = boards.keys();
      if (boards.size > maxBoards && oldest !== undefined) boards.delete(oldest);
      return 'kept';
    },
    list: (key) => [...(boards.get(keyOf(key))?.values() ?? [])],
  };
}
