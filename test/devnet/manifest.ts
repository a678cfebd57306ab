/** `.devnet/manifest.json`: where everything is, for the CLI, the SDK, tests and people. */
import type { DevChain } from './chain/devChain.ts';
import { HOME } from './chain/chainSpec.ts';
import type { DeploymentAddresses } from './deploy/addresses.ts';
import type { Deployment } from './deploy/deployBridge.ts';
import type { DevnetFolder } from './devnetFolder.ts';
import type { RelayerProcess } from './relayer/relayerProcess.ts';
import type { TestUser } from './users/testUser.ts';

export interface ManifestParts {
  readonly folder: DevnetFolder;
  readonly chains: readonly DevChain[];
  readonly deployments: readonly Deployment[];
  readonly addresses: DeploymentAddresses;
  readonly relayers: readonly RelayerProcess[];
  readonly users: readonly TestUser[];
}

/** Path of the file. */
export function writeManifest(parts: ManifestParts): string {
  const { folder, chains, relayers, users } = parts;
  return folder.writeJson('manifest.json', {
    network: parts.addresses.networkName,
    home: HOME,
    chains: Object.fromEntries(chains.map((chain, index) => [chain.key, chainEntry(parts, chain, index)])),
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
    workers: [],
    webUrl: null,
    accounts: { evm: users.map(({ address, privateKey }) => ({ address, privateKey })), solana: [] },
  });
}

function chainEntry(parts: ManifestParts, chain: DevChain, index: number) {
  const { token, gateway, composeCaller, quorum, feeSettlement, miningPool } = parts.addresses;
  const own = { token, gateway, composeCaller, quorum };
  return {
    eid: chain.eid,
    chainId: chain.chainId,
    rpcUrl: chain.rpcUrl,
    startHeight: Number(parts.deployments[index]?.startHeight ?? 0n),
    contracts: chain.key === HOME ? { ...own, feeSettlement, miningPool } : own,
  };
}
