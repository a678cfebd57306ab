/** The test users' CXT: earned by the compute nodes with base work, paid by them. Nobody else has any at the beginning. */
import type { Address } from 'viem';

import { cxtAbi } from '../../../adapters/evm/abi/cxt.ts';
import { miningPoolAbi } from '../../../adapters/evm/abi/miningPool.ts';
import type { DevChain } from '../chain/devChain.ts';
import type { DeploymentAddresses } from '../deploy/addresses.ts';
import { CXT } from '../deploy/parameters.ts';
import { DevnetError } from '../devnetError.ts';
import { formatCxt } from '../terminal/formatCxt.ts';
import type { Payout } from './workersConfig.ts';

/** What the test users get together: a part of what the first epoch releases. */
const ALL_FUNDS_WEI = 30_000n * CXT;
/** So many payments that each node can make its share of them out of one epoch's income. */
const PAYMENTS = 30;
const TIMEOUT_MS = 120_000;
const POLL_MS = 250;

/** Equal payments that give every user the same. */
export function firstPayouts(users: readonly Address[]): Payout[] {
  const each = Math.max(1, Math.floor(PAYMENTS / users.length));
  const amount = String(ALL_FUNDS_WEI / BigInt(users.length * each));
  return Array.from({ length: each }, () => users.map((to) => ({ to, amount }))).flat();
}

/** Waits until everybody has been paid, showing how far the first epochs are. @throws DevnetError after two minutes */
export async function untilPaid(parameters: {
  home: DevChain;
  addresses: DeploymentAddresses;
  payouts: readonly Payout[];
  report: (text: string) => void;
  signal: AbortSignal;
}): Promise<void> {
  const { home, addresses, payouts, report, signal } = parameters;
  const owed = new Map<Address, bigint>();
  for (const { to, amount } of payouts) owed.set(to, (owed.get(to) ?? 0n) + BigInt(amount));
  const pool = { address: addresses.miningPool, abi: miningPoolAbi } as const;
  const deadline = Date.now() + TIMEOUT_MS;
  for (;;) {
    signal.throwIfAborted();
    const [epoch, released, ...balances] = await Promise.all([
      home.client.readContract({ ...pool, functionName: 'currentEpoch' }),
      home.client.readContract({ ...pool, functionName: 'released' }),
      ...[...owed.keys()].map((user) => balanceOf({ home, addresses, user })),
    ]);
    const paid = [...owed.values()].filter((wei, index) => (balances[index] ?? 0n) >= wei).length;
    report(
      `epoch ${epoch}: ${formatCxt(released)} CXT earned by base work, ${paid} of ${owed.size} test users paid`,
    );
    if (paid === owed.size) return;
    if (Date.now() > deadline)
      throw new DevnetError(
        `only ${paid} of ${owed.size} test users were paid`,
        'see the log of the workers',
      );
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

function balanceOf(parameters: { home: DevChain; addresses: DeploymentAddresses; user: Address }) {
  const { home, addresses, user } = parameters;
  return home.client.readContract({
    address: addresses.token,
    abi: cxtAbi,
    functionName: 'balanceOf',
    args: [user],
  });
}
