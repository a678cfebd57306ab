import type { Hex } from 'viem';

/** What a gateway reports, the same for every kind of chain. */
export type BookEvent =
  | { readonly type: 'sent'; readonly payload: Hex; readonly options: Hex }
  | { readonly type: 'delivered'; readonly leaf: Hex }
  | { readonly type: 'queued'; readonly leaf: Hex; readonly releaseAt: bigint }
  | { readonly type: 'claimable'; readonly leaf: Hex }
  | { readonly type: 'transit'; readonly leaf: Hex }
  | { readonly type: 'failed'; readonly leaf: Hex; readonly reason: string }
  | { readonly type: 'composeOk'; readonly leaf: Hex }
  | { readonly type: 'composeFailed'; readonly leaf: Hex };
