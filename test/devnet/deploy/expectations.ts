/** Every value that the chain must answer after the deployment; `deployBridge` reads them all back. */
import { bridgeId, domainSeparator, signerSetHash } from '@cxt-bridge/adapters/protocol';
import type { Abi, Address } from 'viem';

import { type ChainSpec, HOME } from '../chain/chainSpec.ts';
import type { DeploymentAddresses } from './addresses.ts';
import { artifact } from './artifact.ts';
import { COURT, EMISSION, economyArguments, STAKE } from './economyParameters.ts';
import { gatewayInit, peersOf, quorumInit, SPOKE_CAP_WEI, TOTAL_SUPPLY_WEI } from './parameters.ts';

export interface Expectation {
  readonly address: Address;
  readonly abi: Abi;
  readonly functionName: string;
  readonly args: readonly unknown[];
  /** Compared as text; an array element `undefined` may be anything (values that live). */
  readonly value: unknown;
}

/** All parameters of a chain. */
export function expectations(chain: ChainSpec, addresses: DeploymentAddresses): Expectation[] {
  return [
    ...gatewayExpectations(chain, addresses),
    ...laneExpectations(chain, addresses),
    ...quorumExpectations(chain, addresses),
    ...tokenExpectations(chain, addresses),
    ...(chain.key === HOME ? homeExpectations(chain, addresses) : spokeExpectations(addresses)),
  ];
}

type Row = readonly [functionName: string, args: readonly unknown[], value: unknown];

const rows = (address: Address, contract: string, values: readonly Row[]): Expectation[] =>
  values.map(([functionName, args, value]) => ({
    address,
    abi: artifact(contract).abi,
    functionName,
    args,
    value,
  }));

const gatewayContract = (chain: ChainSpec): string => (chain.key === HOME ? 'HomeGateway' : 'SpokeGateway');

function gatewayExpectations(chain: ChainSpec, addresses: DeploymentAddresses): Expectation[] {
  const init = gatewayInit(chain, addresses);
  const quorum = quorumInit(chain, addresses);
  const setHash = signerSetHash({
    bridgeId: init.bridgeId,
    epoch: quorum.epoch,
    threshold: quorum.threshold,
    members: quorum.members.map((member) => member.toLowerCase() as Address),
  });
  return rows(addresses.gateway, gatewayContract(chain), [
    ['deploymentChainId', [], init.chainId],
    ['localEid', [], init.localEid],
    ['homeEid', [], init.homeEid],
    ['bridgeId', [], init.bridgeId],
    ['domainSeparator', [], domainSeparator(init.bridgeId)],
    ['token', [], init.token],
    ['quorum', [], init.quorum],
    ['composeCaller', [], init.composeCaller],
    ['approvalRequired', [], true],
    ['sharedDecimals', [], 9],
    ['peerEids', [], init.lanes.map(({ eid }) => eid)],
    ['signerSet', [], [quorum.epoch, setHash, quorum.threshold, quorum.members]],
  ]);
}

function laneExpectations(chain: ChainSpec, addresses: DeploymentAddresses): Expectation[] {
  const { lanes } = gatewayInit(chain, addresses);
  return lanes.flatMap((lane) =>
    rows(addresses.gateway, gatewayContract(chain), [
      ['peerOf', [lane.eid], lane.gateway],
      ['feeTable', [lane.eid], lane.feesWei],
      [
        'inboundLane',
        [lane.eid],
        [
          lane.capacityWei,
          lane.refillWeiPerSecond,
          undefined,
          lane.thresholdWei,
          BigInt(lane.delaySeconds),
          undefined,
          false,
        ],
      ],
    ]),
  );
}

function quorumExpectations(chain: ChainSpec, addresses: DeploymentAddresses): Expectation[] {
  const init = quorumInit(chain, addresses);
  return rows(addresses.quorum, 'Quorum', [
    ['bridgeId', [], bridgeId(addresses.networkName)],
    ['deploymentChainId', [], init.chainId],
    ['localEid', [], init.localEid],
    ['homeEid', [], init.homeEid],
    ['gateway', [], init.gateway],
    ['currentEpoch', [], init.epoch],
    ['minimumThreshold', [], init.minimumThreshold],
    ['recoverySetHash', [], init.recoverySetHash],
    ['waits', [], init.waits],
  ]);
}

function tokenExpectations(chain: ChainSpec, addresses: DeploymentAddresses): Expectation[] {
  const own: Row[] = chain.key === HOME ? [] : [['gateway', [], addresses.gateway]];
  return [
    ...rows(addresses.token, chain.key === HOME ? 'CXT' : 'CXTSpoke', [
      ['name', [], 'CXT'],
      ['symbol', [], 'CXT'],
      ['decimals', [], 18],
      ...own,
    ]),
    ...rows(addresses.composeCaller, 'ComposeCaller', [['owner', [], addresses.gateway]]),
  ];
}

function homeExpectations(chain: ChainSpec, addresses: DeploymentAddresses): Expectation[] {
  const caps = peersOf(chain.key, addresses).map(({ eid }): Row => ['destinationCap', [eid], SPOKE_CAP_WEI]);
  return [
    ...rows(addresses.gateway, 'HomeGateway', [['feeSettlement', [], addresses.feeSettlement], ...caps]),
    ...rows(addresses.token, 'CXT', [['totalSupply', [], TOTAL_SUPPLY_WEI]]),
    ...economyExpectations(addresses),
  ];
}

/** What the compute contracts say of themselves. The market says nothing: its code is compared ({@link verifyMarket}). */
function economyExpectations(addresses: DeploymentAddresses): Expectation[] {
  const { token, miningPool, baseWork, stakeRegistry, workCourt, jobMarket, randomness } = addresses;
  return [
    ...rows(randomness, 'DevnetBeacon', [['delayBlocks', [], economyArguments(addresses).DevnetBeacon[0]]]),
    ...rows(miningPool, 'MiningPool', [
      ['parameters', [], EMISSION],
      ['wiring', [], [token, baseWork, jobMarket, workCourt, stakeRegistry]],
    ]),
    ...rows(baseWork, 'BaseWork', [['wiring', [], [miningPool, randomness]]]),
    ...rows(stakeRegistry, 'StakeRegistry', [
      ['token', [], token],
      ['pool', [], miningPool],
      ['jobMarket', [], jobMarket],
      ['workCourt', [], workCourt],
      ...Object.entries(STAKE).map(([name, value]): Row => [name, [], value]),
    ]),
    ...rows(workCourt, 'WorkCourt', [
      ['pool', [], miningPool],
      ['stakeRegistry', [], stakeRegistry],
      ['jobMarket', [], jobMarket],
      ['randomness', [], randomness],
      ['seatBondWei', [], COURT.seatBondWei],
      ['minValidators', [], COURT.minValidators],
      ['minValidatorStakeWei', [], COURT.minValidatorStakeWei],
      ['seatLockSeconds', [], COURT.seatLockSeconds],
    ]),
  ];
}

function spokeExpectations(addresses: DeploymentAddresses): Expectation[] {
  return [
    ...rows(addresses.gateway, 'SpokeGateway', [['supplyCap', [], SPOKE_CAP_WEI]]),
    ...rows(addresses.token, 'CXTSpoke', [['SUPPLY_CAP_WEI', [], TOTAL_SUPPLY_WEI]]),
  ];
}
