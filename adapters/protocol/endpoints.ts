/**
 * The endpoint ids that are known without configuration (protocol §2; LayerZero V2 deployments).
 */
import { ProtocolError } from './errors.ts';
import type { Eid } from './ids.ts';

/** Virtual machine of a chain: decides how its addresses look on the wire. */
export type Vm = 'evm' | 'svm';

/** One row of the endpoint table. */
export type Endpoint = {
  readonly eid: Eid;
  readonly chain: 'ethereum' | 'bsc' | 'arbitrum' | 'solana';
  readonly stage: 'mainnet' | 'testnet';
  readonly vm: Vm;
};

/** Known endpoints. Devnets use the testnet ids. */
export const ENDPOINTS: readonly Endpoint[] = [
  { eid: 30101 as Eid, chain: 'ethereum', stage: 'mainnet', vm: 'evm' },
  { eid: 30102 as Eid, chain: 'bsc', stage: 'mainnet', vm: 'evm' },
  { eid: 30110 as Eid, chain: 'arbitrum', stage: 'mainnet', vm: 'evm' },
  { eid: 30168 as Eid, chain: 'solana', stage: 'mainnet', vm: 'svm' },
  { eid: 40161 as Eid, chain: 'ethereum', stage: 'testnet', vm: 'evm' },
  { eid: 40102 as Eid, chain: 'bsc', stage: 'testnet', vm: 'evm' },
  { eid: 40231 as Eid, chain: 'arbitrum', stage: 'testnet', vm: 'evm' },
  { eid: 40168 as Eid, chain: 'solana', stage: 'testnet', vm: 'svm' },
];

const BY_EID: ReadonlyMap<number, Endpoint> = new Map(ENDPOINTS.map((endpoint) => [endpoint.eid, endpoint]));

/** Which VM a chain runs; decoders take one so that a new chain needs configuration only. */
export type VmOf = (eid: number) => Vm;

/** VM of a known endpoint. @throws CXT_WIRE_EID_UNKNOWN */
export function vmOfEid(eid: number): Vm {
  const endpoint = BY_EID.get(eid);
  if (endpoint === undefined) throw new ProtocolError('CXT_WIRE_EID_UNKNOWN', { eid });
  return endpoint.vm;
}

/** Row of a known endpoint, or undefined. */
export function endpointOfEid(eid: number): Endpoint | undefined {
  return BY_EID.get(eid);
}
