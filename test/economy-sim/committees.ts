/** What chance gives a hostile share of the validators' stake: exact binomials, seats are drawn independently by stake. */

/** Classes S, M, L of a real network. */
export const CLASSES = [
  { name: 'S', seats: 7, quorum: 5 },
  { name: 'M', seats: 15, quorum: 10 },
  { name: 'L', seats: 31, quorum: 20 },
] as const;

export interface CommitteeOdds {
  readonly name: string;
  /** A draw gives the hostile side a quorum of its own. */
  readonly captured: number;
  /** A draw gives the honest side a quorum without the hostile one. */
  readonly honest: number;
  /** All three draws lack an honest quorum while the hostile seats stay away: the job expires. */
  readonly expires: number;
  /** Of jobs with a false result: certified at last (the hostile seats wait for a better draw), and punished. */
  readonly falseCertified: number;
  readonly falsePunished: number;
}

/** Odds by class for a hostile share of the stake, 0 to 1. */
export function committeeOdds(share: number): CommitteeOdds[] {
  return CLASSES.map(({ name, seats, quorum }) => {
    const captured = atLeast({ seats, least: quorum, share });
    const honest = 1 - atLeast({ seats, least: seats - quorum + 1, share });
    const undecided = 1 - captured - honest;
    const draws = 1 + undecided + undecided ** 2;
    return {
      name,
      captured,
      honest,
      expires: (1 - honest) ** 3,
      falseCertified: captured * draws,
      falsePunished: honest * draws,
    };
  });
}

function atLeast(args: { seats: number; least: number; share: number }): number {
  const { seats, least, share } = args;
  let sum = 0;
  for (let hits = least; hits <= seats; hits += 1) {
    sum += choose(seats, hits) * share ** hits * (1 - share) ** (seats - hits);
  }
  return sum;
}

function choose(all: number, some: number): number {
  let value = 1;
  for (let index = 1; index <= some; index += 1) value = (value * (all - some + index)) / index;
  return value;
}
