/** What the epochs released, from the pool's events. */
import { parseEventLogs } from 'viem';

import { miningPoolAbi } from '../../../adapters/evm/abi/miningPool.ts';
import type { DevChain } from '../chain/devChain.ts';
import type { DeploymentAddresses } from '../deploy/addresses.ts';

/** Amounts in wei, decimal. */
export interface EpochRow {
  readonly epoch: number;
  readonly budget: string;
  /** Part of the budget that the work of the epoch released, 0 to 1. */
  readonly utilisation: number;
  /** Set aside for claims. */
  readonly released: string;
  /** Paid so far, with duties. */
  readonly claimed: string;
  readonly workUnits: number;
}

/** Closed epochs up to a block, in order. */
export async function epochReport(parameters: {
  home: DevChain;
  addresses: DeploymentAddresses;
}): Promise<EpochRow[]> {
  const { home, addresses } = parameters;
  const raw = await home.client.getLogs({ address: addresses.miningPool, fromBlock: 0n, toBlock: 'latest' });
  const logs = parseEventLogs({ abi: miningPoolAbi, logs: raw });
  const claimed = new Map<bigint, bigint>();
  const units = new Map<bigint, bigint>();
  const add = (sums: Map<bigint, bigint>, epoch: bigint, amount: bigint): void =>
    void sums.set(epoch, (sums.get(epoch) ?? 0n) + amount);
  for (const { eventName, args } of logs) {
    if (eventName === 'Claimed' || eventName === 'DutyClaimed') add(claimed, args.epoch, args.amountWei);
    if (eventName === 'BaseRecorded' || eventName === 'PaidRecorded') add(units, args.epoch, args.workUnits);
  }
  return logs.flatMap(({ eventName, args }): EpochRow[] => {
    if (eventName !== 'EpochClosed') return [];
    const { epoch, budgetWei, utilisation, baseWei, paidWei, dutyWei } = args;
    return [
      {
        epoch: Number(epoch),
        budget: String(budgetWei),
        utilisation: Number((utilisation * 10_000n) / 10n ** 18n) / 10_000,
        released: String(baseWei + paidWei + dutyWei),
        claimed: String(claimed.get(epoch) ?? 0n),
        workUnits: Number(units.get(epoch) ?? 0n),
      },
    ];
  });
}
