/**
 * The submitter account on Solana: splits calls into transactions and signs them (solana design §4).
 *
 * Guarantee: the key signs nothing but steps that this module planned; compute is limited to what a simulation used and a tenth,
 * and no priority fee above the cap is paid. Holds gas money only, never an attester key.
 */
import { type AddressLookupTableAccount, Keypair, PublicKey } from '@solana/web3.js';
import { ChainError } from '../../core/chainError.ts';
import type { BridgeCall, ExpiringTxSigner, SignedTx, TxAnchor, TxStep } from '../../core/transactions.ts';
import { bytesToHex } from '../../protocol/index.ts';
import { accountsNow } from '../reads/accountsAt.ts';
import { priorityFee } from '../reads/feeQuote.ts';
import { gatewayState } from '../reads/gatewayState.ts';
import { asCount } from '../rpc/answer.ts';
import { firstAnswer } from '../rpc/firstAnswer.ts';
import { createSolanaRpc, type SolanaRpcOptions } from '../rpc/solanaRpc.ts';
import { translated } from '../rpc/translated.ts';
import { deploymentAddresses, type SolanaDeployment } from '../solanaDeployment.ts';
import { compileTransaction, MAX_COMPUTE_UNITS } from './compileTransaction.ts';
import { COMPUTE_UNITS } from './computeBudget.ts';
import {
  createTable,
  extendTable,
  fetchTables,
  findTable,
  missingIn,
  tableAddresses,
} from './lookupTable.ts';
import { planCall } from './planCall.ts';
import type { PlanContext } from './planContext.ts';
import { decodeStep, encodeStep, type PlannedStep } from './plannedStep.ts';
import { simulate } from './simulate.ts';
import { transactionIdToHex } from './transactionId.ts';

export interface SolanaTxSignerOptions {
  /** 32 bytes of an ed25519 seed, or the 64 bytes of a Solana key file. */
  readonly secretKey: Uint8Array;
  readonly deployment: SolanaDeployment;
  /** Nodes for planning, asked in order. */
  readonly nodes: readonly SolanaRpcOptions[];
  /** A table that the deployment shares; without one the account makes its own. */
  readonly lookupTable?: string;
  /** Most that is paid for priority, micro-lamports per compute unit. Default 1,000,000. */
  readonly maxPriorityFee?: bigint;
}

interface Signer {
  readonly context: Omit<PlanContext, 'tables'>;
  readonly keypair: Keypair;
  readonly sharedTable: PublicKey | null;
  readonly maxPriorityFee: bigint;
  /** The account's own table, once it is known. */
  ownTable: PublicKey | null;
  searched: boolean;
}

/** `ExpiringTxSigner` of one key. @throws TypeError for a key, URL or deployment that is none */
export function createSolanaTxSigner(options: SolanaTxSignerOptions): ExpiringTxSigner {
  const { deployment, lookupTable } = options;
  const keypair = keypairOf(options.secretKey);
  const signer: Signer = {
    context: {
      rpc: firstAnswer(options.nodes.map(createSolanaRpc)),
      deployment,
      addresses: deploymentAddresses(deployment),
      payer: keypair.publicKey,
    },
    keypair,
    sharedTable: lookupTable === undefined ? null : new PublicKey(lookupTable),
    maxPriorityFee: options.maxPriorityFee ?? 1_000_000n,
    ownTable: null,
    searched: false,
  };
  const { label } = signer.context.rpc;
  return {
    account: keypair.publicKey.toBase58(),
    plan: (call) => translated({ label, work: () => plan(signer, call) }),
    sign: (at) => translated({ label, work: () => sign(signer, at) }),
  };
}

function keypairOf(secretKey: Uint8Array): Keypair {
  try {
    return secretKey.length === 32 ? Keypair.fromSeed(secretKey) : Keypair.fromSecretKey(secretKey);
  } catch {
    // WHY: built anew; an error of the library could carry the key.
    throw new TypeError('the submitter key is no Solana key');
  }
}

