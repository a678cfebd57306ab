/** Nonce and lane hash of every outbound lane at one block (protocol §3). */
import { ChainError } from '../../core/chainError.ts';
import type { CallOptions } from '../../core/chainProvider.ts';
import type { BlockRef, OutboundLaneState } from '../../core/chainTypes.ts';
import { bytesToHex, type Eid, type Hex, hexToBytes, keccakBytes } from '../../protocol/index.ts';
import { LANE_HASH_SLOT, OUTBOUND_LANE_SLOT } from '../abi/storageLayout.ts';
import { readEvmHeader } from '../block/evmHeader.ts';
import type { EvmReader } from '../evmReader.ts';
import { ProofInvalid } from '../proof/readTrieProof.ts';
import { readStorageProof } from '../proof/readStorageProof.ts';
import { type RpcOutcome } from '../../rpc/jsonRpcClient.ts';
import { resultOf, faultCode } from '../rpc/rpcFault.ts';
import { askViews, gatewayView } from './views.ts';

const U64_MASK = 2n ** 64n - 1n;
/** EIP-1474: method not found, method not supported. */
const METHOD_CODES: ReadonlySet<number> = new Set([-32601, -32004]);

/**
 * Lanes to all remote chains, proven from the state root of `at.hash` where the node serves `eth_getProof`; otherwise, unless
 * `requireProofs`, its word (`eth_call` at the same hash).
 * @throws CXT_CHAIN_PROOF_FORGED, CXT_CHAIN_STATE_UNAVAILABLE, other ChainError; MalformedAnswer
 */
export async function outboundLanes(
  reader: EvmReader,
  at: BlockRef,
  options: CallOptions = {},
): Promise<readonly OutboundLaneState[]> {
  const { rpc, gateway, deployment } = reader;
  const slots = deployment.remoteEids.flatMap((eid) => [
    mappingSlot({ eid, base: OUTBOUND_LANE_SLOT }),
    mappingSlot({ eid, base: LANE_HASH_SLOT }),
  ]);
  const [block, proof] = await rpc.askAll(
    [
      { method: 'eth_getBlockByHash', params: [at.hash, false] },
      { method: 'eth_getProof', params: [gateway, slots, { blockHash: at.hash }] },
    ],
    options,
  );
  if (isUnserved(proof)) {
    if (reader.requireProofs) throw unproven(reader, at);
    return lanesByCall(reader, at, options);
  }
  const header = headerAt({
    reader,
    at,
    answer: resultOf({ outcome: block, label: rpc.label, method: 'eth_getBlockByHash' }),
  });
  const answer = resultOf({ outcome: proof, label: rpc.label, method: 'eth_getProof' });
  const words = proven({ reader, at, answer, stateRoot: header.stateRoot, slots });
  return deployment.remoteEids.map((dstEid, index) => ({
    dstEid,
    // WHY: the lane's word also holds outstanding and pause above the nonce.
    nonce: (words[2 * index] ?? 0n) & U64_MASK,
    laneHash: toWord(words[2 * index + 1] ?? 0n),
  }));
}

function headerAt(args: { reader: EvmReader; at: BlockRef; answer: unknown }) {
  const { reader, at, answer } = args;
  const { label } = reader.rpc;
  if (answer === null) {
    throw new ChainError('CXT_CHAIN_STATE_UNAVAILABLE', `${label} does not have block ${at.hash}`, {
      provider: label,
    });
  }
  const header = readEvmHeader({ answer, label });
  if (header.hash !== at.hash) {
    throw new ChainError('CXT_CHAIN_HEADER_FORGED', `${label} answered another block than ${at.hash}`, {
      provider: label,
      expected: at.hash,
      actual: header.hash,
    });
  }
  return header;
}

function proven(args: {
  reader: EvmReader;
  at: BlockRef;
  answer: unknown;
  stateRoot: Hex;
  slots: readonly Hex[];
}) {
  const { reader, at, answer, stateRoot, slots } = args;
  try {
    return readStorageProof({ answer, stateRoot, account: reader.gateway, slots });
  } catch (error) {
    if (!(error instanceof ProofInvalid)) throw error;
    const { label } = reader.rpc;
    throw new ChainError(
      'CXT_CHAIN_PROOF_FORGED',
      `${label}: lane proof at block ${at.height}: ${error.message}`,
      {
        provider: label,
        height: String(at.height),
        stateRoot,
      },
    );
  }
}

function unproven(reader: EvmReader, at: BlockRef): ChainError {
  const { label } = reader.rpc;
  return new ChainError(
    'CXT_CHAIN_STATE_UNAVAILABLE',
    `${label} does not prove the state of block ${at.height}`,
    {
      provider: label,
      method: 'eth_getProof',
      height: String(at.height),
    },
  );
}

/** Whether the node does not serve proofs at that block; anything else it says is an error. */
function isUnserved(outcome: RpcOutcome | undefined): boolean {
  if (outcome === undefined || outcome.ok) return false;
  return METHOD_CODES.has(outcome.fault.code) || faultCode(outcome.fault) === 'CXT_CHAIN_STATE_UNAVAILABLE';
}

async function lanesByCall(
  reader: EvmReader,
  at: BlockRef,
  options: CallOptions,
): Promise<readonly OutboundLaneState[]> {
  const { remoteEids } = reader.deployment;
  const views = remoteEids.map((eid) => gatewayView(reader, 'outboundLane', [eid]));
  const answers = await askViews(reader, { views, block: { blockHash: at.hash } }, options);
  return answers.map(([nonce, laneHash], index) => ({ dstEid: remoteEids[index] as Eid, nonce, laneHash }));
}

/** Slot of `mapping(uint32 => …)` at `base` for `eid`: keccak of both as words. */
function mappingSlot(args: { eid: Eid; base: bigint }): Hex {
  const preimage = `${toWord(BigInt(args.eid))}${toWord(args.base).slice(2)}`;
  return bytesToHex(keccakBytes(hexToBytes(preimage)));
}

function toWord(value: bigint): Hex {
  return `0x${value.toString(16).padStart(64, '0')}`;
}
