/**
 * Makes a program that is on chain already the gateway of a deployment: token, signer set, lanes, and a lookup table that all
 * operators share.
 *
 * Guarantee: when it resolves, every value was read back and is as given. Run again after a failure, it goes on where it stopped;
 * it never changes what is there.
 */
import { Keypair, type PublicKey, type TransactionInstruction } from '@solana/web3.js';
import type { Clock } from '../../core/clock.ts';
import { type GatewayAddresses, gatewayAddresses } from '../program/addresses.ts';
import { accountsNow } from '../reads/accountsAt.ts';
import { gatewayStateOrNull } from '../reads/gatewayState.ts';
import { asCount } from '../rpc/answer.ts';
import { createSolanaRpc, type SolanaRpc, type SolanaRpcOptions } from '../rpc/solanaRpc.ts';
import { translated } from '../rpc/translated.ts';
import type { SolanaDeployment } from '../solanaDeployment.ts';
import { executeInstructions } from '../tx/executeInstructions.ts';
import { createTable, tableAddresses } from '../tx/lookupTable.ts';
import { initializeInstruction, openLaneInstruction } from './deployInstructions.ts';
import type { GatewayParameters } from './gatewayParameters.ts';
import { verifyGateway } from './verifyGateway.ts';

export interface DeployedGateway {
  readonly deployment: SolanaDeployment;
  /** Shared by all operators; anybody may use it, nobody but the deployer extends it. */
  readonly lookupTable: string;
  /** Values that were read back. */
  readonly verified: number;
}

interface Deploying {
  readonly rpc: SolanaRpc;
  readonly clock: Pick<Clock, 'sleep'>;
  readonly addresses: GatewayAddresses;
  readonly authority: Keypair;
  readonly parameters: GatewayParameters;
}

/** @throws ExecutionFailed, Error for a value that differs, ChainError, ProtocolError */
export async function deployGateway(options: {
  readonly node: SolanaRpcOptions;
  readonly clock: Pick<Clock, 'sleep'>;
  readonly programId: string;
  /** The program's upgrade authority, 64 bytes; pays. */
  readonly authoritySecretKey: Uint8Array;
  readonly parameters: GatewayParameters;
}): Promise<DeployedGateway> {
  const rpc = createSolanaRpc(options.node);
  const deploying: Deploying = {
    rpc,
    clock: options.clock,
    addresses: gatewayAddresses(options.programId),
    authority: Keypair.fromSecretKey(options.authoritySecretKey),
    parameters: options.parameters,
  };
  return translated({ label: rpc.label, work: () => deploy(deploying) });
}

async function deploy(deploying: Deploying): Promise<DeployedGateway> {
  const { rpc, addresses, authority, parameters } = deploying;
  const startHeight = asCount(
    await rpc.ask({ method: 'getSlot', params: [{ commitment: 'confirmed' }] }),
    'slot',
  );
  const [config, ...lanes] = await accountsNow(rpc, [
    addresses.config,
    ...parameters.lanes.map(({ eid }) => addresses.lane(eid)),
  ]);
  const signed = { addresses, authority: authority.publicKey };
  if (gatewayStateOrNull(deploying, { name: 'Config', account: config }) === null) {
    await execute(deploying, [initializeInstruction({ ...signed, parameters })]);
  }
  for (const [index, lane] of parameters.lanes.entries()) {
    if (gatewayStateOrNull(deploying, { name: 'Lane', account: lanes[index] }) !== null) continue;
    await execute(deploying, [openLaneInstruction({ ...signed, lane })]);
  }
  const verified = await verifyGateway(deploying);
  const networkId = String(await rpc.ask({ method: 'getGenesisHash', params: [] }));
  const deployment: SolanaDeployment = {
    eid: parameters.localEid,
    homeEid: parameters.homeEid,
    networkId,
    programId: addresses.program.toBase58(),
    gateway: addresses.config.toBase58(),
    token: addresses.mint.toBase58(),
    remoteEids: parameters.lanes.map(({ eid }) => eid),
    startHeight,
  };
  const lookupTable = await sharedTable({ deploying, deployment });
  return { deployment, lookupTable: lookupTable.toBase58(), verified };
}

async function sharedTable(at: { deploying: Deploying; deployment: SolanaDeployment }): Promise<PublicKey> {
  const { deploying, deployment } = at;
  const { rpc, authority, addresses, parameters } = deploying;
  const slot = await rpc.ask({ method: 'getSlot', params: [{ commitment: 'finalized' }] });
  const { table, instructions } = createTable({
    payer: authority.publicKey,
    recentSlot: asCount(slot, 'slot'),
    addresses: tableAddresses({ addresses, deployment, epoch: parameters.epoch }),
  });
  await execute(deploying, instructions);
  return table.key;
}

async function execute(deploying: Deploying, instructions: readonly TransactionInstruction[]): Promise<void> {
  const { rpc, clock, addresses, authority } = deploying;
  await executeInstructions({ rpc, clock, program: addresses.program, signers: [authority], instructions });
}
