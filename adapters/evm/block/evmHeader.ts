/**
 * Block headers whose hash has been recomputed from their fields.
 *
 * Guarantee: an {@link EvmHeader} hashes to its `hash`, so its roots and bloom are what the chain committed to. Refuses a header
 * whose fields say otherwise with `CXT_CHAIN_HEADER_FORGED`. Source: Yellow Paper §4.4; EIP-1559, 4895, 4844, 4788, 7685, 7928, 7843.
 */
import { RLP } from '@ethereumjs/rlp';
import { ChainError } from '../../core/chainError.ts';
import type { BlockRef } from '../../core/chainTypes.ts';
import { bytesToHex, type Hex, hexToBytes, keccakBytes } from '../../protocol/index.ts';
import { type AnswerRecord, asRecord } from '../../rpc/answer.ts';
import { asData, asQuantity } from '../rpc/answer.ts';
import { quantityBytes } from './quantityBytes.ts';

/** A block with what of its header proves receipts and state. */
export interface EvmHeader extends BlockRef {
  readonly stateRoot: Hex;
  readonly receiptsRoot: Hex;
  /** 256 bytes. */
  readonly logsBloom: Uint8Array;
}

type FieldKind = 'quantity' | number | 'bytes';

/** Fields of every header, in the order they are hashed; a number is the width in bytes. */
const CORE_FIELDS: readonly (readonly [string, FieldKind])[] = [
  ['parentHash', 32],
  ['sha3Uncles', 32],
  ['miner', 20],
  ['stateRoot', 32],
  ['transactionsRoot', 32],
  ['receiptsRoot', 32],
  ['logsBloom', 256],
  ['difficulty', 'quantity'],
  ['number', 'quantity'],
  ['gasLimit', 'quantity'],
  ['gasUsed', 'quantity'],
  ['timestamp', 'quantity'],
  ['extraData', 'bytes'],
  ['mixHash', 32],
  ['nonce', 8],
];

/** Appended by later forks, each only after the ones before it. Arbitrum's extra members (l1BlockNumber, sendRoot) are not hashed. */
const FORK_FIELDS: readonly (readonly [string, FieldKind])[] = [
  ['baseFeePerGas', 'quantity'],
  ['withdrawalsRoot', 32],
  ['blobGasUsed', 'quantity'],
  ['excessBlobGas', 'quantity'],
  ['parentBeaconBlockRoot', 32],
  ['requestsHash', 32],
  ['blockAccessListHash', 32],
  ['slotNumber', 'quantity'],
];

/**
 * Header from an `eth_getBlockBy…` answer.
 * @throws MalformedAnswer when a field is missing or has the wrong width; CXT_CHAIN_HEADER_FORGED when the fields do not hash
 *   to `hash`
 */
export function readEvmHeader(args: { answer: unknown; label: string }): EvmHeader {
  const block = asRecord(args.answer, 'block');
  const hash = asData(block['hash'], 'block.hash', 32);
  const present = FORK_FIELDS.filter(([name]) => block[name] !== undefined && block[name] !== null);
  const fields = [...CORE_FIELDS, ...present].map(([name, kind]) => fieldBytes({ block, name, kind }));
  const computed = bytesToHex(keccakBytes(RLP.encode(fields)));
  const height = asQuantity(block['number'], 'block.number');
  if (computed !== hash) {
    throw new ChainError(
      'CXT_CHAIN_HEADER_FORGED',
      `${args.label}: header ${height} does not hash to ${hash}`,
      {
        provider: args.label,
        height: String(height),
        claimedHash: hash,
        computedHash: computed,
      },
    );
  }
  return {
    height,
    hash,
    parentHash: asData(block['parentHash'], 'block.parentHash', 32),
    timestamp: asQuantity(block['timestamp'], 'block.timestamp'),
    stateRoot: asData(block['stateRoot'], 'block.stateRoot', 32),
    receiptsRoot: asData(block['receiptsRoot'], 'block.receiptsRoot', 32),
    logsBloom: hexToBytes(asData(block['logsBloom'], 'block.logsBloom', 256)),
  };
}

function fieldBytes(args: { block: AnswerRecord; name: string; kind: FieldKind }): Uint8Array {
  const { block, name, kind } = args;
  const what = `block.${name}`;
  if (kind === 'quantity') return quantityBytes(asQuantity(block[name], what));
  return hexToBytes(kind === 'bytes' ? asData(block[name], what) : asData(block[name], what, kind));
}
