/** Makes the files of the four relayers (config, empty sign journal) and the processes that are to run; starts none. */
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { bridgeId } from '@cxt-bridge/adapters/protocol';
import { createSignJournalFile } from '../../../relayer/src/signer/index.ts';
import { attesters, type DevAccount, submitters } from '../chain/devAccounts.ts';
import type { ChainKey } from '../chain/chainSpec.ts';
import type { DevChain } from '../chain/devChain.ts';
import type { DeploymentAddresses } from '../deploy/addresses.ts';
import type { Deployment } from '../deploy/deployBridge.ts';
import type { SolanaBridge } from '../solana/solanaBridge.ts';
import type { DevnetFolder } from '../devnetFolder.ts';
import type { PortPool } from '../process/freePorts.ts';
import type { Watchdog } from '../process/watchdog.ts';
import { networkFile } from './networkFile.ts';
import { RelayerProcess } from './relayerProcess.ts';

export interface PrepareRelayersParameters {
  readonly folder: DevnetFolder;
  readonly ports: PortPool;
  readonly watchdog: Watchdog;
  readonly chains: readonly DevChain[];
  readonly deployments: readonly Deployment[];
  readonly solana: SolanaBridge | null;
  readonly addresses: DeploymentAddresses;
}

interface Operator {
  readonly name: string;
  readonly attester: DevAccount;
  readonly submitter: DevAccount;
  readonly apiPort: number;
  readonly peersPort: number;
  readonly adminPort: number;
}

export async function prepareRelayers(parameters: PrepareRelayersParameters): Promise<RelayerProcess[]> {
  const { folder, watchdog, addresses } = parameters;
  const network = folder.writeJson('network.json', networkFile(parameters));
  const operators = await allOperators(parameters.ports);
  return operators.map((operator) => {
    const { name, attester, submitter, apiPort } = operator;
    const dataDir = join(folder.path, 'relayers', name);
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    createSignJournalFile({ path: join(dataDir, 'sign.journal'), bridgeId: bridgeId(addresses.networkName) });
    const config = relayerConfig({ operator, operators, network, dataDir, nodes: nodesOf(parameters) });
    return new RelayerProcess({
      operator: name,
      attester: attester.address,
      submitter: submitter.address,
      apiUrl: `http://127.0.0.1:${apiPort}`,
      configFile: folder.writeJson(join('relayers', `${name}.json`), config),
      dataDir,
      logFile: folder.logFile(name),
      watchdog,
    });
  });
}

async function allOperators(ports: PortPool): Promise<Operator[]> {
  const pays = submitters();
  const operators: Operator[] = [];
  for (const [index, attester] of attesters().entries()) {
    operators.push({
      name: `relayer-${index + 1}`,
      attester,
      submitter: pays[index] as DevAccount,
      apiPort: await ports.take(),
      peersPort: await ports.take(),
      adminPort: await ports.take(),
    });
  }
  return operators;
}

interface Node {
  readonly key: ChainKey;
  readonly rpcUrl: string;
}

const nodesOf = ({ chains, solana }: PrepareRelayersParameters): Node[] =>
  solana === null ? [...chains] : [...chains, solana.chain];

function relayerConfig(parameters: {
  operator: Operator;
  operators: readonly Operator[];
  network: string;
  dataDir: string;
  nodes: readonly Node[];
}) {
  const { operator, operators, network, dataDir, nodes } = parameters;
  return {
    network,
    operator: { name: operator.name },
    attester: { privateKey: operator.attester.privateKey },
    submitters: { default: { privateKey: operator.submitter.privateKey } },
    dataDir,
    chains: Object.fromEntries(nodes.map(({ key, rpcUrl }) => [key, { rpc: [rpcUrl] }])),
    api: { port: operator.apiPort },
    peersApi: { port: operator.peersPort },
    adminApi: { port: operator.adminPort, token: randomBytes(24).toString('hex') },
    peers: operators
      .filter(({ name }) => name !== operator.name)
      .map(({ name, attester, peersPort }) => ({
        name,
        url: `http://127.0.0.1:${peersPort}`,
        attester: attester.address,
      })),
    // The nodes keep the state of the last blocks only: a relayer that starts from nothing must not ask for it in between.
    tuning: { pageBlocks: 10_000 },
  };
}
