/** The example receiver of the contracts, told to fail first: shows that a failed call keeps the credit and can be made good. */
import { itemFromPacket } from '@cxt-bridge/adapters/protocol';
import {
  type Address,
  encodeDeployData,
  encodeFunctionData,
  getContractAddress,
  type Hex,
  toHex,
} from 'viem';

import { gatewayAbi } from '../../../adapters/evm/abi/gateway.ts';
import type { EvmChainKey } from '../chain/chainSpec.ts';
import { deployer } from '../chain/devAccounts.ts';
import type { DevChain } from '../chain/devChain.ts';
import { sendSigned } from '../chain/sendSigned.ts';
import { artifact } from '../deploy/artifact.ts';
import type { Devnet } from '../devnet.ts';
import { DevnetError } from '../devnetError.ts';
import type { TransferRecord } from '../watch/transferRecord.ts';

/** Gas bought for the call. */
const CALL_GAS = 250_000;
const FAILURE_TIMEOUT_MS = 60_000;
/** The relayers retry once by themselves; after that anyone may. */
const RELAYERS_RETRY_MS = 4_000;

export class ComposeCallee {
  readonly address: Address;
  readonly #chain: DevChain;

  constructor(parameters: { address: Address; chain: DevChain }) {
    this.address = parameters.address;
    this.#chain = parameters.chain;
  }

  /** Deploys one; `failing` ones refuse until they are repaired. */
  static async deploy(parameters: {
    devnet: Devnet;
    chainKey: EvmChainKey;
    failing: boolean;
  }): Promise<ComposeCallee> {
    const { devnet, chainKey, failing } = parameters;
    const chain = devnet.chain(chainKey);
    const { account, address: from } = deployer();
    const nonce = await chain.client.getTransactionCount({ address: from, blockTag: 'pending' });
    const { abi, bytecode } = artifact('ComposeReceiver');
    const data = encodeDeployData({ abi, bytecode, args: [devnet.addresses.gateway] });
    const hash = await sendSigned({ chain, account, nonce, to: null, data, gas: 2_000_000n });
    const address = getContractAddress({ opcode: 'CREATE', from, nonce: BigInt(nonce) });
    const callee = new ComposeCallee({ address, chain });
    await callee.#succeeded({ hash, what: 'deploying the example receiver' });
    if (failing) await callee.#setFailing(true);
    return callee;
  }

  /** What a sender buys. */
  call(): { data: Hex; gas: number } {
    return { data: toHex('hello from another chain'), gas: CALL_GAS };
  }

  /** Waits for the failure, repairs, and retries what the relayers did not retry. */
  async repairAndRetry(parameters: {
    devnet: Devnet;
    record: TransferRecord;
    signal: AbortSignal;
  }): Promise<void> {
    const { devnet, record, signal } = parameters;
    const hasFailed = await devnet.watcher.until({
      condition: () => record.composeFailures > 0,
      timeoutMs: FAILURE_TIMEOUT_MS,
      signal,
    });
    if (!hasFailed)
      throw new DevnetError(`the call of ${record.guid} did not fail`, 'was it delivered at all?');
    await this.#setFailing(false);
    const isRetried = await devnet.watcher.until({
      condition: () => record.composeOk,
      timeoutMs: RELAYERS_RETRY_MS,
      signal,
    });
    if (!isRetried) await this.#retry({ devnet, record });
    await devnet.watcher.until({ condition: () => record.composeOk, timeoutMs: FAILURE_TIMEOUT_MS, signal });
  }

  async #retry(parameters: { devnet: Devnet; record: TransferRecord }): Promise<void> {
    const { devnet, record } = parameters;
    const { packet, execution } = record;
    const data = encodeFunctionData({
      abi: gatewayAbi,
      functionName: 'retryCompose',
      args: [toHex(itemFromPacket({ packet, execution }))],
    });
    const call = { to: devnet.addresses.gateway, data, gas: 1_000_000n };
    // A relayer may have been faster after all: then this one reverts, and the watcher sees the other.
    await this.#chain.receipt(await devnet.user(0).submit(this.#chain, call));
  }

  async #setFailing(value: boolean): Promise<void> {
    const { account, address } = deployer();
    const nonce = await this.#chain.client.getTransactionCount({ address, blockTag: 'pending' });
    const { abi } = artifact('ComposeReceiver');
    const data = encodeFunctionData({ abi, functionName: 'setFailing', args: [value] });
    const hash = await sendSigned({
      chain: this.#chain,
      account,
      nonce,
      to: this.address,
      data,
      gas: 100_000n,
    });
    await this.#succeeded({ hash, what: 'switching the example receiver' });
  }

  async #succeeded(parameters: { hash: Hex; what: string }): Promise<void> {
    const { status } = await this.#chain.receipt(parameters.hash);
    if (status !== 'success')
      throw new DevnetError(`${parameters.what} failed`, 'rebuild the artifacts (npm run abi)');
  }
}
