/** One Solana runtime in this process on free loopback ports: a real RPC server, nothing is downloaded. */
import { createRequire } from 'node:module';
import { rpcCall } from './rpcCall.ts';

const DRAIN_MS = 200;

interface NativeSurfnet {
  readonly rpcUrl: string;
  readonly payerSecretKey: Uint8Array;
  fundSol(address: string, lamports: number): void;
  timeTravelToTimestamp(unixMs: number): void;
  /** What happened since the last call. */
  drainEvents(): unknown[];
  stop(): void;
}

export interface RunningSurfnet {
  readonly url: string;
  /** Has 10,000 SOL or so. */
  readonly payerSecretKey: Uint8Array;
  fund(at: { address: string; lamports: number }): void;
  /** Lets the clock go on; slots follow it. */
  travelTo(unixMs: number): void;
  stop(): void;
}

/** Slots are made by the clock; a slot is final 31 slots later. */
export async function startSurfnet(options: { readonly slotTimeMs: number }): Promise<RunningSurfnet> {
  const require = createRequire(import.meta.url);
  const libc = process.platform === 'linux' ? '-gnu' : '';
  const { Surfnet } = require(`@solana/surfpool-${process.platform}-${process.arch}${libc}`) as {
    Surfnet: { startWithConfig(config: Record<string, unknown>): NativeSurfnet };
  };
  const native = Surfnet.startWithConfig({
    offline: true,
    blockProductionMode: 'clock',
    slotTimeMs: options.slotTimeMs,
  });
  // WHY: events that nobody takes fill a queue, and then the runtime stands still.
  const drain = setInterval(() => native.drainEvents(), DRAIN_MS);
  drain.unref();
  // Its first slots have no blocks.
  while ((await rpcCall<number>(native.rpcUrl, 'getSlot', [{ commitment: 'finalized' }])) < 40) {
    await new Promise((resolve) => setTimeout(resolve, options.slotTimeMs));
  }
  return {
    url: native.rpcUrl,
    payerSecretKey: Uint8Array.from(native.payerSecretKey),
    fund: ({ address, lamports }) => native.fundSol(address, lamports),
    travelTo: (unixMs) => native.timeTravelToTimestamp(unixMs),
    stop() {
      clearInterval(drain);
      native.stop();
    },
  };
}
