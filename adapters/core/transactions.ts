/** What a relayer asks of a chain, and what becomes of it. Calls are permissionless; a submitter only pays. */
import type { Hex } from './chainTypes.ts';

export type BridgeCall =
  | { readonly kind: 'deliver'; readonly attestation: Hex; readonly signatures: Hex; readonly items: Hex }
  | {
      readonly kind: 'deliverOne';
      readonly attestation: Hex;
      readonly signatures: Hex;
      readonly item: Hex;
      readonly index: number;
      readonly proof: readonly Hex[];
    }
  | { readonly kind: 'claimQueued'; readonly item: Hex }
  /** `composeGas` is what was bought; the transaction must carry more. */
  | { readonly kind: 'retryCompose'; readonly item: Hex; readonly composeGas: number }
  /** Gives the deposit of a stored root back to whoever paid it, after the root's time; only where roots are stored. */
  | { readonly kind: 'closeRoot'; readonly root: Hex }
  /** Closes a dead account nonce. */
  | { readonly kind: 'selfSend' };

/** Both fee fields of an EIP-1559 transaction, native wei per gas. */
export interface TxFees {
  readonly maxFeePerGas: bigint;
  readonly maxPriorityFeePerGas: bigint;
}

export interface FeeQuote extends TxFees {
  readonly baseFeePerGas: bigint;
}

export type CallEstimate =
  | { readonly ok: true; readonly gas: bigint }
  /** The chain says no now; `reason` is the contract's error name where known. */
  | { readonly ok: false; readonly reason: string };

export interface TxPlan extends TxFees {
  readonly call: BridgeCall;
  readonly nonce: bigint;
  readonly gasLimit: bigint;
}

export interface SignedTx {
  readonly raw: Hex;
  /** keccak of the raw bytes: known before anybody sees them. */
  readonly hash: Hex;
}

export type TxStatus =
  | { readonly state: 'unknown' }
  | { readonly state: 'pending' }
  | {
      readonly state: 'included';
      readonly height: bigint;
      readonly blockHash: Hex;
      readonly success: boolean;
      readonly gasUsed: bigint;
      /** Native wei paid per gas. */
      readonly gasPriceWei: bigint;
    };

/** Port: the submitter account of one chain. Holds gas money only, never an attester key. */
export interface TxSigner {
  readonly account: string;
  sign(plan: TxPlan): Promise<SignedTx>;
}

/** What a transaction without an account nonce names: a recent block. It is dead once the chain has passed `expiresAt`. */
export interface TxAnchor {
  readonly hash: string;
  /** The chain's own count (Solana: block height, not slot). */
  readonly expiresAt: bigint;
}

/** One transaction of a call. A call that does not fit one is carried out by several, in order; each is harmless when repeated. */
export interface TxStep {
  /** For people: `deliver`, `attest`, `deliver 1–4`. */
  readonly label: string;
  /** The adapter's own encoding of everything but anchor and signature. Goes into the journal. */
  readonly payload: string;
}

/** Port: the submitter account of a chain whose transactions expire instead of being ordered by a nonce. */
export interface ExpiringTxSigner {
  readonly account: string;
  /** Splits a call; reads the chain for what it needs (accounts, lookup tables, compute). Empty: there is nothing left to do. */
  plan(call: BridgeCall): Promise<readonly TxStep[]>;
  sign(parameters: { step: TxStep; anchor: TxAnchor }): Promise<SignedTx>;
}
