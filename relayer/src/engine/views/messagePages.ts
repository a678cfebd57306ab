/** Newest first, in pages; filters by sender, recipient and status. */
import { type Guid, solanaAddressToBytes32 } from '@cxt-bridge/adapters/protocol';
import { type Message, messageStatus } from '../../domain/message/message.ts';
import type { EngineContext } from '../context.ts';
import { loadMessage } from '../persist.ts';
import type { MessageFilter, MessageView, Page } from '../readModel.ts';
import { attestationOf } from './attestationView.ts';
import { messageView } from './messageView.ts';

/** Rows looked at per call at most, so that a rare status cannot make one request walk the whole history. */
const MAX_SCANNED = 2_000;

export async function messagePage(parameters: {
  context: EngineContext;
  filter: MessageFilter;
}): Promise<Page<MessageView>> {
  const { context, filter } = parameters;
  const prefix = prefixOf(filter);
  const items: MessageView[] = [];
  let before = filter.cursor === undefined ? undefined : `${prefix}${filter.cursor}`;
  let scanned = 0;
  while (items.length < filter.limit && scanned < MAX_SCANNED) {
    const limit = Math.min(200, filter.limit);
    const rows = await context.ports.store.scan('messageIndex', {
      prefix,
      limit,
      reverse: true,
      ...(before !== undefined && { before }),
    });
    for (const { key, value } of rows) {
      if (items.length >= filter.limit) break;
      scanned += 1;
      before = key;
      const message = await currentMessage({ context, guid: String(value) as Guid });
      if (message === null || !matches(message, filter)) continue;
      items.push(await viewOf({ context, message }));
    }
    if (rows.length < limit) return { items, cursor: null };
  }
  return { items, cursor: before?.slice(prefix.length) ?? null };
}

function prefixOf(filter: MessageFilter): string {
  if (filter.sender !== undefined) return `sender/${filter.sender.toLowerCase()}/`;
  if (filter.recipient !== undefined) return `recipient/${wireAddress(filter.recipient)}/`;
  return 'all/';
}

/** An address as it stands on the wire: 32 bytes, EVM left-padded, Solana out of base58 (protocol §2). */
function wireAddress(address: string): string {
  if (!address.startsWith('0x')) return solanaAddressToBytes32(address);
  const hex = address.toLowerCase();
  return hex.length === 42 ? `0x${hex.slice(2).padStart(64, '0')}` : hex;
}

function matches(message: Message, filter: MessageFilter): boolean {
  if (filter.status !== undefined && messageStatus(message) !== filter.status) return false;
  const { recipient } = filter;
  return recipient === undefined || message.recipient.toLowerCase() === wireAddress(recipient);
}

/** The engine's memory for open messages, the store for the others. */
export async function currentMessage(parameters: {
  context: EngineContext;
  guid: Guid;
}): Promise<Message | null> {
  const { context, guid } = parameters;
  return context.state.messages.get(guid) ?? loadMessage({ store: context.ports.store, guid });
}

export async function viewOf(parameters: { context: EngineContext; message: Message }): Promise<MessageView> {
  const { context, message } = parameters;
  const attestation = await attestationOf({ context, guid: message.guid, eid: message.deliver.executesAt });
  return messageView({ context, message, attestation });
}
