/**
 * A JSON-RPC proxy on a free loopback port that lies, drops, delays and breaks on demand.
 *
 * Guarantee: without faults it passes exchanges through unchanged; a fault applies from the next exchange on, only to the methods
 * it names. Faults of answers compose in the order given; the first fault of the transport wins.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AnswerFault } from './answerFaults.ts';
import { applyTransportFault, type TransportFault } from './transportFaults.ts';

export interface RpcCall {
  readonly jsonrpc?: string;
  readonly id: unknown;
  readonly method: string;
  readonly params: readonly unknown[];
}

/** Either member of a JSON-RPC answer. */
export type RpcReply =
  | { readonly result: unknown }
  | { readonly error: { code: number; message: string; data?: unknown } };

export type Fault = AnswerFault | TransportFault;

export interface FaultProxy {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
  /** Replaces all faults. */
  setFaults(faults: readonly Fault[]): void;
  /** How often each method has been asked since the start. */
  readonly asked: ReadonlyMap<string, number>;
  /** Closes the port and every connection. */
  stop(): Promise<void>;
}

/** Starts a proxy in front of `upstreamUrl`. */
export async function startFaultProxy(options: {
  readonly upstreamUrl: string;
  readonly faults?: readonly Fault[];
}): Promise<FaultProxy> {
  let faults = options.faults ?? [];
  const asked = new Map<string, number>();
  const server = createServer((request, response) => {
    handle({ request, response, upstreamUrl: options.upstreamUrl, faults, asked }).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(502);
      response.end(String(error));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    setFaults(next) {
      faults = next;
    },
    stop: () => close(server),
  };
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

interface Handling {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly upstreamUrl: string;
  readonly faults: readonly Fault[];
  readonly asked: Map<string, number>;
}

async function handle(args: Handling): Promise<void> {
  const { request, response, upstreamUrl, faults, asked } = args;
  const parsed: unknown = JSON.parse(await readText(request));
  const calls = (Array.isArray(parsed) ? parsed : [parsed]) as readonly RpcCall[];
  for (const { method } of calls) asked.set(method, (asked.get(method) ?? 0) + 1);
  const answerFaults = faults.filter((fault) => fault.layer === 'answer');
  const answers = await Promise.all(
    calls.map((call) => answerOf({ call, upstreamUrl, faults: answerFaults })),
  );
  const text = JSON.stringify(Array.isArray(parsed) ? answers : answers[0]);
  const broken = faults.find((fault) => fault.layer === 'transport' && concerns(fault, calls));
  if (broken?.layer === 'transport') return applyTransportFault({ fault: broken, response, text });
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(text);
}

function concerns(fault: TransportFault, calls: readonly RpcCall[]): boolean {
  return fault.methods === undefined || calls.some(({ method }) => fault.methods?.includes(method));
}

async function answerOf(args: { call: RpcCall; upstreamUrl: string; faults: readonly AnswerFault[] }) {
  const { call, upstreamUrl, faults } = args;
  const forward = (asked: RpcCall) => ask(upstreamUrl, asked);
  // Each fault wraps the ones after it, so that the first in the list has the last word.
  const chain = faults
    .filter((fault) => fault.methods.includes(call.method))
    .reduceRight<(asked: RpcCall) => Promise<RpcReply>>(
      (next, fault) => (asked) => fault.answer(asked, next),
      forward,
    );
  return { jsonrpc: '2.0', id: call.id, ...(await chain(call)) };
}

async function ask(upstreamUrl: string, call: RpcCall): Promise<RpcReply> {
  const response = await fetch(upstreamUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: call.method, params: call.params }),
  });
  const { result, error } = (await response.json()) as {
    result?: unknown;
    error?: { code: number; message: string };
  };
  return error === undefined ? { result } : { error };
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
