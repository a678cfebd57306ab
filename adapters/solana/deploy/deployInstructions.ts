/** `initialize` and `open_lane`, which only the program's upgrade authority may send. */
import type { PublicKey, TransactionInstruction } from '@solana/web3.js';
import { feeTableComponents, hexToBytes, weiToUnits } from '../../protocol/index.ts';
import type { GatewayAddresses } from '../program/addresses.ts';
import { gatewayInstruction } from '../program/gatewayInstruction.ts';
import type { GatewayParameters, LaneParameters } from './gatewayParameters.ts';

/** Numbers of the program (`constants.rs`). */
export const VM_NUMBER = { evm: 0, svm: 1 } as const;

/** Creates token, signer set and config. @throws ProtocolError for amounts that are no whole units */
export function initializeInstruction(at: {
  addresses: GatewayAddresses;
  authority: PublicKey;
  parameters: GatewayParameters;
}): TransactionInstruction {
  const { addresses, authority, parameters } = at;
  return gatewayInstruction(addresses, {
    name: 'initialize',
    args: {
      params: {
        ...parameters,
        bridgeId: hexToBytes(parameters.bridgeId),
        laneCount: parameters.lanes.length,
        supplyCapUnits: weiToUnits(parameters.supplyCapWei),
        members: parameters.members.map((member) => hexToBytes(member)),
        recoverySetHash: hexToBytes(parameters.recoverySetHash),
        minimumSweepUnits: weiToUnits(parameters.minimumSweepWei),
      },
    },
    accounts: { authority, signer_set: addresses.signerSet(parameters.epoch) },
  });
}

/** Opens one lane with its first page of nonces. */
export function openLaneInstruction(at: {
  addresses: GatewayAddresses;
  authority: PublicKey;
  lane: LaneParameters;
}): TransactionInstruction {
  const { addresses, authority, lane } = at;
  return gatewayInstruction(addresses, {
    name: 'open_lane',
    args: {
      params: {
        eid: lane.eid,
        vm: VM_NUMBER[lane.vm],
        gateway: hexToBytes(lane.gateway),
        feesWei: feeTableComponents(lane.fees),
        capacityWei: lane.capacityWei,
        refillWeiPerSecond: lane.refillWeiPerSecond,
        thresholdWei: lane.thresholdWei,
        delaySeconds: lane.delaySeconds,
      },
    },
    accounts: {
      authority,
      lane: addresses.lane(lane.eid),
      nonces: addresses.noncePage({ srcEid: lane.eid, page: 0n }),
    },
  });
}
