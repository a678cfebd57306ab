/** The submitter account of a simulated chain: no key, the bytes name the account; same plan, same bytes, same hash. */
import type { SignedTx, TxPlan, TxSigner } from '../core/index.ts';
import { encodeTransaction } from './simTransaction.ts';

/** `TxSigner` for one account of one chain. */
export class SimTxSigner implements TxSigner {
  readonly account: string;
  readonly #networkId: string;

  constructor(options: { account: string; networkId: string }) {
    this.account = options.account;
    this.#networkId = options.networkId;
  }

  async sign(plan: TxPlan): Promise<SignedTx> {
    const { nonce, gasLimit, maxFeePerGas, maxPriorityFeePerGas, call } = plan;
    return encodeTransaction({
      networkId: this.#networkId,
      from: this.account,
      nonce,
      gasLimit,
      maxFeePerGas,
      maxPriorityFeePerGas,
      call,
    });
  }
}
