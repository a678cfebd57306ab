/**
 * Lanes and supply at a final block. Solana keeps no old state, so it is read later and what happened since is taken back.
 *
 * Guarantee: lanes and mint are of one slot, at or after the block; all that changed them since is listed.
 */
import type { CallOptions } from '../../core/chainProvider.ts';
import type { BlockRef } from '../../core/chainTypes.ts';
import type { Eid } from '../../protocol/index.ts';
import type { LaneAccount } from '../program/gatewayAccounts.ts';
import type { SolanaReader } from '../solanaReader.ts';
import { accountsAt } from './accountsAt.ts';
import { gatewayState } from './gatewayState.ts';
import { mintSupply } from './mintSupply.ts';
import { type TransactionEffects, transactionsIn } from './transactionsIn.ts';

const REMEMBERED = 4;

export interface StateCut {
  readonly lanes: ReadonlyMap<Eid, LaneAccount>;
  readonly supplyUnits: bigint;
  /** What happened after the block and is in the figures already. */
  readonly since: readonly TransactionEffects[];
}

/** The cut for a block; asked for the same block at the same time it is read once. @throws ChainError; MalformedAnswer */
export function stateAt(reader: SolanaReader, at: BlockRef, options: CallOptions = {}): Promise<StateCut> {
  const { cuts } = reader.memory;
  const known = cuts.get(at.hash);
  if (known !== undefined) return known;
  // WHY: without the caller's signal: the cut may be shared with another caller, who did not abort.
  const cut = readCut(reader, at).finally(() => {
    if (cuts.get(at.hash) === cut) cuts.delete(at.hash);
  });
  cuts.set(at.hash, cut);
  for (const oldest of cuts.keys()) {
    if (cuts.size <= REMEMBERED) break;
    cuts.delete(oldest);
  }
  options.signal?.throwIfAborted();
  return cut;
}

async function readCut(reader: SolanaReader, at: BlockRef): Promise<StateCut> {
  const { addresses, deployment } = reader;
  const { remoteEids } = deployment;
  const { slot, accounts } = await accountsAt(reader.rpc, {
    keys: [addresses.mint, ...remoteEids.map((eid) => addresses.lane(eid))],
    commitment: 'finalized',
    minSlot: at.height,
  });
  // WHY: `confirmed` lists what is final too, and there are nodes whose finalized state is newer than their finalized list.
  const since = await transactionsIn(reader, { from: at.height, to: slot, commitment: 'confirmed' });
  const [mint, ...lanes] = accounts;
  return {
    lanes: new Map(
      remoteEids.map((eid, index) => [eid, gatewayState(reader, { name: 'Lane', account: lanes[index] })]),
    ),
    supplyUnits: mintSupply(mint),
    since,
  };
}
