/** Vote boards: the node's own and those of others over HTTP. What comes from them is checked by who counts it. */
import { hexToBytes, isAddressEqual } from 'viem';
import { requestBlob } from '../blobs/blobRequest.ts';
import { createVoteBoard, type VoteBoard } from '../blobs/index.ts';
import { readSnapshot } from '../chain/readCourt.ts';
import type { HomeChain } from '../chain/homeChain.ts';
import { JOB_STATES } from '../chain/jobView.ts';
import { type Vote, voterOf } from '../chain/verdict.ts';
import { decodeVote, encodeVote } from '../chain/voteCodec.ts';
import type { Logger, VoteBoards } from './ports.ts';

/** States in which seats vote. */
const JUDGED: readonly string[] = ['SUBMITTED', 'DISPUTED'];

/** A board that takes votes of validators for jobs that are being judged, and nothing else. */
export function createCourtBoard(chain: HomeChain): VoteBoard {
  return createVoteBoard({
    verify: async ({ jobId, level, bytes }) => {
      const vote = decodeVote(bytes);
      if (vote === null || vote.verdict.jobId !== jobId || vote.verdict.level !== level) return false;
      const live = chain.jobs.live.find(({ job }) => job.id === jobId);
      if (live === undefined || !JUDGED.includes(JOB_STATES[live.record.status] ?? 'NONE')) return false;
      const { nodes } = await readSnapshot(chain, live.record.snapshotEpoch);
      const holder = nodes[vote.validator];
      const voter = await voterOf({ chainId: chain.chainId, court: chain.contracts.workCourt }, vote);
      return holder !== undefined && voter !== null && isAddressEqual(holder, voter);
    },
  });
}

const TIMEOUT_MS = 5_000;
const MOST_ANSWER_BYTES = 256 * 1_024;

/** Votes go to every board; one that does not answer is left out. */
export function createVoteBoards(parameters: {
  own: VoteBoard;
  /** Base URLs of the boards of others. */
  servers: readonly string[];
  log: Logger;
}): VoteBoards {
  const { own, servers, log } = parameters;
  const request = (server: string, path: string, body?: Uint8Array) =>
    requestBlob({
      url: new URL(path, server),
      method: body === undefined ? 'GET' : 'PUT',
      ...(body === undefined ? {} : { body }),
      maxBytes: MOST_ANSWER_BYTES,
      timeoutMs: TIMEOUT_MS,
      allowPrivate: true,
    });
  const askAll = async <Value>(ask: (server: string) => Promise<Value>): Promise<Value[]> => {
    const answers = await Promise.allSettled(servers.map(ask));
    return answers.flatMap((answer, index) => {
      if (answer.status === 'fulfilled') return [answer.value];
      log.debug({ server: servers[index], error: answer.reason }, 'a vote board does not answer');
      return [];
    });
  };
  return {
    publish: async (vote) => {
      const bytes = encodeVote(vote);
      const { jobId, level } = vote.verdict;
      await own.put({ jobId, level, bytes });
      await askAll((server) => request(server, `/v1/votes/${jobId}/${level}`, bytes));
    },
    collect: async ({ jobId, level }) => {
      const answers = await askAll((server) => request(server, `/v1/votes/${jobId}/${level}`));
      const theirs = answers.filter(({ status }) => status === 200).flatMap(({ body }) => listOf(body));
      return [...own.list({ jobId, level }), ...theirs]
        .map((bytes) => decodeVote(bytes))
        .filter((vote): vote is Vote => vote !== null);
    },
  };
}

function listOf(body: Uint8Array): Uint8Array[] {
  try {
    const { votes } = JSON.parse(new TextDecoder().decode(body)) as { votes?: unknown };
    if (!Array.isArray(votes)) return [];
    return votes
      .filter((vote): vote is `0x${string}` => typeof vote === 'string' && /^0x([0-9a-f]{2})*$/.test(vote))
      .map((vote) => hexToBytes(vote));
  } catch {
    return [];
  }
}
