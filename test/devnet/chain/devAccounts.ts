/**
 * Keys of the devnet: the accounts of the mnemonic that every development node publishes. Worthless anywhere else, and refused by
 * relayers outside devnets.
 */
import { pbkdf2Sync } from 'node:crypto';
import { type Address, type Hex, toHex } from 'viem';
import { HDKey, type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts';

export const DEV_MNEMONIC = 'test test test test test test test test test test test junk';

/** Relayers of the devnet. */
export const OPERATORS = 4;
/** Signatures that a chain demands: more than two thirds. */
export const THRESHOLD = 3;

export interface DevAccount {
  readonly address: Address;
  readonly privateKey: Hex;
  readonly account: PrivateKeyAccount;
}

const FIRST_ATTESTER = 1;
const FIRST_SUBMITTER = FIRST_ATTESTER + OPERATORS;
const FIRST_USER = 10;
const FIRST_WORKER = 80;

let root: HDKey | null = null;

/** Account number `index` of the mnemonic, path m/44'/60'/0'/0/index. */
export function devAccount(index: number): DevAccount {
  root ??= HDKey.fromMasterSeed(pbkdf2Sync(DEV_MNEMONIC, 'mnemonic', 2048, 64, 'sha512')).derive(
    "m/44'/60'/0'/0",
  );
  const privateKey = toHex(root.deriveChild(index).privateKey as Uint8Array);
  const account = privateKeyToAccount(privateKey);
  return { address: account.address, privateKey, account };
}

const range = (first: number, count: number): DevAccount[] =>
  Array.from({ length: count }, (_, offset) => devAccount(first + offset));

/** Deploys everything; must never have sent a transaction before. */
export const deployer = (): DevAccount => devAccount(0);
/** Sign attestations, hold no funds that matter. */
export const attesters = (): DevAccount[] => range(FIRST_ATTESTER, OPERATORS);
/** Pay for deliveries. */
export const submitters = (): DevAccount[] => range(FIRST_SUBMITTER, OPERATORS);
/** Compute nodes. */
export const workerAccounts = (count: number): DevAccount[] => range(FIRST_WORKER, count);
/** Test users. */
export const userAccounts = (count: number): DevAccount[] => range(FIRST_USER, count);
