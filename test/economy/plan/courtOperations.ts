/** What anyone may ask of the court: release, evidence, late challenges. */
import {
  type Certificate,
  executorsOf,
  type Job,
  LATE,
  type Operation,
  seatPlace,
  snapshotOf,
  STATUS,
  type Vote,
} from '@cxt-bridge/adapters/economy';
import type { Hex } from '@cxt-bridge/adapters/protocol';

import { ACTOR_ADDRESSES, PARAMS } from '../deployment.ts';
import type { Scene } from '../planOperation.ts';
import { certificateOf } from './certificates.ts';

const ZERO: Hex = `0x${'00'.repeat(32)}`;

export async function courtOperation(scene: Scene): Promise<Operation> {
  const { random, economy } = scene;
  const { court } = economy;
  const late = [...court.late].filter(([, { isOpen }]) => isOpen);
  if (late.length > 0 && random.chance(0.35)) return lateOperation(scene, random.pick(late)[0]);
  if (court.lapsed.size > 0 && random.chance(0.35)) {
    return absentOperation(scene, random.pick([...court.lapsed.keys()]));
  }
  const voting = [...economy.market.jobs.values()].filter(
    ({ status }) => status === STATUS.SUBMITTED || status === STATUS.DISPUTED,
  );
  if (voting.length > 0 && random.chance(0.35)) return shownOperation(scene, random.pick(voting));
  const waiting = [...court.verdicts].filter(([, { seats }]) => seats.length > 0);
  if (waiting.length > 0 && random.chance(0.9)) {
    const [key] = random.pick(waiting);
    const [jobId, level] = key.split(':') as [Hex, string];
    return verdictOperation(scene, jobId, Number(level));
  }
  const kind = random.pick(['releaseSeats', 'challengeLate', 'closeLate', 'takeSnapshot'] as const);
  if (kind === 'takeSnapshot') return { kind };
  return { kind, caller: random.pick(ACTOR_ADDRESSES), jobId: ZERO, level: random.whole(0, 3) };
}

async function verdictOperation(scene: Scene, jobId: Hex, level: number): Promise<Operation> {
  const { economy, random } = scene;
  const caller = random.pick(ACTOR_ADDRESSES);
  const job = economy.market.jobs.get(jobId);
  const simple = random.weighted<Operation>([
    [5, { kind: 'releaseSeats', caller, jobId, level }],
    [3, { kind: 'challengeLate', caller, jobId, level }],
    [1, { kind: 'closeLate', jobId, level }],
  ]);
  if (job === undefined || random.chance(0.7)) return simple;
  return evidenceOperation(scene, job, level);
}

/** A vote of a validator against its own class, or two votes of one. */
async function evidenceOperation(scene: Scene, job: Job, level: number): Promise<Operation> {
  const { economy, random } = scene;
  const caller = random.pick(ACTOR_ADDRESSES);
  const verdict = economy.court.verdicts.get(`${job.request.jobId}:${level}`);
  if (verdict === undefined) return { kind: 'flush' };
  const places = snapshotOf(economy, verdict.snapshotEpoch);
  const draw = { beacon: ZERO, level, redraws: verdict.redraws, snapshotEpoch: verdict.snapshotEpoch };
  const first: Certificate = { ...certificateOf(scene, job, { ...draw, excluded: [] }), votes: [] };
  const second: Certificate = { ...first, units: first.units + BigInt(random.whole(0, 2)) };
  const validator = random.whole(0, places.length);
  const signer = random.chance(0.9) ? (places[validator]?.node ?? null) : null;
  const vote: Vote = { seat: random.whole(0, 2), validator, qualityBps: 10_000n, signer };
  if (random.chance(0.6)) return { kind: 'reportIncoherent', caller, certificate: second, vote };
  const node = signer ?? (ACTOR_ADDRESSES[0] as Hex);
  const secondVote = random.chance(0.3) ? { ...vote, qualityBps: 9_000n } : vote;
  return { kind: 'reportEquivocation', caller, first, firstVote: vote, second, secondVote, node };
}

async function shownOperation(scene: Scene, job: Job): Promise<Operation> {
  const { random } = scene;
  const { level, redraws, snapshotEpoch } = job;
  const beacon = await scene.hashOf(job.beaconBlock);
  const all = certificateOf(scene, job, { beacon, level, redraws, snapshotEpoch, excluded: [] });
  const votes = all.votes.filter(() => random.chance(0.5));
  return { kind: 'showVotes', certificate: { ...all, votes }, beacon };
}

async function absentOperation(scene: Scene, key: string): Promise<Operation> {
  const { economy, random } = scene;
  const [jobId, levelText, redrawsText] = key.split(':') as [Hex, string, string];
  const [level, redraws] = [Number(levelText), Number(redrawsText)];
  const lapsed = economy.court.lapsed.get(key);
  if (lapsed === undefined) return { kind: 'flush' };
  const { snapshotEpoch, beaconBlock } = lapsed;
  const beacon = await scene.hashOf(beaconBlock);
  const seats = level === 3 ? snapshotOf(economy, snapshotEpoch).length : Number(PARAMS.court.seats[level]);
  const seat = random.whole(0, seats - 1);
  const told = level === 3 ? ZERO : beacon;
  const { validator } = seatPlace(economy, { beacon: told, jobId, level, redraws, seat, snapshotEpoch });
  return {
    kind: 'punishAbsent',
    caller: random.pick(ACTOR_ADDRESSES),
    jobId,
    level,
    redraws,
    seat,
    validator: random.chance(0.95) ? validator : validator + 1,
    excluded: random.chance(0.95) ? lapsed.excluded : [],
    beacon,
  };
}

async function lateOperation(scene: Scene, key: string): Promise<Operation> {
  const { economy, random } = scene;
  const [jobId, levelText] = key.split(':') as [Hex, string];
  const level = Number(levelText);
  const late = economy.court.late.get(key);
  const job = economy.market.jobs.get(jobId);
  if (late === undefined || job === undefined || random.chance(0.2)) {
    return { kind: 'closeLate', jobId, level };
  }
  const beacon = await scene.hashOf(late.beaconBlock);
  const excluded = [...executorsOf(economy, jobId), late.challenger];
  const certificate = certificateOf(scene, job, {
    beacon: level + 1 === 3 ? ZERO : beacon,
    level: level + 1,
    redraws: LATE,
    snapshotEpoch: late.snapshotEpoch,
    excluded,
  });
  const caller = random.pick(ACTOR_ADDRESSES);
  return { kind: 'certifyLate', caller, certificate, beacon };
}
