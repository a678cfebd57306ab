/**
 * `GET /v1/events`: the read model's events as server-sent events. A reader that falls behind is cut, not buffered without end: its
 * browser connects again and reads the state anew.
 */
import type { Clock } from '@cxt-bridge/adapters/core';
import type { RelayerReadModel } from '../engine/readModel.ts';

export interface EventStreams {
  /** `null` when there are too many readers. */
  open(): Response | null;
  readonly count: number;
  /** Ends all of them. */
  closeAll(): void;
}

const HEARTBEAT_MS = 15_000;
const MAX_READERS = 256;
const MAX_WAITING_EVENTS = 512;
const encoder = new TextEncoder();

export function createEventStreams(parameters: { read: RelayerReadModel; clock: Clock }): EventStreams {
  const { read, clock } = parameters;
  const readers = new Set<() => void>();
  return {
    get count() {
      return readers.size;
    },
    open: () => (readers.size >= MAX_READERS ? null : openStream({ read, clock, readers })),
    closeAll: () => {
      for (const end of readers) end();
    },
  };
}

function openStream(parameters: {
  read: RelayerReadModel;
  clock: Clock;
  readers: Set<() => void>;
}): Response {
  const { read, clock, readers } = parameters;
  const beating = new AbortController();
  let unsubscribe = (): void => undefined;
  let end = (): void => undefined;
  const stream = new ReadableStream<Uint8Array>(
    {
      start: (controller) => {
        let ended = false;
        end = () => {
          if (ended) return;
          ended = true;
          readers.delete(end);
          unsubscribe();
          beating.abort();
          controller.close();
        };
        const write = (text: string): void => {
          if (ended) return;
          if ((controller.desiredSize ?? 0) <= 0) end();
          else controller.enqueue(encoder.encode(text));
        };
        readers.add(end);
        write('retry: 2000\n\n');
        unsubscribe = read.subscribe((event) => write(formatEvent(event)));
        void beat({ clock, signal: beating.signal, write });
      },
      cancel: () => {
        readers.delete(end);
        unsubscribe();
        beating.abort();
      },
    },
    new CountQueuingStrategy({ highWaterMark: MAX_WAITING_EVENTS }),
  );
  return new Response(stream, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    },
  });
}

/** Keeps proxies from closing a quiet stream, and finds readers that are gone. */
async function beat(parameters: {
  clock: Clock;
  signal: AbortSignal;
  write: (text: string) => void;
}): Promise<void> {
  const { clock, signal, write } = parameters;
  while (!signal.aborted) {
    await clock.sleep(HEARTBEAT_MS, signal).catch(() => undefined);
    if (!signal.aborted) write(': still here\n\n');
  }
}

function formatEvent(event: { type: string; data: Record<string, unknown> }): string {
  const type = event.type.replace(/[^\w.-]/g, '_');
  return `event: ${type}\ndata: ${JSON.stringify(event.data)}\n\n`;
}
