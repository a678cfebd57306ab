/**
 * Reads JSON-RPC answers field by field.
 *
 * Guarantee: what comes out has the type it claims. Refuses everything else with {@link MalformedAnswer}; nothing is coerced, because a
 * lenient reader turns a lie into a default value.
 */
import { MalformedAnswer } from './malformedAnswer.ts';

export type AnswerRecord = Readonly<Record<string, unknown>>;

/** A JSON object. @throws MalformedAnswer */
export function asRecord(value: unknown, what: string): AnswerRecord {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new MalformedAnswer(`${what} is not an object`);
  }
  return value as AnswerRecord;
}

/** A JSON array. @throws MalformedAnswer */
export function asArray(value: unknown, what: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new MalformedAnswer(`${what} is not an array`);
  return value;
}
