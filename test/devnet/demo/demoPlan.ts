/** The transfers of the demo, as data. Act two spends on the spokes what act one brought there. */
import type { ChainKey } from '../chain/chainSpec.ts';
import { CXT } from '../deploy/parameters.ts';

export interface PlannedTransfer {
  readonly from: ChainKey;
  readonly to: ChainKey;
  readonly amountWei: bigint;
  /** Number of the user who sends and receives. */
  readonly user: number;
  /** What is special about it, for the table. */
  readonly remark: string;
  /** Calls the example receiver instead of paying a person. */
  readonly isCall?: true;
  /** To Solana: pays for opening the recipient's token account. */
  readonly opensAccount?: true;
  /** To Solana: nobody opens the account before the credit; the user claims. */
  readonly isClaimed?: true;
}

const UNIT_WEI = 10n ** 9n;

/** Out of home. */
export const ACT_ONE: readonly PlannedTransfer[] = [
  { from: 'ethereum', to: 'bsc', amountWei: 1_500n * CXT, user: 0, remark: '' },
  { from: 'ethereum', to: 'arbitrum', amountWei: 1_250n * CXT, user: 1, remark: '' },
  { from: 'ethereum', to: 'bsc', amountWei: UNIT_WEI, user: 1, remark: 'one unit' },
  { from: 'ethereum', to: 'arbitrum', amountWei: 25n * CXT, user: 2, remark: 'twin' },
  { from: 'ethereum', to: 'arbitrum', amountWei: 25n * CXT, user: 2, remark: 'twin' },
  { from: 'ethereum', to: 'bsc', amountWei: 2_500n * CXT, user: 3, remark: 'large: queued, claimed' },
  {
    from: 'ethereum',
    to: 'arbitrum',
    amountWei: 10n * CXT,
    user: 0,
    remark: 'call: failed, retried',
    isCall: true,
  },
];

const BATCH = 'one of five at once';

/** Out of home to Solana, with the first act: more than one transaction takes there. */
export const ACT_ONE_SOLANA: readonly PlannedTransfer[] = [
  { from: 'ethereum', to: 'solana', amountWei: 1_000n * CXT, user: 0, remark: '', opensAccount: true },
  {
    from: 'ethereum',
    to: 'solana',
    amountWei: 40n * CXT,
    user: 4,
    remark: 'no account: claimed',
    isClaimed: true,
  },
  {
    from: 'ethereum',
    to: 'solana',
    amountWei: 12n * CXT,
    user: 0,
    remark: 'call: refused, retried',
    isCall: true,
    opensAccount: true,
  },
  ...[5, 6, 7, 8, 9].map(
    (user) =>
      ({
        from: 'ethereum',
        to: 'solana',
        amountWei: BigInt(user) * CXT,
        user,
        remark: BATCH,
        opensAccount: true,
      }) as const,
  ),
];

/** Back home and from spoke to spoke; a relayer is killed while these are on their way. */
export const ACT_TWO: readonly PlannedTransfer[] = [
  { from: 'bsc', to: 'ethereum', amountWei: 300n * CXT, user: 0, remark: '' },
  { from: 'bsc', to: 'arbitrum', amountWei: (2_005n * CXT) / 10n, user: 0, remark: '' },
  { from: 'arbitrum', to: 'ethereum', amountWei: 150n * CXT, user: 1, remark: '' },
  { from: 'arbitrum', to: 'bsc', amountWei: (7_525n * CXT) / 100n, user: 1, remark: '' },
];

/** To and from Solana, with the second act. */
export const ACT_TWO_SOLANA: readonly PlannedTransfer[] = [
  { from: 'bsc', to: 'solana', amountWei: 20n * CXT, user: 0, remark: '' },
  { from: 'arbitrum', to: 'solana', amountWei: 15n * CXT, user: 1, remark: '', opensAccount: true },
  { from: 'solana', to: 'ethereum', amountWei: 100n * CXT, user: 0, remark: '' },
  { from: 'solana', to: 'bsc', amountWei: 60n * CXT, user: 0, remark: '' },
  { from: 'solana', to: 'arbitrum', amountWei: UNIT_WEI, user: 0, remark: 'one unit' },
  { from: 'solana', to: 'bsc', amountWei: 8n * CXT, user: 0, remark: 'call', isCall: true },
];
