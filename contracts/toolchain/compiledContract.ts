/** Reads one contract of forge's output folder. Refuses a contract that was not compiled. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { CONTRACTS_FOLDER } from './forge.ts';

/** One entry of a JSON ABI; only what is needed here is named. */
export interface AbiItem {
  readonly type: string;
  readonly name?: string;
  readonly [field: string]: unknown;
}

/** A variable of the compiler's storage layout. */
export interface StorageVariable {
  readonly label: string;
  readonly slot: string;
  readonly offset: number;
  readonly type: string;
}

/** What forge knows of one contract. */
export interface CompiledContract {
  readonly contractName: string;
  readonly abi: readonly AbiItem[];
  /** Creation code, `0x` hex. */
  readonly bytecode: string;
  /** Size of the deployed code in bytes (EIP-170 allows 24,576). */
  readonly deployedBytes: number;
  readonly storage: readonly StorageVariable[];
}

interface ForgeArtifact {
  readonly abi: readonly AbiItem[];
  readonly bytecode: { readonly object: string };
  readonly deployedBytecode: { readonly object: string };
  readonly storageLayout?: { readonly storage: readonly StorageVariable[] };
}

/**
 * The compiled contract of that name.
 *
 * @throws Error when forge's output has no such contract.
 */
export function readCompiledContract(contractName: string): CompiledContract {
  const output = join(CONTRACTS_FOLDER, 'out');
  const folder = readdirSync(output).find((entry) => existsSync(join(output, entry, `${contractName}.json`)));
  if (folder === undefined) throw new Error(`forge's output has no contract ${contractName}`);
  const text = readFileSync(join(output, folder, `${contractName}.json`), 'utf8');
  const artifact = JSON.parse(text) as ForgeArtifact;
  return {
    contractName,
    abi: artifact.abi,
    bytecode: artifact.bytecode.object,
    deployedBytes: (artifact.deployedBytecode.object.length - 2) / 2,
    storage: artifact.storageLayout?.storage ?? [],
  };
}
