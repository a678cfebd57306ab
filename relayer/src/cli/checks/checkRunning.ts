import type { RelayerConfig } from '../../config/index.ts';
import type { StatusView } from '../../engine/readModel.ts';
import { BridgeError } from '../../errors/bridgeError.ts';
import { askApi, checkedUrl } from '../apiClient.ts';
import type { ReadOptions } from '../commandOptions.ts';
import { localUrl } from '../configAccess.ts';
import { failed, type Finding, passed } from './finding.ts';

const SUBJECT = 'relayer';

/** The relayer that runs with this config: does it answer, is it ready, does it sign. */
export async function checkRunning(parameters: {
  config: RelayerConfig;
  options: ReadOptions;
}): Promise<Finding[]> {
  const { config, options } = parameters;
  try {
    const url =
      options.api === undefined
        ? localUrl({ ...config.api, option: '--api' })
        : checkedUrl({ text: options.api, option: '--api' });
    const status = await askApi<StatusView>({ url, path: '/v1/status' });
    return [
      passed({ subject: SUBJECT, check: 'API', detail: `${url}, version ${status.version}` }),
      readiness(status),
      ...status.halts.map(({ sentence, evidenceHash }) =>
        failed({
          subject: SUBJECT,
          check: 'halt',
          error: new BridgeError('CXT_LANE_HALTED', {
            context: { reason: sentence, lane: 'signing', evidence: evidenceHash },
          }),
        }),
      ),
    ];
  } catch (error) {
    return [failed({ subject: SUBJECT, check: 'API', error })];
  }
}

function readiness(status: StatusView): Finding {
  if (status.ready)
    return passed({ subject: SUBJECT, check: 'ready', detail: `${status.openMessages} open messages` });
  const detail = `not ready: ${status.notReady.join('; ')}`;
  return { subject: SUBJECT, check: 'ready', level: 'problem', detail, exitCode: 75 };
}
