import { describeError } from '../../errors/describeError.ts';
import type { Metrics } from '../../observability/metrics.ts';
import type { Peer, PeerTransport } from '../../peers/transport.ts';

/** Counts every request to a peer by its outcome, without changing it. */
export function meteredPeers(parameters: { transport: PeerTransport; metrics: Metrics }): PeerTransport {
  const { transport, metrics } = parameters;
  const counted = async <T>(peer: Peer, work: Promise<T>): Promise<T> => {
    try {
      const value = await work;
      metrics.peerRequests.inc({ peer: peer.name, result: 'ok' });
      return value;
    } catch (error) {
      metrics.peerRequests.inc({ peer: peer.name, result: describeError(error).code });
      throw error;
    }
  };
  return {
    peers: transport.peers,
    requestSignature: (asked) => counted(asked.peer, transport.requestSignature(asked)),
    publish: (told) => counted(told.peer, transport.publish(told)),
  };
}
