/** The committed programs, written to a test node as their loader would leave them. */
import { readFileSync } from 'node:fs';
import type { PublicKey } from '@solana/web3.js';
import { rpcCall } from './rpcCall.ts';

export type ProgramName = 'cxt_gateway' | 'compose_receiver';

const ARTIFACTS = new URL('../../../programs/artifacts/', import.meta.url);

/** Program id of a program. */
export function programId(name: ProgramName): string {
  const idl = JSON.parse(readFileSync(new URL(`${name}.json`, ARTIFACTS), 'utf8')) as { address: string };
  return idl.address;
}

/** Its code. */
export function programCode(name: ProgramName): Uint8Array {
  return Uint8Array.from(readFileSync(new URL(`${name}.so`, ARTIFACTS)));
}

/** Writes a program with an upgrade authority. */
export async function writeProgram(at: {
  url: string;
  name: ProgramName;
  authority: PublicKey;
}): Promise<void> {
  const { url, name, authority } = at;
  const code = Buffer.from(programCode(name)).toString('hex');
  await rpcCall(url, 'surfnet_writeProgram', [programId(name), code, 0, authority.toBase58()]);
}
