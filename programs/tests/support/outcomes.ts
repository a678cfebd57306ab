/** What a delivery reported, in short. */
import { bytesToHex } from '@cxt-bridge/adapters/protocol';
import type { GatewayWorld } from './gatewayWorld.ts';
import type { Receipt } from './liteChain.ts';

/** Names of the events in order. */
export function eventNames(world: GatewayWorld, receipt: Receipt): string[] {
  return world.gateway.events(receipt).map(({ name }) => name);
}

/** Fields of the only event of that name; bytes as hex, integers as bigint. @throws Error unless there is exactly one */
export function event(world: GatewayWorld, receipt: Receipt, name: string): Record<string, unknown> {
  const found = world.gateway.events(receipt).filter((candidate) => candidate.name === name);
  if (found.length !== 1) throw new Error(`${found.length} events ${name}`);
  return Object.fromEntries(
    Object.entries(found[0]?.data ?? {}).map(([field, value]) => [field, plain(value)]),
  );
}

/** Name of the refusal in a PacketFailed event. */
export function failureName(world: GatewayWorld, receipt: Receipt): string {
  const { reason } = event(world, receipt, 'packetFailed');
  return world.gateway.idl.errors?.find(({ code }) => code === reason)?.name ?? String(reason);
}

/** A decoded value without the client's classes. */
export function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return bytesToHex(value);
  if (Array.isArray(value) && value.every((byte) => typeof byte === 'number')) {
    return bytesToHex(Uint8Array.from(value));
  }
  if (typeof value === 'object' && value !== null && 'toArrayLike' in value) return BigInt(String(value));
  if (typeof value === 'object' && value !== null && 'toBase58' in value) return String(value);
  return value;
}
