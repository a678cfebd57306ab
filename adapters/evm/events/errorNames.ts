/** Names of the contracts' custom errors by selector. */
import type { AbiFunction } from 'viem';
import { toFunctionSelector } from 'viem/utils';
import { homeGatewayAbi } from '../abi/homeGateway.ts';
import { spokeGatewayAbi } from '../abi/spokeGateway.ts';

/** Reasons of a PacketFailed that no function reverts with, so that compilers leave them out of the ABI (GatewayErrors.sol). */
const REPORTED_ONLY = ['OutstandingExceeded(uint32,uint256,uint256)', 'BucketOverflow(uint32)'];

const BY_SELECTOR: ReadonlyMap<string, string> = new Map([
  ...[...homeGatewayAbi, ...spokeGatewayAbi]
    .filter((item) => item.type === 'error')
    .map(
      (error) =>
        [toFunctionSelector({ ...error, type: 'function' } as unknown as AbiFunction), error.name] as const,
    ),
  ...REPORTED_ONLY.map(
    (signature) => [toFunctionSelector(signature), signature.slice(0, signature.indexOf('('))] as const,
  ),
  // Solidity's own two.
  ['0x08c379a0', 'Error'],
  ['0x4e487b71', 'Panic'],
]);

/** Name of the error whose data starts with `selector`; else the selector itself. */
export function errorName(data: string): string {
  const selector = data.slice(0, 10).toLowerCase();
  return BY_SELECTOR.get(selector) ?? selector;
}
