/** `.devnet/manifest.json`: where everything is, for the CLI, the SDK, tests and people. */
import { utils } from '@coral-xyz/anchor';
import type { Keypair } from '@solana/web3.js';

import type { DevChain } from './chain/devChain.ts';
import { HOME } from './chain/chainSpec.ts';
import type { DeploymentAddresses } from './deploy/addresses.ts';
import type { Deployment } from './deploy/deployBridge.ts';
import type { DevnetFolder } from './devnetFolder.ts';
import type { RelayerProcess } from './relayer/relayerProcess.ts';
import { programArtifact, RECEIVER_PROGRAM } from './solana/programArtifact.ts';
import type { SolanaBridge } from './solana/solanaBridge.ts';
import type { TestUser } from './users/testUser.ts';
import type { WorkersProcess } from './workers/workersProcess.ts';

export interface ManifestParts {
  readonly folder: DevnetFolder;
  readonly chains: readonly DevChain[];
  readonly deployments: readonly Deployment[];
  readonly solana: SolanaBridge | null;
  readonly addresses: DeploymentAddresses;
  readonly relayers: readonly RelayerProcess[];
  readonly workers: WorkersProcess;
  readonly users: readonly TestUser[];
}

/** Path of the file. */
export function writeManifest(parts: ManifestParts): string {
  const { folder, chains, solana, relayers, workers, users } = parts;
  return folder.writeJson('manifest.json', {
    network: parts.addresses.networkName,
    home: HOME,
    chains: {
      ...Object.fromEntries(chains.map((chain, index) => [chain.key, chainEntry(parts, chain, index)])),
      ...(solana === null ? {} : { solana: solanaEntry(solana) }),
    },
    relayers: relayers.map((relayer) => ({
      operator: relayer.operator,
      attester: relayer.attester,
      submitter: relayer.submitter,
      apiUrl: relayer.apiUrl,
      metricsUrl: relayer.metricsUrl,
      pid: relayer.pid,
      configFile: relayer.configFile,
      dataDir: relayer.dataDir,
      logFile: relayer.logFile,
    })),
    workers: workers.workers.map(({ name, address, character }) => ({
      name,
      address,
      character,
      pid: workers.pid,
      blobUrl: workers.blobUrl,
      logFile: workers.logFile,
    })),
    webUrl: null,
    accounts: {
      evm: users.map(({ address, privateKey }) => ({ address, privateKey })),
      solana: solana === null ? [] : users.map((user) => solanaAccount(user.solana)),
    },
  });
}

function solanaEntry({ chain, addresses, deployment }: SolanaBridge) {
  return {
    eid: chain.eid,
    genesisHash: chain.genesisHash,
    rpcUrl: chain.rpcUrl,
    wsUrl: chain.wsUrl,
    startHeight: Number(deployment.startHeight),
    programs: {
      gateway: addresses.program,
      composeReceiver: programArtifact(RECEIVER_PROGRAM).address,
    },
    config: addresses.config,
    mint: addresses.mint,
  };
}

/** Secret key as wallets import it: base58 of 64 bytes. */
function solanaAccount({ publicKey, secretKey }: Keypair) {
  return { address: publicKey.toBase58(), secretKey: utils.bytes.bs58.encode(Buffer.from(secretKey)) };
}

function chainEntry(parts: ManifestParts, chain: DevChain, index: number) {
  const { token, gateway, composeCaller, quorum, feeSettlement } = parts.addresses;
  const { miningPool, baseWork, stakeRegistry, workCourt, jobMarket, randomness } = parts.addresses;
  const economy = { miningPool, baseWork, stakeRegistry, workCourt, jobMarket, randomness };
  const own = { token, gateway, composeCaller, quorum };
  return {
    eid: chain.eid,
    chainId: chain.chainId,
    rpcUrl: chain.rpcUrl,
    startHeight: Number(parts.deployments[index]?.startHeight ?? 0n),
    contracts: chain.key === HOME ? { ...own, feeSettlement, ...economy } : own,
  };
}
