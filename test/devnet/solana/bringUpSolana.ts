/** Solana's part of starting a devnet. */
import { join } from 'node:path';

import { deployer, submitters } from '../chain/devAccounts.ts';
import type { DeploymentAddresses } from '../deploy/addresses.ts';
import type { DevnetFolder } from '../devnetFolder.ts';
import type { Watchdog } from '../process/watchdog.ts';
import { solanaKeypair, type TestUser } from '../users/testUser.ts';
import { deploySolana } from './deploySolana.ts';
import { SolanaBridge } from './solanaBridge.ts';
import { SolanaChain } from './solanaChain.ts';
import { startSurfpool } from './startSurfpool.ts';

/** SOL of the upgrade authority, of every relayer's fee payer and of every test user. */
const SOLANA_LAMPORTS = 1_000n * 10n ** 9n;

/** The node, not yet with anything on it; it ends with `resources`. */
export async function startSolana(parameters: {
  folder: DevnetFolder;
  watchdog: Watchdog;
  resources: AsyncDisposableStack;
  signal: AbortSignal;
}): Promise<SolanaChain> {
  const { folder, watchdog, resources, signal } = parameters;
  const surfpool = await startSurfpool({
    watchdog,
    logFile: folder.logFile('solana'),
    readyFile: join(folder.path, 'solana.ready.json'),
    signal,
  });
  const chain = new SolanaChain(surfpool);
  resources.defer(() => chain.stop());
  return chain;
}

/** Programs, token and lanes; SOL for everybody who needs it. @throws DevnetError */
export async function deployOnSolana(parameters: {
  chain: SolanaChain;
  addresses: DeploymentAddresses;
  users: readonly TestUser[];
}): Promise<SolanaBridge> {
  const { chain, addresses, users } = parameters;
  if (addresses.solana === null) throw new Error('no address on solana was predicted');
  const authority = solanaKeypair(deployer().privateKey);
  const payers = submitters().map(({ privateKey }) => solanaKeypair(privateKey));
  const rich = [authority, ...payers, ...users.map((user) => user.solana)];
  await chain.airdrop(
    rich.map(({ publicKey }) => publicKey),
    SOLANA_LAMPORTS,
  );
  const deployment = await deploySolana({ chain, addresses, authority });
  return new SolanaBridge({ chain, addresses: addresses.solana, deployment, authority });
}