async function plan(signer: Signer, call: BridgeCall): Promise<readonly TxStep[]> {
  const { tables, steps: before } = await preparedTables(signer);
  const steps = await planCall({ ...signer.context, tables }, call);
  if (steps.length === 0) return [];
  const keys = tables.map(({ key }) => key);
  return [
    ...before.map((step) => encodeStep({ step, tables: [] })),
    ...steps.map((step) => encodeStep({ step, tables: keys })),
  ];
}

/** The tables to plan with, and the steps that make them so. */
async function preparedTables(
  signer: Signer,
): Promise<{ tables: readonly AddressLookupTableAccount[]; steps: readonly PlannedStep[] }> {
  const { context, sharedTable } = signer;
  const { rpc, payer } = context;
  if (sharedTable !== null) return { tables: await fetchTables(rpc, [sharedTable]), steps: [] };
  const wanted = await wantedAddresses(signer);
  const computeUnits = COMPUTE_UNITS.lookupTable;
  const own = await ownTable(signer);
  if (own !== null) {
    const addresses = missingIn({ table: own, addresses: wanted });
    if (addresses.length === 0) return { tables: [own], steps: [] };
    const instructions = [extendTable({ payer, table: own.key, addresses })];
    return { tables: [own], steps: [{ label: 'extend lookup table', instructions, computeUnits }] };
  }
  const slot = await rpc.ask({ method: 'getSlot', params: [{ commitment: 'finalized' }] });
  const { table, instructions } = createTable({
    payer,
    recentSlot: asCount(slot, 'slot'),
    addresses: wanted,
  });
  signer.ownTable = table.key;
  return { tables: [table], steps: [{ label: 'create lookup table', instructions, computeUnits }] };
}

async function ownTable(signer: Signer): Promise<AddressLookupTableAccount | null> {
  const { rpc, payer, addresses } = signer.context;
  if (signer.ownTable !== null) return (await fetchTables(rpc, [signer.ownTable]))[0] ?? null;
  if (signer.searched) return null;
  signer.searched = true;
  const found = await findTable(rpc, { authority: payer, config: addresses.config });
  signer.ownTable = found?.key ?? null;
  return found;
}

async function wantedAddresses({ context }: Signer): Promise<readonly PublicKey[]> {
  const { addresses, deployment, rpc } = context;
  const [account] = await accountsNow(rpc, [addresses.config]);
  const { currentEpoch } = gatewayState(context, { name: 'Config', account });
  return tableAddresses({ addresses, deployment, epoch: currentEpoch });
}

async function sign(signer: Signer, at: { step: TxStep; anchor: TxAnchor }): Promise<SignedTx> {
  const { context, keypair, maxPriorityFee } = signer;
  const { step, tables: keys } = decodeStep(at.step);
  const { instructions } = step;
  const tables = await fetchTables(context.rpc, keys);
  if (tables.length !== keys.length) {
    throw new ChainError('CXT_CHAIN_STATE_UNAVAILABLE', 'the lookup table is not there yet');
  }
  const run = await simulate(context.rpc, {
    ...context,
    program: context.addresses.program,
    instructions,
    tables,
  });
  // What fails now is sent all the same: it may be another relayer who was faster, and only a final outcome closes the intent.
  const used = run.ok ? Math.ceil(run.computeUnits * 1.1) : step.computeUnits;
  const transaction = compileTransaction({
    payer: keypair.publicKey,
    instructions,
    tables,
    computeUnits: Math.min(Math.max(used, step.leastComputeUnits), MAX_COMPUTE_UNITS),
    priorityFee: await priorityFee({ ...context, maxPriorityFee }),
    blockhash: at.anchor.hash,
  });
  transaction.sign([keypair]);
  return {
    raw: bytesToHex(transaction.serialize()),
    hash: transactionIdToHex(transaction.signatures[0] as Uint8Array),
  };
}
