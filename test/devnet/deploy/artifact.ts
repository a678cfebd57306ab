/** Compiled contracts as committed in `contracts/artifacts`. */
import { readFileSync } from 'node:fs';
import type { Abi, Hex } from 'viem';

import { DevnetError } from '../devnetError.ts';

const FOLDER = new URL('../../../contracts/artifacts/', import.meta.url);

export interface Artifact {
  readonly contractName: string;
  readonly bytecode: Hex;
  readonly abi: Abi;
}

const loaded = new Map<string, Artifact>();

/** @throws DevnetError when it was never built. */
export function artifact(contractName: string): Artifact {
  const known = loaded.get(contractName);
  if (known !== undefined) return known;
  try {
    const value = JSON.parse(readFileSync(new URL(`${contractName}.json`, FOLDER), 'utf8')) as Artifact;
    loaded.set(contractName, value);
    return value;
  } catch {
    throw new DevnetError(
      `contracts/artifacts/${contractName}.json cannot be read`,
      'build it with npm run abi',
    );
  }
}
