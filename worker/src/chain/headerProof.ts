/** Header of a block as the beacon's proof: its RLP, checked against the block's hash before it is sent anywhere. */
import { type Hex, keccak256, numberToHex, toRlp, trim } from 'viem';
import type { HomeClient } from './homeClient.ts';

/** Header fields in the order in which they are hashed (Yellow Paper §4.4; EIP-1559, 4895, 4844, 4788, 7685). */
const FIELDS = [
  ['parentHash', 'data'],
  ['sha3Uncles', 'data'],
  ['miner', 'data'],
  ['stateRoot', 'data'],
  ['transactionsRoot', 'data'],
  ['receiptsRoot', 'data'],
  ['logsBloom', 'data'],
  ['difficulty', 'quantity'],
  ['number', 'quantity'],
  ['gasLimit', 'quantity'],
  ['gasUsed', 'quantity'],
  ['timestamp', 'quantity'],
  ['extraData', 'data'],
  ['mixHash', 'data'],
  ['nonce', 'data'],
  ['baseFeePerGas', 'quantity'],
  ['withdrawalsRoot', 'data'],
  ['blobGasUsed', 'quantity'],
  ['excessBlobGas', 'quantity'],
  ['parentBeaconBlockRoot', 'data'],
  ['requestsHash', 'data'],
  ['blockAccessListHash', 'data'],
  ['slotNumber', 'quantity'],
] as const;

/** RLP header of a block. @throws Error when the node does not have it, or when its answer does not hash to its hash */
export async function headerProof(parameters: { client: HomeClient; block: bigint }): Promise<Hex> {
  const { client, block } = parameters;
  const answer = (await client.request({
    method: 'eth_getBlockByNumber',
    params: [numberToHex(block), false],
  })) as unknown as Readonly<Record<string, Hex | undefined | null>> | null;
  if (answer === null) throw new Error(`the node does not have block ${block}`);
  const header = headerRlp(answer);
  if (keccak256(header) !== answer['hash'])
    throw new Error(`the header of block ${block} does not hash to it`);
  return header;
}

/** RLP of the header in an `eth_getBlockBy…` answer. */
function headerRlp(answer: Readonly<Record<string, Hex | undefined | null>>): Hex {
  const fields = FIELDS.flatMap(([name, kind]): Hex[] => {
    const value = answer[name];
    if (value === undefined || value === null) return [];
    return [kind === 'data' ? value : quantityBytes(value)];
  });
  return toRlp(fields);
}

function quantityBytes(quantity: Hex): Hex {
  const value = BigInt(quantity);
  return value === 0n ? '0x' : trim(numberToHex(value, { size: 32 }));
}
