/** `stake`, `unstake`, `withdraw`, `claim`: one or two transactions each, from this node's key. */
import { formatCxt } from '@cxt-bridge/adapters/protocol';
import { systemClock } from '@cxt-bridge/relayer/clock';
import type { Hex } from 'viem';
import { type ContractCall, encodeCall } from '../../chain/calls.ts';
import { ABI } from '../../chain/contracts.ts';
import { ScoredEpochs } from '../../chain/scoredEpochs.ts';
import { readEpochState, readNodeState } from '../../chain/readEpochState.ts';
import { answer, type CommandContext, type CommonOptions, configOf, loggerOf } from '../commandOptions.ts';
import { openSession, senderOf, type Session } from '../session.ts';
import { WorkerError } from '../../errors/workerError.ts';

interface Parameters {
  readonly context: CommandContext;
  readonly options: CommonOptions;
}

type Send = (id: string, call: ContractCall) => Promise<Hex>;

/** A sum that moved, and the transactions that moved it. */
interface Moved {
  readonly what: string;
  readonly amountWei: bigint;
  readonly transactions: readonly Hex[];
}

export function stakeCommand(parameters: Parameters & { amountWei: bigint }): Promise<void> {
  const { amountWei } = parameters;
  return withSender(parameters, async ({ chain, key }, send) => {
    const { contracts, client } = chain;
    const allowance = await client.readContract({
      address: contracts.token,
      abi: ABI.token,
      functionName: 'allowance',
      args: [key.address, contracts.stakeRegistry],
    });
    const transactions: Hex[] = [];
    if (allowance < amountWei) {
      const args = [contracts.stakeRegistry, amountWei] as const;
      transactions.push(
        await send('approve', encodeCall({ contracts, contract: 'token', method: 'approve', args })),
      );
    }
    const call = encodeCall({ contracts, contract: 'stakeRegistry', method: 'stake', args: [amountWei] });
    transactions.push(await send(`stake:${amountWei}`, call));
    return { what: 'staked', amountWei, transactions };
  });
}

export function unstakeCommand(parameters: Parameters & { amountWei: bigint }): Promise<void> {
  const { amountWei } = parameters;
  return withSender(parameters, async ({ chain }, send) => {
    const { contracts } = chain;
    const args = [amountWei] as const;
    const call = encodeCall({ contracts, contract: 'stakeRegistry', method: 'requestUnstake', args });
    return { what: 'unbonding', amountWei, transactions: [await send(`unstake:${amountWei}`, call)] };
  });
}

export function withdrawCommand(parameters: Parameters): Promise<void> {
  return withSender(parameters, async ({ chain, key }, send) => {
    const { contracts, client } = chain;
    const transactions: Hex[] = [];
    let amountWei = 0n;
    const requests = await client.getContractEvents({
      address: contracts.stakeRegistry,
      abi: ABI.stakeRegistry,
      eventName: 'UnstakeRequested',
      args: { node: key.address },
      fromBlock: 0n,
      strict: true,
    });
    for (const id of new Set(requests.map(({ args }) => args.id))) {
      const registry = { address: contracts.stakeRegistry, abi: ABI.stakeRegistry } as const;
      const [leftWei, releaseAt] = await client.readContract({
        ...registry,
        functionName: 'unbondingOf',
        args: [key.address, id],
      });
      if (leftWei === 0n || releaseAt > chain.head.timestamp) continue;
      const args = [key.address, id] as const;
      const call = encodeCall({ contracts, contract: 'stakeRegistry', method: 'withdraw', args });
      transactions.push(await send(`unbonded:${id}`, call));
      amountWei += leftWei;
    }
    const creditWei = await client.readContract({
      address: contracts.jobMarket,
      abi: ABI.jobMarket,
      functionName: 'creditOf',
      args: [key.address],
    });
    if (creditWei > 0n) {
      const args = [key.address] as const;
      const call = encodeCall({ contracts, contract: 'jobMarket', method: 'withdraw', args });
      transactions.push(await send('credit', call));
      amountWei += creditWei;
    }
    return { what: 'withdrawn', amountWei, transactions };
  });
}

export function claimCommand(parameters: Parameters): Promise<void> {
  return withSender(parameters, async ({ chain, key }, send) => {
    const scored = new ScoredEpochs({ chain, node: key.address, fromBlock: 0n });
    await scored.update(chain.head);
    const epochState = await readEpochState(chain);
    const base = { chain, head: chain.head, node: key.address, epochState };
    const { claims } = await readNodeState({ ...base, scoredEpochs: scored.epochs });
    if (claims.length === 0) return { what: 'claimed', amountWei: 0n, transactions: [] };
    const { contracts } = chain;
    const args = [key.address, claims.map(({ epoch }) => epoch)] as const;
    const call = encodeCall({ contracts, contract: 'miningPool', method: 'claim', args });
    const amountWei = claims.reduce((sum, claim) => sum + claim.amountWei, 0n);
    return { what: 'claimed', amountWei, transactions: [await send('claim', call)] };
  });
}

async function withSender(
  parameters: Parameters,
  act: (session: Session, send: Send) => Promise<Moved>,
): Promise<void> {
  const { context, options } = parameters;
  const loaded = configOf(options);
  const log = loggerOf(context, 'warn');
  const session = await openSession(loaded, log);
  const done = new AbortController();
  try {
    const { chain } = session;
    const sender = senderOf({ session, loaded, log });
    const following = follow({ chain, sender, signal: done.signal });
    const stamp = systemClock().nowMs();
    const moved = await act(session, async (id, call) => {
      const sending = sender.send({ id: `cli:${stamp}:${id}`, ...call });
      return (await Promise.race([sending, following.then(() => stoppedEarly())])).hash;
    });
    answer({ context, options, value: moved, render: renderMoved });
    done.abort(new Error('done'));
    await following;
  } finally {
    done.abort(new Error('done'));
    session.close();
  }
}

function stoppedEarly(): never {
  throw new WorkerError('WORKER_CHAIN_UNREACHABLE', {
    message: 'the chain could not be followed any more',
    hint: 'what was signed goes on at the next start',
  });
}

async function follow(parameters: {
  chain: Session['chain'];
  sender: ReturnType<typeof senderOf>;
  signal: AbortSignal;
}): Promise<void> {
  const { chain, sender, signal } = parameters;
  void chain.run(signal);
  let last = -1n;
  while (!signal.aborted) {
    try {
      const head = await chain.nextHead(last, signal);
      last = head.number;
      await sender.onHead(head);
    } catch {
      // Said by the chain's own loop; the next head may do.
    }
  }
}

function renderMoved({ what, amountWei, transactions }: Moved): string {
  if (transactions.length === 0) return `nothing to be ${what}`;
  return [`${what}  ${formatCxt(amountWei)} CXT`, ...transactions.map((hash) => `        ${hash}`)].join(
    '\n',
  );
}
