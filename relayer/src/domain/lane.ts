/**
 * A lane's history is authenticated by one word of chain state (protocol §3): nonces without a gap and the recomputed lane hash must both
 * agree with `outboundLane(dstEid)` at the same block. A forged, dropped or reordered event cannot pass, whatever the logs say.
 */
import { type Hex, type Leaf, nextLaneHash } from '@cxt-bridge/adapters/protocol';

export interface LaneHead {
  readonly nonce: bigint;
  readonly laneHash: Hex;
}

export type LaneVerdict =
  | { readonly ok: true; readonly head: LaneHead }
  | { readonly ok: false; readonly fault: 'gap'; readonly last: bigint; readonly found: bigint }
  | { readonly ok: false; readonly fault: 'hash'; readonly computed: LaneHead; readonly onChain: LaneHead };

/** `sent` in log order, one lane; `onChain` is the lane's state at the end of the page, null where it is not known. */
export function extendLane(parameters: {
  from: LaneHead;
  sent: readonly { readonly nonce: bigint; readonly leaf: Leaf }[];
  onChain: LaneHead | null;
}): LaneVerdict {
  let { nonce, laneHash } = parameters.from;
  for (const { nonce: found, leaf } of parameters.sent) {
    if (found !== nonce + 1n) return { ok: false, fault: 'gap', last: nonce, found };
    nonce = found;
    laneHash = nextLaneHash(laneHash, leaf);
  }
  const { onChain } = parameters;
  if (onChain !== null && (onChain.nonce !== nonce || onChain.laneHash !== laneHash)) {
    return { ok: false, fault: 'hash', computed: { nonce, laneHash }, onChain };
  }
  return { ok: true, head: { nonce, laneHash } };
}
