/** Solana as one chain of a conformance world: a runtime, the deployed gateway, a user with a token account. */
import { Keypair, type PublicKey, type TransactionInstruction } from '@solana/web3.js';
import type { ExpiringTxSigner } from '../../core/index.ts';
import { WORLD_LIMITS, type WorldChain, type WorldTransfer } from '../../core/testing/index.ts';
import {
  bytesToHex,
  type Eid,
  feeTable,
  type Hex,
  hexToBytes,
  keccakText,
  solanaAddressToBytes32,
  TOTAL_SUPPLY_WEI,
  ZERO_BYTES32,
} from '../../protocol/index.ts';
import { createSolanaProvider, type SolanaProvider } from '../createSolanaProvider.ts';
import { deployGateway, type DeployedGateway } from '../deploy/deployGateway.ts';
import { type GatewayAddresses, gatewayAddresses } from '../program/addresses.ts';
import { createSolanaRpc, type SolanaRpc } from '../rpc/solanaRpc.ts';
import { openTokenAccountInstruction, quoteTransfer, sendInstruction } from '../send.ts';
import type { SolanaDeployment } from '../solanaDeployment.ts';
import { createSolanaTxSigner } from '../tx/createSolanaTxSigner.ts';
import { executeInstructions } from '../tx/executeInstructions.ts';
import { INBOX, openInbox, setRefusing } from './composeReceiver.ts';
import { rpcCall } from './rpcCall.ts';
import { type RunningSurfnet, startSurfnet } from './startSurfnet.ts';
import { programId, writeProgram } from './testPrograms.ts';
import { burnInstruction, transferInstruction } from './tokenInstructions.ts';

const SLOT_MS = 25;
const SOL = 1_000_000_000;
const WAITS = {
  rotation: 1,
  loosening: 1,
  unpause: 1,
  held: 1,
  recovery: 1,
  maxPause: 60,
  maxGrace: 60,
  sweep: 60,
};
const WEI_PER_UNIT = 10n ** 9n;

/** What tests of this adapter alone need too. */
export interface SolanaWorldChain extends WorldChain {
  readonly url: string;
  readonly deployment: SolanaDeployment;
  readonly provider: SolanaProvider;
  readonly submitter: ExpiringTxSigner;
  readonly lookupTable: string;
  readonly userKey: Keypair;
  readonly surfnet: RunningSurfnet;
  /** Signs as the user, who pays; resolves with the slot. */
  readonly execute: (instructions: readonly TransactionInstruction[]) => Promise<bigint>;
}

export interface SolanaWorldPlan {
  readonly bridgeId: Hex;
  readonly localEid: Eid;
  readonly homeEid: Eid;
  /** Gateways of the other chains, EVM addresses on the wire. */
  readonly peers: ReadonlyMap<Eid, Hex>;
  readonly feesWei: readonly bigint[];
  readonly threshold: number;
  readonly members: readonly Hex[];
  /** The submitter makes a lookup table of his own instead of using the deployment's. */
  readonly ownTable?: boolean;
}

/** The gateway's identity, known before anything runs. */
export function solanaGateway(): Hex {
  return solanaAddressToBytes32(gatewayAddresses(programId('cxt_gateway')).config.toBase58());
}

/** Starts, deploys and funds. Stop its `surfnet` in any case. */
export async function createSolanaWorldChain(plan: SolanaWorldPlan): Promise<SolanaWorldChain> {
  const surfnet = await startSurfnet({ slotTimeMs: SLOT_MS });
  try {
    return await worldChain({ surfnet, plan });
  } catch (error) {
    surfnet.stop();
    throw error;
  }
}

const clock = {
  sleep: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, Math.min(ms, SLOT_MS))),
};

