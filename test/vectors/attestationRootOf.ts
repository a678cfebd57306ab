/** Which root an attestation of a vector file must have. */
import {
  configRoot,
  decodeCompact,
  feeTable,
  feesRoot,
  HELD_ACTION,
  type Hex,
  heldRoot,
  merkleRoot,
  settlementRoot,
  supplyRoot,
} from '@cxt-bridge/adapters/protocol';
import { chainSupplyOf, payoutsOf, settlementCutOf } from './deriveAccounts.ts';
import type { AttestationName, VectorFile } from './schema.ts';
import { type AttestationInputs, big } from './vectorInputs.ts';

/** Parts of a file that roots are derived from. */
export type RootSources = Pick<
  VectorFile,
  'sets' | 'packets' | 'trees' | 'supply' | 'settlement' | 'fees' | 'config'
>;

/**
 * Root of an attestation. Supply, settlement, config and fees have exactly one; a batch has one of those over the packets;
 * veto and held name a leaf. The inputs of rotation, pause and unpause are not in the file: of their root it can only be
 * said whether the compact form and the digest were made of it.
 */
export function rootOf(args: {
  name: AttestationName;
  inputs: AttestationInputs;
  file: RootSources;
  count: number;
  digestOf: (root: Hex) => Hex;
}): Hex {
  const { name, file } = args;
  switch (name) {
    case 'supply':
      return supplyRoot(file.supply.map(chainSupplyOf));
    case 'settlement':
      return settlementRoot({ ...settlementCutOf(file.settlement), payouts: payoutsOf(file.settlement) });
    case 'config':
      return configRoot({ ...file.config, seq: big(file.config.seq) });
    case 'fees':
      return feesRoot({ ...file.fees, table: feeTable(file.fees.table.map(big)) });
    case 'batch':
      return batchRoot(args);
    default:
      return givenRoot({ ...args, known: namedRoots({ name, file }) });
  }
}

function batchRoot(args: { inputs: AttestationInputs; file: RootSources; count: number }): Hex {
  const { inputs, file, count } = args;
  const leaves = file.packets.map(({ leaf }) => leaf);
  const here = file.packets.filter(({ dstEid }) => dstEid === inputs.domain).map(({ leaf }) => leaf);
  const windows = leaves.map((_, start) => leaves.slice(start, start + count));
  const candidates = [leaves.slice(0, count), here, ...windows]
    .filter((batch) => batch.length === count && count > 0)
    .map((batch) => merkleRoot(batch))
    .concat(file.trees.filter((tree) => tree.count === count).map(({ root }) => root));
  const root = candidates.find((candidate) => candidate === inputs.root) ?? candidates[0] ?? inputs.root;
  if (root === undefined) throw new Error('a batch needs a root or its packets');
  return root;
}

function namedRoots(args: { name: AttestationName; file: RootSources }): Hex[] {
  const { name, file } = args;
  const leaves = file.packets.map(({ leaf }) => leaf);
  if (name === 'veto') return leaves;
  if (name !== 'held') return [];
  return leaves.flatMap((leaf) => Object.values(HELD_ACTION).map((action) => heldRoot({ leaf, action })));
}

function givenRoot(args: {
  inputs: AttestationInputs;
  known: readonly Hex[];
  digestOf: (root: Hex) => Hex;
}): Hex {
  const { inputs, known, digestOf } = args;
  const { root, compact, digest } = inputs;
  if (root === undefined) throw new Error('an attestation needs a root');
  if (digest === undefined || known.includes(root) || safely(() => digestOf(root)) === digest) return root;
  const inCompact = safely(() => decodeCompact(compact ?? '0x').root);
  const isSigned = inCompact !== undefined && safely(() => digestOf(inCompact)) === digest;
  return isSigned ? inCompact : root;
}

function safely<T>(compute: () => T): T | undefined {
  try {
    return compute();
  } catch {
    return undefined;
  }
}
