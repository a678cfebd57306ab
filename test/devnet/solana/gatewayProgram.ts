/**
 * The gateway and the example receiver as Anchor programs, from their committed IDLs alone.
 *
 * WHY not the relayers' adapter: what watches and uses the bridge here shall not share its mistakes.
 */
import { BorshCoder, Program, utils } from '@coral-xyz/anchor';
import type {
  Connection,
  PublicKey,
  TransactionInstruction,
  VersionedTransactionResponse,
} from '@solana/web3.js';
import type { Hex } from 'viem';

import { DevnetError } from '../devnetError.ts';
import type { BookEvent } from '../watch/bookEvent.ts';
import { GATEWAY_PROGRAM, programArtifact } from './programArtifact.ts';

/** First bytes of an event that a program reports to itself. */
const EVENT_TAG = Buffer.from('e445a52e51cb9a1d', 'hex');

/** Builds instructions and reads accounts; signs nothing. */
export function anchorProgram(name: string, connection: Connection): Program {
  return new Program(programArtifact(name).idl, { connection });
}

export interface GatewayEvent {
  readonly name: string;
  readonly data: Readonly<Record<string, unknown>>;
}

let coder: BorshCoder | null = null;

/** What the gateway reported in a transaction, in order. Read from inner instructions: logs can be truncated. */
export function gatewayEvents(transaction: VersionedTransactionResponse): GatewayEvent[] {
  const { idl, address } = programArtifact(GATEWAY_PROGRAM);
  coder ??= new BorshCoder(idl);
  const { meta } = transaction;
  if (meta === null || meta.err !== null) return [];
  const keys = transaction.transaction.message.getAccountKeys({
    accountKeysFromLookups: meta.loadedAddresses ?? null,
  });
  const events: GatewayEvent[] = [];
  for (const { instructions } of meta.innerInstructions ?? []) {
    for (const { programIdIndex, data } of instructions) {
      if (keys.get(programIdIndex)?.toBase58() !== address) continue;
      const bytes = Buffer.from(utils.bytes.bs58.decode(data));
      if (!bytes.subarray(0, 8).equals(EVENT_TAG)) continue;
      const event = coder.events.decode(bytes.subarray(8).toString('base64'));
      if (event !== null) events.push(event as GatewayEvent);
    }
  }
  return events;
}

/** An event as the book knows it; null for what the book has no use for. */
export function bookEventOf({ name, data }: GatewayEvent): BookEvent | null {
  const hex = (key: string): Hex => `0x${Buffer.from(data[key] as Uint8Array).toString('hex')}`;
  switch (name) {
    case 'PacketSent':
      return { type: 'sent', payload: hex('encoded_payload'), options: hex('options') };
    case 'PacketDelivered':
      return { type: 'delivered', leaf: hex('leaf') };
    case 'PacketQueued':
      return { type: 'queued', leaf: hex('leaf'), releaseAt: BigInt(String(data['release_at'])) };
    case 'PacketClaimable':
      return { type: 'claimable', leaf: hex('leaf') };
    case 'PacketFailed':
      return { type: 'failed', leaf: hex('leaf'), reason: String(data['reason']) };
    case 'ComposeDelivered':
      return { type: 'composeOk', leaf: hex('leaf') };
    default:
      return null;
  }
}

/** @throws DevnetError for an instruction that the IDL does not have */
export async function programCall(parameters: {
  program: Program;
  name: string;
  args: readonly unknown[];
  accounts: Readonly<Record<string, PublicKey | null>>;
}): Promise<TransactionInstruction> {
  const { program, name, args, accounts } = parameters;
  const method = program.methods[name];
  if (method === undefined) {
    throw new DevnetError(`the program has no instruction ${name}`, 'npm run programs:build');
  }
  return (
    method(...args)
      // An optional account that is not there is null; the client's types do not know it.
      .accountsPartial(accounts as Readonly<Record<string, PublicKey>>)
      .instruction()
  );
}
