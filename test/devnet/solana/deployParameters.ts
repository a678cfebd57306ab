/** What the Solana gateway is initialised with: the same tariff, limits, cap, signer set and waits as the EVM gateways. */
import { bridgeId } from '@cxt-bridge/adapters/protocol';
import { hexToBytes } from 'viem';

import { chainSpec, HOME, SOLANA } from '../chain/chainSpec.ts';
import type { DeploymentAddresses } from '../deploy/addresses.ts';
import { LANE, peersOf, quorumInit, SPOKE_CAP_WEI, WAITS } from '../deploy/parameters.ts';
import { big } from './bigNumber.ts';

const WEI_PER_UNIT = 10n ** 9n;
const SWEEP_SECONDS = 60;
/** One unit: the devnet sweeps whatever there is. */
const MINIMUM_SWEEP_UNITS = 1n;

/** `InitializeParams` of the program. */
export function initializeParams(addresses: DeploymentAddresses) {
  const quorum = quorumInit(chainSpec(HOME), addresses);
  return {
    bridgeId: [...hexToBytes(bridgeId(addresses.networkName))],
    localEid: SOLANA.eid,
    homeEid: chainSpec(HOME).eid,
    laneCount: peersOf(SOLANA.key, addresses).length,
    supplyCapUnits: big(SPOKE_CAP_WEI / WEI_PER_UNIT),
    epoch: big(quorum.epoch),
    threshold: quorum.threshold,
    minimumThreshold: quorum.minimumThreshold,
    members: quorum.members.map((member) => [...hexToBytes(member)]),
    recoverySetHash: [...hexToBytes(quorum.recoverySetHash)],
    waits: { ...WAITS, sweep: SWEEP_SECONDS },
    feeShares: { burnBps: 0, poolBps: 0 },
    minimumSweepUnits: big(MINIMUM_SWEEP_UNITS),
  };
}

/** `LaneParams` of every lane. */
export function laneParams(addresses: DeploymentAddresses) {
  return peersOf(SOLANA.key, addresses).map(({ eid, vm, gateway }) => ({
    eid,
    vm,
    gateway: [...hexToBytes(gateway)],
    feesWei: LANE.feesWei.map(big),
    capacityWei: big(LANE.capacityWei),
    refillWeiPerSecond: big(LANE.refillWeiPerSecond),
    thresholdWei: big(LANE.thresholdWei),
    delaySeconds: LANE.delaySeconds,
  }));
}
