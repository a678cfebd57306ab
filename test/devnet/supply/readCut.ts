/** One consistent cut: the finalised height of every chain at one moment, and everything the supply proof needs up to there. */
import { type Address, type Hex, parseEventLogs, zeroAddress } from 'viem';

import { cxtAbi } from '../../../adapters/evm/abi/cxt.ts';
import { homeGatewayAbi } from '../../../adapters/evm/abi/homeGateway.ts';
import { CHAINS, type ChainKey, HOME } from '../chain/chainSpec.ts';
import type { DevChain } from '../chain/devChain.ts';
import type { DeploymentAddresses } from '../deploy/addresses.ts';
import { TransferBook } from '../watch/transferBook.ts';

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
}): Promise<BridgeCut> {
  const { chains, addresses } = parameters;
  const blocks = await Promise.all(
    chains.map(({ chain }) => chain.client.getBlock({ blockTag: 'finalized' })),
  );
  const heights = blocks.map(({ number }) => number);
  const book = new TransferBook();
  // WHY two passes: a delivery can only be matched when the book knows the message, whichever chain it came from.
  const logs = await Promise.all(
    chains.map((cut, index) => gatewayLogs({ ...cut, addresses, height: heights[index] as bigint })),
  );
  for (const kind of ['sent', 'rest'] as const) {
    for (const [index, { chain }] of chains.entries()) {
      const chosen = (logs[index] ?? []).filter(
        (log) => (log.topics[0] === PACKET_SENT) === (kind === 'sent'),
      );
      book.book({ chain: chain.key, logs: chosen, atMs: 0 });
    }
  }
  const cuts = await Promise.all(
    chains.map((cut, index) =>
      chainCut({ ...cut, token: addresses.token, height: heights[index] as bigint }),
    ),
  );
  const homeIndex = chains.findIndex(({ chain }) => chain.key === HOME);
  const home = (chains[homeIndex] as CutChain).chain;
  return {
    chains: cuts,
    book,
    home: await homeCut({ home, addresses, height: heights[homeIndex] as bigint }),
  };
}

/** Topic of `PacketSent(bytes,bytes,address)`. */
const PACKET_SENT: Hex = '0x1ab700d4ced0c005b164c0f789fd09fcbb0156d4c2041b8a3bfbcd961cd1567f';

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
  const spokes = CHAINS.filter(({ key }) => key !== HOME);
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
