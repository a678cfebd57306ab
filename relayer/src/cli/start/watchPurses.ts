/** Measures the submitters' gas money and how long it lasts, and says once when it is not enough for a delivery. */
import type { Clock } from '@cxt-bridge/adapters/core';
import type { ChainPort, Log } from '../../engine/ports.ts';
import { hoursLeft, type Purse, purseAfter } from '../../engine/purse.ts';
import { BridgeError } from '../../errors/bridgeError.ts';
import type { Metrics } from '../../observability/metrics.ts';
import { submitterFunds } from '../checks/checkSubmitter.ts';
import { gasMoney, nativeDecimals } from '../print/figures.ts';

const MEASURE_MS = 30_000;
/** Shown where nothing is spent. */
const LASTS_LONG_HOURS = 1e6;

interface Watched {
  readonly purse: Purse;
  readonly enough: boolean;
}

/** Runs until `signal` is aborted; a chain that does not answer is asked again later. */
export async function watchPurses(parameters: {
  chains: readonly ChainPort[];
  metrics: Metrics;
  log: Log;
  clock: Clock;
  signal: AbortSignal;
}): Promise<void> {
  const { chains, clock, signal } = parameters;
  const purses = new Map<string, Watched>();
  while (!signal.aborted) {
    await Promise.all(
      chains.map((chain) => measure({ ...parameters, chain, purses }).catch(() => undefined)),
    );
    await clock.sleep(MEASURE_MS, signal).catch(() => undefined);
  }
}

async function measure(parameters: {
  chain: ChainPort;
  purses: Map<string, Watched>;
  metrics: Metrics;
  log: Log;
  clock: Clock;
  signal: AbortSignal;
}): Promise<void> {
  const { chain, purses, metrics, clock, signal } = parameters;
  const { account } = chain.signer;
  const { balanceWei, enough } = await chain.view.any((provider) =>
    submitterFunds({ provider, account, signal }),
  );
  const nowMs = clock.nowMs();
  const before = purses.get(chain.key);
  const purse = purseAfter({ purse: before?.purse, balance: balanceWei, nowMs });
  if ((before?.enough ?? true) !== enough) tell({ ...parameters, balanceWei, enough });
  purses.set(chain.key, { purse, enough });
  const labels = { chain: chain.key, account };
  metrics.submitterBalance.set(labels, Number(balanceWei) / 10 ** nativeDecimals(account));
  metrics.submitterHoursLeft.set(labels, hoursLeft({ purse, nowMs }) ?? LASTS_LONG_HOURS);
}

function tell(parameters: { chain: ChainPort; balanceWei: bigint; enough: boolean; log: Log }): void {
  const { chain, balanceWei, enough, log } = parameters;
  const address = chain.signer.account;
  if (enough) {
    log.info({ chain: chain.key, address }, 'submitter has gas money again');
    return;
  }
  const balance = gasMoney({ amount: balanceWei.toString(), owner: address });
  const error = new BridgeError('CXT_SUBMIT_UNFUNDED', { context: { address, balance, chain: chain.key } });
  log.warn({ code: error.code, chain: chain.key, address, hint: error.hint }, error.message);
}
