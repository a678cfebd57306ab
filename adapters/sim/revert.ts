/** How a simulated contract says no: the error's name as in the contracts, caught at the edge of the transaction. */

/** Thrown inside a transaction; undoes all of it. */
export class Revert extends Error {
  override readonly name = 'Revert';
  /** Name of the contract's error, e.g. `RootMismatch`. */
  readonly reason: string;

  constructor(reason: string, detail = '') {
    super(detail === '' ? reason : `${reason}: ${detail}`);
    this.reason = reason;
  }
}
