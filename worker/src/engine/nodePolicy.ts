/** What the operator of a node wants of it; everything else follows from the chain. */
export interface NodePolicy {
  /** Base work each epoch. */
  readonly mine: {
    readonly enabled: boolean;
    /** Rows an epoch, or null: as many as fit a tenth of an epoch at the measured rate. */
    readonly rows: number | null;
  };
  readonly jobs: {
    readonly enabled: boolean;
    /** Types that this node takes, as on the wire. */
    readonly types: readonly number[];
    /** Least price per work unit, in 1e-6 units of 1e9 wei: 1,000,000 is one unit a work unit. */
    readonly floorMicroUnits: bigint;
    /** Takes only jobs that name this node. */
    readonly namedOnly: boolean;
    /** Jobs at once. */
    readonly most: number;
  };
  readonly stake: {
    /** Stake is added up to this, in wei; 0 stakes nothing. */
    readonly targetWei: bigint;
    /** CXT that stay in the account, in wei. */
    readonly keepWei: bigint;
  };
  /** Joins the validators, holds seats, takes snapshots. */
  readonly validate: boolean;
  /** Part of the attested jobs that this node computes again within the dispute window, to dispute what is wrong; percent. */
  readonly auditPercent: number;
  /** Least sum that is worth a claim or a withdrawal, in wei. */
  readonly leastClaimWei: bigint;
  /** Makes the calls that anyone may make: close, seed, assign, settle, expire … */
  readonly chores: boolean;
  /** Seconds between the turns of nodes for one such call. */
  readonly staggerSeconds: number;
}
