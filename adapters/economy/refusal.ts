/** What the economy refuses, by the name of the contracts' error. */

/** Values of an error's parameters: numbers as bigint, addresses and hashes in lower case. */
export type RefusalArgs = readonly (bigint | string | boolean)[];

/** A refused operation: nothing of it has happened. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly error: string;
  readonly args: RefusalArgs;

  constructor(error: string, args: RefusalArgs = []) {
    super(`${error}(${args.map(String).join(', ')})`);
    this.error = error;
    this.args = args;
  }
}

/** Refuses. @throws Refusal */
export function refuse(error: string, ...args: RefusalArgs): never {
  throw new Refusal(error, args);
}
