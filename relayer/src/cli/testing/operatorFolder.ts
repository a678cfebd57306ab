/** An operator on a network of one chain, in a folder of its own: config, network file, data folder with journal. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bridgeId } from '@cxt-bridge/adapters/protocol';
import type { ConfigInput, NetworkInput } from '../../config/index.ts';
import { createDataFolder } from '../start/dataPaths.ts';

export interface OperatorFolder {
  readonly path: string;
  readonly dataDir: string;
  readonly configFile: string;
  remove(): void;
}

export const ATTESTER_KEY = `0x${'11'.repeat(32)}`;
/** Address of {@link ATTESTER_KEY}. */
export const ATTESTER = '0x19e7e376e7c213b7e7e7e46cc70a5dd086daff2a';
export const ADMIN_TOKEN = 'a token of enough characters';

export function createOperatorFolder(options: {
  rpcUrl: string;
  change?: (config: ConfigInput) => void;
  journal?: boolean;
}): OperatorFolder {
  const path = mkdtempSync(join(tmpdir(), 'cxt-relayer-test-'));
  const dataDir = join(path, 'data');
  const network: NetworkInput = {
    name: 'test-net',
    profile: 'devnet',
    home: 'ethereum',
    chains: {
      ethereum: {
        eid: 40161,
        vm: 'evm',
        chainId: 31337,
        finality: { tag: 'finalized' },
        maxComposeGas: 5_000_000,
        contracts: { token: `0x${'0a'.repeat(20)}`, gateway: `0x${'0b'.repeat(20)}` },
      },
    },
    signerSet: { epoch: 1, threshold: 1, members: [ATTESTER] },
  };
  const config: ConfigInput = {
    network: './network.json',
    operator: { name: 'alice' },
    attester: { privateKey: ATTESTER_KEY },
    submitters: { default: { privateKey: `0x${'22'.repeat(32)}` } },
    dataDir: './data',
    chains: { ethereum: { rpc: [options.rpcUrl] } },
    api: { port: 0 },
    peersApi: { port: 0 },
    adminApi: { port: 0, token: ADMIN_TOKEN },
  };
  options.change?.(config);
  const configFile = join(path, 'cxt-relayer.json');
  writeFileSync(join(path, 'network.json'), JSON.stringify(network));
  writeFileSync(configFile, JSON.stringify(config));
  if (options.journal === false) mkdirSync(dataDir);
  else createDataFolder({ dataDir, bridgeId: bridgeId(network.name) });
  return { path, dataDir, configFile, remove: () => rmSync(path, { recursive: true, force: true }) };
}
