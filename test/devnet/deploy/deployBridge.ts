/**
 * Deploys the bridge on one chain: plan, apply, verify.
 *
 * Guarantee: when it resolves, every contract is at its predicted address and every parameter was read back from the chain. What is
 * there already is not deployed again, so running it twice changes nothing.
 */
import { encodeFunctionData, type Hex, type TransactionReceipt } from 'viem';

import { create3FactoryAbi } from '../../../adapters/evm/abi/create3Factory.ts';
import { HOME } from '../chain/chainSpec.ts';
import type { DevChain } from '../chain/devChain.ts';
import { deployer } from '../chain/devAccounts.ts';
import { sendSigned } from '../chain/sendSigned.ts';
import { DevnetError } from '../devnetError.ts';
import type { DeploymentAddresses } from './addresses.ts';
import { artifact } from './artifact.ts';
import { contractSalt } from './create3.ts';
import { plannedContracts } from './plan.ts';
import { verifyDeployment } from './verifyDeployment.ts';
import { verifyMarket } from './verifyMarket.ts';

export interface Deployment {
  /** First block that can hold events of the bridge: the one after the deployment, since nobody has CXT to send in it. */
  readonly startHeight: bigint;
  /** Contracts deployed by this run. */
  readonly deployed: number;
  /** Parameters read back. */
  readonly verified: number;
}

interface Step {
  readonly what: string;
  readonly to: Hex | null;
  readonly data: Hex;
  readonly gas: bigint;
}

/** @throws DevnetError when something cannot be deployed or is not as planned. */
export async function deployBridge(parameters: {
  chain: DevChain;
  addresses: DeploymentAddresses;
}): Promise<Deployment> {
  const { chain, addresses } = parameters;
  const steps = await missingSteps(chain, addresses);
  await apply(chain, steps);
  const verified = await verifyDeployment({ chain, client: chain.client, addresses });
  if (chain.key === HOME) await verifyMarket({ client: chain.client, addresses });
  return { startHeight: (await gatewayHeight(chain, addresses)) + 1n, deployed: steps.length, verified };
}

async function missingSteps(chain: DevChain, addresses: DeploymentAddresses): Promise<Step[]> {
  const hasCode = async (address: Hex): Promise<boolean> =>
    ((await chain.client.getCode({ address })) ?? '0x') !== '0x';
  const planned = plannedContracts(chain, addresses);
  const [hasFactory, ...present] = await Promise.all([
    hasCode(addresses.factory),
    ...planned.map(({ name }) => hasCode(addresses[name])),
  ]);
  const factory: Step = {
    what: 'factory',
    to: null,
    data: artifact('Create3Factory').bytecode,
    gas: 1_000_000n,
  };
  const rest = planned
    .filter((_, index) => present[index] !== true)
    .map(({ name, initCode, gas }) => ({
      what: name,
      to: addresses.factory,
      data: encodeFunctionData({
        abi: create3FactoryAbi,
        functionName: 'deploy',
        args: [contractSalt({ networkName: addresses.networkName, contract: name }), initCode],
      }),
      gas,
    }));
  return hasFactory ? rest : [factory, ...rest];
}

/** All transactions at once, nonces in order; then one receipt each. */
async function apply(chain: DevChain, steps: readonly Step[]): Promise<void> {
  const { account, address } = deployer();
  const first = await chain.client.getTransactionCount({ address });
  if (steps[0]?.what === 'factory' && first !== 0) {
    throw new DevnetError(
      `${chain.key}: the deployer ${address} has sent ${first} transactions before the factory`,
      'start from a fresh chain: the factory must be its first transaction',
    );
  }
  const hashes: Hex[] = [];
  for (const [index, { to, data, gas }] of steps.entries()) {
    hashes.push(await sendSigned({ chain, account, nonce: first + index, to, data, gas }));
  }
  const receipts = await Promise.all(hashes.map((hash) => chain.receipt(hash)));
  for (const [index, receipt] of receipts.entries()) refuseFailure(chain, steps[index] as Step, receipt);
}

function refuseFailure(chain: DevChain, step: Step, receipt: TransactionReceipt): void {
  if (receipt.status === 'success') return;
  throw new DevnetError(
    `${chain.key}: deploying ${step.what} failed after ${receipt.gasUsed} of ${step.gas} gas`,
    'check test/devnet/deploy/parameters.ts against the constructor',
  );
}

async function gatewayHeight(chain: DevChain, addresses: DeploymentAddresses): Promise<bigint> {
  const logs = await chain.client.getContractEvents({
    address: addresses.factory,
    abi: create3FactoryAbi,
    eventName: 'Deployed',
    fromBlock: 0n,
  });
  const own = logs.find(({ args }) => args.deployed?.toLowerCase() === addresses.gateway.toLowerCase());
  if (own === undefined)
    throw new DevnetError(`${chain.key}: no event of the gateway's deployment`, 'start afresh');
  return own.blockNumber;
}
