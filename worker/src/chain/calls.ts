/** Calls of the contracts, encoded. */
import {
  encodeFunctionData,
  type Abi,
  type ContractFunctionArgs,
  type ContractFunctionName,
  type Hex,
} from 'viem';
import { ABI, type ComputeContracts, type ContractName } from './contracts.ts';

/** A call ready to be sent. */
export interface ContractCall {
  readonly to: `0x${string}`;
  readonly data: Hex;
}

type Method<Name extends ContractName> = ContractFunctionName<(typeof ABI)[Name], 'nonpayable'>;

/** Encodes a call of one of the compute contracts. */
export function encodeCall<Name extends ContractName, Function extends Method<Name>>(parameters: {
  contracts: ComputeContracts;
  contract: Name;
  method: Function;
  args: ContractFunctionArgs<(typeof ABI)[Name], 'nonpayable', Function>;
}): ContractCall {
  const { contracts, contract, method, args } = parameters;
  const data = encodeFunctionData({
    abi: ABI[contract] as Abi,
    functionName: method as string,
    args: args as readonly unknown[],
  });
  return { to: contracts[contract], data };
}
