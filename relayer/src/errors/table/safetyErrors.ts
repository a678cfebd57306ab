import type { ErrorRow } from '../errorRow.ts';

const breach = { retry: 'operator', blame: 'infra', alert: true, exitCode: 70 } as const;
const acknowledge = 'read the runbook, then lift the halt with "cxt-relayer acknowledge {evidence}"';

/** Breached invariants: supply, lanes, finality. All are sticky until the operator acknowledges them. */
export const SAFETY_ERRORS = {
  CXT_SUPPLY_EXCESS: {
    what: 'there is more CXT than the ledger allows ({excessWei} wei)',
    where: '{chain} at {height}',
    hint: acknowledge,
    ...breach,
  },
  CXT_SUPPLY_NEGATIVE: {
    what: 'the ledger figure {figure} would fall below zero ({valueWei} wei)',
    where: '{chain} at {height}',
    hint: acknowledge,
    ...breach,
  },
  CXT_SUPPLY_FLOW_DIFFERS: {
    what: 'token flow and bridge events of a transaction disagree ({detail})',
    where: '{chain} in {txHash}',
    hint: acknowledge,
    ...breach,
  },
  CXT_SUPPLY_STATE_DIFFERS: {
    what: 'the chain says {figure} = {chainWei} wei, the ledger {ledgerWei}',
    where: '{chain} at {height}',
    hint: acknowledge,
    ...breach,
  },
  CXT_SUPPLY_HALTED: {
    what: 'signing is halted since a supply breach',
    where: 'evidence {evidence}',
    hint: acknowledge,
    ...breach,
  },
  CXT_LANE_CONFLICT: {
    what: 'nonce {nonce} was executed with leaf {executed}, ours is {ours}',
    where: 'lane {lane}',
    hint: acknowledge,
    ...breach,
  },
  CXT_LANE_GAP: {
    what: 'nonce {found} follows {last}',
    where: 'lane {lane}',
    hint: 'a provider hides or invents events: nothing of this lane is signed until providers agree with the chain state',
    ...breach,
    retry: 'backoff',
  },
  CXT_LANE_HASH_DIFFERS: {
    what: 'the events of the lane do not lead to its hash on chain ({computed}, chain {onChain})',
    where: 'lane {lane} at {height}',
    hint: 'a provider forged, dropped or reordered an event: replace it; nothing of this lane is signed until then',
    ...breach,
    retry: 'backoff',
  },
  CXT_LANE_HALTED: {
    what: 'the lane is halted ({reason})',
    where: 'lane {lane}',
    hint: acknowledge,
    ...breach,
  },
  CXT_FINALITY_REWRITTEN: {
    what: 'the final block {height} had hash {before} and now has {after}',
    where: '{chain}',
    hint: acknowledge,
    ...breach,
  },
  CXT_FINALITY_BACKWARDS: {
    what: 'the final height fell from {before} to {after}',
    where: '{chain}',
    hint: acknowledge,
    ...breach,
  },
  CXT_FINALITY_STALLED: {
    what: 'finality is {lagBlocks} blocks behind for {lagSeconds} s',
    where: '{chain}',
    hint: 'the lane waits and goes on by itself when the chain finalises again',
    retry: 'next-block',
    blame: 'infra',
    alert: true,
    exitCode: 75,
  },
} as const satisfies Record<string, ErrorRow>;
