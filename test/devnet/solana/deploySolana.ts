/**
 * Deploys the bridge on Solana: programs, token, signer set, lanes; then reads every parameter back.
 *
 * Guarantee: when it resolves, the gateway is at its predicted addresses with exactly these parameters, and all lanes are open.
 */
import { readFileSync } from 'node:fs';
import type { Program } from '@coral-xyz/anchor';
import { type Keypair, PublicKey, type TransactionInstruction } from '@solana/web3.js';

import { rpcSingle } from '../chain/jsonRpc.ts';
import type { DeploymentAddresses } from '../deploy/addresses.ts';
import type { Deployment } from '../deploy/deployBridge.ts';
import { initializeParams, laneParams } from './deployParameters.ts';
import { anchorProgram, programCall } from './gatewayProgram.ts';
import { GATEWAY_PROGRAM, programArtifact, RECEIVER_PROGRAM } from './programArtifact.ts';
import type { SolanaChain } from './solanaChain.ts';
import { verifySolana } from './verifySolana.ts';

const LOADER = new PublicKey('BPFLoaderUpgradeab1e11111111111111111111111');

export interface SolanaDeployment extends Deployment {
  readonly program: Program;
}

/** @throws DevnetError when something cannot be deployed or is not as planned. */
export async function deploySolana(parameters: {
  chain: SolanaChain;
  addresses: DeploymentAddresses;
  /** Upgrade authority; pays. */
  authority: Keypair;
}): Promise<SolanaDeployment> {
  const { chain, addresses, authority } = parameters;
  const startHeight = BigInt(await chain.connection.getSlot('confirmed'));
  for (const name of [GATEWAY_PROGRAM, RECEIVER_PROGRAM]) await writeProgram({ chain, name, authority });
  const program = anchorProgram(GATEWAY_PROGRAM, chain.connection);
  const fixed = {
    authority: authority.publicKey,
    program: program.programId,
    programData: PublicKey.findProgramAddressSync([program.programId.toBuffer()], LOADER)[0],
  };
  const call = async (name: string, params: unknown): Promise<TransactionInstruction> =>
    programCall({ program, name, args: [params], accounts: fixed });
  const initialize = await call('initialize', initializeParams(addresses));
  const signers = [authority] as const;
  await chain.execute({ instructions: [initialize], signers, what: 'initialize' });
  const lanes = await Promise.all(laneParams(addresses).map((lane) => call('openLane', lane)));
  await chain.execute({ instructions: lanes, signers, what: 'open_lane' });
  const verified = await verifySolana({ chain, program, addresses });
  return { startHeight, deployed: 2, verified, program };
}

/** With the authority as upgrade authority, as the loader would leave it. No real chain offers this. */
async function writeProgram(parameters: {
  chain: SolanaChain;
  name: string;
  authority: Keypair;
}): Promise<void> {
  const { chain, name, authority } = parameters;
  const { address, soPath } = programArtifact(name);
  await rpcSingle(chain.rpcUrl, {
    method: 'surfnet_writeProgram',
    params: [address, readFileSync(soPath, 'hex'), 0, authority.publicKey.toBase58()],
  });
}
