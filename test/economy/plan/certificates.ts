/** Certificates as committees would make them, and spoiled ones. */
import {
  type Certificate,
  FINAL,
  hasBit,
  hashOfAll,
  type Job,
  LATE,
  type Operation,
  revealedHashes,
  seatPlace,
  snapshotOf,
  type Vote,
} from '@cxt-bridge/adapters/economy';
import { type Hex, keccak256 } from '@cxt-bridge/adapters/protocol';

import { PARAMS } from '../deployment.ts';
import type { Scene } from '../planOperation.ts';

const ZERO: Hex = `0x${'00'.repeat(32)}`;
/** The right result, a wrong one, and the one that canaries know. */
export const RESULTS: readonly Hex[] = [keccak256('0xaa'), keccak256('0xbb'), keccak256('0xdd')];
export const SALT: Hex = `0x${'5a'.repeat(32)}`;

/** Seats of a draw that fall on somebody, each with an opinion of the quality. */
export function votesOf(
  scene: Scene,
  draw: { beacon: Hex; jobId: Hex; level: number; redraws: number; snapshotEpoch: bigint },
): Vote[] {
  const { economy, random } = scene;
  const places = snapshotOf(economy, draw.snapshotEpoch);
  const seats = draw.level === FINAL ? places.length : Number(PARAMS.court.seats[draw.level]);
  const quality = random.pick([0n, 5_000n, 8_000n, 10_000n, 12_000n]);
  return Array.from({ length: seats }, (_, seat) => {
    const { validator, node } = seatPlace(economy, { ...draw, seat });
    const qualityBps = random.chance(0.85) ? quality : random.pick([0n, 5_000n, 7_000n, 12_000n]);
    return { seat, validator, qualityBps, signer: node };
  });
}

/** What a job's executors revealed, as a certificate for one of the results. */
export function certificateOf(
  scene: Scene,
  job: Job,
  draw: { beacon: Hex; level: number; redraws: number; snapshotEpoch: bigint; excluded: readonly Hex[] },
): Certificate {
  const { random } = scene;
  const { jobId, maxUnits } = job.request;
  const revealed = revealedHashes(job);
  const results = revealed.filter((hash) => hash !== ZERO);
  const resultHash = random.chance(0.85) && results.length > 0 ? random.pick(results) : ZERO;
  const executorsOk = job.drawn.reduce(
    (bits, _, place) =>
      hasBit(job.revealed, place) && revealed[place] === resultHash && resultHash !== ZERO
        ? bits | (1n << BigInt(place))
        : bits,
    0n,
  );
  const { level, redraws } = draw;
  const votes = votesOf(scene, { ...draw, jobId }).filter(
    ({ signer }) => signer !== null && (!draw.excluded.includes(signer) || random.chance(0.02)),
  );
  const units = resultHash === ZERO ? 0n : maxUnits;
  const certificate = {
    jobId,
    resultHash,
    units,
    executorsOk,
    commitRoot: hashOfAll(revealed),
    level,
    redraws,
  };
  const whole = { ...certificate, votes };
  return random.chance(0.1) ? spoiled(scene, whole) : whole;
}

/** Attests a job that waits for its committee. */
export async function attestOperation(scene: Scene, job: Job): Promise<Operation> {
  const { random } = scene;
  const { request, level, redraws, snapshotEpoch } = job;
  const beacon = await scene.hashOf(job.beaconBlock);
  const excluded = [...job.drawn.map(({ node }) => node), `0x${request.requester.slice(26)}` as Hex];
  const certificate = certificateOf(scene, job, { beacon, level, redraws, snapshotEpoch, excluded });
  const inline = certificate.resultHash === RESULTS[0] && random.chance(0.7) ? '0xaa' : '0x';
  return { kind: 'attest', request, certificate, beacon, data: { kind: 0, data: inline } };
}

function spoiled({ random }: Scene, certificate: Certificate): Certificate {
  const [first] = certificate.votes;
  const votes = (change: Partial<Vote>): Certificate => ({
    ...certificate,
    votes: first === undefined ? [] : [{ ...first, ...change }, ...certificate.votes.slice(1)],
  });
  return random.pick<() => Certificate>([
    () => ({ ...certificate, votes: certificate.votes.slice(0, 1) }),
    () => ({ ...certificate, votes: certificate.votes.toReversed() }),
    () => ({ ...certificate, units: certificate.units + 1n }),
    () => ({ ...certificate, executorsOk: certificate.executorsOk ^ 1n }),
    () => ({ ...certificate, commitRoot: keccak256(certificate.commitRoot) }),
    () => ({ ...certificate, level: (certificate.level + 1) % 4 }),
    () => ({ ...certificate, redraws: certificate.redraws === LATE ? 0 : certificate.redraws + 1 }),
    () => ({ ...certificate, jobId: keccak256(certificate.jobId) }),
    () => votes({ qualityBps: 4_999n }),
    () => votes({ qualityBps: 12_001n }),
    () => votes({ signer: null }),
    () => votes({ seat: 60 }),
    () => votes({ validator: 999 }),
    () => votes({ validator: first === undefined ? 0 : (first.validator + 1) % 3 }),
  ])();
}
