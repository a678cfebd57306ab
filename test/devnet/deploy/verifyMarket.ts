/**
 * Compares the market's code on the chain with what its constructor makes of the planned arguments. All its parameters are immutables, so
 * this reads every one of them back; its code has no room for views of them.
 */
import { encodeDeployData, type PublicClient } from 'viem';

import { DevnetError } from '../devnetError.ts';
import type { DeploymentAddresses } from './addresses.ts';
import { artifact } from './artifact.ts';
import { economyArguments } from './economyParameters.ts';

/** @throws DevnetError when the market has other parameters, or is not the market. */
export async function verifyMarket(parameters: {
  client: PublicClient;
  addresses: DeploymentAddresses;
}): Promise<void> {
  const { client, addresses } = parameters;
  const { abi, bytecode } = artifact('JobMarket');
  const data = encodeDeployData({ abi, bytecode, args: economyArguments(addresses).JobMarket });
  const [deployed, wanted] = await Promise.all([
    client.getCode({ address: addresses.jobMarket }),
    client.call({ data }),
  ]);
  if (deployed !== undefined && deployed === wanted.data) return;
  throw new DevnetError(
    `ethereum ${addresses.jobMarket}: the market's code has other parameters than planned`,
    'rebuild the artifacts (npm run abi) or change test/devnet/deploy/economyParameters.ts',
  );
}
