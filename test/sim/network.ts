/** HTTP between operators, simulated: requests and answers are dropped, delayed and repeated; a dead peer answers nobody. */
import type { Clock } from '@cxt-bridge/adapters/core';
import type { SeededRandomness } from '@cxt-bridge/adapters/sim';
import type { Peer, PeerHandler, PeerTransport } from '../../relayer/src/peers/transport.ts';

export interface NetworkFaults {
  dropRate: number;
  duplicateRate: number;
  delayMs: number;
}

export interface Network {
  readonly faults: NetworkFaults;
  /** Null while the operator is down. */
  attach(attester: string, handler: PeerHandler | null): void;
  transport(self: string): PeerTransport;
}

export function createNetwork(parameters: {
  clock: Clock;
  random: SeededRandomness;
  faults: NetworkFaults;
  operators: readonly Peer[];
}): Network {
  const { clock, random, faults, operators } = parameters;
  const handlers = new Map<string, PeerHandler | null>();

  async function call<T>(
    peer: Peer,
    signal: AbortSignal,
    run: (handler: PeerHandler) => Promise<T>,
  ): Promise<T> {
    await clock.sleep(random.below(faults.delayMs + 1), signal);
    if (random.chance(faults.dropRate)) {
      await clock.sleep(60_000, signal);
      throw new Error('request lost');
    }
    const handler = handlers.get(peer.attester) ?? null;
    if (handler === null) throw new Error('connection refused');
    if (random.chance(faults.duplicateRate)) void run(handler).catch(() => undefined);
    const answer = await run(handler);
    await clock.sleep(random.below(faults.delayMs + 1), signal);
    if (random.chance(faults.dropRate)) throw new Error('answer lost');
    return answer;
  }

  return {
    faults,
    attach: (attester, handler) => void handlers.set(attester, handler),
    transport: (self) => ({
      peers: operators.filter(({ attester }) => attester !== self),
      requestSignature: ({ peer, request, signal }) => call(peer, signal, (handler) => handler.sign(request)),
      publish: ({ peer, message, signal }) => call(peer, signal, (handler) => handler.accept(message)),
    }),
  };
}
