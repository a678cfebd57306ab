/** The chains of the devnet. Endpoint ids are LayerZero's testnet ids (protocol §2); chain ids are local ones. */

export type EvmChainKey = 'ethereum' | 'bsc' | 'arbitrum';
export type ChainKey = EvmChainKey | 'solana';

export interface ChainSpec {
  readonly key: EvmChainKey;
  readonly eid: number;
  readonly chainId: number;
}

/** Name that makes the bridge id (protocol §2). */
export const NETWORK_NAME = 'devnet';

export const HOME: EvmChainKey = 'ethereum';

/** The EVM chains: always there. */
export const CHAINS: readonly ChainSpec[] = [
  { key: 'ethereum', eid: 40161, chainId: 31337 },
  { key: 'bsc', eid: 40102, chainId: 31338 },
  { key: 'arbitrum', eid: 40231, chainId: 31339 },
];

/** The chain that `--chains` can leave out. */
export const SOLANA = { key: 'solana', eid: 40168 } as const;

export const CHAIN_KEYS: readonly EvmChainKey[] = CHAINS.map(({ key }) => key);

/** Spec of an EVM chain of this devnet. */
export function chainSpec(key: EvmChainKey): ChainSpec {
  return CHAINS.find((chain) => chain.key === key) as ChainSpec;
}

/** Endpoint id of a chain. */
export function eidOf(key: ChainKey): number {
  return key === SOLANA.key ? SOLANA.eid : chainSpec(key).eid;
}

/** Key of a chain by endpoint id. @throws Error for a foreign id. */
export function chainKeyOf(eid: number): ChainKey {
  const chain = [...CHAINS, SOLANA].find((candidate) => candidate.eid === eid);
  if (chain === undefined) throw new Error(`endpoint id ${eid} is no chain of this devnet`);
  return chain.key;
}

const lanesBetween = <Key extends ChainKey>(keys: readonly Key[]): readonly { from: Key; to: Key }[] =>
  keys.flatMap((from) => keys.filter((to) => to !== from).map((to) => ({ from, to })));

/** All ordered pairs of EVM chains. */
export const LANES = lanesBetween(CHAIN_KEYS);

/** All twelve with Solana. */
export const ALL_LANES = lanesBetween<ChainKey>([...CHAIN_KEYS, SOLANA.key]);
