/** Reads every parameter of a deployed chain and compares it. Refuses on the first difference, naming contract, call and values. */
import type { PublicClient } from 'viem';

import type { ChainSpec } from '../chain/chainSpec.ts';
import { DevnetError } from '../devnetError.ts';
import type { DeploymentAddresses } from './addresses.ts';
import { expectations } from './expectations.ts';

/** Stands for the answer of a call that the chain refused. */
const REFUSED = 'a refused call';

/** @returns Number of values compared. @throws DevnetError on a mismatch. */
export async function verifyDeployment(parameters: {
  chain: ChainSpec;
  client: PublicClient;
  addresses: DeploymentAddresses;
}): Promise<number> {
  const { chain, client, addresses } = parameters;
  const wanted = expectations(chain, addresses);
  const actual = await Promise.all(
    wanted.map(({ address, abi, functionName, args }) =>
      client.readContract({ address, abi, functionName, args }).catch(() => REFUSED),
    ),
  );
  for (const [index, { address, functionName, args, value }] of wanted.entries()) {
    if (isAsWanted(actual[index], value)) continue;
    const call = `${functionName}(${args.join(', ')})`;
    throw new DevnetError(
      `${chain.key} ${address} ${call} is ${text(actual[index])}, not ${text(value)}`,
      'rebuild the artifacts (npm run abi) or change test/devnet/deploy/parameters.ts',
    );
  }
  return wanted.length;
}

function isAsWanted(actual: unknown, wanted: unknown): boolean {
  if (wanted === undefined) return true;
  if (Array.isArray(wanted)) {
    return (
      Array.isArray(actual) &&
      actual.length === wanted.length &&
      wanted.every((item, index) => isAsWanted(actual[index], item))
    );
  }
  if (typeof wanted === 'object' && wanted !== null) {
    const fields = (actual ?? {}) as Record<string, unknown>;
    return Object.entries(wanted).every(([key, item]) => isAsWanted(fields[key], item));
  }
  return String(actual).toLowerCase() === String(wanted).toLowerCase();
}

const text = (value: unknown): string =>
  JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? String(item) : item)) ?? 'nothing';
