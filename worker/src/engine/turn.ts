/**
 * Whose turn it is for a call that anyone may make: rendezvous rank over the nodes that are known, so that one pays and the next one
 * steps in when it does not. Pure.
 */
import { type Address, concat, type Hex, isAddressEqual, keccak256, toHex } from 'viem';

export interface TurnParameters {
  /** Names the call, e.g. `close:7`. */
  readonly subject: string;
  readonly me: Address;
  /** Nodes that gain most by the call: they come first. */
  readonly first: readonly Address[];
  /** All nodes that are known. */
  readonly others: readonly Address[];
  /** Seconds between turns. */
  readonly staggerSeconds: number;
}

/** Ranks that a node takes by chance which nobody knows. */
const STRANGER_RANKS = 8n;

/** Seconds that this node lets others go ahead. */
export function turnDelaySeconds(parameters: TurnParameters): bigint {
  return BigInt(Math.ceil(rankOf(parameters) * parameters.staggerSeconds));
}

function rankOf({ subject, me, first, others }: TurnParameters): number {
  const isKnown = (list: readonly Address[]): boolean => list.some((node) => isAddressEqual(node, me));
  const ahead = (list: readonly Address[]): number =>
    list.filter((node) => !isAddressEqual(node, me) && score(subject, node) < score(subject, me)).length;
  if (isKnown(first)) return ahead(first);
  const rest = others.filter((node) => !first.some((other) => isAddressEqual(other, node)));
  if (isKnown(rest)) return first.length + ahead(rest);
  return first.length + rest.length + Number(score(subject, me) % STRANGER_RANKS);
}

function score(subject: string, node: Address): bigint {
  return BigInt(keccak256(concat([toHex(subject), node.toLowerCase() as Hex])));
}
