/** One running chain of the devnet: node, blocks, client. */
import {
  createPublicClient,
  defineChain,
  type Hex,
  http,
  type PublicClient,
  type TransactionReceipt,
} from 'viem';

import { DevnetError } from '../devnetError.ts';
import type { OwnedProcess } from '../process/ownedProcess.ts';
import { BLOCK_MS, BlockProducer } from './blockProducer.ts';
import type { Anvil } from './anvil.ts';
import type { ChainSpec, EvmChainKey } from './chainSpec.ts';

const RECEIPT_TIMEOUT_MS = 30_000;
const RECEIPT_POLL_MS = 40;

export class DevChain implements ChainSpec {
  readonly key: EvmChainKey;
  readonly eid: number;
  readonly chainId: number;
  readonly rpcUrl: string;
  readonly process: OwnedProcess;
  readonly producer: BlockProducer;
  readonly client: PublicClient;

  constructor(parameters: { spec: ChainSpec; anvil: Anvil }) {
    const { spec, anvil } = parameters;
    this.key = spec.key;
    this.eid = spec.eid;
    this.chainId = spec.chainId;
    this.rpcUrl = anvil.rpcUrl;
    this.process = anvil.process;
    this.producer = new BlockProducer(anvil.rpcUrl);
    const chain = defineChain({
      id: spec.chainId,
      name: `devnet ${spec.key}`,
      nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
      rpcUrls: { default: { http: [anvil.rpcUrl] } },
    });
    const transport = http(anvil.rpcUrl, { batch: { batchSize: 200 }, retryCount: 0, timeout: 20_000 });
    // WHY cacheTime 0: a cached block number would hide a block for seconds.
    this.client = createPublicClient({ chain, transport, cacheTime: 0 }) as PublicClient;
  }

  /** Receipt of a transaction, waiting for its block. @throws DevnetError when it is not mined in 30 s. */
  async receipt(hash: Hex): Promise<TransactionReceipt> {
    const deadline = Date.now() + RECEIPT_TIMEOUT_MS;
    for (;;) {
      const receipt = await this.client.getTransactionReceipt({ hash }).catch(() => null);
      if (receipt !== null) return receipt;
      if (Date.now() > deadline) {
        throw new DevnetError(
          `${this.key}: ${hash} was not mined in ${RECEIPT_TIMEOUT_MS / 1000} s`,
          'is it stuck?',
        );
      }
      await new Promise((resolve) => setTimeout(resolve, RECEIPT_POLL_MS));
    }
  }

  /** Blocks until this many are final: a devnet whose `finalized` is still the genesis would be refused. */
  async warmUp(): Promise<void> {
    for (let block = 0; block < 4; block++) await this.producer.mine();
  }

  async stop(): Promise<void> {
    await this.producer.stop();
    await this.process.stop({ graceMs: BLOCK_MS * 4 });
  }
}
