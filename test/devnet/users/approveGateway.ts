/** Lets the gateway take CXT of test users, on all chains, in one block each. */
import type { DevChain } from '../chain/devChain.ts';
import type { DeploymentAddresses } from '../deploy/addresses.ts';
import { DevnetError } from '../devnetError.ts';
import type { TestUser } from './testUser.ts';
import { approveCall } from './transferCall.ts';

/** @throws DevnetError when an approval fails. */
export async function approveGateway(parameters: {
  chains: readonly DevChain[];
  addresses: DeploymentAddresses;
  users: readonly TestUser[];
}): Promise<void> {
  const { chains, addresses, users } = parameters;
  await Promise.all(
    chains.map(async (chain) => {
      const hashes = await Promise.all(users.map((user) => user.submit(chain, approveCall(addresses))));
      const receipts = await Promise.all(hashes.map((hash) => chain.receipt(hash)));
      if (receipts.every(({ status }) => status === 'success')) return;
      throw new DevnetError(`an approval on ${chain.key} failed`, 'is the token deployed there?');
    }),
  );
}
