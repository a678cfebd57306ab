/** The transaction of an operation: who sends what to which contract. */
import {
  type Certificate,
  type JobRequest,
  NO_BYTES,
  type Operation,
  type Vote,
} from '@cxt-bridge/adapters/economy';
import type { Hex } from '@cxt-bridge/adapters/protocol';
import { encodeFunctionData } from 'viem';

import { artifact } from '../devnet/deploy/artifact.ts';
import { ACTOR_ADDRESSES, ADDRESSES, type ContractName } from './deployment.ts';
import { signVote } from './signVote.ts';

export interface Transaction {
  readonly from: Hex;
  readonly to: Hex;
  readonly data: Hex;
}

type Args = readonly unknown[];

/** Who sends what anyone may send. */
const ANYONE = ACTOR_ADDRESSES[9] as Hex;

/** The same call on the chain. */
export function encodeOperation(operation: Operation): Transaction {
  const [contract, functionName, args] = target(operation);
  const from = 'caller' in operation ? operation.caller : ANYONE;
  const data = encodeFunctionData({ abi: artifact(contract).abi, functionName, args: [...args] });
  return { from, to: ADDRESSES[contract], data };
}

function target(operation: Operation): readonly [ContractName, string, Args] {
  return (
    tokenCall(operation) ??
    poolCall(operation) ??
    stakeCall(operation) ??
    courtCall(operation) ??
    marketCall(operation) ??
    fail(operation)
  );
}

function fail(operation: Operation): never {
  throw new Error(`no transaction for ${operation.kind}`);
}

type Target = readonly [ContractName, string, Args] | null;

function tokenCall(operation: Operation): Target {
  switch (operation.kind) {
    case 'transfer':
      return ['CXT', 'transfer', [operation.to, operation.amountWei]];
    case 'burn':
      return ['CXT', 'burn', [operation.amountWei]];
    default:
      return null;
  }
}

function poolCall(operation: Operation): Target {
  switch (operation.kind) {
    case 'closeEpoch':
      return ['MiningPool', 'closeEpoch', [operation.first, operation.count]];
    case 'claim':
      return ['MiningPool', 'claim', [operation.node, operation.epochs]];
    case 'sweep':
      return ['MiningPool', 'sweep', [operation.epoch]];
    case 'donate':
      return ['MiningPool', 'donate', [operation.amountWei]];
    case 'skim':
      return ['MiningPool', 'skim', []];
    case 'recordBase':
      return ['MiningPool', 'recordBase', [operation.node, operation.workUnits]];
    case 'recordPaid': {
      const { node, workUnits, qualityBps, weightBps, sunkWei } = operation;
      return ['MiningPool', 'recordPaid', [node, workUnits, qualityBps, weightBps, sunkWei]];
    }
    case 'recordDuties':
      return ['MiningPool', 'recordDuties', [operation.duties]];
    case 'payDuty':
      return ['MiningPool', 'payDuty', [operation.epoch, operation.node, operation.duties]];
    case 'seedEpoch':
      return ['BaseWork', 'seedEpoch', []];
    case 'commitWork':
      return ['BaseWork', 'commit', [operation.epoch, operation.root, Number(operation.rows)]];
    case 'openWork':
      return ['BaseWork', 'open', [operation.epoch, NO_BYTES, operation.openings]];
    default:
      return null;
  }
}

function stakeCall(operation: Operation): Target {
  switch (operation.kind) {
    case 'stake':
      return ['StakeRegistry', 'stake', [operation.amountWei]];
    case 'requestUnstake':
      return ['StakeRegistry', 'requestUnstake', [operation.amountWei]];
    case 'withdrawUnbonding':
      return ['StakeRegistry', 'withdraw', [operation.node, operation.id]];
    case 'joinValidators':
      return ['StakeRegistry', 'joinValidators', [operation.replaced]];
    case 'leaveValidators':
      return ['StakeRegistry', 'leaveValidators', [operation.node]];
    case 'bond':
    case 'unbond':
      return ['StakeRegistry', operation.kind, [operation.node, operation.amountWei]];
    case 'bondEach':
      return ['StakeRegistry', 'bondEach', [operation.nodes, operation.amountWei]];
    case 'slash': {
      const { node, amountWei, fromBond, beneficiary } = operation;
      return ['StakeRegistry', 'slash', [node, amountWei, fromBond, beneficiary]];
    }
    case 'reward':
      return ['StakeRegistry', 'reward', [operation.node, operation.workUnits]];
    case 'punish':
      return ['StakeRegistry', 'punish', [operation.node, operation.eighth]];
    default:
      return null;
  }
}

