/** RLP headers of blocks as a node tells them: the proof that `RandaoBeacon` reads. */
import { type Hex, toRlp } from 'viem';

type BlockAnswer = Readonly<Record<string, unknown>>;

/** Fields in the order they are hashed (Yellow Paper §4.4); those after `nonce` only if the block has them. */
const DATA = [
  'parentHash',
  'sha3Uncles',
  'miner',
  'stateRoot',
  'transactionsRoot',
  'receiptsRoot',
  'logsBloom',
];
const NUMBERS = ['difficulty', 'number', 'gasLimit', 'gasUsed', 'timestamp'];
const END = ['extraData', 'mixHash', 'nonce'];
const FORKS = [
  'baseFeePerGas',
  'withdrawalsRoot',
  'blobGasUsed',
  'excessBlobGas',
  'parentBeaconBlockRoot',
  'requestsHash',
];
const FORK_NUMBERS: ReadonlySet<string> = new Set(['baseFeePerGas', 'blobGasUsed', 'excessBlobGas']);

function quantity(value: Hex): Hex {
  const digits = BigInt(value).toString(16);
  if (digits === '0') return '0x';
  return `0x${digits.length % 2 === 0 ? '' : '0'}${digits}`;
}

/** The header of an `eth_getBlockBy…` answer. Whether it hashes to the block's hash is for the caller to see. */
export function headerOf(block: BlockAnswer): Hex {
  const data = (name: string): Hex => block[name] as Hex;
  const forks = FORKS.filter((name) => block[name] !== undefined && block[name] !== null);
  return toRlp([
    ...DATA.map(data),
    ...NUMBERS.map((name) => quantity(data(name))),
    ...END.map(data),
    ...forks.map((name) => (FORK_NUMBERS.has(name) ? quantity(data(name)) : data(name))),
  ]);
}
