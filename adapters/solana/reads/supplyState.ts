/** The mint's supply at one final block. Solana is a spoke: there is no vault. */
import type { CallOptions } from '../../core/chainProvider.ts';
import type { BlockRef, SupplyState } from '../../core/chainTypes.ts';
import { unitsToWei, wei } from '../../protocol/index.ts';
import type { SolanaReader } from '../solanaReader.ts';
import { stateAt } from './stateAt.ts';

/** Supply at `at`: the mint's, less what was minted and plus what was burned since. @throws ChainError; MalformedAnswer */
export async function supplyState(
  reader: SolanaReader,
  at: BlockRef,
  options: CallOptions = {},
): Promise<SupplyState> {
  const { supplyUnits, since } = await stateAt(reader, at, options);
  const sinceWei = since
    .flatMap(({ flows }) => flows)
    .reduce((sum, { kind, amountWei }) => (kind === 'mint' ? sum + amountWei : sum - amountWei), 0n);
  return {
    totalSupplyWei: wei(unitsToWei(supplyUnits) - sinceWei),
    vaultWei: wei(0n),
    lockedWei: wei(0n),
    outstandingWei: new Map(),
  };
}