async function worldChain(at: { surfnet: RunningSurfnet; plan: SolanaWorldPlan }): Promise<SolanaWorldChain> {
  const { surfnet, plan } = at;
  const { url } = surfnet;
  const { deployment, lookupTable } = await deployed({ surfnet, plan });
  const user = named('conformance user');
  const submitterSeed = hexToBytes(keccakText('conformance submitter'));
  const submitter = createSolanaTxSigner({
    secretKey: submitterSeed,
    deployment,
    nodes: [{ url }],
    ...(plan.ownTable === true ? {} : { lookupTable }),
  });
  const addresses = gatewayAddresses(deployment.programId);
  const rpc = createSolanaRpc({ url });
  for (const address of [submitter.account, user.publicKey.toBase58()])
    surfnet.fund({ address, lamports: 50 * SOL });
  const execute = async (instructions: readonly TransactionInstruction[]) =>
    (await executeInstructions({ rpc, clock, program: addresses.program, signers: [user], instructions }))
      .slot;
  const stranger = named('conformance stranger').publicKey;
  await execute([
    openInbox(user.publicKey),
    ...[user.publicKey, stranger, INBOX].map((owner) =>
      openTokenAccountInstruction({ deployment, payer: user.publicKey.toBase58(), owner: owner.toBase58() }),
    ),
  ]);
  const inbox = bytesToHex(INBOX.toBytes());
  const refuse = (refusing: boolean) => async () => {
    await execute([setRefusing({ admin: user.publicKey, refusing })]);
  };
  return {
    url,
    surfnet,
    deployment,
    lookupTable,
    userKey: user,
    execute,
    provider: createSolanaProvider({ url, deployment, lookupTables: [lookupTable] }),
    submitter,
    composesSeparately: true,
    user: bytesToHex(user.publicKey.toBytes()),
    acceptingTarget: inbox,
    refusingTarget: inbox,
    spoilTarget: refuse(true),
    mendTarget: refuse(false),
    ...userActions({ rpc, deployment, addresses, user, stranger, execute }),
    ...blockControls({ surfnet }),
  };
}

async function deployed(at: { surfnet: RunningSurfnet; plan: SolanaWorldPlan }): Promise<DeployedGateway> {
  const { surfnet, plan } = at;
  const authority = Keypair.fromSecretKey(surfnet.payerSecretKey);
  for (const name of ['cxt_gateway', 'compose_receiver'] as const) {
    await writeProgram({ url: surfnet.url, name, authority: authority.publicKey });
  }
  return deployGateway({
    node: { url: surfnet.url },
    clock,
    programId: programId('cxt_gateway'),
    authoritySecretKey: surfnet.payerSecretKey,
    parameters: {
      bridgeId: plan.bridgeId,
      localEid: plan.localEid,
      homeEid: plan.homeEid,
      supplyCapWei: TOTAL_SUPPLY_WEI,
      epoch: 1n,
      threshold: plan.threshold,
      minimumThreshold: 1,
      members: plan.members,
      recoverySetHash: ZERO_BYTES32,
      waits: WAITS,
      feeShares: { burnBps: 0, poolBps: 0 },
      minimumSweepWei: WEI_PER_UNIT,
      lanes: [...plan.peers].map(([eid, gateway]) => ({
        eid,
        vm: 'evm' as const,
        gateway,
        fees: feeTable(plan.feesWei),
        ...WORLD_LIMITS,
        delaySeconds: Number(WORLD_LIMITS.delaySeconds),
      })),
    },
  });
}

function named(name: string): Keypair {
  return Keypair.fromSeed(hexToBytes(keccakText(name)));
}

function userActions(at: {
  rpc: SolanaRpc;
  deployment: SolanaDeployment;
  addresses: GatewayAddresses;
  user: Keypair;
  stranger: PublicKey;
  execute: SolanaWorldChain['execute'];
}) {
  const { rpc, deployment, addresses, user, stranger, execute } = at;
  const owner = user.publicKey;
  const from = addresses.tokenAccount(owner);
  const give = async (to: PublicKey, amountWei: bigint) => {
    await execute([transferInstruction({ from, to, owner, units: amountWei / WEI_PER_UNIT })]);
  };
  return {
    async send(transfer: WorldTransfer) {
      const maxFeeWei = await quoteTransfer({ rpc, deployment, transfer });
      await execute([sendInstruction({ deployment, owner: owner.toBase58(), transfer, maxFeeWei })]);
    },
    async burn(amountWei: bigint) {
      await execute([
        burnInstruction({ account: from, mint: addresses.mint, owner, units: amountWei / WEI_PER_UNIT }),
      ]);
    },
    donate: (amountWei: bigint) => give(addresses.feeVault, amountWei),
    transferAside: (amountWei: bigint) => give(addresses.tokenAccount(stranger), amountWei),
  };
}

function blockControls(at: { surfnet: RunningSurfnet }) {
  const { surfnet } = at;
  const slot = (commitment: string) => rpcCall<number>(surfnet.url, 'getSlot', [{ commitment }]);
  const until = async (commitment: string, wanted: number) => {
    while ((await slot(commitment)) < wanted) await clock.sleep(SLOT_MS);
  };
  return {
    async mine(blocks: number) {
      await until('confirmed', (await slot('confirmed')) + blocks);
    },
    async finalize() {
      await until('finalized', await slot('confirmed'));
    },
    async passTime(seconds: bigint) {
      const head = await slot('confirmed');
      const now = await rpcCall<number>(surfnet.url, 'getBlockTime', [head]);
      surfnet.travelTo((now + Number(seconds)) * 1_000);
      await until('confirmed', head + 1);
    },
  };
}
