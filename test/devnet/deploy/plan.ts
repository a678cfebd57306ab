/** What a chain of the deployment consists of: one row a contract, in the order in which constructors need each other. */
import { encodeDeployData, type Hex } from 'viem';

import { type ChainSpec, HOME } from '../chain/chainSpec.ts';
import { artifact } from './artifact.ts';
import type { ContractName, DeploymentAddresses } from './addresses.ts';
import { ECONOMY_NAMES, economyArguments } from './economyParameters.ts';
import { gatewayInit, quorumInit, SPOKE_CAP_WEI } from './parameters.ts';

export interface PlannedContract {
  readonly name: ContractName;
  readonly initCode: Hex;
  readonly gas: bigint;
}

/** All contracts of that chain but the factory. */
export function plannedContracts(chain: ChainSpec, addresses: DeploymentAddresses): PlannedContract[] {
  return chain.key === HOME ? homeContracts(chain, addresses) : spokeContracts(chain, addresses);
}

function homeContracts(chain: ChainSpec, addresses: DeploymentAddresses): PlannedContract[] {
  const gateway = [gatewayInit(chain, addresses), addresses.feeSettlement];
  return [
    row({ name: 'feeSettlement', contract: 'FeeSettlement', args: [] }),
    row({ name: 'token', contract: 'CXT', args: [addresses.miningPool] }),
    row({ name: 'gateway', contract: 'HomeGateway', args: gateway, gas: 12_000_000n }),
    ...shared(chain, addresses),
    ...economy(addresses),
  ];
}

/** The compute economy. The pool comes before the token, whose constructor gives it the whole supply. */
function economy(addresses: DeploymentAddresses): PlannedContract[] {
  return Object.entries(economyArguments(addresses)).map(([contract, args]) =>
    row({ name: ECONOMY_NAMES[contract as keyof typeof ECONOMY_NAMES], contract, args, gas: 8_000_000n }),
  );
}

function spokeContracts(chain: ChainSpec, addresses: DeploymentAddresses): PlannedContract[] {
  const gateway = [gatewayInit(chain, addresses), SPOKE_CAP_WEI];
  return [
    row({ name: 'token', contract: 'CXTSpoke', args: [addresses.gateway] }),
    row({ name: 'gateway', contract: 'SpokeGateway', args: gateway, gas: 12_000_000n }),
    ...shared(chain, addresses),
  ];
}

/** After the gateway: the quorum pushes the first signer set into it. */
function shared(chain: ChainSpec, addresses: DeploymentAddresses): PlannedContract[] {
  return [
    row({ name: 'composeCaller', contract: 'ComposeCaller', args: [addresses.gateway] }),
    row({ name: 'quorum', contract: 'Quorum', args: [quorumInit(chain, addresses)] }),
  ];
}

function row(parameters: {
  name: ContractName;
  contract: string;
  args: readonly unknown[];
  gas?: bigint;
}): PlannedContract {
  const { name, contract, args, gas = 4_000_000n } = parameters;
  const { abi, bytecode } = artifact(contract);
  return { name, gas, initCode: encodeDeployData({ abi, bytecode, args: [...args] }) };
}
