/**
 * Receipts, read and re-encoded as consensus hashes them.
 * Source: EIP-2718 (`type ‖ rlp(…)`, legacy without the byte), EIP-658 (status). Arbitrum's own types are encoded the same way.
 */
import { RLP } from '@ethereumjs/rlp';
import { concatBytes, type Hex, hexToBytes } from '../../protocol/index.ts';
import { quantityBytes } from '../block/quantityBytes.ts';
import { asArray, asRecord } from '../../rpc/answer.ts';
import { asData, asInteger, asQuantity } from '../rpc/answer.ts';
import { MalformedAnswer } from '../../rpc/malformedAnswer.ts';

export interface EvmLog {
  /** Lower case. */
  readonly address: Hex;
  readonly topics: readonly Hex[];
  readonly data: Hex;
}

export interface EvmReceipt {
  readonly type: number;
  readonly success: boolean;
  readonly cumulativeGasUsed: bigint;
  readonly logsBloom: Hex;
  readonly logs: readonly EvmLog[];
  /** Not part of what is hashed: the provider's word. Never decides about money. */
  readonly txHash: Hex;
  /** As `txHash`. */
  readonly from: Hex;
}

/** One receipt; its place in the block is its place in the answer, which the root proves. @throws MalformedAnswer */
export function readEvmReceipt(answer: unknown): EvmReceipt {
  const receipt = asRecord(answer, 'receipt');
  const type = receipt['type'] === undefined ? 0 : asInteger(receipt['type'], 'receipt.type');
  if (type > 0x7f) throw new MalformedAnswer('receipt.type is not a transaction type');
  const status = asInteger(receipt['status'], 'receipt.status');
  if (status > 1) throw new MalformedAnswer('receipt.status is neither 0 nor 1');
  return {
    type,
    success: status === 1,
    cumulativeGasUsed: asQuantity(receipt['cumulativeGasUsed'], 'receipt.cumulativeGasUsed'),
    logsBloom: asData(receipt['logsBloom'], 'receipt.logsBloom', 256),
    logs: asArray(receipt['logs'], 'receipt.logs').map(readLog),
    txHash: asData(receipt['transactionHash'], 'receipt.transactionHash', 32),
    from: asData(receipt['from'], 'receipt.from', 20),
  };
}

function readLog(answer: unknown): EvmLog {
  const log = asRecord(answer, 'log');
  return {
    address: asData(log['address'], 'log.address', 20),
    topics: asArray(log['topics'], 'log.topics').map((topic) => asData(topic, 'log.topic', 32)),
    data: asData(log['data'], 'log.data'),
  };
}

/** Bytes of a receipt under `receiptsRoot`. */
export function encodeReceipt(receipt: EvmReceipt): Uint8Array {
  const body = RLP.encode([
    receipt.success ? Uint8Array.of(1) : new Uint8Array(0),
    quantityBytes(receipt.cumulativeGasUsed),
    hexToBytes(receipt.logsBloom),
    receipt.logs.map((log) => [hexToBytes(log.address), log.topics.map(hexToBytes), hexToBytes(log.data)]),
  ]);
  return receipt.type === 0 ? body : concatBytes([Uint8Array.of(receipt.type), body]);
}
