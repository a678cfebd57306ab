import type { Hex } from '@cxt-bridge/adapters/protocol';
import { BridgeError } from '../errors/index.ts';
import { type JournalCondition, journalEvidence } from './inspectJournal.ts';
import { JOURNAL_FORMAT } from './journalRecord.ts';

/** A state in which nothing may be signed. */
export type RefusedCondition = Exclude<JournalCondition, { state: 'whole' | 'torn' }>;

/** The error for a journal that must not be signed with; it names the evidence to acknowledge where a loss can be accepted. */
export function refuseJournal(options: {
  path: string;
  bridgeId: Hex;
  condition: RefusedCondition;
}): BridgeError {
  const { path, bridgeId, condition } = options;
  const { state } = condition;
  if (state === 'foreign') {
    return new BridgeError('CXT_JOURNAL_FOREIGN', {
      context: { path, found: condition.found, expected: bridgeId },
    });
  }
  if (state === 'version') {
    return new BridgeError('CXT_JOURNAL_VERSION', {
      context: { path, found: condition.found, expected: JOURNAL_FORMAT },
    });
  }
  const evidence = journalEvidence({ path, bridgeId, state });
  if (state === 'missing') return new BridgeError('CXT_JOURNAL_MISSING', { context: { path, evidence } });
  if (state === 'corrupt') {
    return new BridgeError('CXT_JOURNAL_CORRUPT', { context: { path, evidence, detail: condition.detail } });
  }
  const { found, expected } = condition;
  return new BridgeError('CXT_JOURNAL_TRUNCATED', {
    context: { path, evidence, found: String(found), expected: String(expected) },
  });
}
