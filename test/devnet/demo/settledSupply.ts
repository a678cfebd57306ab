/** The supply proof at the end: taken when the last deliveries are final, compared with what each relayer says of itself. */
import type { Devnet, WholeSupplyProof } from '../devnet.ts';

const SETTLE_TIMEOUT_MS = 30_000;
const PAUSE_MS = 250;

export interface SettledSupply {
  readonly proof: WholeSupplyProof;
  /** Relayers that disagree or do not answer, one sentence each. */
  readonly faults: readonly string[];
}

/** Waits until nothing is in flight at the finalised blocks; gives the last proof after 30 s in any case. */
export async function settledSupply(parameters: {
  devnet: Devnet;
  signal: AbortSignal;
}): Promise<SettledSupply> {
  const { devnet, signal } = parameters;
  const deadline = Date.now() + SETTLE_TIMEOUT_MS;
  for (;;) {
    signal.throwIfAborted();
    const proof = await devnet.proveSupply();
    const faults = (await Promise.all(devnet.relayers.map((relayer) => relayer.supplyFault(proof)))).filter(
      (fault) => fault !== null,
    );
    const isQuiet = [...proof.perChain.values()].every(({ pendingInWei }) => pendingInWei === 0n);
    if ((isQuiet && proof.exact && faults.length === 0) || Date.now() > deadline) return { proof, faults };
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
