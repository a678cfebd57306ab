/** One consistent cut: the finalised height of every chain at one moment, and everything the supply proof needs up to there. */
import { type Address, parseEventLogs, zeroAddress } from 'viem';

import { cxtAbi } from '../../../adapters/evm/abi/cxt.ts';
import { homeGatewayAbi } from '../../../adapters/evm/abi/homeGateway.ts';
import { type ChainKey, HOME } from '../chain/chainSpec.ts';
import type { DevChain } from '../chain/devChain.ts';
import type { DeploymentAddresses } from '../deploy/addresses.ts';
import { peersOf } from '../deploy/parameters.ts';
import type { SolanaBridge } from '../solana/solanaBridge.ts';
import { readSolanaCut } from '../solana/solanaCut.ts';
import type { BookEvent } from '../watch/bookEvent.ts';
import { evmBookEvents } from '../watch/evmBookEvents.ts';
import { TransferBook } from '../watch/transferBook.ts';
import type { Sighting } from '../watch/transferRecord.ts';

export interface ChainCut {
  readonly key: ChainKey;
  readonly height: bigint;
  readonly supplyWei: bigint;
  /** Σ Transfer from and to address 0. */
  readonly mintedWei: bigint;
  readonly burnedWei: bigint;
}

export interface HomeCut {
  readonly vaultWei: bigint;
  readonly lockedWei: bigint;
  readonly queuedWei: bigint;
  readonly outstandingWei: ReadonlyMap<ChainKey, bigint>;
}

export interface BridgeCut {
  readonly chains: readonly ChainCut[];
  readonly home: HomeCut;
  /** All messages up to the cut, from logs read again for it. */
  readonly book: TransferBook;
}

interface CutChain {
  readonly chain: DevChain;
  readonly startHeight: bigint;
}

/**
 * Reads the cut. Finality comes before delivery, so heights that are final at one moment are consistent: what is credited in the cut
 * was sent in it (protocol §9).
 */
export async function readCut(parameters: {
  chains: readonly CutChain[];
  addresses: DeploymentAddresses;
  solana: SolanaBridge | null;
}): Promise<BridgeCut> {
  const { chains, addresses, solana } = parameters;
  // WHY first: it waits for finality, and what the other chains say to be final must not be older (or it lacks what was sent).
  const solanaCut = solana === null ? null : await readSolanaCut(solana);
  const blocks = await Promise.all(
    chains.map(({ chain }) => chain.client.getBlock({ blockTag: 'finalized' })),
  );
  const heights = blocks.map(({ number }) => number);
  const logs = await Promise.all(
    chains.map((cut, index) => gatewayLogs({ ...cut, addresses, height: heights[index] as bigint })),
  );
  const entries = chains.flatMap(({ chain }, index): Entry[] =>
    evmBookEvents(logs[index] ?? []).map(({ event, txHash, height }) => ({
      chain: chain.key,
      event,
      sighting: { txHash, height, atMs: 0 },
    })),
  );
  if (solanaCut !== null)
    entries.push(...solanaCut.events.map((entry) => ({ ...entry, chain: solanaCut.chain.key })));
  const cuts = await Promise.all(
    chains.map((cut, index) =>
      chainCut({ ...cut, token: addresses.token, height: heights[index] as bigint }),
    ),
  );
  const homeIndex = chains.findIndex(({ chain }) => chain.key === HOME);
  const home = (chains[homeIndex] as CutChain).chain;
  return {
    chains: solanaCut === null ? cuts : [...cuts, solanaCut.chain],
    book: bookOf(entries),
    home: await homeCut({ home, addresses, height: heights[homeIndex] as bigint }),
  };
}

interface Entry {
  readonly chain: ChainKey;
  readonly event: BookEvent;
  readonly sighting: Sighting;
}

/** WHY two passes: a delivery can only be matched when the book knows the message, whichever chain it came from. */
function bookOf(entries: readonly Entry[]): TransferBook {
  const book = new TransferBook();
  for (const entry of entries) if (entry.event.type === 'sent') book.enter(entry);
  for (const entry of entries) if (entry.event.type !== 'sent') book.enter(entry);
  return book;
}

async function gatewayLogs(parameters: CutChain & { addresses: DeploymentAddresses; height: bigint }) {
  const { chain, startHeight, addresses, height } = parameters;
  return chain.client.getLogs({ address: addresses.gateway, fromBlock: startHeight, toBlock: height });
}

async function chainCut(parameters: CutChain & { token: Address; height: bigint }): Promise<ChainCut> {
  const { chain, token, height } = parameters;
  const [supplyWei, logs] = await Promise.all([
    chain.client.readContract({
      address: token,
      abi: cxtAbi,
      functionName: 'totalSupply',
      blockNumber: height,
    }),
    chain.client.getLogs({ address: token, fromBlock: 0n, toBlock: height }),
  ]);
  let mintedWei = 0n;
  let burnedWei = 0n;
  for (const { args } of parseEventLogs({ abi: cxtAbi, eventName: 'Transfer', logs })) {
    if (args.from === zeroAddress) mintedWei += args.amount;
    if (args.to === zeroAddress) burnedWei += args.amount;
  }
  return { key: chain.key, height, supplyWei, mintedWei, burnedWei };
}

async function homeCut(parameters: {
  home: DevChain;
  addresses: DeploymentAddresses;
  height: bigint;
}): Promise<HomeCut> {
  const { home, addresses, height } = parameters;
  const gateway = { address: addresses.gateway, abi: homeGatewayAbi, blockNumber: height } as const;
  const spokes = peersOf(HOME, addresses);
  const [vaultWei, lockedWei, queuedWei, ...outstanding] = await Promise.all([
    home.client.readContract({
      address: addresses.token,
      abi: cxtAbi,
      functionName: 'balanceOf',
      args: [addresses.gateway],
      blockNumber: height,
    }),
    home.client.readContract({ ...gateway, functionName: 'locked' }),
    home.client.readContract({ ...gateway, functionName: 'queuedTotal' }),
    ...spokes.map(({ eid }) =>
      home.client.readContract({ ...gateway, functionName: 'outstanding', args: [eid] }),
    ),
  ]);
  return {
    vaultWei,
    lockedWei,
    queuedWei,
    outstandingWei: new Map(spokes.map(({ key }, index) => [key, outstanding[index] as bigint])),
  };
}
