/** The load: many users, all lanes in turn, transactions signed before the clock starts. */
import type { Hex } from 'viem';

import { type ChainKey, HOME, LANES } from '../devnet/chain/chainSpec.ts';
import { rpcBatch } from '../devnet/chain/jsonRpc.ts';
import { CXT } from '../devnet/deploy/parameters.ts';
import type { Devnet } from '../devnet/devnet.ts';
import { DevnetError } from '../devnet/devnetError.ts';
import { sendTransfers } from '../devnet/users/sendTransfers.ts';
import { quoteFee, sendCall } from '../devnet/users/transferCall.ts';
import type { TransferRecord } from '../devnet/watch/transferRecord.ts';
import type { BenchOptions } from './benchOptions.ts';

const AMOUNT_WEI = CXT;
const SPOKE_FUNDS_WEI = 100n * CXT;
const SEED_TIMEOUT_MS = 120_000;
/** How long after the last send a message may take before it counts as lost. */
const DRAIN_TIMEOUT_MS = 300_000;
const TICK_MS = 40;
const BAR_WIDTH = 30;

export interface SignedSend {
  readonly from: ChainKey;
  readonly raw: Hex;
}

export interface SentLoad {
  readonly hashes: readonly { readonly from: ChainKey; readonly hash: Hex }[];
  readonly firstSentAtMs: number;
}

/** Gives every user CXT on the spokes, over the bridge: there is no other way. */
export async function bringCxtToSpokes(parameters: { devnet: Devnet; signal: AbortSignal }): Promise<void> {
  const { devnet, signal } = parameters;
  const spokes = devnet.chains.map(({ key }) => key).filter((key) => key !== HOME);
  const transfers = spokes.flatMap((to) =>
    devnet.users.map((user) => ({
      from: HOME,
      user,
      transfer: { to, recipient: user.address, amountWei: SPOKE_FUNDS_WEI },
    })),
  );
  await sendTransfers({ devnet, transfers });
  const condition = (): boolean => delivered(devnet) >= transfers.length;
  if (await devnet.watcher.until({ condition, timeoutMs: SEED_TIMEOUT_MS, signal })) return;
  throw new DevnetError(
    `only ${delivered(devnet)} of ${transfers.length} transfers arrived`,
    'see the relayers',
  );
}

/** Signs everything, one lane after the other in turn. */
export async function signLoad(parameters: {
  devnet: Devnet;
  messages: number;
  report: (text: string) => void;
}): Promise<SignedSend[]> {
  const { devnet, messages, report } = parameters;
  const { gateway } = devnet.addresses;
  const fees = await Promise.all(
    LANES.map(({ from, to }) => {
      const transfer = { to, recipient: devnet.user(0).address, amountWei: AMOUNT_WEI };
      return quoteFee({ chain: devnet.chain(from), gateway, transfer });
    }),
  );
  const load: SignedSend[] = [];
  for (let index = 0; index < messages; index++) {
    const lane = index % LANES.length;
    const { from, to } = LANES[lane] as (typeof LANES)[number];
    const user = devnet.user(Math.floor(index / LANES.length) % devnet.users.length);
    const transfer = { to, recipient: user.address, amountWei: AMOUNT_WEI };
    const call = sendCall({ gateway, transfer, feeWei: fees[lane] as bigint, sender: user.address });
    load.push({ from, raw: await user.sign(devnet.chain(from), call) });
    if (index % 50 === 0) report(`signing ${messages} transfers: ${index}`);
  }
  return load;
}

/** Sends at the offered rate and waits until all have arrived, or long enough. */
export async function runLoad(parameters: {
  devnet: Devnet;
  load: readonly SignedSend[];
  options: BenchOptions;
  report: (text: string) => void;
  signal: AbortSignal;
}): Promise<SentLoad> {
  const { devnet, load, options, report, signal } = parameters;
  const before = delivered(devnet);
  const show = (sent: number): void =>
    report(bar({ sent, arrived: delivered(devnet) - before, all: load.length }));
  const firstSentAtMs = Date.now();
  const hashes: { from: ChainKey; hash: Hex }[] = [];
  while (hashes.length < load.length) {
    signal.throwIfAborted();
    const due = dueCount({ options, elapsedMs: Date.now() - firstSentAtMs, all: load.length });
    hashes.push(...(await hand(devnet, load.slice(hashes.length, due))));
    show(hashes.length);
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  }
  const condition = (): boolean => {
    show(load.length);
    return delivered(devnet) - before >= load.length;
  };
  await devnet.watcher.until({ condition, timeoutMs: DRAIN_TIMEOUT_MS, signal });
  return { hashes, firstSentAtMs };
}

function dueCount(parameters: { options: BenchOptions; elapsedMs: number; all: number }): number {
  const { options, elapsedMs, all } = parameters;
  if (options.perSecond === null) return all;
  return Math.min(all, 1 + Math.floor((elapsedMs / 1000) * options.perSecond));
}

async function hand(devnet: Devnet, sends: readonly SignedSend[]): Promise<{ from: ChainKey; hash: Hex }[]> {
  const byChain = devnet.chains.map(async ({ key, rpcUrl }) => {
    const own = sends.filter(({ from }) => from === key);
    if (own.length === 0) return [];
    const requests = own.map(({ raw }) => ({ method: 'eth_sendRawTransaction', params: [raw] }));
    const hashes = (await rpcBatch(rpcUrl, requests)) as Hex[];
    return hashes.map((hash) => ({ from: key, hash }));
  });
  return (await Promise.all(byChain)).flat();
}

const delivered = (devnet: Devnet): number =>
  [...devnet.watcher.book.byGuid.values()].filter((record: TransferRecord) => record.delivered.length > 0)
    .length;

function bar(parameters: { sent: number; arrived: number; all: number }): string {
  const { sent, arrived, all } = parameters;
  const filled = Math.round((arrived / all) * BAR_WIDTH);
  return `[${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)}] ${sent} sent, ${arrived} of ${all} delivered`;
}
