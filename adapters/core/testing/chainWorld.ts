/**
 * What the conformance suite asks of a world: a home and two spokes with the bridge deployed, blocks that are made only on
 * command, a user on each chain, and a quorum that signs whatever it is told to.
 *
 * A world implements these few verbs for its chains; everything that is checked is checked through the port.
 */
import type { Eid, Hex } from '../../protocol/index.ts';
import type { ChainDeployment, ChainProvider } from '../chainProvider.ts';
import type { ExpiringTxSigner, TxSigner } from '../transactions.ts';

const CXT = 10n ** 18n;

/** Parameters with which a world deploys every inbound lane. Amounts in wei. */
export const WORLD_LIMITS = {
  capacityWei: 100_000n * CXT,
  refillWeiPerSecond: 10n * CXT,
  /** More than this waits for `delaySeconds`. */
  thresholdWei: 5_000n * CXT,
  delaySeconds: 60n,
} as const;

/** What the home user holds at least when the suite begins. */
export const WORLD_USER_WEI = 50_000n * CXT;

/** Gas bought for a compose. */
export interface WorldCompose {
  readonly message: Hex;
  readonly gas: number;
}

/** A transfer by the world's user, who has approved amount and fee. */
export interface WorldTransfer {
  readonly dstEid: Eid;
  /** As on the wire, 32 bytes. */
  readonly recipient: Hex;
  readonly amountWei: bigint;
  readonly compose?: WorldCompose;
}

export interface WorldChain {
  readonly deployment: ChainDeployment;
  readonly provider: ChainProvider;
  /** Has native coin for gas, and signs for this chain. */
  readonly submitter: TxSigner | ExpiringTxSigner;
  /** A call is a transaction of its own there, made after the delivery. */
  readonly composesSeparately?: boolean;
  /** The user's account as a recipient, 32 bytes. */
  readonly user: Hex;
  /** Takes every compose. */
  readonly acceptingTarget: Hex;
  /** Refuses composes until {@link mendTarget}. */
  readonly refusingTarget: Hex;
  /** Makes the refusing target refuse, where it does not from the beginning. */
  readonly spoilTarget?: () => Promise<void>;
  readonly mendTarget: () => Promise<void>;

  /** Each of these is included in a block of its own when it resolves. */
  readonly send: (transfer: WorldTransfer) => Promise<void>;
  /** The user burns his own tokens, outside the bridge. Asked of home only. */
  readonly burn: (amountWei: bigint) => Promise<void>;
  /** The user gives tokens to the gateway, outside the bridge. */
  readonly donate: (amountWei: bigint) => Promise<void>;
  /** The user gives tokens to somebody else; nothing that concerns the bridge. */
  readonly transferAside: (amountWei: bigint) => Promise<void>;

  /** Makes so many blocks; the first takes the pending transactions. Where transactions are ordered by nonces no block is made otherwise. */
  readonly mine: (blocks: number) => Promise<void>;
  /** Makes everything included so far final. */
  readonly finalize: () => Promise<void>;
  /** Lets the chain's clock go on, and makes a block. */
  readonly passTime: (seconds: bigint) => Promise<void>;
  /**
   * Remembers the head. The returned function replaces every later block by as many empty ones; their transactions are gone.
   * Asked only where transactions are ordered by nonces.
   */
  readonly forkPoint?: () => Promise<() => Promise<void>>;
}

export interface ChainWorld {
  readonly home: WorldChain;
  readonly spokeA: WorldChain;
  readonly spokeB: WorldChain;
  /** Threshold and number of members of the deployed set. */
  readonly quorum: { readonly threshold: number; readonly size: number };
  /** A BATCH attestation (compact form) with enough signatures of the deployed set (protocol §6). */
  attest(batch: {
    dstEid: Eid;
    root: Hex;
    count: number;
    /** Seconds. */
    notAfter: bigint;
  }): Promise<{ attestation: Hex; signatures: Hex }>;
  stop(): Promise<void>;
}
