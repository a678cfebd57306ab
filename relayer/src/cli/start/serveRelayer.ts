/** The three ports of a running relayer: public, peers, admin. */
import type { Clock } from '@cxt-bridge/adapters/core';
import type { Log } from '../../engine/ports.ts';
import type { Relayer, RelayerReadModel } from '../../engine/readModel.ts';
import { VERSION } from '../../engine/version.ts';
import { BridgeError } from '../../errors/bridgeError.ts';
import { createAdminApi, isLoopback } from '../../http/adminApi.ts';
import { createPublicApi } from '../../http/publicApi.ts';
import { type HttpService, serve } from '../../http/serve.ts';
import { createPeerServer } from '../../peers/peerServer.ts';

export interface ListenAt {
  readonly host: string;
  /** 0 = any free port. */
  readonly port: number;
}

export interface ServeRelayerParameters {
  readonly relayer: Relayer;
  /** What the public port shows; the relayer's own read model, or one with more reasons. */
  readonly read: RelayerReadModel;
  readonly api: ListenAt;
  readonly peers: ListenAt;
  /** `null` = no admin port. */
  readonly admin: (ListenAt & { readonly token: string }) | null;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: { contentType: string; text(): Promise<string> };
  readonly stalledLoops: () => readonly string[];
}

export interface RelayerServices {
  readonly api: HttpService;
  readonly peers: HttpService;
  readonly admin: HttpService | null;
  /** All three, within two seconds. Idempotent. */
  close(): Promise<void>;
}

const PEER_CONNECTIONS = 256;
const PEER_CONNECTIONS_PER_ADDRESS = 64;
const ADMIN_CONNECTIONS = 16;

/** All three or none. Throws `CXT_HTTP_PORT_TAKEN`, `CXT_CONFIG_INVALID_VALUE`. */
export async function serveRelayer(parameters: ServeRelayerParameters): Promise<RelayerServices> {
  const open: HttpService[] = [];
  const closeAll = async (): Promise<void> => {
    await Promise.all(open.map((service) => service.close()));
  };
  const opening = async (starting: Promise<HttpService>): Promise<HttpService> => {
    const service = await starting;
    open.push(service);
    return service;
  };
  try {
    const api = await opening(serveApi(parameters));
    const peers = await opening(servePeers(parameters));
    const { admin } = parameters;
    return {
      api,
      peers,
      admin: admin && (await opening(serveAdmin({ ...parameters, admin }))),
      close: closeAll,
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

function serveApi(parameters: ServeRelayerParameters): Promise<HttpService> {
  const { read, clock, metrics, stalledLoops, api } = parameters;
  const publicApi = createPublicApi({
    read,
    clock,
    metrics,
    stalledLoops,
    version: VERSION,
    onError: (error) => parameters.log.warn({ err: error }, 'public API could not answer'),
  });
  const setting = 'api.port';
  return serve({ fetch: publicApi.app.fetch, ...api, setting, clock, onClosing: publicApi.close });
}

function servePeers(parameters: ServeRelayerParameters): Promise<HttpService> {
  const { relayer, clock, log, peers } = parameters;
  const onError = (error: unknown): void => log.warn({ err: error }, 'peer request could not be answered');
  const app = createPeerServer({ handler: relayer.peerHandler, clock, onError });
  return serve({
    fetch: app.fetch,
    ...peers,
    setting: 'peersApi.port',
    clock,
    maxConnections: PEER_CONNECTIONS,
    maxConnectionsPerAddress: PEER_CONNECTIONS_PER_ADDRESS,
  });
}

function serveAdmin(
  parameters: ServeRelayerParameters & { admin: ListenAt & { readonly token: string } },
): Promise<HttpService> {
  const { relayer, clock, log, admin } = parameters;
  // SAFETY: the token alone must not stand between a stranger and the halts.
  if (!isLoopback(admin.host)) {
    const detail = `the admin port must be on loopback, not on ${admin.host}`;
    throw new BridgeError('CXT_CONFIG_INVALID_VALUE', {
      context: { detail, more: '', file: 'the config', path: 'adminApi' },
    });
  }
  const onError = (error: unknown): void => log.warn({ err: error }, 'admin request failed');
  const app = createAdminApi({ admin: relayer.admin, token: admin.token, onError });
  const { host, port } = admin;
  return serve({
    fetch: app.fetch,
    host,
    port,
    setting: 'adminApi.port',
    clock,
    maxConnections: ADMIN_CONNECTIONS,
  });
}
