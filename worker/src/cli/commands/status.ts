/** `status`: what the chain says of this node; needs no password and locks nothing. */
import { formatCxt } from '@cxt-bridge/adapters/protocol';
import { renderFacts } from '@cxt-bridge/relayer/terminal';
import { isAddressEqual } from 'viem';
import { ABI } from '../../chain/contracts.ts';
import { JOB_STATES } from '../../chain/jobView.ts';
import { readEpochState, readNodeState } from '../../chain/readEpochState.ts';
import { ScoredEpochs } from '../../chain/scoredEpochs.ts';
import { answer, type CommandContext, type CommonOptions, configOf, loggerOf } from '../commandOptions.ts';
import { addressOf, openChain } from '../session.ts';

export async function statusCommand(parameters: {
  context: CommandContext;
  options: CommonOptions;
}): Promise<void> {
  const { context, options } = parameters;
  const loaded = configOf(options);
  const address = await addressOf(loaded);
  const chain = await openChain(loaded, loggerOf(context, 'warn'));
  const scored = new ScoredEpochs({ chain, node: address, fromBlock: BigInt(loaded.config.chain.fromBlock) });
  await scored.update(chain.head);
  const epochState = await readEpochState(chain);
  const base = { chain, head: chain.head, node: address, epochState };
  const node = await readNodeState({ ...base, scoredEpochs: scored.epochs });
  const [gasWei, reputation] = await Promise.all([
    chain.client.getBalance({ address }),
    chain.client.readContract({
      address: chain.contracts.stakeRegistry,
      abi: ABI.stakeRegistry,
      functionName: 'reputationOf',
      args: [address],
    }),
  ]);
  const jobs = chain.jobs.live
    .filter(({ job }) => [...job.bidders, ...job.executors].some((other) => isAddressEqual(other, address)))
    .map(({ job, record }) => ({ jobId: job.id, state: JOB_STATES[record.status] }));
  const claimableWei = node.claims.reduce((sum, { amountWei }) => sum + amountWei, 0n);
  const { epoch, endsAt, validators, latestSnapshot } = epochState;
  const value = {
    node: address,
    block: chain.head.number,
    epoch,
    epochEndsInSeconds: endsAt > chain.head.timestamp ? endsAt - chain.head.timestamp : 0n,
    gasWei,
    balanceWei: node.balanceWei,
    stakeWei: node.stakeWei,
    freeStakeWei: node.freeStakeWei,
    claimableWei,
    creditWei: node.creditWei,
    reputationBps: reputation,
    isValidator: node.isValidator,
    isJailed: node.jailedUntil > chain.head.timestamp,
    validators: validators.length,
    latestSnapshot,
    baseWork: node.commitments
      .filter(({ rows }) => rows > 0)
      .map(({ epoch: of, rows, isOpened }) => ({ epoch: of, rows, isOpened })),
    jobs,
  };
  answer({ context, options, value, render: (status) => renderFacts(factsOf(status)) });
}

function factsOf(status: {
  node: string;
  block: bigint;
  epoch: bigint;
  epochEndsInSeconds: bigint;
  gasWei: bigint;
  balanceWei: bigint;
  stakeWei: bigint;
  freeStakeWei: bigint;
  claimableWei: bigint;
  creditWei: bigint;
  reputationBps: bigint;
  isValidator: boolean;
  isJailed: boolean;
  validators: number;
  latestSnapshot: bigint | null;
  baseWork: readonly { epoch: bigint; rows: number; isOpened: boolean }[];
  jobs: readonly { jobId: string; state: string | undefined }[];
}): (readonly [string, string])[] {
  const cxt = (wei: bigint): string => `${formatCxt(wei)} CXT`;
  const work = status.baseWork.map(
    ({ epoch, rows, isOpened }) => `epoch ${epoch}: ${rows} rows${isOpened ? ', credited' : ''}`,
  );
  return [
    ['node', status.node],
    ['block', String(status.block)],
    ['epoch', `${status.epoch}, ends in ${status.epochEndsInSeconds} s`],
    ['gas money', `${formatCxt(status.gasWei)} ETH`],
    ['balance', cxt(status.balanceWei)],
    ['stake', `${cxt(status.stakeWei)}, ${cxt(status.freeStakeWei)} of it free`],
    ['claimable', cxt(status.claimableWei)],
    ['credit', cxt(status.creditWei)],
    ['reputation', `${Number(status.reputationBps) / 10_000}${status.isJailed ? ', jailed' : ''}`],
    ['validator', `${status.isValidator ? 'yes' : 'no'}, one of ${status.validators}`],
    ['base work', work.join('; ') || 'none'],
    ['jobs', status.jobs.map(({ jobId, state }) => `${jobId} ${state}`).join('; ') || 'none'],
  ];
}
