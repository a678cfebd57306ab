/** Transactions of a simulated chain and their bytes: JSON in a fixed key order, as hex; the hash is keccak of the bytes. */
import type { BridgeCall, Hex, SignedTx } from '../core/index.ts';
import { bytesToHex, hexToBytes, keccakBytes, type Leaf } from '../protocol/index.ts';

/** What people do, without a relayer. */
export type UserCall =
  | {
      readonly kind: 'send';
      readonly dstEid: number;
      /** Recipient, 32 bytes. */
      readonly to: Hex;
      readonly amountWei: bigint;
      readonly maxFeeWei: bigint;
      /** Empty = no call. */
      readonly composeMsg: Hex;
      readonly composeGas: number;
      /** Buys the recipient's token account; only towards Solana-like chains. */
      readonly openAccount?: boolean;
    }
  /** The holder destroys his own tokens. */
  | { readonly kind: 'burn'; readonly amountWei: bigint }
  /** ERC-20 transfer; to the gateway it is a donation. */
  | { readonly kind: 'transfer'; readonly to: Hex; readonly amountWei: bigint }
  /** Solana-like chains: opens the sender's token account, and takes a credit that waited for one. */
  | { readonly kind: 'openTokenAccount' }
  | { readonly kind: 'claimCredit'; readonly leaf: Leaf };

/** The steps of a delivery that does not fit one transaction; Solana-like chains only. */
export type SvmCall =
  | { readonly kind: 'attestRoot'; readonly attestation: Hex; readonly signatures: Hex }
  | {
      readonly kind: 'deliverProven';
      readonly root: Hex;
      readonly items: Hex;
      /** Place in the tree and proof of each item. */
      readonly indices: readonly number[];
      readonly proofs: readonly (readonly Hex[])[];
    };

/** What a scripted callee does when it is called. `noCode`: there is nobody. */
export type CalleeOutcome = 'ok' | 'revert' | 'eatsGas' | 'noCode';

/** What the simulator changes about a chain. Part of the block like everything else, so a reorg and a replay see it. */
export type SystemCall =
  | { readonly kind: 'fundNative'; readonly account: string; readonly amountWei: bigint }
  | { readonly kind: 'setLanePaused'; readonly srcEid: number; readonly paused: boolean }
  | {
      readonly kind: 'scriptCallee';
      readonly account: Hex;
      readonly atDelivery: CalleeOutcome;
      readonly atRetry: CalleeOutcome;
    };

export type SimCall = BridgeCall | SvmCall | UserCall | SystemCall;

/** A transaction as far as it matters here: EIP-1559, or with an anchor in the place of the nonce. */
export interface SimTransaction {
  readonly networkId: string;
  readonly from: string;
  /** Solana-like chains: always 0. */
  readonly nonce: bigint;
  readonly gasLimit: bigint;
  readonly maxFeePerGas: bigint;
  readonly maxPriorityFeePerGas: bigint;
  readonly call: SimCall;
  /** Solana-like chains: hash of the block with which it dies. */
  readonly anchor?: string;
}

/** A transaction whose bytes are known. */
export interface KnownTransaction extends SimTransaction {
  readonly raw: Hex;
  readonly hash: Hex;
}

/** Sender of `SystemCall`s; pays nothing and has no nonces. */
export const SYSTEM_ACCOUNT = 'system';

const UTF8 = new TextEncoder();
const TEXT = new TextDecoder();

/** The bytes of a transaction and their hash. */
export function encodeTransaction(tx: SimTransaction): SignedTx {
  const { networkId, from, nonce, gasLimit, maxFeePerGas, maxPriorityFeePerGas, call, anchor } = tx;
  const json = JSON.stringify(
    { networkId, from, nonce, gasLimit, maxFeePerGas, maxPriorityFeePerGas, call, anchor },
    (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value),
  );
  const bytes = UTF8.encode(json);
  return { raw: bytesToHex(bytes), hash: bytesToHex(keccakBytes(bytes)) };
}

/** The transaction with its bytes. */
export function knownTransaction(tx: SimTransaction): KnownTransaction {
  return { ...tx, ...encodeTransaction(tx) };
}

/** Hash of raw bytes, whatever they are. Throws on anything but hex. */
export function rawHash(raw: Hex): Hex {
  return bytesToHex(keccakBytes(hexToBytes(raw)));
}

/** Reads bytes made by `encodeTransaction`; `null` for anything else. */
export function decodeTransaction(raw: Hex): KnownTransaction | null {
  try {
    const bytes = hexToBytes(raw);
    const fields = JSON.parse(TEXT.decode(bytes)) as Record<string, unknown>;
    const tx: SimTransaction = {
      networkId: String(fields['networkId']),
      from: String(fields['from']),
      nonce: BigInt(fields['nonce'] as string),
      gasLimit: BigInt(fields['gasLimit'] as string),
      maxFeePerGas: BigInt(fields['maxFeePerGas'] as string),
      maxPriorityFeePerGas: BigInt(fields['maxPriorityFeePerGas'] as string),
      call: decodeCall(fields['call'] as Record<string, unknown>),
      ...(fields['anchor'] !== undefined && { anchor: String(fields['anchor']) }),
    };
    return { ...tx, raw, hash: bytesToHex(keccakBytes(bytes)) };
  } catch {
    return null;
  }
}

const BIGINT_FIELDS: readonly string[] = ['amountWei', 'maxFeeWei'];

function decodeCall(fields: Record<string, unknown>): SimCall {
  const call = { ...fields };
  for (const name of BIGINT_FIELDS) {
    if (typeof call[name] === 'string') call[name] = BigInt(call[name]);
  }
  return call as unknown as SimCall;
}
