/** The mint's supply at one final block. Solana is a spoke: there is no vault. */
import type { CallOptions } from '../../core/chainProvider.ts';
import type { BlockRef, SupplyState } from '../../core/chainTypes.ts';
import { wei } from '../../protocol/index.ts';
import type { SolanaReader } from '../solanaReader.ts';
import { stateAt } from './stateAt.ts';

/** Supply at `at`. @throws CXT_CHAIN_STATE_UNAVAILABLE (see `stateAt`), other ChainError; MalformedAnswer */
export async function supplyState(
  reader: SolanaReader,
  at: BlockRef,
  options: CallOptions = {},
): Promise<SupplyState> {
  const { supplyWei } = await stateAt(reader, at, options);
  return {
    totalSupplyWei: wei(supplyWei),
    vaultWei: wei(0n),
    lockedWei: wei(0n),
    outstandingWei: new Map(),
  };
}
