/** Gas of a delivery: the whole transaction's, shared equally by the messages that it executed. */
import { parseEventLogs } from 'viem';

import { gatewayAbi } from '../../../adapters/evm/abi/gateway.ts';
import type { DevChain } from '../chain/devChain.ts';
import type { TransferRecord } from './transferRecord.ts';

/** Null while it is not delivered. */
export async function deliveryGas(parameters: {
  chain: DevChain;
  record: TransferRecord;
}): Promise<number | null> {
  const delivery = parameters.record.delivered[0];
  if (delivery === undefined) return null;
  const { gasUsed, logs } = await parameters.chain.receipt(delivery.txHash);
  const batches = parseEventLogs({ abi: gatewayAbi, eventName: 'BatchAccepted', logs });
  // A claim accepts no batch: it executes one message.
  const messages = batches.reduce((total, { args }) => total + args.done + args.failed, 0);
  return Math.round(Number(gasUsed) / Math.max(1, messages));
}
