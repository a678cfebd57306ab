/**
 * Sticky stops. A halt is durable before anything else happens, survives restarts, and only an operator who quotes its evidence hash lifts it.
 */
import { keccak256 } from '@cxt-bridge/adapters/protocol';
import { canonical } from '../chainio/canonical.ts';
import { BREACHES, LedgerBreach } from '../domain/ledger/breach.ts';
import { type BridgeError, isBridgeError } from '../errors/bridgeError.ts';
import { type EngineContext, chainKey } from './context.ts';
import { haltWrite } from './persist.ts';
import type { Halt } from './state.ts';

export async function raiseHalt(parameters: {
  context: EngineContext;
  scope: string;
  code: string;
  sentence: string;
  evidence: Record<string, unknown>;
}): Promise<void> {
  const { context, scope, code, sentence, evidence } = parameters;
  if (context.state.halts.has(scope)) return;
  const bytes = new TextEncoder().encode(canonical({ scope, code, evidence }));
  const halt: Halt = {
    scope,
    code,
    sentence,
    evidence,
    evidenceHash: keccak256(bytes),
    atMs: context.ports.clock.nowMs(),
  };
  // SAFETY: in memory first, so that nothing is signed while the write is under way; a crash before it is durable
  // finds the same breach again, because the page that showed it was not adopted.
  context.state.halts.set(scope, halt);
  await context.ports.store.commit([haltWrite(halt, false)]);
  context.ports.log.error(
    { scope, code, sentence, evidence, evidenceHash: halt.evidenceHash },
    'signing halted',
  );
  context.emit('halt', { scope, code, sentence, evidenceHash: halt.evidenceHash });
}

/** Turns errors that must stop signing for good into a halt; false: not one of those. */
export async function haltOn(parameters: {
  context: EngineContext;
  error: unknown;
  eid: number;
}): Promise<boolean> {
  const { context, error, eid } = parameters;
  if (error instanceof LedgerBreach) {
    const { breach } = error;
    await raiseHalt({
      context,
      scope: 'all',
      code: 'CXT_SUPPLY_HALTED',
      sentence: `${breach.kind} on ${chainKey(context, breach.eid)}: ${BREACHES[breach.kind]}`,
      evidence: { ...breach },
    });
    return true;
  }
  if (isBridgeError(error, 'CXT_FINALITY_REWRITTEN') || isBridgeError(error, 'CXT_FINALITY_BACKWARDS')) {
    await raiseHalt({
      context,
      scope: `chain:${eid}`,
      code: error.code,
      sentence: error.message,
      evidence: { ...(error as BridgeError).context },
    });
    return true;
  }
  if (isBridgeError(error, 'CXT_JOURNAL_CONFLICT')) {
    await raiseHalt({
      context,
      scope: 'all',
      code: error.code,
      sentence: error.message,
      evidence: { ...(error as BridgeError).context },
    });
    return true;
  }
  return false;
}

/** False: no halt has this evidence hash. */
export async function acknowledge(parameters: {
  context: EngineContext;
  evidenceHash: string;
}): Promise<boolean> {
  const { context, evidenceHash } = parameters;
  const halt = [...context.state.halts.values()].find(
    (entry) => entry.evidenceHash === evidenceHash.toLowerCase(),
  );
  if (halt === undefined) return false;
  await context.ports.store.commit([haltWrite(halt, true)]);
  context.state.halts.delete(halt.scope);
  context.ports.log.warn({ scope: halt.scope, code: halt.code, evidenceHash }, 'halt lifted by the operator');
  context.bell.ring();
  return true;
}
