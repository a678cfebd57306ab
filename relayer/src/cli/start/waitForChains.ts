/**
 * The checks of every chain before the loops run. What the operator must correct ends the start; what may heal is waited for, with one
 * line per change, and `/readyz` says why meanwhile.
 */
import type { ChainProvider, Clock } from '@cxt-bridge/adapters/core';
import { checkProvider } from '../checks/checkProvider.ts';
import type { FailedFinding } from '../checks/finding.ts';

export interface ChainToCheck {
  readonly key: string;
  readonly providers: readonly ChainProvider[];
  /** How many of them must be well. */
  readonly required: number;
}

export interface WaitParameters {
  readonly chains: readonly ChainToCheck[];
  readonly attester: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** False: a failure that may heal is thrown too. */
  readonly wait: boolean;
  /** Called with one sentence per chain and change; `null` when the chain is well. */
  readonly onState: (state: { chain: string; waitingFor: string | null }) => void;
}

const RETRY_MS = 2_000;

/** Resolves when every chain is well. Throws the error of the failed check, or the signal's reason. */
export async function waitForChains(parameters: WaitParameters): Promise<void> {
  // WHY: the first chain that cannot be used ends the waiting of the others, and nothing is left running behind a throw.
  const given = new AbortController();
  const signal = AbortSignal.any([parameters.signal, given.signal]);
  const waits = parameters.chains.map((chain) =>
    waitForChain({ chain, parameters: { ...parameters, signal } }),
  );
  try {
    await Promise.all(waits);
  } finally {
    given.abort(new Error('another chain cannot be used'));
    await Promise.allSettled(waits);
  }
}

async function waitForChain(options: { chain: ChainToCheck; parameters: WaitParameters }): Promise<void> {
  const { chain, parameters } = options;
  const { clock, signal, wait, onState } = parameters;
  let told: string | null = null;
  for (;;) {
    const problem = await firstProblem({ chain, parameters });
    if (problem === null) break;
    if (problem.exitCode !== 75 || !wait) throw problem.error;
    if (problem.detail !== told) onState({ chain: chain.key, waitingFor: problem.detail });
    told = problem.detail;
    await clock.sleep(RETRY_MS, signal);
  }
  if (told !== null) onState({ chain: chain.key, waitingFor: null });
}

/** `null` when enough providers are well; what an operator must correct counts even at a single one. */
async function firstProblem(options: {
  chain: ChainToCheck;
  parameters: WaitParameters;
}): Promise<FailedFinding | null> {
  const { chain, parameters } = options;
  const { attester, signal } = parameters;
  const findings = await Promise.all(
    chain.providers.map((provider) => checkProvider({ chain: chain.key, provider, attester, signal })),
  );
  const problems = findings.flatMap((list) =>
    list.filter((finding) => 'error' in finding),
  ) as FailedFinding[];
  const fatal = problems.find(({ exitCode }) => exitCode !== 75);
  if (fatal !== undefined) return fatal;
  const well = chain.providers.length - problems.length;
  return well >= chain.required ? null : (problems[0] ?? null);
}
