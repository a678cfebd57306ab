import { askApi } from '../apiClient.ts';
import { type AdminOptions, adminAccessOf } from '../configAccess.ts';
import { answer, type CommandContext } from '../commandOptions.ts';

/** Makes a waiting message due now, on the running relayer. */
export async function retryCommand(parameters: {
  context: CommandContext;
  guid: string;
  options: AdminOptions;
}): Promise<void> {
  const { context, guid, options } = parameters;
  const { url, token } = await adminAccessOf(options);
  const value = await askApi<{ guid: string; retried: boolean }>({
    url,
    path: `/admin/v1/retry/${guid}`,
    method: 'POST',
    token,
  });
  answer({
    terminal: context.terminal,
    json: options.json,
    value,
    render: () => `${guid} is due now; see "cxt-relayer message ${guid}"`,
  });
}
