/** Network files: the three that come with the relayer, and files that a deployment writes. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  assertSignerSet,
  type Hex,
  isProtocolError,
  solanaAddressToBytes32,
} from '@cxt-bridge/adapters/protocol';
import { z } from 'zod';
import { BridgeError } from '../errors/index.ts';
import { explainIssues } from './explainIssues.ts';
import { type Network, type NetworkChain, networkSchema } from './networkSchema.ts';
import { readStructuredFile } from './readStructuredFile.ts';
import type { JsonSchemaNode } from './schemaAt.ts';

const BUILT_IN = ['devnet', 'testnet', 'mainnet'];

/**
 * The network that a config names: one of the three, or a file (relative to `folder`).
 * @throws CXT_CONFIG_UNKNOWN_NETWORK and the codes of {@link readNetworkFile}
 */
export function loadNetwork(options: { network: string; folder: string; file: string }): Network {
  const { network, folder, file } = options;
  if (BUILT_IN.includes(network)) {
    return readNetworkFile(
      fileURLToPath(new URL(`../../../config/networks/${network}.json`, import.meta.url)),
    );
  }
  const path = resolve(folder, network);
  if (!existsSync(path)) throw new BridgeError('CXT_CONFIG_UNKNOWN_NETWORK', { context: { network, file } });
  return readNetworkFile(path);
}

/**
 * Reads and checks a network file.
 * @throws CXT_CONFIG_NOT_FOUND, CXT_CONFIG_SYNTAX, CXT_CONFIG_UNKNOWN_KEY, CXT_CONFIG_WRONG_TYPE, CXT_CONFIG_MISSING_KEY,
 *   CXT_CONFIG_INVALID_VALUE
 */
export function readNetworkFile(file: string): Network {
  const raw = readStructuredFile(file);
  const parsed = networkSchema.safeParse(raw);
  if (!parsed.success) {
    const schema = z.toJSONSchema(networkSchema, { io: 'input', unrepresentable: 'any' }) as JsonSchemaNode;
    throw explainIssues({ file, raw, schema, issues: parsed.error.issues });
  }
  assertNetwork({ network: parsed.data, file });
  return parsed.data;
}

function assertNetwork(options: { network: Network; file: string }): void {
  const { network, file } = options;
  const refuse = (path: string, detail: string) =>
    new BridgeError('CXT_CONFIG_INVALID_VALUE', { context: { file, path, detail, more: '' } });
  if (!Object.hasOwn(network.chains, network.home))
    throw refuse('home', `there is no chain "${network.home}"`);
  const eids = Object.values(network.chains).map((chain) => chain.eid);
  if (new Set(eids).size !== eids.length) throw refuse('chains', 'two chains have the same eid');
  for (const [key, chain] of Object.entries(network.chains)) {
    const wrong = wrongAddress(chain);
    if (wrong !== null) throw refuse(`chains.${key}.contracts.${wrong.name}`, wrong.detail);
  }
  if (network.signerSet === null) return;
  const { epoch, threshold, members } = network.signerSet;
  try {
    assertSignerSet(
      { epoch: BigInt(epoch), threshold, members: members.map((member) => member.toLowerCase() as Hex) },
      { allowSmallThreshold: network.profile === 'devnet' },
    );
  } catch (error) {
    throw isProtocolError(error) ? refuse('signerSet', error.message) : error;
  }
}

/** Contract whose address is of the other VM, or that a Solana deployment lacks. */
function wrongAddress({ vm, contracts }: NetworkChain): { name: string; detail: string } | null {
  if (contracts === null) return null;
  for (const [name, value] of Object.entries(contracts)) {
    if (value === undefined || name === 'codeHash') continue;
    for (const address of [value].flat()) {
      const detail = addressProblem({ vm, address });
      if (detail !== null) return { name, detail };
    }
  }
  const isComplete = vm === 'evm' || contracts.program !== undefined;
  return isComplete ? null : { name: 'program', detail: 'a Solana chain needs the gateway program' };
}

function addressProblem(at: { vm: NetworkChain['vm']; address: string }): string | null {
  const { vm, address } = at;
  const isEvm = address.startsWith('0x');
  if (vm === 'evm') return isEvm ? null : 'expected an EVM address (0x and 40 hex digits)';
  if (isEvm) return 'expected a Solana address (base58), this is an EVM address';
  return isSolanaAddress(address) ? null : `expected a Solana address (base58 of 32 bytes), not ${address}`;
}

function isSolanaAddress(text: string): boolean {
  try {
    solanaAddressToBytes32(text);
    return true;
  } catch (error) {
    if (isProtocolError(error)) return false;
    throw error;
  }
}

/** A chain on which the bridge is deployed. */
export type DeployedChain = Network['chains'][string] & {
  contracts: NonNullable<Network['chains'][string]['contracts']>;
};

/** A network that can be relayed. */
export type DeployedNetwork = Omit<Network, 'chains' | 'signerSet'> & {
  chains: Record<string, DeployedChain>;
  signerSet: NonNullable<Network['signerSet']>;
};

/** Refuses a network without addresses or signer set. @throws CXT_CONFIG_NOT_DEPLOYED */
export function requireDeployment(network: Network): DeployedNetwork {
  const refuse = (missing: string, path: string) =>
    new BridgeError('CXT_CONFIG_NOT_DEPLOYED', { context: { network: network.name, missing, path } });
  for (const [key, chain] of Object.entries(network.chains)) {
    if (chain.contracts === null) throw refuse(`contract addresses on ${key}`, `chains.${key}.contracts`);
  }
  if (network.signerSet === null) throw refuse('signer set', 'signerSet');
  return network as DeployedNetwork;
}
