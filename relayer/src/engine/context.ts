/** What every loop shares: ports, settings, memory, one mutex for state changes, one wake-up bell, one stop signal. */
import type { Eid } from '@cxt-bridge/adapters/protocol';
import type { Exclusive } from '../chainio/mutex.ts';
import type { TxSender } from '../chainio/txSender.ts';
import type { Bell } from './bell.ts';
import type { ChainPort, EnginePorts, EngineSettings } from './ports.ts';
import type { EngineState } from './state.ts';

export interface EngineContext {
  readonly ports: EnginePorts;
  readonly settings: EngineSettings;
  readonly state: EngineState;
  readonly domainSeparator: `0x${string}`;
  /** All changes of `state` that must go together with the store run inside. */
  readonly exclusive: Exclusive;
  readonly bell: Bell;
  readonly stop: AbortSignal;
  readonly senders: ReadonlyMap<Eid, TxSender>;
  readonly startedAtMs: number;
  readonly emit: (type: string, data: Record<string, unknown>) => void;
}

export function chainOf(context: EngineContext, eid: Eid): ChainPort {
  const chain = context.ports.chains.find((port) => port.eid === eid);
  if (chain === undefined) throw new Error(`no chain with EID ${eid}`);
  return chain;
}

export function chainKey(context: EngineContext, eid: number): string {
  return context.ports.chains.find((port) => port.eid === eid)?.key ?? String(eid);
}

/** Nothing that could credit anybody is signed while any of these stands. */
export function haltedFor(context: EngineContext, eids: readonly Eid[]): boolean {
  const { halts } = context.state;
  return halts.has('all') || eids.some((eid) => halts.has(`chain:${eid}`));
}
