/** Entry of the configuration: one file in, checked values out. */
export { type LoadConfigOptions, loadConfig } from './loadConfig.ts';
export { type LoadedKey, loadKeys, type RelayerKeys } from './loadKeys.ts';
export {
  type DeployedChain,
  type DeployedNetwork,
  loadNetwork,
  readNetworkFile,
  requireDeployment,
} from './loadNetwork.ts';
export type { ConfigInput } from './configSchema.ts';
export type { Network, NetworkChain, NetworkInput, Profile } from './networkSchema.ts';
export type {
  ChainConfig,
  KeyReference,
  ListenAddress,
  PeerConfig,
  RelayerConfig,
  RpcEndpoint,
  TuningConfig,
} from './relayerConfig.ts';
export { Secret } from './secret.ts';
