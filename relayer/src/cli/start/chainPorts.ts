/** The chains of a config as ports: providers, their quorum, the submitter. */
import type { ChainDeployment, ChainProvider, Clock } from '@cxt-bridge/adapters/core';
import { eid } from '@cxt-bridge/adapters/protocol';
import { createProviderQuorum } from '../../chainio/providerQuorum.ts';
import type {
  ChainConfig,
  DeployedChain,
  DeployedNetwork,
  RelayerConfig,
  RelayerKeys,
  RpcEndpoint,
} from '../../config/index.ts';
import { requireDeployment } from '../../config/index.ts';
import type { ChainPort } from '../../engine/ports.ts';
import type { Metrics } from '../../observability/metrics.ts';
import type { ChainDriver, DriverParameters } from './chainDriver.ts';
import { evmDriver } from './evmDriver.ts';
import { meteredProvider } from './meteredProvider.ts';

export interface AssembledChain {
  readonly port: ChainPort;
  readonly config: ChainConfig;
  readonly providers: readonly ChainProvider[];
}

interface Parameters {
  readonly config: RelayerConfig;
  readonly keys: RelayerKeys;
  readonly metrics: Metrics;
  readonly clock: Clock;
}

const DEFAULT_LAG_SECONDS = 60;

/** All chains of the config. Throws `CXT_CONFIG_NOT_DEPLOYED`, and `CXT_CONFIG_INVALID_VALUE` for addresses that do not belong together. */
export async function assembleChains(parameters: Parameters): Promise<AssembledChain[]> {
  const { config } = parameters;
  const network = requireDeployment(config.network);
  return Promise.all(config.chains.map((chain) => assembleChain({ ...parameters, chain, network })));
}

async function assembleChain(
  parameters: Parameters & { chain: ChainConfig; network: DeployedNetwork },
): Promise<AssembledChain> {
  const { config, keys, chain, network, metrics, clock } = parameters;
  const deployed = network.chains[chain.key];
  const submitter = keys.submitters.get(chain.key);
  if (deployed === undefined || submitter === undefined)
    throw new Error(`no deployment or key for ${chain.key}`);
  const deployment = deploymentOf({ deployed, network });
  const endpoints = independent(chain);
  const driver = await driverOf({ config, network, chain, deployed, deployment, submitter, endpoints });
  const providers = endpoints.map(({ host, url }) => {
    const provider = driver.provider({ url: url.reveal(), label: host });
    return meteredProvider({ chain: chain.key, provider, metrics, clock });
  });
  const { finality } = chain.network;
  const view = createProviderQuorum({
    eid: deployment.eid,
    chain: chain.key,
    providers,
    required: chain.quorum,
    clock,
  });
  const port: ChainPort = {
    key: chain.key,
    eid: deployment.eid,
    view,
    ...driver.submission,
    startHeight: deployment.startHeight,
    maxFeePerGas: deployed.vm === 'evm' ? chain.maxFeePerGasWei : chain.maxPriorityFeeMicroLamports,
    pollMs: chain.pollMs,
    maxLagBlocks: finality.maxLagBlocks === undefined ? null : BigInt(finality.maxLagBlocks),
    maxLagMs: (finality.maxLagSeconds ?? DEFAULT_LAG_SECONDS) * 1_000,
  };
  return { port, config: chain, providers };
}

async function driverOf(parameters: DriverParameters): Promise<ChainDriver> {
  if (parameters.deployed.vm === 'evm') return evmDriver(parameters);
  // WHY only now: the libraries of Solana take a second and 40 MB, and not every network has it.
  const { solanaDriver } = await import('./solanaDriver.ts');
  return solanaDriver(parameters);
}

/** SAFETY: two URLs of one host are one party; as two providers they would make a quorum of one liar. */
function independent(chain: ChainConfig): RpcEndpoint[] {
  const byHost = new Map(chain.rpc.toReversed().map((endpoint) => [endpoint.host, endpoint]));
  return [...byHost.values()].toReversed();
}

function deploymentOf(parameters: { deployed: DeployedChain; network: DeployedNetwork }): ChainDeployment {
  const { deployed, network } = parameters;
  const home = network.chains[network.home];
  if (home === undefined) throw new Error('the network has no home chain');
  return {
    eid: eid(deployed.eid),
    homeEid: eid(home.eid),
    networkId: deployed.vm === 'evm' ? String(deployed.chainId) : (deployed.genesisHash ?? ''),
    gateway: deployed.contracts.gateway,
    token: deployed.contracts.token,
    remoteEids: Object.values(network.chains).flatMap((other) =>
      other.eid === deployed.eid ? [] : [eid(other.eid)],
    ),
    startHeight: BigInt(deployed.startHeight),
    ...economyOf(deployed),
  };
}

function economyOf({ contracts }: DeployedChain): Pick<ChainDeployment, 'economy'> {
  const { miningPool, stakeRegistry, jobMarket } = contracts;
  const isThere = miningPool !== undefined && stakeRegistry !== undefined && jobMarket !== undefined;
  return isThere ? { economy: { miningPool, stakeRegistry, jobMarket } } : {};
}
