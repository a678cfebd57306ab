/** Reads a deployment back and compares every value with what it should be. */
import { feeTableComponents, signerSetHash, weiToUnits } from '../../protocol/index.ts';
import type { GatewayAddresses } from '../program/addresses.ts';
import { littleEndianHex } from '../program/littleEndianHex.ts';
import { accountsNow } from '../reads/accountsAt.ts';
import { gatewayState } from '../reads/gatewayState.ts';
import { mintSupply } from '../reads/mintSupply.ts';
import type { SolanaRpc } from '../rpc/solanaRpc.ts';
import { VM_NUMBER } from './deployInstructions.ts';
import type { GatewayParameters, LaneParameters } from './gatewayParameters.ts';

const MILLI_CXT_WEI = 10n ** 15n;
const MICRO_CXT_WEI = 10n ** 12n;

/** Number of values compared. @throws Error naming the first that differs; ChainError; MalformedAnswer */
export async function verifyGateway(at: {
  rpc: SolanaRpc;
  addresses: GatewayAddresses;
  parameters: GatewayParameters;
}): Promise<number> {
  const { rpc, addresses, parameters } = at;
  const { lanes } = parameters;
  const [configAccount, setAccount, mint, ...laneAccounts] = await accountsNow(rpc, [
    addresses.config,
    addresses.signerSet(parameters.epoch),
    addresses.mint,
    ...lanes.map(({ eid }) => addresses.lane(eid)),
  ]);
  mintSupply(mint);
  const config = gatewayState(at, { name: 'Config', account: configAccount });
  const set = gatewayState(at, { name: 'SignerSet', account: setAccount });
  const comparisons = [
    ...configValues({ addresses, parameters }).map(([name, value]) => [name, value, config[name]] as const),
    ['setHash', signerSetHash({ ...parameters, allowSmallThreshold: true }), set.setHash] as const,
    ...lanes.flatMap((lane, index) => {
      const account = gatewayState(at, { name: 'Lane', account: laneAccounts[index] });
      return laneValues(lane).map(
        ([name, value]) => [`lane ${lane.eid} ${name}`, value, account[name]] as const,
      );
    }),
  ];
  for (const [name, expected, actual] of comparisons) {
    if (String(expected) !== String(actual)) {
      throw new Error(`the gateway's ${name} is ${String(actual)}, not ${String(expected)}`);
    }
  }
  return comparisons.length;
}

function configValues(at: { addresses: GatewayAddresses; parameters: GatewayParameters }) {
  const { addresses, parameters } = at;
  return [
    ['bridgeId', parameters.bridgeId],
    ['localEid', parameters.localEid],
    ['homeEid', parameters.homeEid],
    ['mint', addresses.mint.toBase58()],
    ['feeVault', addresses.feeVault.toBase58()],
    ['laneCount', parameters.lanes.length],
    ['lanesOpen', parameters.lanes.length],
    ['minimumThreshold', parameters.minimumThreshold],
    ['currentEpoch', parameters.epoch],
    ['supplyCapUnits', weiToUnits(parameters.supplyCapWei)],
    ['recoverySetHash', parameters.recoverySetHash],
    ['minimumSweepUnits', weiToUnits(parameters.minimumSweepWei)],
  ] as const;
}

function laneValues(lane: LaneParameters) {
  return [
    ['eid', lane.eid],
    ['vm', VM_NUMBER[lane.vm]],
    ['peer', lane.gateway],
    ['feesWei', feeTableComponents(lane.fees).map((wei) => littleEndianHex(wei, 16))],
    ['capacityMilli', lane.capacityWei / MILLI_CXT_WEI],
    ['thresholdMilli', lane.thresholdWei / MILLI_CXT_WEI],
    ['refillMicro', lane.refillWeiPerSecond / MICRO_CXT_WEI],
    ['delaySeconds', BigInt(lane.delaySeconds)],
  ] as const;
}
