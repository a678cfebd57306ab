/**
 * Bounds the connections of a server, in all and per address. When it is full, the connection that has been idle longest makes room for
 * a new one, so that thousands of silent clients cannot keep an honest one out; only when all are at work is the new one refused.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

export interface ConnectionLimits {
  readonly max: number;
  readonly maxPerAddress?: number | undefined;
}

export function limitConnections(parameters: { server: Server; limits: ConnectionLimits }): void {
  const { server, limits } = parameters;
  // In the order of last use.
  const idle = new Set<Socket>();
  const busy = new Set<Socket>();
  const perAddress = new Map<string, number>();
  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? 'unknown';
    const ofAddress = (perAddress.get(address) ?? 0) + 1;
    perAddress.set(address, ofAddress);
    socket.once('close', () => {
      idle.delete(socket);
      busy.delete(socket);
      forgetOne({ perAddress, address });
    });
    if (limits.maxPerAddress !== undefined && ofAddress > limits.maxPerAddress) {
      socket.destroy();
      return;
    }
    idle.add(socket);
    // WHY: with all others at work the oldest idle connection is the new one itself.
    if (idle.size + busy.size > limits.max) idle.values().next().value?.destroy();
  });
  server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    idle.delete(socket);
    busy.add(socket);
    response.once('close', () => {
      if (busy.delete(socket) && !socket.destroyed) idle.add(socket);
    });
  });
}

function forgetOne(parameters: { perAddress: Map<string, number>; address: string }): void {
  const { perAddress, address } = parameters;
  const left = (perAddress.get(address) ?? 1) - 1;
  if (left === 0) perAddress.delete(address);
  else perAddress.set(address, left);
}
