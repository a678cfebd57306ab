/** The chain's own supply figures at one block. */
import type { CallOptions } from '../../core/chainProvider.ts';
import type { BlockRef, SupplyState } from '../../core/chainTypes.ts';
import { type Eid, type Wei, wei } from '../../protocol/index.ts';
import type { EvmReader } from '../evmReader.ts';
import { economyState } from './economyState.ts';
import { askViews, gatewayView, tokenBalanceView, totalSupplyView } from './views.ts';

/** Supply, vault, locked and outstanding at exactly `at.hash` (protocol §8). @throws ChainError; MalformedAnswer */
export async function supplyState(
  reader: EvmReader,
  at: BlockRef,
  options: CallOptions = {},
): Promise<SupplyState> {
  const block = { blockHash: at.hash };
  if (!reader.isHome) {
    const [supply] = await askViews(reader, { views: [totalSupplyView(reader)], block }, options);
    return {
      totalSupplyWei: wei(supply ?? 0n),
      vaultWei: wei(0n),
      lockedWei: wei(0n),
      outstandingWei: new Map(),
    };
  }
  const { remoteEids } = reader.deployment;
  const views = [
    totalSupplyView(reader),
    tokenBalanceView(reader, reader.gateway),
    gatewayView(reader, 'locked', []),
    ...remoteEids.map((eid) => gatewayView(reader, 'outstanding', [eid])),
  ];
  const [supply, vault, locked, ...outstanding] = await askViews(reader, { views, block }, options);
  const contracts = reader.deployment.economy;
  const economy =
    contracts === undefined ? undefined : await economyState(reader, { contracts, block }, options);
  return {
    totalSupplyWei: wei(supply ?? 0n),
    vaultWei: wei(vault ?? 0n),
    lockedWei: wei(locked ?? 0n),
    outstandingWei: new Map<Eid, Wei>(remoteEids.map((eid, index) => [eid, wei(outstanding[index] ?? 0n)])),
    ...(economy === undefined ? {} : { economy }),
  };
}
