/** The contracts of the compute economy on home, with their ABIs. */
import { baseWorkAbi } from '@cxt-bridge/adapters/evm/abi/baseWork';
import { cxtAbi } from '@cxt-bridge/adapters/evm/abi/cxt';
import { jobMarketAbi } from '@cxt-bridge/adapters/evm/abi/jobMarket';
import { miningPoolAbi } from '@cxt-bridge/adapters/evm/abi/miningPool';
import { randomnessAbi } from '@cxt-bridge/adapters/evm/abi/randomness';
import { stakeRegistryAbi } from '@cxt-bridge/adapters/evm/abi/stakeRegistry';
import { workCourtAbi } from '@cxt-bridge/adapters/evm/abi/workCourt';
import type { Abi, Address } from 'viem';
import { WorkerError } from '../errors/workerError.ts';
import type { HomeClient } from './homeClient.ts';

export const ABI = {
  token: cxtAbi,
  miningPool: miningPoolAbi,
  baseWork: baseWorkAbi,
  stakeRegistry: stakeRegistryAbi,
  workCourt: workCourtAbi,
  jobMarket: jobMarketAbi,
  randomness: randomnessAbi,
} as const;

export type ContractName = keyof typeof ABI;

export type ComputeContracts = { readonly [Name in ContractName]: Address };

const NAMES = Object.keys(ABI) as readonly ContractName[];

/** Errors of all compute contracts: a call may revert with one of a contract that it calls. */
export const ALL_ERRORS: Abi = NAMES.flatMap((name) =>
  (ABI[name] as Abi).filter((item) => item.type === 'error'),
);

/**
 * All addresses from the one that a config names: pool and base work know the others for ever.
 * @throws WORKER_CHAIN_WRONG when there is no such pool
 */
export async function resolveContracts(parameters: {
  client: HomeClient;
  miningPool: Address;
}): Promise<ComputeContracts> {
  const { client, miningPool } = parameters;
  try {
    const [token, baseWork, jobMarket, workCourt, stakeRegistry] = await client.readContract({
      address: miningPool,
      abi: ABI.miningPool,
      functionName: 'wiring',
    });
    const [, randomness] = await client.readContract({
      address: baseWork,
      abi: ABI.baseWork,
      functionName: 'wiring',
    });
    return { token, miningPool, baseWork, jobMarket, workCourt, stakeRegistry, randomness };
  } catch (error) {
    throw new WorkerError('WORKER_CHAIN_WRONG', {
      message: `there is no mining pool with its contracts at ${miningPool} on this chain`,
      hint: 'correct chain.miningPool or chain.rpc in the config',
      cause: error,
    });
  }
}
