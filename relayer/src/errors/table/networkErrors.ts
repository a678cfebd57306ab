import type { ErrorRow } from '../errorRow.ts';

const infra = { retry: 'backoff', blame: 'infra', alert: true, exitCode: 75 } as const;
const peer = { retry: 'backoff', blame: 'peer', alert: false, exitCode: 75 } as const;

/** RPC providers, peers and submission. */
export const NETWORK_ERRORS = {
  CXT_RPC_QUORUM_TOO_FEW: {
    what: 'only {answered} of {asked} providers answered, {quorum} must agree ({detail})',
    where: '{chain}',
    hint: 'nothing is signed for this chain until enough providers answer; check the RPC URLs',
    ...infra,
  },
  CXT_RPC_QUORUM_DISAGREES: {
    what: 'providers disagree about {subject} ({detail})',
    where: '{chain}',
    hint: 'one of them is wrong or lies: nothing is signed for this chain until enough of them agree',
    ...infra,
  },
  CXT_PEER_UNREACHABLE: {
    what: 'the peer {peer} does not answer ({detail})',
    where: '{subject}',
    hint: 'check its URL; signing goes on while a quorum answers',
    ...peer,
  },
  CXT_PEER_BAD_ANSWER: {
    what: 'the peer {peer} gave an answer that cannot be used ({detail})',
    where: '{subject}',
    hint: 'ask its operator which release runs there',
    ...peer,
    alert: true,
  },
  CXT_PEER_BAD_SIGNATURE: {
    what: 'the peer {peer} sent a signature that is not from {attester}',
    where: '{subject}',
    hint: 'check the attester address of this peer in the config',
    ...peer,
    alert: true,
  },
  CXT_PEER_OVER_BUDGET: {
    what: 'the peer {peer} asks more than its budget',
    where: '{subject}',
    hint: 'nothing to do; it is answered again in a moment',
    ...peer,
  },
  CXT_SUBMIT_UNFUNDED: {
    what: 'the submitter {address} has {balance}, less than one delivery costs',
    where: '{chain}',
    hint: 'send gas money to this address; the other operators deliver meanwhile',
    retry: 'backoff',
    blame: 'operator',
    alert: true,
    exitCode: 75,
  },
  CXT_SUBMIT_FEE_CAP: {
    what: 'the chain asks {neededGwei} gwei per gas, the cap is {capGwei}',
    where: '{chain}',
    hint: 'raise chains.{chain}.maxFeePerGasGwei or wait',
    retry: 'next-block',
    blame: 'operator',
    alert: true,
    exitCode: 75,
  },
  CXT_SUBMIT_REJECTED: {
    what: 'a transaction was not accepted ({detail})',
    where: '{chain}',
    hint: 'it is tried again; look at the reason if this lasts',
    ...infra,
    alert: false,
  },
  CXT_SUBMIT_REVERTED: {
    what: 'a transaction reverted ({reason})',
    where: '{chain} in {txHash}',
    hint: 'it is tried again after its reason is gone; nothing is lost',
    retry: 'backoff',
    blame: 'infra',
    alert: true,
    exitCode: 75,
  },
} as const satisfies Record<string, ErrorRow>;
