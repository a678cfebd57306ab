/**
 * Lookup tables: transactions name the gateway's accounts by one byte instead of 32.
 *
 * A table holds what every delivery needs; recipients are not in it. Only its authority can extend it, so operators may share one.
 */
import {
  AddressLookupTableAccount,
  AddressLookupTableProgram,
  PublicKey,
  SystemProgram,
  type TransactionInstruction,
} from '@solana/web3.js';
import { Buffer } from 'buffer';
import type { CallOptions } from '../../core/chainProvider.ts';
import { ASSOCIATED_TOKEN_PROGRAM, type GatewayAddresses, TOKEN_PROGRAM } from '../program/addresses.ts';
import { accountsNow, type AccountData } from '../reads/accountsAt.ts';
import { asArray, asRecord, asText } from '../rpc/answer.ts';
import type { SolanaRpc } from '../rpc/solanaRpc.ts';
import type { SolanaDeployment } from '../solanaDeployment.ts';

/** Place of the authority's key in a table's account. */
const AUTHORITY_OFFSET = 22;
/** Addresses that fit the transaction that creates a table. */
const PER_TRANSACTION = 20;

/** Accounts of the gateway that deliveries use, with the given epoch's set and the first page of every lane. */
export function tableAddresses(at: {
  addresses: GatewayAddresses;
  deployment: SolanaDeployment;
  epoch: bigint;
}): readonly PublicKey[] {
  const { addresses, deployment, epoch } = at;
  return [
    addresses.config,
    addresses.signerSet(epoch),
    addresses.mint,
    addresses.mintAuthority,
    addresses.feeVault,
    addresses.eventAuthority,
    TOKEN_PROGRAM,
    ASSOCIATED_TOKEN_PROGRAM,
    SystemProgram.programId,
    ...deployment.remoteEids.flatMap((srcEid) => [
      addresses.lane(srcEid),
      addresses.noncePage({ srcEid, page: 0n }),
    ]),
  ];
}

/** Those of `keys` that exist. @throws ChainError; MalformedAnswer */
export async function fetchTables(
  rpc: SolanaRpc,
  keys: readonly PublicKey[],
  options: CallOptions = {},
): Promise<readonly AddressLookupTableAccount[]> {
  const accounts = await accountsNow(rpc, keys, options);
  return keys.flatMap((key, index) => tableOf({ key, account: accounts[index] ?? null }));
}

/** The payer's own table for this gateway, if the node can find one. */
export async function findTable(
  rpc: SolanaRpc,
  at: { authority: PublicKey; config: PublicKey },
): Promise<AddressLookupTableAccount | null> {
  const filters = [{ memcmp: { offset: AUTHORITY_OFFSET, bytes: at.authority.toBase58() } }];
  const params = [AddressLookupTableProgram.programId.toBase58(), { encoding: 'base64', filters }];
  const outcome = await rpc.outcome({ method: 'getProgramAccounts', params });
  // WHY: many nodes do not serve this search; then a new table is made.
  if (!outcome.ok) return null;
  const tables = asArray(outcome.result, 'lookup tables').flatMap((entry) => {
    const { pubkey, account } = asRecord(entry, 'lookup table');
    const [content] = asArray(asRecord(account, 'lookup table')['data'], 'lookup table');
    const state = AddressLookupTableAccount.deserialize(
      Buffer.from(asText(content, 'lookup table'), 'base64'),
    );
    return [new AddressLookupTableAccount({ key: new PublicKey(asText(pubkey, 'lookup table')), state })];
  });
  return tables.find((table) => table.isActive() && holds({ table, key: at.config })) ?? null;
}

/** Instructions that create a table with the first addresses, and the table as it will be. */
export function createTable(at: { payer: PublicKey; recentSlot: bigint; addresses: readonly PublicKey[] }): {
  readonly table: AddressLookupTableAccount;
  readonly instructions: readonly TransactionInstruction[];
} {
  const { payer, recentSlot } = at;
  const addresses = at.addresses.slice(0, PER_TRANSACTION);
  const [create, key] = AddressLookupTableProgram.createLookupTable({ authority: payer, payer, recentSlot });
  const state = {
    deactivationSlot: 2n ** 64n - 1n,
    lastExtendedSlot: 0,
    lastExtendedSlotStartIndex: 0,
    authority: payer,
    addresses: [...addresses],
  };
  return {
    table: new AddressLookupTableAccount({ key, state }),
    instructions: [create, extendTable({ payer, table: key, addresses })],
  };
}

/** Instruction that appends addresses to a table of the payer's. */
export function extendTable(at: {
  payer: PublicKey;
  table: PublicKey;
  addresses: readonly PublicKey[];
}): TransactionInstruction {
  return AddressLookupTableProgram.extendLookupTable({
    lookupTable: at.table,
    authority: at.payer,
    payer: at.payer,
    addresses: [...at.addresses],
  });
}

/** Addresses that a table lacks, as many as one transaction adds. */
export function missingIn(at: {
  table: AddressLookupTableAccount;
  addresses: readonly PublicKey[];
}): readonly PublicKey[] {
  const { table, addresses } = at;
  return addresses.filter((key) => !holds({ table, key })).slice(0, PER_TRANSACTION);
}

function holds(at: { table: AddressLookupTableAccount; key: PublicKey }): boolean {
  return at.table.state.addresses.some((address) => address.equals(at.key));
}

function tableOf(at: { key: PublicKey; account: AccountData | null }): AddressLookupTableAccount[] {
  const { key, account } = at;
  if (account?.owner !== AddressLookupTableProgram.programId.toBase58() || account.data.length === 0)
    return [];
  return [new AddressLookupTableAccount({ key, state: AddressLookupTableAccount.deserialize(account.data) })];
}
