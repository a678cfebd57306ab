/** Somebody who pays for jobs on a test chain. */
import {
  type Address,
  createWalletClient,
  defineChain,
  type Hex,
  http,
  pad,
  publicActions,
  zeroAddress,
  zeroHash,
} from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { cxtAbi } from '../../../adapters/evm/abi/cxt.ts';
import { jobMarketAbi } from '../../../adapters/evm/abi/jobMarket.ts';
import type { BlobStore } from '../../../worker/src/blobs/index.ts';
import type { JobRequest } from '../../../worker/src/chain/jobView.ts';
import type { EconomyAddresses } from '../../../worker/src/testing/deployEconomy.ts';
import { HOME_CHAIN_ID } from '../../../worker/src/testing/startHome.ts';
import { encodeJobSpec, encodeMatrix } from '../../../worker/src/work/index.ts';

export function createRequester(parameters: {
  rpcUrl: string;
  privateKey: Hex;
  addresses: Pick<EconomyAddresses, 'token' | 'jobMarket'>;
}) {
  const { rpcUrl, privateKey, addresses } = parameters;
  const account = privateKeyToAccount(privateKey);
  const chain = defineChain({
    id: HOME_CHAIN_ID,
    name: 'anvil',
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: [rpcUrl] } },
  });
  const client = createWalletClient({ account, chain, transport: http(rpcUrl), pollingInterval: 100 }).extend(
    publicActions,
  );
  const market = { address: addresses.jobMarket, abi: jobMarketAbi } as const;
  const token = { address: addresses.token, abi: cxtAbi } as const;
  const confirmed = async (hash: Hex): Promise<void> => {
    const { status } = await client.waitForTransactionReceipt({ hash });
    if (status !== 'success') throw new Error(`${hash} reverted`);
  };
  return {
    address: account.address,
    client,
    balance: (): Promise<bigint> =>
      client.readContract({ ...token, functionName: 'balanceOf', args: [account.address] }),
    approve: async (): Promise<void> =>
      confirmed(
        await client.writeContract({
          ...token,
          functionName: 'approve',
          args: [addresses.jobMarket, 2n ** 255n],
        }),
      ),
    submit: async (wanted: { specHash: Hex } & Partial<JobRequest>): Promise<Hex> => {
      const request = { ...REQUEST, requester: pad(account.address), refundee: account.address, ...wanted };
      const { result, request: call } = await client.simulateContract({
        ...market,
        functionName: 'submit',
        args: [request, ''],
        account,
      });
      await confirmed(await client.writeContract(call));
      return result;
    },
  };
}

const REQUEST = {
  jobId: zeroHash,
  jobType: 2,
  redundancy: 1,
  window: 1,
  flags: 0,
  namedExecutor: zeroAddress as Address,
  maxUnits: 64n,
  /** 100 CXT. */
  price: 100n * 10n ** 9n,
  acceptSeconds: 4,
  /** Long enough for a busy machine; executors end it early by committing. */
  computeSeconds: 120,
  inputHash: zeroHash,
  canary: zeroHash,
} as const;

/** A matrix product of 16 work units, its blobs kept where the nodes find them. */
export async function productJob(blobs: BlobStore, seed: number): Promise<Hex> {
  const matrix = (rows: number, columns: number, salt: number): Uint8Array =>
    encodeMatrix({
      kind: 'int8',
      rows,
      columns,
      entries: Int8Array.from(
        { length: rows * columns },
        (_, at) => ((at * 31 + seed * 17 + salt) % 255) - 127,
      ),
    });
  const left = await blobs.put(matrix(64, 1_024, 1));
  const right = await blobs.put(matrix(1_024, 64, 2));
  return blobs.put(encodeJobSpec({ v: 1, type: 'BATCH', products: [{ left, right }] }));
}
