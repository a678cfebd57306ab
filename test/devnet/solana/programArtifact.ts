/** Programs as committed in `programs/artifacts`: shared object and IDL. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Idl } from '@coral-xyz/anchor';

import { DevnetError } from '../devnetError.ts';

export const GATEWAY_PROGRAM = 'cxt_gateway';
export const RECEIVER_PROGRAM = 'compose_receiver';

const FOLDER = new URL('../../../programs/artifacts/', import.meta.url);

export interface ProgramArtifact {
  readonly name: string;
  /** Base58. */
  readonly address: string;
  readonly idl: Idl;
  readonly soPath: string;
}

const loaded = new Map<string, ProgramArtifact>();

/** @throws DevnetError when it was never built. */
export function programArtifact(name: string): ProgramArtifact {
  const known = loaded.get(name);
  if (known !== undefined) return known;
  try {
    const idl = JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), 'utf8')) as Idl;
    const soPath = fileURLToPath(new URL(`${name}.so`, FOLDER));
    const artifact: ProgramArtifact = { name, address: idl.address, idl, soPath };
    loaded.set(name, artifact);
    return artifact;
  } catch {
    throw new DevnetError(
      `programs/artifacts/${name}.json cannot be read`,
      'build it with npm run programs:build',
    );
  }
}
