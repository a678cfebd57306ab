/** The submitter account of a Solana-like chain: no key, the bytes name the account; same step, same anchor, same bytes. */
import type { BridgeCall, ExpiringTxSigner, SignedTx, TxAnchor, TxStep } from '../core/index.ts';
import { planSvmSteps, stepCall } from './planSvmSteps.ts';
import type { SimChain } from './simChain.ts';
import { encodeTransaction } from './simTransaction.ts';

/** Most compute units of one transaction (Solana, `MAX_COMPUTE_UNIT_LIMIT`). */
export const SVM_COMPUTE_LIMIT = 1_400_000n;

/** `ExpiringTxSigner` for one account of one chain. */
export class SimExpiringSigner implements ExpiringTxSigner {
  readonly account: string;
  readonly #chain: SimChain;

  constructor(options: { account: string; chain: SimChain }) {
    this.account = options.account;
    this.#chain = options.chain;
  }

  async plan(call: BridgeCall): Promise<readonly TxStep[]> {
    const { state, genesis } = this.#chain.ledger;
    return planSvmSteps({ call, config: genesis.config, state });
  }

  async sign(at: { step: TxStep; anchor: TxAnchor }): Promise<SignedTx> {
    return encodeTransaction({
      networkId: this.#chain.ledger.genesis.networkId,
      from: this.account,
      nonce: 0n,
      gasLimit: SVM_COMPUTE_LIMIT,
      maxFeePerGas: 2n,
      maxPriorityFeePerGas: 1n,
      call: stepCall(at.step),
      anchor: at.anchor.hash,
    });
  }
}
