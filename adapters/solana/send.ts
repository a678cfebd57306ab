/** What a user sends to the gateway: transfers, calls, and claims of credits that waited for a token account. */
import { PublicKey, SystemProgram, TransactionInstruction } from '@solana/web3.js';
import { Buffer } from 'buffer';
import { ChainError } from '../core/chainError.ts';
import {
  COMPOSE_PREFIX_BYTES,
  type Eid,
  encodeOptions,
  feeTable,
  type Hex,
  hexToBytes,
  type Leaf,
  MESSAGE_BYTES,
  quoteFee,
  units,
  type Wei,
  weiToUnits,
} from '../protocol/index.ts';
import { ASSOCIATED_TOKEN_PROGRAM, gatewayAddresses, TOKEN_PROGRAM } from './program/addresses.ts';
import { gatewayInstruction } from './program/gatewayInstruction.ts';
import { fromLittleEndianHex } from './program/littleEndianHex.ts';
import { accountsNow } from './reads/accountsAt.ts';
import { gatewayState, gatewayStateOrNull } from './reads/gatewayState.ts';
import type { SolanaRpc } from './rpc/solanaRpc.ts';
import type { SolanaDeployment } from './solanaDeployment.ts';

/** A transfer, a call, or both. */
export interface SolanaTransfer {
  readonly dstEid: Eid;
  /** Recipient as on the wire, 32 bytes. */
  readonly recipient: Hex;
  /** May be zero only with a call. Must be whole units of 1e9 wei. */
  readonly amountWei: bigint;
  readonly compose?: { readonly message: Hex; readonly gas: number };
  /** Only towards Solana: buys the recipient's token account. */
  readonly openTokenAccount?: boolean;
}

/** Fee of a transfer, exactly as the gateway will charge it. @throws CXT_CHAIN_NO_CODE without such a lane; ChainError; MalformedAnswer */
export async function quoteTransfer(at: {
  rpc: SolanaRpc;
  deployment: SolanaDeployment;
  transfer: SolanaTransfer;
}): Promise<Wei> {
  const { rpc, deployment, transfer } = at;
  const addresses = gatewayAddresses(deployment.programId);
  const [account] = await accountsNow(rpc, [addresses.lane(transfer.dstEid)]);
  const lane = gatewayState({ rpc, addresses }, { name: 'Lane', account });
  const call = transfer.compose === undefined ? null : hexToBytes(transfer.compose.message);
  return quoteFee({
    table: feeTable(lane.feesWei.map(fromLittleEndianHex)),
    messageLength: call === null ? MESSAGE_BYTES : COMPOSE_PREFIX_BYTES + call.length,
    composeGas: transfer.compose?.gas ?? 0,
    openAccount: transfer.openTokenAccount === true,
    transit: transfer.dstEid !== deployment.homeEid,
  });
}

/**
 * Instruction that sends; `owner` must sign the transaction. Debits his associated token account unless told otherwise.
 * @throws ProtocolError for an amount that is no whole units
 */
export function sendInstruction(at: {
  deployment: SolanaDeployment;
  owner: string;
  transfer: SolanaTransfer;
  /** Most that is paid beside the amount; exactly the quote is taken. */
  maxFeeWei: bigint;
  /** Token account to debit. */
  from?: string;
}): TransactionInstruction {
  const { deployment, transfer } = at;
  const { compose, openTokenAccount = false } = transfer;
  const addresses = gatewayAddresses(deployment.programId);
  const owner = new PublicKey(at.owner);
  return gatewayInstruction(addresses, {
    name: 'send',
    args: {
      params: {
        dstEid: transfer.dstEid,
        to: hexToBytes(transfer.recipient),
        amountUnits: weiToUnits(transfer.amountWei),
        maxFeeUnits: units(at.maxFeeWei / 10n ** 9n),
        options: encodeOptions({ composeGas: compose?.gas ?? 0, openTokenAccount }),
        composeMsg: hexToBytes(compose?.message ?? '0x'),
      },
    },
    accounts: {
      owner,
      lane: addresses.lane(transfer.dstEid),
      from: at.from === undefined ? addresses.tokenAccount(owner) : new PublicKey(at.from),
    },
  });
}

/** Instruction that opens an owner's associated token account, and does nothing where it exists. */
export function openTokenAccountInstruction(at: {
  deployment: SolanaDeployment;
  payer: string;
  owner: string;
}): TransactionInstruction {
  const addresses = gatewayAddresses(at.deployment.programId);
  const owner = new PublicKey(at.owner);
  const meta = (pubkey: PublicKey, isWritable: boolean, isSigner = false) => ({
    pubkey,
    isSigner,
    isWritable,
  });
  return new TransactionInstruction({
    programId: ASSOCIATED_TOKEN_PROGRAM,
    keys: [
      meta(new PublicKey(at.payer), true, true),
      meta(addresses.tokenAccount(owner), true),
      meta(owner, false),
      meta(addresses.mint, false),
      meta(SystemProgram.programId, false),
      meta(TOKEN_PROGRAM, false),
    ],
    // CreateIdempotent (associated-token-account program).
    data: Buffer.from([1]),
  });
}

/**
 * Instruction that pays a waiting credit out to its recipient's associated token account, which must be open by then.
 * @throws CXT_CHAIN_STATE_UNAVAILABLE when no such credit waits; ChainError; MalformedAnswer
 */
export async function claimCreditInstruction(at: {
  rpc: SolanaRpc;
  deployment: SolanaDeployment;
  payer: string;
  leaf: Leaf;
}): Promise<TransactionInstruction> {
  const { rpc, leaf } = at;
  const addresses = gatewayAddresses(at.deployment.programId);
  const key = addresses.credit(leaf);
  const [account] = await accountsNow(rpc, [key]);
  const credit = gatewayStateOrNull({ addresses }, { name: 'Credit', account });
  if (credit === null) {
    throw new ChainError('CXT_CHAIN_STATE_UNAVAILABLE', `${rpc.label}: no credit waits for leaf ${leaf}`, {
      leaf,
    });
  }
  return gatewayInstruction(addresses, {
    name: 'claim_credit',
    args: {},
    accounts: {
      payer: new PublicKey(at.payer),
      lane: addresses.lane(credit.srcEid),
      credit: key,
      rent_payer: new PublicKey(credit.payer),
      token_account: addresses.tokenAccount(new PublicKey(credit.recipient)),
      compose: credit.hasCall ? addresses.compose(leaf) : null,
    },
  });
}
