import { type Address, ContractFunctionRevertedError, BaseError } from 'viem';
import type { EpochState, NodeState } from '../engine/epochDuties.ts';
import { ABI } from './contracts.ts';
import type { HomeChain } from './homeChain.ts';
import type { Head } from './homeClient.ts';

/** Index of a validator's least stake in `thresholdWei`. */
const VALIDATOR_THRESHOLD = 4n;

/** What all nodes see alike at the chain's head; one read for all nodes of the process. */
export function readEpochState(chain: HomeChain): Promise<EpochState> {
  return chain.shared('epoch', async ({ number: blockNumber }) => {
    const { client, contracts } = chain;
    const pool = { address: contracts.miningPool, abi: ABI.miningPool, blockNumber } as const;
    const registry = { address: contracts.stakeRegistry, abi: ABI.stakeRegistry, blockNumber } as const;
    const randomness = { address: contracts.randomness, abi: ABI.randomness, blockNumber } as const;
    const [epoch, nextToClose, parameters] = await Promise.all([
      client.readContract({ ...pool, functionName: 'currentEpoch' }),
      client.readContract({ ...pool, functionName: 'nextEpoch' }),
      chain.poolParameters(),
    ]);
    const [endsAt, seed, stakes, threshold, windowBlocks, delayBlocks, latestSnapshot] = await Promise.all([
      client.readContract({ ...pool, functionName: 'epochEndsAt', args: [epoch] }),
      client.readContract({
        address: contracts.baseWork,
        abi: ABI.baseWork,
        functionName: 'seedOf',
        args: [epoch],
        blockNumber,
      }),
      client.readContract({ ...registry, functionName: 'validatorStakes' }),
      client.readContract({ ...registry, functionName: 'thresholdWei', args: [VALIDATOR_THRESHOLD] }),
      client.readContract({ ...randomness, functionName: 'windowBlocks' }),
      client.readContract({ ...randomness, functionName: 'delayBlocks' }),
      readLatestSnapshot(chain, blockNumber),
    ]);
    return {
      epoch,
      startsAt: endsAt - parameters.epochSeconds,
      endsAt,
      nextToClose,
      seed,
      latestSnapshot,
      validators: stakes[0],
      validatorThresholdWei: threshold,
      windowBlocks,
      delayBlocks,
    };
  });
}

async function readLatestSnapshot(chain: HomeChain, blockNumber: bigint): Promise<bigint | null> {
  return orNull(
    chain.client.readContract({
      address: chain.contracts.workCourt,
      abi: ABI.workCourt,
      functionName: 'latestSnapshot',
      blockNumber,
    }),
  );
}

/** What concerns one node. `scoredEpochs`: in which it was credited with something. */
export async function readNodeState(parameters: {
  chain: HomeChain;
  head: Head;
  node: Address;
  epochState: EpochState;
  scoredEpochs: Iterable<bigint>;
}): Promise<NodeState> {
  const { chain, head, node, epochState, scoredEpochs } = parameters;
  const { client, contracts } = chain;
  const blockNumber = head.number;
  const { epoch, nextToClose } = epochState;
  const at = { blockNumber } as const;
  const closed = [...scoredEpochs].filter((scored) => scored < nextToClose).toSorted(ascending);
  const token = { address: contracts.token, abi: ABI.token, ...at } as const;
  const [balanceWei, allowanceWei, account, credit, commitments, amounts] = await Promise.all([
    client.readContract({ ...token, functionName: 'balanceOf', args: [node] }),
    client.readContract({ ...token, functionName: 'allowance', args: [node, contracts.stakeRegistry] }),
    client.readContract({
      address: contracts.stakeRegistry,
      abi: ABI.stakeRegistry,
      functionName: 'accountOf',
      args: [node],
      ...at,
    }),
    client.readContract({
      address: contracts.jobMarket,
      abi: ABI.jobMarket,
      functionName: 'creditOf',
      args: [node],
      ...at,
    }),
    Promise.all(
      [epoch, ...(epoch > 0n ? [epoch - 1n] : [])].map((one) =>
        readCommitment(chain, node, one, blockNumber),
      ),
    ),
    Promise.all(
      closed.map((one) =>
        client.readContract({
          address: contracts.miningPool,
          abi: ABI.miningPool,
          functionName: 'claimOf',
          args: [node, one],
          ...at,
        }),
      ),
    ),
  ]);
  return {
    address: node,
    balanceWei,
    allowanceWei,
    stakeWei: account.stake,
    freeStakeWei: account.stake - account.bonded,
    isValidator: account.isValidator,
    jailedUntil: account.jailedUntil,
    commitments,
    claims: closed
      .map((one, index) => ({ epoch: one, amountWei: amounts[index]?.[0] ?? 0n }))
      .filter(({ amountWei }) => amountWei > 0n),
    creditWei: credit,
  };
}

function readCommitment(chain: HomeChain, node: Address, epoch: bigint, blockNumber: bigint) {
  return chain.client.readContract({
    address: chain.contracts.baseWork,
    abi: ABI.baseWork,
    functionName: 'commitmentOf',
    args: [node, epoch],
    blockNumber,
  });
}

/** Null where a contract refuses the read. @throws what is no refusal */
async function orNull<Value>(reading: Promise<Value>): Promise<Value | null> {
  try {
    return await reading;
  } catch (error) {
    const isRefusal =
      error instanceof BaseError &&
      error.walk((cause) => cause instanceof ContractFunctionRevertedError) !== null;
    if (isRefusal) return null;
    throw error;
  }
}

const ascending = (left: bigint, right: bigint): number => (left < right ? -1 : left > right ? 1 : 0);
