/** Messages from other chains and signed batches of them, made with the protocol library and never with the program. */
import {
  bytesToHex,
  encodeItem,
  encodeMessage,
  encodePacketHeader,
  type Eid,
  type Hex,
  keccak256,
  type Leaf,
  leafHashFromParts,
  merkleRoot,
  type Nonce,
  type Units,
} from '@cxt-bridge/adapters/protocol';
import type { PublicKey } from '@solana/web3.js';
import { PEERS, SOLANA_EID } from './deployment.ts';
import { type AttestationFields, compactOf, type Quorum, sign } from './quorum.ts';

const OPEN_ACCOUNT = 2 ** 31;
/** Who calls, on the source chain. */
export const COMPOSE_FROM: Hex = `0x${'00'.repeat(12)}${'c0'.repeat(20)}`;

/** A message from another chain to this one. */
export interface Inbound {
  readonly srcEid: number;
  readonly nonce: bigint;
  readonly to: PublicKey;
  readonly amountUnits: bigint;
  readonly buysAccount?: boolean;
  readonly composeUnits?: number;
  readonly composeMsg?: Uint8Array;
}

/** The message in all the forms that a delivery needs. */
export interface SealedInbound extends Inbound {
  readonly item: Uint8Array;
  readonly leaf: Leaf;
  readonly guid: Hex;
  readonly message: Uint8Array;
}

/** Which accounts are given for an item. */
export interface Given {
  readonly token?: PublicKey | true;
  readonly owner?: boolean;
  readonly queued?: boolean;
  readonly credit?: boolean;
  readonly compose?: boolean;
}

/** A signed batch. */
export interface Batch {
  readonly messages: readonly SealedInbound[];
  readonly fields: AttestationFields;
  readonly attestation: Uint8Array;
  readonly signatures: Uint8Array;
}

/** Departures from an honest batch. */
export interface BatchOptions {
  readonly fields?: Partial<AttestationFields>;
  readonly signers?: readonly number[];
  readonly quorum?: Quorum;
}

/** The message as the gateway at `config` will rebuild it. */
export function sealInbound(at: { inbound: Inbound; config: PublicKey }): SealedInbound {
  const { inbound, config } = at;
  const { to, amountUnits, composeMsg } = inbound;
  const sender = PEERS.get(inbound.srcEid);
  if (sender === undefined) throw new Error(`no peer ${inbound.srcEid}`);
  const message = encodeMessage({
    sendTo: bytesToHex(to.toBytes()),
    amountUnits: amountUnits as Units,
    compose: composeMsg === undefined ? undefined : { composeFrom: COMPOSE_FROM, composeMsg },
  });
  const execution = (inbound.composeUnits ?? 0) + (inbound.buysAccount === true ? OPEN_ACCOUNT : 0);
  const lane = { srcEid: inbound.srcEid as Eid, dstEid: SOLANA_EID as Eid, nonce: inbound.nonce as Nonce };
  const header = encodePacketHeader({ ...lane, sender, receiver: bytesToHex(config.toBytes()) });
  return {
    ...inbound,
    message,
    item: encodeItem({ ...lane, execution, body: message }),
    leaf: leafHashFromParts({ execution, amountUnits, header, messageHash: keccak256(message) }),
    guid: bytesToHex(header.subarray(81, 113)),
  };
}

/** A batch of these messages, signed. */
export function signBatch(
  at: { messages: readonly SealedInbound[]; notAfter: bigint; quorum: Quorum } & Omit<BatchOptions, 'quorum'>,
): Batch {
  const { messages, notAfter, quorum, signers } = at;
  const fields: AttestationFields = {
    kind: 1,
    epoch: quorum.epoch,
    domain: SOLANA_EID,
    seq: 0n,
    root: merkleRoot(messages.map(({ leaf }) => leaf)),
    count: messages.length,
    notAfter,
    ...at.fields,
  };
  const signatures = sign({ quorum, fields, ...(signers !== undefined && { signers }) });
  return { messages, fields, attestation: compactOf(fields), signatures };
}
