/** One kind of chain, as the composition root needs it: one file each implements this. */
import type { ChainDeployment, ChainProvider } from '@cxt-bridge/adapters/core';
import type {
  ChainConfig,
  DeployedChain,
  DeployedNetwork,
  LoadedKey,
  RelayerConfig,
  RpcEndpoint,
} from '../../config/index.ts';
import type { ChainPort } from '../../engine/ports.ts';

/** What differs between the kinds of chains. */
export interface ChainDriver {
  provider(endpoint: { readonly url: string; readonly label: string }): ChainProvider;
  /** Signer and the rules of its transactions. */
  readonly submission: Pick<ChainPort, 'signer' | 'bundle' | 'composesSeparately'>;
}

export interface DriverParameters {
  readonly config: RelayerConfig;
  readonly network: DeployedNetwork;
  readonly chain: ChainConfig;
  readonly deployed: DeployedChain;
  readonly deployment: ChainDeployment;
  readonly submitter: LoadedKey;
  readonly endpoints: readonly RpcEndpoint[];
}
