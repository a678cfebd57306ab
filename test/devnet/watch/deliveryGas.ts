/** Gas (compute units on Solana) of a delivery: the whole transaction's, shared equally by the messages that it executed. */
import { type Hex, parseEventLogs } from 'viem';

import { gatewayAbi } from '../../../adapters/evm/abi/gateway.ts';
import type { DevChain } from '../chain/devChain.ts';
import { gatewayEvents } from '../solana/gatewayProgram.ts';
import type { SolanaChain } from '../solana/solanaChain.ts';
import type { TransferRecord } from './transferRecord.ts';

/** Null while it is not delivered. */
export async function deliveryGas(parameters: {
  chain: DevChain | SolanaChain;
  record: TransferRecord;
}): Promise<number | null> {
  const delivery = parameters.record.delivered[0];
  if (delivery === undefined) return null;
  const { chain } = parameters;
  if (chain.key === 'solana') return deliveryUnits({ chain, signature: delivery.txHash });
  const { gasUsed, logs } = await chain.receipt(delivery.txHash as Hex);
  const batches = parseEventLogs({ abi: gatewayAbi, eventName: 'BatchAccepted', logs });
  // A claim accepts no batch: it executes one message.
  const messages = batches.reduce((total, { args }) => total + args.done + args.failed, 0);
  return Math.round(Number(gasUsed) / Math.max(1, messages));
}

async function deliveryUnits(parameters: { chain: SolanaChain; signature: string }): Promise<number | null> {
  const { chain, signature } = parameters;
  const options = { commitment: 'confirmed', maxSupportedTransactionVersion: 0 } as const;
  const transaction = await chain.connection.getTransaction(signature, options);
  const units = transaction?.meta?.computeUnitsConsumed;
  if (transaction === null || units === undefined) return null;
  const messages = gatewayEvents(transaction)
    .filter(({ name }) => name === 'BatchAccepted')
    .reduce((total, { data }) => total + Number(data['done']) + Number(data['failed']), 0);
  return Math.round(units / Math.max(1, messages));
}
