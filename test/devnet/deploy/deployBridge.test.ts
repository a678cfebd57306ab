import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { homeGatewayAbi } from '../../../adapters/evm/abi/homeGateway.ts';
import { startAnvil } from '../chain/anvil.ts';
import { chainSpec, NETWORK_NAME } from '../chain/chainSpec.ts';
import { deployer } from '../chain/devAccounts.ts';
import { DevChain } from '../chain/devChain.ts';
import { PortPool } from '../process/freePorts.ts';
import { Watchdog } from '../process/watchdog.ts';
import { deploymentAddresses } from './addresses.ts';
import { deployBridge } from './deployBridge.ts';
import { verifyDeployment } from './verifyDeployment.ts';

const folder = mkdtempSync(join(tmpdir(), 'cxt-deploy-'));
const watchdog = new Watchdog();
const addresses = deploymentAddresses(NETWORK_NAME);
let chain: DevChain;

beforeAll(async () => {
  const anvil = await startAnvil({
    name: 'ethereum',
    chainId: chainSpec('ethereum').chainId,
    ports: new PortPool(null),
    watchdog,
    logFile: join(folder, 'ethereum.log'),
    stateFolder: join(folder, 'ethereum'),
    signal: new AbortController().signal,
  });
  chain = new DevChain({ spec: chainSpec('ethereum'), anvil });
  chain.producer.start(0);
});

afterAll(async () => {
  await chain.stop();
  await watchdog.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('deployBridge', () => {
  it('deploys everything to the predicted addresses and reads every parameter back', async () => {
    const first = await deployBridge({ chain, addresses });
    expect(first.deployed).toBe(12);
    expect(first.verified).toBeGreaterThan(30);
    const locked = await chain.client.readContract({
      address: addresses.gateway,
      abi: homeGatewayAbi,
      functionName: 'locked',
    });
    expect(locked).toBe(0n);
  });

  it('changes nothing when it runs again', async () => {
    const again = await deployBridge({ chain, addresses });
    expect(again.deployed).toBe(0);
    expect(await chain.client.getTransactionCount({ address: deployer().address })).toBe(12);
  });

  it('refuses a chain whose parameters are other ones, naming call and values', async () => {
    const client = chain.client;
    const spoke = { ...chainSpec('ethereum'), eid: 40_999 };
    await expect(verifyDeployment({ chain: spoke, client, addresses })).rejects.toThrow(
      /ethereum 0x\w+ localEid\(\) is 40161, not 40999/,
    );
    const other = { ...addresses, quorum: addresses.token };
    await expect(
      verifyDeployment({ chain: chainSpec('ethereum'), client, addresses: other }),
    ).rejects.toThrow(/quorum\(\) is .*, not /);
  });

  it('refuses a chain on which the deployer was used before', async () => {
    const otherwise = deploymentAddresses('elsewhere');
    const moved = { ...otherwise, factory: '0x00000000000000000000000000000000000000f1' as const };
    await expect(deployBridge({ chain, addresses: moved })).rejects.toThrow(
      /the deployer 0x\w+ has sent 12 transactions before the factory/,
    );
  });
});
