/** What the demo ends with: one JSON object, or tables for people. Same facts, same words (status vocabulary of the API). */
import type { Hex } from 'viem';

import { type ChainKey, HOME } from '../chain/chainSpec.ts';
import type { Devnet, WholeSupplyProof } from '../devnet.ts';
import { type EpochRow, epochReport } from '../economy/epochReport.ts';
import type { JobOutcome } from '../jobs/jobOutcome.ts';
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

export interface JobRow {
  readonly jobId: Hex;
  readonly from: ChainKey;
  readonly type: string;
  readonly status: string;
  /** As in JOB_TERMINAL. */
  readonly reason: number;
  /** Paid, in wei. */
  readonly price: string;
  /** Back to the requester, in wei, compensation included. */
  readonly refund: string;
  readonly disputed: boolean;
  readonly resultHash: Hex;
  readonly seconds: number;
  /** What the result says. */
  readonly answer: string | null;
}

export interface DemoReport {
  readonly transfers: readonly TransferRow[];
  readonly epochs: readonly EpochRow[];
  readonly jobs: readonly JobRow[];
  readonly supply: {
    readonly exact: boolean;
    readonly perChain: Readonly<
      Record<string, { supply: string; locked: string; pendingIn: string; burned: string; height: string }>
    >;
    /** Parts of home, in wei: they add up to 100,000,000 CXT; `bonded` is a part of `stake`. */
    readonly home: Readonly<Record<string, string>>;
  };
  readonly readySeconds: number;
  /** Largest sum of the resident memory of all processes, sampled four times a second. */
  readonly peakRssBytes: number;
}

export async function demoReport(parameters: {
  devnet: Devnet;
  transfers: readonly DemoTransfer[];
  jobs: readonly JobOutcome[];
  proof: WholeSupplyProof;
}): Promise<DemoReport> {
  const { devnet, transfers, jobs, proof } = parameters;
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
    epochs: await epochReport({ home: devnet.chain(HOME), addresses: devnet.addresses }),
    jobs: jobs.map(jobRow),
    supply: {
      exact: proof.exact,
      perChain: Object.fromEntries(perChain),
      home: Object.fromEntries(Object.entries(proof.economy).map(([part, wei]) => [part, String(wei)])),
    },
    readySeconds: Math.round(devnet.readySeconds * 1000) / 1000,
    peakRssBytes: devnet.memory.peakBytes,
  };
}

function jobRow(outcome: JobOutcome): JobRow {
  const { jobId, work, status, reason, priceWei, refundWei, isDisputed, resultHash, seconds, answer } =
    outcome;
  return {
    jobId,
    from: HOME,
    type: work.type,
    status,
    reason,
    price: String(priceWei),
    refund: String(refundWei),
    disputed: isDisputed,
    resultHash,
    seconds: Math.round(seconds * 100) / 100,
    answer,
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

/** All tables. */
export function demoTables(
  report: DemoReport,
  remarks: { transfers: readonly DemoTransfer[]; jobs: readonly JobOutcome[] },
): string {
  const { transfers, jobs } = remarks;
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
  return `\n${lanes}\n(seconds: from final at the source to delivered; gas, compute units on Solana: this message's share at the destination)\n\n${epochTable(report)}\n\n${jobTable(report, jobs)}\n${pictures(jobs)}\n\n${supply}\n\n${homeTable(report)}\n`;
}

const epochTable = (report: DemoReport): string =>
  table({
    head: ['epoch', 'work units', 'budget', 'used', 'released', 'claimed'],
    right: [0, 1, 2, 3, 4, 5],
    rows: report.epochs.map(({ epoch, workUnits, budget, utilisation, released, claimed }) => [
      String(epoch),
      String(workUnits),
      formatCxt(BigInt(budget)),
      `${(utilisation * 100).toFixed(0)} %`,
      ...[released, claimed].map((wei) => formatCxt(BigInt(wei))),
    ]),
  });

const jobTable = (report: DemoReport, outcomes: readonly JobOutcome[]): string =>
  table({
    head: ['job', 'status', 'paid', 'back', 'seconds', 'answer', ''],
    right: [2, 3, 4],
    rows: report.jobs.map((job, index) => [
      job.type,
      job.disputed ? `${job.status} (disputed)` : job.status,
      formatCxt(BigInt(job.price)),
      formatCxt(BigInt(job.refund)),
      job.seconds.toFixed(1),
      job.answer ?? '-',
      outcomes[index]?.plan.remark ?? '',
    ]),
  });

/** What was asked about. */
const pictures = (outcomes: readonly JobOutcome[]): string =>
  outcomes
    .flatMap(({ work, answer }) =>
      work.picture === null ? [] : [`\n${work.picture}\n→ ${answer ?? 'no answer'}`],
    )
    .join('\n');

const homeTable = (report: DemoReport): string =>
  table({
    head: ['CXT on home', 'amount'],
    right: [1],
    rows: Object.entries(report.supply.home).map(([part, wei]) => [part, formatCxt(BigInt(wei))]),
  });