function courtCall(operation: Operation): Target {
  switch (operation.kind) {
    case 'takeSnapshot':
      return ['WorkCourt', 'snapshot', []];
    case 'releaseSeats':
    case 'challengeLate':
    case 'closeLate':
      return ['WorkCourt', operation.kind, [operation.jobId, operation.level]];
    case 'showVotes':
    case 'certifyLate':
      return ['WorkCourt', operation.kind, [onChain(operation.certificate), NO_BYTES]];
    case 'punishAbsent': {
      const { jobId, level, redraws, seat, validator, excluded } = operation;
      return ['WorkCourt', 'punishAbsent', [jobId, level, redraws, seat, validator, excluded, NO_BYTES]];
    }
    case 'reportIncoherent': {
      const { certificate, vote } = operation;
      return ['WorkCourt', 'reportIncoherent', [onChain(certificate), signed(certificate, vote)]];
    }
    case 'reportEquivocation': {
      const { first, firstVote, second, secondVote, node } = operation;
      const votes = [onChain(first), signed(first, firstVote), onChain(second), signed(second, secondVote)];
      return ['WorkCourt', 'reportEquivocation', [...votes, node]];
    }
    default:
      return null;
  }
}

function marketCall(operation: Operation): Target {
  switch (operation.kind) {
    case 'submit':
    case 'submitFromPort':
      return ['JobMarket', operation.kind, [asked(operation.request), 'cxt-blob:0']];
    case 'placeBid':
      return ['JobMarket', 'bid', [asked(operation.request)]];
    case 'assign':
      return ['JobMarket', 'assign', [asked(operation.request), NO_BYTES]];
    case 'commitResult':
      return ['JobMarket', 'commitResult', [operation.jobId, operation.commitment]];
    case 'revealResult': {
      const { jobId, resultHash, units, salt } = operation;
      return ['JobMarket', 'revealResult', [jobId, resultHash, units, salt, '']];
    }
    case 'attest': {
      const { request, certificate, data } = operation;
      return ['JobMarket', 'attest', [asked(request), onChain(certificate), NO_BYTES, data.kind, data.data]];
    }
    case 'settle':
      return ['JobMarket', 'settle', [asked(operation.request), operation.data.kind, operation.data.data]];
    case 'disputeCanary': {
      const { request, resultHash, salt } = operation;
      return ['JobMarket', 'disputeCanary', [asked(request), resultHash, salt]];
    }
    case 'dispute':
    case 'expire':
    case 'cancel':
      return ['JobMarket', operation.kind, [asked(operation.request)]];
    case 'withdrawCredit':
      return ['JobMarket', 'withdraw', [operation.account]];
    case 'flush':
      return ['JobMarket', 'flush', []];
    default:
      return null;
  }
}

function asked(request: JobRequest): object {
  const { acceptSeconds, computeSeconds } = request;
  return { ...request, acceptSeconds: Number(acceptSeconds), computeSeconds: Number(computeSeconds) };
}

function onChain(certificate: Certificate): object {
  const votes = certificate.votes.map((vote) => signed(certificate, vote));
  return { ...certificate, executorsOk: Number(certificate.executorsOk), votes };
}

function signed(certificate: Certificate, vote: Vote): object {
  const { seat, validator } = vote;
  return { seat, validator, quality: Number(vote.qualityBps), ...signVote(certificate, vote) };
}
