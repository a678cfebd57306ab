import type { ChainPort } from './ports.ts';
import { type EngineState, NO_RENT, type RentTotals } from './state.ts';

/** Rent of our submitter; null on chains whose accounts cost no deposit. */
export function rentOf(parameters: {
  state: Pick<EngineState, 'cursors'>;
  chain: Pick<ChainPort, 'eid' | 'signer'>;
}): RentTotals | null {
  const { state, chain } = parameters;
  // Where transactions expire, accounts are opened with a deposit: Solana.
  return 'plan' in chain.signer ? (state.cursors.get(chain.eid)?.rent ?? NO_RENT) : null;
}
