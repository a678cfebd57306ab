/** Reads a committed artifact. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Abi, Hex } from 'viem';

import { CONTRACTS_FOLDER } from '../toolchain/forge.ts';

/** ABI, creation code and size of a contract. */
export interface Artifact {
  readonly contractName: string;
  readonly deployedBytes: number;
  readonly bytecode: Hex;
  readonly abi: Abi;
}

/** The artifact of `contracts/artifacts/<contractName>.json`. */
export function readArtifact(contractName: string): Artifact {
  const path = join(CONTRACTS_FOLDER, 'artifacts', `${contractName}.json`);
  return JSON.parse(readFileSync(path, 'utf8')) as Artifact;
}
