/** Recomputing values of a file that may be wrong: a refusal becomes a problem with a path, not an exception. */
import { ProtocolError } from '@cxt-bridge/adapters/protocol';

/** What is wrong with a file, and where. */
export type Problem = { readonly path: string; readonly message: string };

/**
 * Computes a value. If the library refuses, notes the problem at `path` and goes on with the value that was `given`;
 * without one the refusal is thrown.
 */
export type Attempt = <T>(args: { path: string; given: T | undefined; compute: () => T }) => T;

/** An {@link Attempt} that notes its problems in `problems`. */
export function attemptInto(problems: Problem[]): Attempt {
  return ({ path, given, compute }) => {
    try {
      return compute();
    } catch (error) {
      if (!(error instanceof ProtocolError) || given === undefined) throw error;
      problems.push({ path, message: `cannot be computed: ${error.message}` });
      return given;
    }
  };
}
