/** The three chains of the devnet. Endpoint ids are LayerZero's testnet ids (protocol §2); chain ids are local ones. */

export type ChainKey = 'ethereum' | 'bsc' | 'arbitrum';

export interface ChainSpec {
  readonly key: ChainKey;
  readonly eid: number;
  readonly chainId: number;
}

/** Name that makes the bridge id (protocol §2). */
export const NETWORK_NAME = 'devnet';

export const HOME: ChainKey = 'ethereum';

export const CHAINS: readonly ChainSpec[] = [
  { key: 'ethereum', eid: 40161, chainId: 31337 },
  { key: 'bsc', eid: 40102, chainId: 31338 },
  { key: 'arbitrum', eid: 40231, chainId: 31339 },
];

export const CHAIN_KEYS: readonly ChainKey[] = CHAINS.map(({ key }) => key);

/** Spec of a chain of this devnet. */
export function chainSpec(key: ChainKey): ChainSpec {
  return CHAINS.find((chain) => chain.key === key) as ChainSpec;
}

/** Key of a chain by endpoint id. @throws Error for a foreign id. */
export function chainKeyOf(eid: number): ChainKey {
  const chain = CHAINS.find((candidate) => candidate.eid === eid);
  if (chain === undefined) throw new Error(`endpoint id ${eid} is no chain of this devnet`);
  return chain.key;
}

/** All ordered pairs. */
export const LANES: readonly { readonly from: ChainKey; readonly to: ChainKey }[] = CHAIN_KEYS.flatMap(
  (from) => CHAIN_KEYS.filter((to) => to !== from).map((to) => ({ from, to })),
);
