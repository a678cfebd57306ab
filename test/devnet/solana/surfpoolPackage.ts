/** The Solana runtime from npm: a native addon, one package for each platform. */
import { createRequire } from 'node:module';

import { DevnetError } from '../devnetError.ts';

/** What the devnet uses of it. */
export interface Surfpool {
  startWithConfig(config: { offline: boolean; blockProductionMode: 'clock'; slotTimeMs: number }): {
    readonly rpcUrl: string;
    readonly wsUrl: string;
    /** What happened since the last call. */
    drainEvents(): unknown[];
  };
}

const PACKAGES: Readonly<Record<string, string>> = {
  'linux-x64': '@solana/surfpool-linux-x64-gnu',
  'darwin-x64': '@solana/surfpool-darwin-x64',
  'darwin-arm64': '@solana/surfpool-darwin-arm64',
};

const require = createRequire(import.meta.url);

/** Path of the addon for this machine. @throws DevnetError where there is none, or it is not installed. */
export function surfpoolPath(platform = `${process.platform}-${process.arch}`): string {
  const name = PACKAGES[platform];
  if (name === undefined) {
    throw new DevnetError(`there is no Solana runtime for ${platform}`, 'leave Solana out with --chains evm');
  }
  try {
    return require.resolve(name);
  } catch {
    throw new DevnetError(`the Solana runtime ${name} is not installed`, 'npm ci, or --chains evm');
  }
}

/** Loads it into this process: 40 MB. */
export function loadSurfpool(): Surfpool {
  return (require(surfpoolPath()) as { Surfnet: Surfpool }).Surfnet;
}
