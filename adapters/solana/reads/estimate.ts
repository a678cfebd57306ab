/** Compute units for a bridge call, or the chain's reason why it would fail now. */
import { PublicKey } from '@solana/web3.js';
import type { CallOptions } from '../../core/chainProvider.ts';
import type { BridgeCall, CallEstimate } from '../../core/transactions.ts';
import type { SolanaReader } from '../solanaReader.ts';
import { fetchTables } from '../tx/lookupTable.ts';
import { planCall } from '../tx/planCall.ts';
import type { PlanContext } from '../tx/planContext.ts';
import { type PlannedStep, PlanRefused } from '../tx/plannedStep.ts';
import { simulate } from '../tx/simulate.ts';

/** Said of a call that is carried out already: nobody has to send anything. */
const NOTHING_LEFT = 'NothingLeft';

/**
 * Sum over the call's transactions. The first is simulated; those after it need its effects, so their allowance is taken.
 * @throws ChainError for anything that is not the call's own failure; MalformedAnswer
 */
export async function estimate(
  reader: SolanaReader,
  call: BridgeCall & { from: string },
  options: CallOptions = {},
): Promise<CallEstimate> {
  options.signal?.throwIfAborted();
  const { rpc, addresses, deployment } = reader;
  const payer = new PublicKey(call.from);
  const tables = await fetchTables(
    rpc,
    reader.lookupTables.map((key) => new PublicKey(key)),
    options,
  );
  const context: PlanContext = { rpc, addresses, deployment, payer, tables };
  const steps = await planOrReason(context, call);
  if (typeof steps === 'string') return { ok: false, reason: steps };
  const [first, ...rest] = steps;
  // WHY: a delivery of nothing but used nonces succeeds on every chain; a claim or call that is gone fails on every chain.
  if (first === undefined)
    return isDelivery(call) ? { ok: true, gas: 0n } : { ok: false, reason: NOTHING_LEFT };
  const run = await simulate(
    rpc,
    { ...context, program: addresses.program, instructions: first.instructions },
    options,
  );
  if (!run.ok) return run;
  const used = Math.max(run.computeUnits, first.leastComputeUnits ?? 0);
  return { ok: true, gas: BigInt(rest.reduce((sum, { computeUnits }) => sum + computeUnits, used)) };
}

function isDelivery({ kind }: BridgeCall): boolean {
  return kind === 'deliver' || kind === 'deliverOne' || kind === 'selfSend';
}

async function planOrReason(
  context: PlanContext,
  call: BridgeCall,
): Promise<readonly PlannedStep[] | string> {
  try {
    return await planCall(context, call);
  } catch (error) {
    if (error instanceof PlanRefused) return error.reason;
    throw error;
  }
}
