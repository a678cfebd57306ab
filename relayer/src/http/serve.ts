/**
 * One listening HTTP port. Guarantee: slow or many clients cannot hold it (header, request and idle limits; connection limits in all
 * and per address), and `close` is done within two seconds whatever is still connected.
 */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '@cxt-bridge/adapters/core';
import { createAdaptorServer } from '@hono/node-server';
import { BridgeError } from '../errors/bridgeError.ts';
import { limitConnections } from './connectionLimits.ts';

export interface ServeParameters {
  readonly fetch: (request: Request, env: never) => Response | Promise<Response>;
  readonly host: string;
  /** 0 = any free port; the answer says which. */
  readonly port: number;
  /** The config key of the port, named when it is taken. */
  readonly setting: string;
  readonly clock: Clock;
  readonly maxConnections?: number;
  readonly maxConnectionsPerAddress?: number;
  /** A client must have sent its headers by then; the whole request half as much later. */
  readonly headersTimeoutMs?: number;
  /** Called first on close, so that endless answers (events) can end. */
  readonly onClosing?: () => void;
}

export interface HttpService {
  readonly host: string;
  readonly port: number;
  readonly url: string;
  /** Stops listening, lets answers finish, then cuts. Idempotent. */
  close(): Promise<void>;
}

const HEADERS_TIMEOUT_MS = 10_000;
const KEEP_ALIVE_TIMEOUT_MS = 30_000;
/** Longer than the pause between two heartbeats of an event stream. */
const IDLE_TIMEOUT_MS = 60_000;
const CHECK_INTERVAL_MS = 500;
const CLOSE_GRACE_MS = 1_000;
const DEFAULT_MAX_CONNECTIONS = 1_024;

/** Starts listening. Throws `CXT_HTTP_PORT_TAKEN`, or `CXT_CONFIG_INVALID_VALUE` when the host or port cannot be used at all. */
export async function serve(parameters: ServeParameters): Promise<HttpService> {
  const { host, clock } = parameters;
  const server = createServer(parameters);
  await listen({ server, ...parameters });
  const { port } = server.address() as AddressInfo;
  let closing: Promise<void> | null = null;
  return {
    host,
    port,
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    close: () => {
      closing ??= close({ server, clock, onClosing: parameters.onClosing });
      return closing;
    },
  };
}

function createServer(parameters: ServeParameters): Server {
  const headersTimeoutMs = parameters.headersTimeoutMs ?? HEADERS_TIMEOUT_MS;
  const server = createAdaptorServer({
    fetch: parameters.fetch as (request: Request) => Response | Promise<Response>,
    hostname: parameters.host,
    // WHY: the host header is a stranger's text; the API only looks at paths and never at its own name.
    overrideGlobalObjects: false,
    serverOptions: {
      headersTimeout: headersTimeoutMs,
      requestTimeout: 1.5 * headersTimeoutMs,
      keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
      connectionsCheckingInterval: CHECK_INTERVAL_MS,
    },
  }) as Server;
  server.setTimeout(IDLE_TIMEOUT_MS);
  const { maxConnections: max = DEFAULT_MAX_CONNECTIONS, maxConnectionsPerAddress: maxPerAddress } =
    parameters;
  limitConnections({ server, limits: { max, maxPerAddress } });
  return server;
}

function listen(parameters: { server: Server; host: string; port: number; setting: string }): Promise<void> {
  const { server, host, port, setting } = parameters;
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(listenError({ error, host, port, setting })),
    );
    server.listen({ host, port }, () => {
      server.removeAllListeners('error');
      // WHY: errors of single connections must not end the process.
      server.on('error', () => undefined);
      resolve();
    });
  });
}

function listenError(options: {
  error: NodeJS.ErrnoException;
  host: string;
  port: number;
  setting: string;
}): BridgeError {
  const { error, host, port, setting } = options;
  if (error.code === 'EADDRINUSE') {
    return new BridgeError('CXT_HTTP_PORT_TAKEN', {
      context: { host, port: String(port), setting },
      cause: error,
    });
  }
  const reasons: Readonly<Record<string, string>> = {
    EACCES: `port ${port} is not open to this user`,
    EADDRNOTAVAIL: `${host} is not an address of this machine`,
    ENOTFOUND: `the host ${host} does not resolve`,
  };
  const detail =
    reasons[error.code ?? ''] ?? `cannot listen on ${host}:${port} (${error.code ?? error.message})`;
  return new BridgeError('CXT_CONFIG_INVALID_VALUE', {
    context: { detail, more: '', file: 'the config', path: setting },
    cause: error,
  });
}

async function close(parameters: {
  server: Server;
  clock: Clock;
  onClosing: (() => void) | undefined;
}): Promise<void> {
  const { server, clock, onClosing } = parameters;
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  onClosing?.();
  server.closeIdleConnections();
  const waiting = new AbortController();
  const grace = clock.sleep(CLOSE_GRACE_MS, waiting.signal).then(
    () => server.closeAllConnections(),
    () => undefined,
  );
  await closed;
  waiting.abort();
  await grace;
}
