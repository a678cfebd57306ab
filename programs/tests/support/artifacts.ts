/** The committed programs: shared object, IDL in the client's spelling, address. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Idl, Program, type Provider } from '@coral-xyz/anchor';
import { PublicKey } from '@solana/web3.js';

const FOLDER = join(import.meta.dirname, '..', '..', 'artifacts');

/** One program as it is committed. */
export interface Artifact {
  readonly name: string;
  readonly address: PublicKey;
  readonly idl: Idl;
  readonly sharedObject: Uint8Array;
}

/** Reads `name.so` and `name.json` of `programs/artifacts`. */
export function readArtifact(name: string): Artifact {
  const raw = JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8')) as Idl;
  return {
    name,
    address: new PublicKey(raw.address),
    idl: convert(raw),
    sharedObject: readFileSync(join(FOLDER, `${name}.so`)),
  };
}

/** The client's spelling of an IDL: the one that `Program` uses. */
function convert(raw: Idl): Idl {
  return new Program(raw, { connection: {} } as Provider).idl;
}
