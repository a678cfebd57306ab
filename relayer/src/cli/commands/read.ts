/** Commands that show what a running relayer's public API says. */
import type { LaneView, MessageView, Page, StatusView, SupplyView } from '../../engine/readModel.ts';
import { askApi } from '../apiClient.ts';
import { answer, type CommandContext, type ReadOptions } from '../commandOptions.ts';
import { apiUrlOf } from '../configAccess.ts';
import { renderMessage, renderMessages } from '../print/message.ts';
import { renderLanes, renderStatus, renderSupply } from '../print/status.ts';

interface Parameters<Options = ReadOptions> {
  readonly context: CommandContext;
  readonly options: Options;
}

export interface MessagesOptions extends ReadOptions {
  readonly sender?: string;
  readonly recipient?: string;
  readonly status?: string;
  readonly limit?: string;
  readonly cursor?: string;
}

export async function statusCommand({ context, options }: Parameters): Promise<void> {
  const value = await askApi<StatusView>({ url: await apiUrlOf(options), path: '/v1/status' });
  answer({ terminal: context.terminal, json: options.json, value, render: renderStatus });
}

export async function lanesCommand({ context, options }: Parameters): Promise<void> {
  const value = await askApi<LaneView[]>({ url: await apiUrlOf(options), path: '/v1/lanes' });
  answer({ terminal: context.terminal, json: options.json, value, render: renderLanes });
}

export async function messagesCommand({ context, options }: Parameters<MessagesOptions>): Promise<void> {
  const { sender, recipient, status, limit, cursor } = options;
  const value = await askApi<Page<MessageView>>({
    url: await apiUrlOf(options),
    path: '/v1/messages',
    query: { sender, recipient, status, limit, cursor },
  });
  answer({ terminal: context.terminal, json: options.json, value, render: renderMessages });
}

export async function messageCommand({
  context,
  guid,
  options,
}: Parameters & { guid: string }): Promise<void> {
  const value = await askApi<MessageView>({ url: await apiUrlOf(options), path: `/v1/messages/${guid}` });
  answer({ terminal: context.terminal, json: options.json, value, render: renderMessage });
}

/** Exit code 70 when the supply is not exact: that is an invariant, and scripts shall see it. */
export async function supplyCommand({ context, options }: Parameters): Promise<void> {
  const value = await askApi<SupplyView>({ url: await apiUrlOf(options), path: '/v1/supply' });
  answer({ terminal: context.terminal, json: options.json, value, render: renderSupply });
  if (!value.exact) process.exitCode = 70;
}
