/**
 * One operator's relayer: the loops of all chains over one memory. Loops never end by themselves; an error is a wait, a breach is a halt that
 * the loops obey while the API keeps telling why.
 */
import type { AttestationMessage, SignRequest, SignResponse } from '../peers/transport.ts';
import { acceptAttestation } from './acceptAttestation.ts';
import { boot, learnSignerSet } from './boot.ts';
import type { EngineContext } from './context.ts';
import { deliverLoop } from './deliverLoop.ts';
import { acknowledge } from './halt.ts';
import { measureLoop } from './measureLoop.ts';
import { observeLoop } from './observeLoop.ts';
import type { EnginePorts, EngineSettings } from './ports.ts';
import type { Relayer } from './readModel.ts';
import { signBatch } from './signBatch.ts';
import { tendLoop } from './tendLoop.ts';
import { createReadModel } from './views/readModel.ts';

type Listener = (event: { type: string; data: Record<string, unknown> }) => void;

const SIGNER_SET_RETRY_MS = 1_000;

export async function createRelayer(parameters: {
  ports: EnginePorts;
  settings: EngineSettings;
}): Promise<Relayer> {
  const { ports, settings } = parameters;
  const stopping = new AbortController();
  const listeners = new Set<Listener>();
  const emit = (type: string, data: Record<string, unknown>): void => {
    for (const listener of listeners) listener({ type, data });
  };
  const context = await boot({ ports, settings, stop: stopping.signal, emit });
  const failure = Promise.withResolvers<Error>();
  let loops: Promise<unknown> = Promise.resolve();
  return {
    read: createReadModel({ context, listeners }),
    admin: {
      retry: async (guid) => retryNow(context, guid),
      acknowledge: (evidenceHash) => acknowledge({ context, evidenceHash }),
    },
    peerHandler: {
      sign: (request: SignRequest): Promise<SignResponse> => signBatch({ context, request }),
      accept: (message: AttestationMessage) => acceptAttestation({ context, message }),
    },
    failed: failure.promise,
    start: async () => {
      loops = runLoops(context).catch((error: unknown) => {
        if (!stopping.signal.aborted)
          failure.resolve(error instanceof Error ? error : new Error(String(error)));
      });
      await ready(context);
    },
    stop: async () => {
      stopping.abort(new Error('stopping'));
      context.bell.ring();
      await loops;
      // What a loop began inside the mutex (a commit) is finished before the store may be closed.
      await context.exclusive(async () => undefined);
    },
  };
}

async function runLoops(context: EngineContext): Promise<void> {
  const { chains } = context.ports;
  const quietly = (loop: Promise<void>): Promise<void> =>
    loop.catch((error: unknown) => {
      if (!context.stop.aborted) throw error;
    });
  await Promise.all([
    ...chains.map((chain) => quietly(observeLoop({ context, chain }))),
    ...chains.map((chain) => quietly(deliverLoop({ context, chain }))),
    ...chains.map((chain) => quietly(tendLoop({ context, chain }))),
    quietly(measureLoop(context)),
    quietly(followSignerSet(context)),
  ]);
}

/** Until the chains tell one set that we are a member of, nothing is signed; the reason is visible. */
async function followSignerSet(context: EngineContext): Promise<void> {
  const { clock, log } = context.ports;
  let told = '';
  while (context.state.signerSet === null) {
    try {
      await learnSignerSet(context);
    } catch (error) {
      const sentence = error instanceof Error ? error.message : String(error);
      if (sentence !== told) log.warn({ err: error }, 'signer set not known yet');
      told = sentence;
      await clock.sleep(SIGNER_SET_RETRY_MS, context.stop);
    }
  }
  context.bell.ring();
}

/** Every chain was read to its tip once and the signer set is known. */
async function ready(context: EngineContext): Promise<void> {
  const { chains, clock } = context.ports;
  const caughtUp = (): boolean =>
    context.state.signerSet !== null && chains.every(({ eid }) => context.state.caughtUpAtMs.has(eid));
  while (!caughtUp() && !context.stop.aborted && !context.state.halts.has('all')) {
    await clock.sleep(50, context.stop);
  }
}

function retryNow(context: EngineContext, guid: string): boolean {
  const message = context.state.messages.get(guid.toLowerCase() as never);
  if (message === undefined) return false;
  const nowMs = context.ports.clock.nowMs();
  for (const leg of [message.deliver, message.transit]) {
    if (leg === null || leg.state === 'executed') continue;
    leg.notBeforeMs = nowMs;
    leg.attempts = 0;
  }
  if (message.compose === 'failed') message.composeRetries = 0;
  context.bell.ring();
  return true;
}
