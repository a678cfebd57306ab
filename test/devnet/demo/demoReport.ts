/** What the demo ends with: one JSON object, or tables for people. Same facts, same words (status vocabulary of the API). */
import type { Hex } from 'viem';

import type { ChainKey } from '../chain/chainSpec.ts';
import type { Devnet } from '../devnet.ts';
import type { SupplyProof } from '../supply/proveSupply.ts';
import { formatCxt } from '../terminal/formatCxt.ts';
import { table } from '../terminal/table.ts';
import { deliveryGas } from '../watch/deliveryGas.ts';
import {
  composeOf,
  finalToDeliveredSeconds,
  statusOf,
  type TransferStatus,
} from '../watch/transferRecord.ts';
import type { DemoTransfer } from './demoRun.ts';

export interface TransferRow {
  readonly guid: Hex;
  readonly from: ChainKey;
  readonly to: ChainKey;
  /** wei */
  readonly amount: string;
  readonly status: TransferStatus;
  readonly compose: 'none' | 'pending' | 'ok' | 'failed';
  readonly finalToDeliveredSeconds: number | null;
  /** Gas (Solana: compute units) at the destination, this message's share of the delivering transaction. */
  readonly gas: number | null;
}

export interface DemoReport {
  readonly transfers: readonly TransferRow[];
  readonly supply: {
    readonly exact: boolean;
    readonly perChain: Readonly<
      Record<string, { supply: string; locked: string; pendingIn: string; burned: string; height: string }>
    >;
  };
  readonly readySeconds: number;
  /** Largest sum of the resident memory of all processes, sampled four times a second. */
  readonly peakRssBytes: number;
}

export async function demoReport(parameters: {
  devnet: Devnet;
  transfers: readonly DemoTransfer[];
  proof: SupplyProof;
}): Promise<DemoReport> {
  const { devnet, transfers, proof } = parameters;
  const perChain = [...proof.perChain].map(([key, chain]) => [
    key,
    {
      supply: String(chain.supplyWei),
      locked: String(chain.lockedWei),
      pendingIn: String(chain.pendingInWei),
      burned: String(chain.burnedWei),
      height: String(chain.height),
    },
  ]);
  return {
    transfers: await Promise.all(transfers.map((transfer) => row(devnet, transfer))),
    supply: { exact: proof.exact, perChain: Object.fromEntries(perChain) },
    readySeconds: Math.round(devnet.readySeconds * 1000) / 1000,
    peakRssBytes: devnet.memory.peakBytes,
  };
}

async function row(devnet: Devnet, { record }: DemoTransfer): Promise<TransferRow> {
  return {
    guid: record.guid,
    from: record.from,
    to: record.to,
    amount: String(record.amountWei),
    status: statusOf(record),
    compose: composeOf(record),
    finalToDeliveredSeconds: finalToDeliveredSeconds(record),
    gas: await deliveryGas({ chain: chainOf(devnet, record.to), record }),
  };
}

function chainOf(devnet: Devnet, key: ChainKey) {
  if (key !== 'solana') return devnet.chain(key);
  if (devnet.solana === null) throw new Error('a message went to solana, which is not there');
  return devnet.solana.chain;
}

/** Both tables. */
export function demoTables(report: DemoReport, transfers: readonly DemoTransfer[]): string {
  const lanes = table({
    head: ['lane', 'CXT', 'status', 'seconds', 'gas or CU', 'guid', ''],
    right: [1, 3, 4],
    rows: report.transfers.map((transfer, index) => [
      `${transfer.from} → ${transfer.to}`,
      formatCxt(BigInt(transfer.amount)),
      transfer.status,
      transfer.finalToDeliveredSeconds?.toFixed(2) ?? '-',
      transfer.gas?.toLocaleString('en-US') ?? '-',
      transfer.guid,
      transfers[index]?.plan.remark ?? '',
    ]),
  });
  const supply = table({
    head: ['chain', 'supply', 'locked', 'pending in', 'burned', 'at height'],
    right: [1, 2, 3, 4, 5],
    rows: Object.entries(report.supply.perChain).map(([key, chain]) => [
      key,
      ...[chain.supply, chain.locked, chain.pendingIn, chain.burned].map((wei) => formatCxt(BigInt(wei))),
      chain.height,
    ]),
  });
  return `\n${lanes}\n(seconds: from final at the source to delivered; gas, compute units on Solana: this message's share at the destination)\n\n${supply}\n`;
}
